"""The workbook at once: GET /projects/<id>/workbook.xlsx."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.extensions import db
from app.models import Component, OutlineNode, Project
from app.services import outline_rows, revisions, workbook
from app.services.outline_rows import Caller
from app.services.revisions import Order

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/workbook.xlsx"


def total(content):
    sheet = load_workbook(BytesIO(content), data_only=True)["RAB"]
    return next(row[7].value for row in sheet.iter_rows() if row[0].value == "total")


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_get_a_workbook(client, login, people, project, url, name):
    answer = login(client, people[name]).get(url)
    assert (answer.status_code, answer.mimetype) == (200, XLSX)
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=taksir-{project.id}-Rumah-contoh.xlsx"
    )
    # 12.5 x (0.75 x 100,000 + 0.025 x 160,000) x 1.1, and 450,000 as typed x 1.1
    assert total(answer.data) == 1_086_250 + 495_000


def test_a_stranger_does_not_know_it(client, login, charlie, url):
    assert login(client, charlie).get(url).status_code == 404


def test_an_earlier_moment_is_that_moment(app, browse, alice, project, url):
    client = browse(alice)
    with app.app_context():
        done = outline_rows.delete(Caller(project.id, alice.id), project.signboard)
    before = client.get(f"{url}?at={done.revision - 1}")
    assert f"-r{done.revision - 1}.xlsx" in before.headers["Content-Disposition"]
    assert total(before.data) == 1_086_250 + 495_000
    assert total(client.get(url).data) == 1_086_250


@pytest.mark.parametrize("at", ["0", "99", "x"])
def test_a_moment_that_never_was_is_not_found(client, login, alice, url, at):
    assert login(client, alice).get(f"{url}?at={at}").status_code == 404


def test_a_large_project_is_sent_to_the_page_that_asks_for_it(
    client, login, alice, project, url, monkeypatch
):
    monkeypatch.setattr(workbook, "AT_ONCE", 0)
    answer = login(client, alice).get(f"{url}?at=1")
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.id}/export?at=1")


@pytest.mark.parametrize("now_large", [True, False])
def test_the_page_of_a_moment_offers_what_the_moment_allows(
    app, browse, alice, project, monkeypatch, now_large
):
    """The project grew since, or shrank: page and file must not send each other back and forth."""

    def action(draft):
        if now_large:
            draft.add(OutlineNode(kind="note", title="x", position=9))
        else:
            draft.remove(draft.get(OutlineNode, project.signboard))

    with app.app_context():
        rows = sum(
            db.session.execute(db.select(db.func.count()).select_from(model)).scalar_one()
            for model in (OutlineNode, Component)
        )
        revisions.run(Order(project.id, "test", alice.id), action)
    monkeypatch.setattr(workbook, "AT_ONCE", rows if now_large else rows - 1)
    client, home = browse(alice), f"/projects/{project.id}"
    page = client.get(f"{home}/export?at=1").text
    assert ("workbook.xlsx?at=1" in page) is now_large
    assert client.get(f"{home}/workbook.xlsx?at=1").status_code == (200 if now_large else 303)


def test_an_odd_name_makes_a_plain_file_name(app, client, login, alice, url):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(Project.__table__.update().values(name="../../etc/passwd\n“é”;"))
    said = login(client, alice).get(url).headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert not {"/", "\n", ".."} & set(said.partition("filename*=")[0])
