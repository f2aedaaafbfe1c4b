"""A write whose session is gone: log in first, and what was typed is kept over it."""

import html
import re

import pytest

from tests.fixtures_people import CSRF, PASSWORD, csrf_token

OURS = {"Referer": "http://localhost/projects/1/"}
PARTIAL = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Current-URL": "http://localhost/projects/1/",
}


@pytest.fixture
def typed(project):
    return {f"q-{project.excavation}-1": "20,5", "csrf_token": "a token of then"}


@pytest.fixture
def sheet(project):
    return f"/projects/{project.id}/sheet"


def hidden(page):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def enter(client, page, person, **more):
    """Log in with the form that `page` holds."""
    fields = {**hidden(page), "email": person.email, "password": PASSWORD, **more}
    return client.post("/login", data=fields)


def test_htmx_without_a_cookie_is_sent_to_the_log_in_and_back(client, sheet, typed):
    answer = client.post(sheet, data=typed, headers=PARTIAL)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/projects/1/"
    assert "Sesi Anda sudah berakhir" in client.get("/login").text


def test_without_script_the_log_in_page_keeps_what_was_typed(client, sheet, typed, alice, project):
    asked = client.post(sheet, data=typed, headers=OURS)
    assert asked.status_code == 401
    assert "Masuk lagi; isian Anda dapat dikirim" in asked.text

    wrong = enter(client, asked.text, alice, password="a wrong one")
    assert wrong.status_code == 422
    offered = enter(client, wrong.text, alice)
    assert (offered.status_code, "Set-Cookie" in offered.headers) == (200, True)
    assert f'action="{sheet}"' in offered.text
    assert "20,5" in offered.text

    page = offered.text.split('id="content"')[1]
    assert client.post(sheet, data=hidden(page)).status_code == 303
    assert 'value="20,50"' in client.get(f"/projects/{project.id}/").text


def listed(page):
    """Labels and texts under "What you typed"."""
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return [(html.unescape(label), html.unescape(text)) for label, text in found]


@pytest.mark.parametrize(
    ("path", "fields", "shown"),
    [
        (
            "sheet",
            {"q-{excavation}-1": "20,5", "q-{signboard}-1": "2", "l": "id", "from": "3"},
            [("Volume, 1 Galian tanah", "20,5"), ("Volume, 1 Papan nama", "2")],
        ),
        (
            "prices",
            {"p-{sand}-1": "0", "z-{sand}-1": "hibah", "page": "1"},
            [("Harga, Pasir urug", "0"), ("Alasan nol, Pasir urug", "hibah")],
        ),
        (
            "analyses/{analysis}/sheet",
            {"c-{component}-1": "0,8", "p-{component}-1": "7"},
            [("Koefisien, Pekerja", "0,8"), ("Harga, Pekerja", "7")],
        ),
        (
            "items/{excavation}/texts",
            {"title": "Galian", "code": "", "unit": "m3", "version": "1", "_key": "k" * 20},
            [("Uraian pekerjaan", "Galian"), ("Satuan", "m3")],
        ),
        (
            "rules",
            {"tail-0-label": "PPN", "tail-0-percent": "11", "markup_percent": "10"},
            [("Keterangan", "PPN"), ("Persen", "11"), ("BUK", "10")],
        ),
    ],
)
def test_what_was_typed_is_told_in_the_words_of_its_page(
    client, alice, project, path, fields, shown
):
    ids = {name: getattr(project, name) for name in project.__dataclass_fields__}
    sent = {name.format(**ids): text for name, text in fields.items()}
    where = f"/projects/{project.id}/{path.format(**ids)}"
    asked = client.post(where, data={**sent, "csrf_token": "of then"}, headers=OURS)
    assert asked.status_code == 401
    page = enter(client, asked.text, alice).text
    assert listed(page) == shown
    assert sent.items() <= hidden(page.split('id="content"')[1]).items()


def test_rows_that_one_may_not_see_have_no_name(client, sheet, typed, charlie):
    asked = client.post(sheet, data=typed, headers=OURS)
    page = enter(client, asked.text, charlie).text
    assert listed(page) == [("Volume", "20,5")]
    assert "Galian" not in page


def test_a_form_of_another_site_is_not_kept(client, sheet, typed):
    for headers in ({}, {"Referer": "https://evil.example/projects/1/"}):
        answer = client.post(sheet, data=typed, headers=headers)
        assert answer.status_code == 401
        assert "20,5" not in answer.text
        assert "tidak ada yang disimpan" in answer.text


def test_neither_a_password_nor_a_forged_form_is_kept(client, alice):
    asked = client.post("/account/password", data={"password": "a secret"}, headers=OURS)
    assert "a secret" not in asked.text
    forms = (
        "no json",
        "[]",
        '["//evil.example", []]',
        '["https://evil.example", []]',
        "7",
        "[7, 7]",
    )
    for text in forms:
        answer = enter(client, client.get("/login").text, alice, _typed=text)
        assert answer.status_code == 303
        client.post("/logout", headers={"X-CSRFToken": csrf_of(client)})


def csrf_of(client):
    return hidden(client.get("/account").text)["csrf_token"]


def test_somebody_else_is_not_offered_what_was_typed(app, client, sheet, typed, alice, bob):
    with client.session_transaction() as session:
        session.update(_user_id=f"{alice.id}:0", since=1, seen=1, csrf_token=CSRF, ticket="t")
    asked = client.post(sheet, data={**typed, "csrf_token": csrf_token(app)}, headers=OURS)
    assert asked.status_code == 401
    assert enter(client, asked.text, bob).status_code == 303


def test_a_log_in_page_without_a_cookie_comes_back_fresh(client, alice):
    page = client.get("/login").text
    client.delete_cookie("taksir")
    answer = enter(client, page, alice)
    assert answer.status_code == 400
    assert "terlalu lama" in answer.text
    assert f'value="{alice.email}"' in answer.text
    assert PASSWORD not in answer.text
    assert enter(client, answer.text, alice).status_code == 303


def test_a_bad_token_of_somebody_who_is_logged_in_stays_a_refusal(client, login, alice, sheet):
    login(client, alice)
    del client.environ_base["HTTP_X_CSRFTOKEN"]
    assert client.post(sheet, data={}).status_code == 400
