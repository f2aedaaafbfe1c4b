import pytest

from app.extensions import db
from app.models import Project
from app.services import archives, jobs, tables, transactions
from app.services.tables import Origin
from tests.services.imports.kiosk import KIOS, files, looked_at


@pytest.fixture(params=["tables", "archive"])
def brought(request, context, alice) -> list[tuple[str, bytes]]:
    """The same project in either form."""
    if request.param == "tables":
        return files()
    made = tables.import_(tables.read(KIOS).tables, Origin(alice.id))
    content = archives.export(made.project_id)
    with transactions.writing() as session:
        session.get(Project, made.project_id).name = "Yang dibawa keluar"
    return [("kios-archive.zip", content)]


@pytest.fixture
def work(context):
    """`work()`: what a worker does until there is nothing left."""

    def run():
        while jobs.run_next("w") is not None:
            pass
        db.session.rollback()

    return run


@pytest.fixture
def seen(brought, alice, work):
    """A look that has ended."""
    return looked_at(brought, alice, work)
