"""Named versions from the history: named, locked, issued, without their name again."""

import pytest

from app.services import versions
from app.services.versions import Given
from tests.web.history.history_writes import set_quantity

HX = {"HX-Request-Type": "partial"}


@pytest.fixture
def post(client, project, login, alice):
    def send(path, person=alice, partial=False, **fields):
        login(client, person)
        url = f"/projects/{project.id}/history/{path}"
        return client.post(url, data=fields, headers=HX if partial else {})

    return send


@pytest.fixture
def page(client, project, login, alice):
    def get(path, person=alice, **headers):
        return login(client, person).get(f"/projects/{project.id}/history{path}", headers=headers)

    return get


@pytest.fixture
def named(app, project):
    def read():
        with app.app_context():
            return [(v.name, v.locked, v.issued) for v in versions.named(project.id)]

    return read


@pytest.mark.parametrize("partial", [False, True], ids=["no script", "script"])
def test_an_owner_locks_a_version(post, page, named, partial):
    answer = post("1/name", partial=partial, name="HPS", note="", locked="1")
    assert answer.status_code == (200 if partial else 303)
    assert named() == [("HPS", True, False)]
    shown = page("/1").text
    assert "Terkunci: nama, masukan dan angka tetap selamanya." in shown
    assert 'name="note"' not in shown
    assert "Hapus namanya" not in shown


def test_issuing_freezes_the_numbers(app, client, post, page, named, project):
    post("1/name", name="Kontrak", note="", issued="1")
    assert named() == [("Kontrak", True, True)]
    assert "terbit" in page("").text
    assert "Lepas nomor" in client.get(f"/projects/{project.id}/numbering").text


@pytest.mark.parametrize("partial", [False, True], ids=["no script", "script"])
def test_an_older_revision_is_not_issued_and_the_name_stays_typed(
    app, project, alice, post, named, partial
):
    set_quantity(app, project, alice, 20)
    answer = post("1/name", partial=partial, name="Kontrak", note="catatan", issued="1")
    assert answer.status_code == 422
    assert 'id="issued-error"' in answer.text
    assert "beri nama revisi 2" in answer.text
    assert 'value="Kontrak"' in answer.text
    assert "catatan" in answer.text
    assert named() == []


def test_an_editor_names_but_neither_locks_nor_issues(post, page, named, bob):
    assert 'name="locked"' not in page("/1", bob).text
    assert post("1/name", bob, name="HPS", note="", locked="1").status_code == 403
    assert post("1/name", bob, name="HPS", note="", issued="1").status_code == 403
    assert named() == []
    assert post("1/name", bob, name="HPS", note="").status_code == 303
    assert named() == [("HPS", False, False)]


@pytest.mark.parametrize("partial", [False, True], ids=["no script", "script"])
def test_a_name_is_taken_away_by_an_editor(client, post, page, named, bob, partial):
    post("1/name", name="HPS", note="n")
    assert "Hapus namanya" in page("/1", bob).text
    answer = post("1/name/removal", bob, partial)
    where = answer.headers["HX-Redirect"] if partial else answer.location
    assert where.endswith("/history/1")
    assert "“HPS” kembali menjadi revisi tanpa nama." in client.get(where).text
    assert named() == []


def test_a_locked_name_is_not_taken_away(post, named):
    post("1/name", name="HPS", note="", locked="1")
    assert post("1/name/removal").status_code == 422
    assert post("1/name", name="OE", note="").status_code == 422
    assert named() == [("HPS", True, False)]


def test_viewers_read_and_strangers_find_nothing(post, page, named, vera, charlie):
    post("1/name", name="HPS", note="untuk PPK")
    refused = [post("1/name/removal", person).status_code for person in (vera, charlie)]
    assert refused == [403, 404]
    said = page("/1", vera).text
    assert "untuk PPK" in said
    assert "Hapus namanya" not in said
    assert named() == [("HPS", False, False)]


def test_the_history_leads_to_versions_as_they_were_and_to_what_changed_since(
    app, project, alice, page
):
    with app.app_context():
        versions.name(project.id, alice.id, 1, Given("HPS"))
    set_quantity(app, project, alice, 20)
    for path in ("", "/2"):
        text = page(path).text
        assert f'href="/projects/{project.id}/?at=1"' in text
        assert "<select" in text.partition('class="versions"')[2].partition("</nav>")[0]
    assert f'href="/projects/{project.id}/?since=1"' in page("").text
    assert f'href="/projects/{project.id}/?at=2"' in page("/2").text


def test_usual_names_are_suggested(page):
    options = page("/1").text.partition('<datalist id="usual">')[2].partition("</datalist>")[0]
    assert [name for name in ("HPS", "Kontrak", "MC-0", "CCO-1") if f'"{name}"' in options] == [
        "HPS", "Kontrak", "MC-0", "CCO-1",
    ]  # fmt: skip
