"""An import whose worker is killed or that is stopped: one whole project in the end, or nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Blob, OutlineNode, Project
from app.services import archives, jobs, project_imports, tables, verification
from app.services.project_imports import Upload
from app.services.tables import Origin
from tests.jobs.desk import until

KIOS = Path(__file__).parents[1] / "data" / "golden" / "kios"
MOMENTS = [
    ("tables", "project.reading"), ("tables", "project.storing"), ("tables", "committing"),
    ("archive", "project.proving"), ("archive", "committing"),
]  # fmt: skip


@pytest.fixture
def asked(desk, alice):
    """`asked("archive")`: the job that stores what was looked at."""

    def ask(form):
        files = [(path.name, path.read_bytes()) for path in KIOS.iterdir()]
        with desk.app.app_context():
            if form == "archive":
                made = tables.import_(tables.read(KIOS).tables, Origin(alice.id))
                files = [("a.zip", archives.export(made.project_id))]
            number = project_imports.receive(Upload(files, alice.id))
            jobs.run_here(number)
            return project_imports.store(project_imports.looked(number, alice))

    return ask


def stored(desk):
    """How many projects, rows and files there are."""
    with desk.app.app_context():
        return tuple(
            db.session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (Project, OutlineNode, Blob)
        )


@pytest.mark.parametrize(("form", "moment"), MOMENTS)
def test_a_killed_workers_import_is_done_by_the_next_one_once(desk, asked, form, moment):
    number = asked(form)
    projects, rows, files = stored(desk)
    with desk.worker(lease=1.0, pause=moment) as worker:
        desk.noted(f"at {moment}")
        worker.kill()
    assert stored(desk) == (projects, rows, files)
    assert desk.look(number).state == "running"

    with desk.worker(lease=1.0):
        found = desk.ended(number)
    assert (found.state, found.attempts, found.restarted) == ("done", 2, True)
    assert stored(desk)[0] == projects + 1
    assert stored(desk)[2] == files - 1 == 0
    with desk.app.app_context():
        made = found.result["project"]
        assert verification.verify(db.session, made).differences == ()
        of = select(func.count()).select_from(OutlineNode).where(OutlineNode.kind == "item")
        items = db.session.execute(of.where(OutlineNode.project_id == made)).scalar_one()
    assert items == found.result["items"] == 3


@pytest.mark.parametrize(
    ("form", "moment"), [(form, moment) for form, moment in MOMENTS if moment != "committing"]
)
def test_an_import_that_is_stopped_leaves_nothing_and_keeps_the_file(desk, asked, form, moment):
    number = asked(form)
    before = stored(desk)
    with desk.worker(lease=1.0, pause=moment):
        desk.noted(f"at {moment}")
        with desk.app.app_context():
            jobs.cancel(number, desk.person)
        found = desk.ended(number)
    assert (found.state, found.result) == ("cancelled", {})
    assert stored(desk) == before


def test_an_import_that_is_stopped_while_its_worker_is_dead_ends_without_one(desk, asked):
    number = asked("tables")
    before = stored(desk)
    with desk.worker(lease=0.5, pause="project.storing") as worker:
        desk.noted("at project.storing")
        worker.kill()
    until(lambda: desk.look(number).state == "running")
    with desk.app.app_context():
        jobs.cancel(number, desk.person)
    with desk.worker(lease=0.5):
        assert desk.ended(number).state == "cancelled"
    assert stored(desk) == before
