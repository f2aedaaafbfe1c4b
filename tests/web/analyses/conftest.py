"""The published analysis of tests.fixtures_analyses, and clients of those who may see it."""

import pytest

from tests.fixtures_analyses import Fence, published_fence

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def fence(app, project, alice) -> Fence:
    with app.app_context():
        return published_fence(project.id, alice.id)


@pytest.fixture
def editor(app, login, bob):
    return login(app.test_client(), bob)


@pytest.fixture
def owner(app, login, alice):
    return login(app.test_client(), alice)


@pytest.fixture
def viewer(app, login, vera):
    return login(app.test_client(), vera)


@pytest.fixture
def stranger(app, login, charlie):
    return login(app.test_client(), charlie)


@pytest.fixture
def base(project, fence):
    """The address of the analysis."""
    return f"/projects/{project.id}/analyses/{fence.id}"


@pytest.fixture
def stored(app):
    """`stored(row_id)`: the row as it is in the database."""
    from tests.fixtures_analyses import row

    def read(row_id):
        with app.app_context():
            return row(row_id)

    return read


@pytest.fixture
def cost(app):
    """`cost(analysis_id)`: the stored direct cost."""
    from tests.fixtures_analyses import direct_cost

    def read(analysis_id):
        with app.app_context():
            return direct_cost(analysis_id)

    return read


@pytest.fixture
def ids(app):
    """`ids(analysis_id)`: its rows in their order."""
    from app.extensions import db
    from app.models import Component

    def read(analysis_id):
        with app.app_context():
            rows = db.session.query(Component).filter_by(analysis_id=analysis_id).all()
            return [r.id for r in sorted(rows, key=lambda r: (r.position, r.id))]

    return read
