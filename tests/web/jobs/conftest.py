import pytest

from app.services.jobs import Asked, ask


@pytest.fixture
def asked(app, alice):
    """`asked()`: the id of a job of Alice's that nobody works on."""

    def make(kind="test", by=alice.id):
        with app.app_context():
            return ask(Asked(kind, by))

    return make


@pytest.fixture
def become(app):
    """`become(number, state="done", ...)`: the job as a worker would have left it."""
    from app.models import Job
    from app.services import transactions

    def write(number, **values):
        with app.app_context(), transactions.writing() as session:
            job = session.get(Job, number)
            for name, value in values.items():
                setattr(job, name, value)

    return write


@pytest.fixture
def alices(client, login, alice):
    return login(client, alice)
