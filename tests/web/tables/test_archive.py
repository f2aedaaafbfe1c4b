"""Archives on the page: GET /projects/<id>/archive.zip, and POST /projects/import with one."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import archives, history, revisions
from app.services.revisions import Order
from tests.services.archive import tampering

URL = "/projects/import"
HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#tables"}


def address(project) -> str:
    return f"/projects/{project.id}/archive.zip"


def count(app) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Project)).scalar_one()


def sent(content: bytes, **more):
    return {"files": [(BytesIO(content), "anything.bin")], **more}


def confirmation(text: str) -> dict[str, str]:
    def hidden(name):
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        return unescape(found[1]) if found else ""

    return {name: hidden(name) for name in ("_key", "confirmed", "kept")}


@pytest.fixture
def content(app, project, bob) -> bytes:
    def described(draft):
        draft.get(OutlineNode, project.excavation).title = "Galian keras"

    with app.app_context():
        revisions.run(Order(project.id, "row.described", bob.id), described)
        return archives.export(project.id)


@pytest.fixture
def page(client, login, charlie):
    """Somebody who has no part in the project that was taken out."""
    return login(client, charlie)


def test_every_member_takes_the_archive_out(app, login, project, alice, bob, vera):
    for person in (alice, bob, vera):
        answer = login(app.test_client(), person).get(address(project))
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        assert answer.headers["Content-Disposition"] == (
            f"attachment; filename=taksir-{project.id}-Rumah-contoh-archive.zip"
        )
        assert archives.recognises(answer.data)


def test_a_stranger_does_not_know_it(client, login, project, charlie):
    assert login(client, charlie).get(address(project)).status_code == 404


def test_one_that_no_page_takes_back_is_sent_and_said_to_be_so(
    client, login, project, alice, monkeypatch
):
    monkeypatch.setattr(archives, "is_too_large", lambda _content: True)
    page = login(client, alice)
    assert page.get(address(project)).status_code == 200
    assert "terlalu besar untuk dibawa kembali" in page.get(f"/projects/{project.id}/settings").text


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_look_shows_totals_and_history_and_stores_nothing(
    app, client, login, charlie, content, headers
):
    answer = login(client, charlie).post(URL, data=sent(content), headers=headers)
    assert answer.status_code == 200
    assert ("<html" in answer.text) == (not headers)
    # 12.5 x 79,000 x 1.1 + 450,000 x 1.1, by hand.
    assert "1.581.250,00" in answer.text
    assert "Alice" in answer.text
    assert "Bob" in answer.text
    assert count(app) == 1


@pytest.mark.parametrize("headers", [{}, HX])
def test_what_was_looked_at_is_stored_and_opened(app, client, login, charlie, content, headers):
    page = login(client, charlie)
    seen = page.post(URL, data=sent(content), headers=headers).text
    answer = page.post(URL, data=confirmation(seen), headers=headers)
    assert answer.headers.get("HX-Redirect", answer.location) == "/projects/2/"
    assert answer.status_code == (200 if headers else 303)
    with app.app_context():
        assert [step.by for step in history.steps(2)] == ["arsip: Bob", "arsip: Alice"]
    assert "arsip: Bob" in page.get("/projects/2/history").text


def test_the_same_confirmation_twice_stores_one_project(app, client, login, charlie, content):
    page = login(client, charlie)
    seen = confirmation(page.post(URL, data=sent(content)).text)
    assert {page.post(URL, data=seen).location for _ in range(2)} == {"/projects/2/"}
    assert count(app) == 2


@pytest.mark.parametrize(("confirmed", "headers"), [("", {}), ("", HX), ("1", {}), ("1", HX)])
def test_a_forged_one_is_refused_with_its_reason(page, app, content, confirmed, headers):
    def forged(_said, lines):
        lines[tampering.HISTORY][0]["rounded"] += 10_000

    data = sent(tampering.changed(content, forged), confirmed=confirmed)
    answer = page.post(URL, data=data, headers=headers)
    assert answer.status_code == 422
    assert "Arsip telah diubah." in answer.text
    assert "history.jsonl:1" in answer.text
    assert "Tidak ada yang disimpan." in answer.text
    assert count(app) == 1


def test_a_name_in_an_archive_stays_text(client, login, charlie, content):
    def marked(_said, lines):
        lines[tampering.HISTORY][0]["by"] = "<b>x</b>"

    answer = login(client, charlie).post(URL, data=sent(tampering.changed(content, marked)))
    assert "<b>x</b>" not in answer.text
    assert "&lt;b&gt;x&lt;/b&gt;" in answer.text


def test_viewers_of_the_site_bring_none(app, client, login, vera, content):
    page = login(client, vera)
    assert page.post(URL, data=sent(content, confirmed="1")).status_code == 403
    assert count(app) == 1


def test_a_form_without_its_token_is_refused(app, client, login, charlie, content):
    page = login(client, charlie)
    del page.environ_base["HTTP_X_CSRFTOKEN"]
    assert page.post(URL, data=sent(content, confirmed="1")).status_code == 400
    assert count(app) == 1
