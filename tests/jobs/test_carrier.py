import pickle
import time

import pytest

from app.extensions import db
from app.jobs.carrier import Carrier
from app.models import Blob, Job
from app.models.types import now
from app.services import jobs, project_imports, transactions
from app.services.jobs import SENDER, Asked
from app.services.project_imports import Upload


@pytest.fixture
def database_url(sqlite):
    return sqlite


def test_one_commit_is_one_message_and_says_nothing_of_the_job(app, alice):
    with app.app_context():
        jobs.ask(Asked("test", alice.id, {"secret": "nobody's business"}))
    carrier = Carrier(app)
    (message,) = carrier.storage.enqueued_items()
    carrier.storage.close()

    assert b"work_off" in bytes(message)
    assert b"secret" not in bytes(message)


def test_a_message_that_would_run_code_is_not_run(app, tmp_path):
    class Bad:
        def __reduce__(self):
            return (open, (str(tmp_path / "owned"), "w"))

    carrier = Carrier(app)
    carrier.storage.enqueue(pickle.dumps(Bad()))
    with pytest.raises(ValueError, match="utf-8"):
        carrier.dequeue()
    carrier.storage.close()
    assert not (tmp_path / "owned").exists()


def test_asking_does_not_wait_for_a_redis_that_is_dead(make_app, sqlite, redis_server, people):
    app = make_app(database_url=sqlite, redis_url=redis_server.url)
    redis_server.stop()
    begun = time.monotonic()
    with app.app_context():
        number = jobs.ask(Asked("test", people["alice"].id))
        assert jobs.find(number).state == "waiting"
    assert time.monotonic() - begun < 10


def test_a_queue_that_breaks_is_told_and_costs_nothing(app, alice, monkeypatch, caplog):
    def broken(_self):
        raise OSError("no space left")

    monkeypatch.setattr(Carrier, "send", broken)
    with app.app_context():
        assert jobs.ask(Asked("test", alice.id))
    assert "no space left" in caplog.text


def test_a_worker_that_cannot_claim_while_another_writes_looks_again_later(app, alice, monkeypatch):
    """One of its own imports may hold the only writer's turn of SQLite for that long."""
    monkeypatch.setattr(transactions, "PATIENCE", 0.1)
    with app.app_context():
        jobs.ask(Asked("catalogue.preview", alice.id))
        turn = transactions._turns[str(db.engine.url)]
    carrier = Carrier(app)
    with turn:
        carrier.work_off()
    with app.app_context():
        assert db.session.query(Job.state).scalar() == "waiting"


def test_every_application_wakes_its_own_workers(app, make_app, sqlite, tmp_path, alice):
    other = make_app(database_url=sqlite, instance_path=tmp_path / "other")
    assert app.extensions[SENDER] is not other.extensions[SENDER]
    with other.app_context():
        jobs.ask(Asked("test", alice.id))
    ours = Carrier(app)
    assert ours.storage.queue_size() == 0
    ours.storage.close()


def test_the_periodic_task_forgets_what_nobody_needs(app, alice):
    with app.app_context(), transactions.writing() as session:
        session.add(Job(kind="test", user_id=alice.id, state="done", ended_at=_past()))
        session.add(Blob(sha256="0" * 64, name="x", size=0, content=b"", expires_at=_past()))
    carrier = Carrier(app)
    carrier.tidy()
    carrier.storage.close()

    with transactions_reading(app) as session:
        assert (session.query(Job).count(), session.query(Blob).count()) == (0, 0)


def test_the_periodic_task_removes_the_file_of_a_look_that_was_stopped(app, alice):
    with app.app_context():
        number = project_imports.receive(Upload([("a.zip", b"PK")], alice.id))
        jobs.cancel(number, alice)
    carrier = Carrier(app)
    carrier.tidy()
    carrier.storage.close()

    with transactions_reading(app) as session:
        assert session.query(Blob).count() == 0


def _past():
    return now().replace(year=2020)


def transactions_reading(app):
    from contextlib import contextmanager

    from app.extensions import db

    @contextmanager
    def reading():
        with app.app_context():
            yield db.session

    return reading()
