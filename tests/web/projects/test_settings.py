"""GET /projects/<id>/settings: each right sees its forms."""

import pytest
from sqlalchemy import event

from app.extensions import db


def test_an_owner_sees_both_forms_presets_and_the_trash(client, login, alice, project):
    answer = login(client, alice).get(f"/projects/{project.id}/settings")
    assert answer.status_code == 200
    for mark in ('id="header-form"', 'id="rules-form"', "Lihat akibatnya", "tempat sampah"):
        assert mark in answer.text


def test_an_editor_sees_the_header_form_and_the_rules_in_words(client, login, bob, project):
    answer = login(client, bob).get(f"/projects/{project.id}/settings")
    assert 'id="header-form"' in answer.text
    assert 'id="rules-form"' not in answer.text
    assert "tidak dibulatkan" in answer.text


def test_a_viewer_sees_no_form(client, login, vera, project):
    answer = login(client, vera).get(f"/projects/{project.id}/settings")
    assert answer.status_code == 200
    assert "-form" not in answer.text
    assert "Rumah contoh" in answer.text


@pytest.mark.parametrize("name", ["charlie", "admin"])
def test_a_stranger_finds_nothing(client, login, people, project, name):
    login(client, people[name])
    assert client.get(f"/projects/{project.id}/settings").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "1e3", "abc"])
def test_ids_that_are_none_find_nothing(client, login, alice, project, number):
    assert login(client, alice).get(f"/projects/{number}/settings").status_code == 404


def test_numbers_are_shown_as_the_person_writes_them(app, client, login, alice, project):
    login(client, alice)
    url = f"/projects/{project.id}"
    client.post(f"{url}/header", data={"name": "X", "paper": "F4", "document_locale": "id",
                                       "ceiling": "1.500.000,5"})  # fmt: skip
    assert 'value="1.500.000,5"' in client.get(f"{url}/settings").text
    with app.app_context():
        from app.services import accounts

        accounts.set_profile(alice.id, {"number_locale": "en"})
    assert 'value="1,500,000.5"' in client.get(f"{url}/settings").text


def test_the_page_takes_at_most_twelve_statements(app, client, login, alice, project):
    login(client, alice)
    count = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *_: count.append(1))
    client.get(f"/projects/{project.id}/settings")
    assert 0 < len(count) <= 12
