"""Taking a project out: GET /projects/<id>/tables.zip."""

from app.extensions import db
from app.models import Project
from app.services import tables


def address(project) -> str:
    return f"/projects/{project.id}/tables.zip"


def test_a_member_gets_a_zip_that_reads_back(client, login, bob, project):
    answer = login(client, bob).get(address(project))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=taksir-{project.id}-Rumah-contoh.zip"
    )
    reading = tables.read(answer.data)
    assert (reading.problems, reading.tables.heading.name) == ((), "Rumah contoh")
    assert len(reading.tables.outline) == 5


def test_a_viewer_may_take_it_out(client, login, vera, project):
    assert login(client, vera).get(address(project)).status_code == 200


def test_a_stranger_does_not_know_it(client, login, charlie, project):
    assert login(client, charlie).get(address(project)).status_code == 404


def test_an_odd_name_makes_a_plain_file_name(app, client, login, alice, project):
    with app.app_context(), db.engine.begin() as connection:
        table = Project.__table__
        connection.execute(table.update().values(name="../../etc/passwd\n“é”;"))
    answer = login(client, alice).get(address(project))
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert "/" not in said.partition("filename*=")[0]
    assert ".." not in said
    assert "\n" not in said
