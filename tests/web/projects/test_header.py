"""Saving the header: POST /projects/<id>/header."""

import pytest

from app.extensions import db
from app.models import Project

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#header"}
FIELDS = {"name": "Rumah Pak Hadi", "client": "Hadi", "paper": "A4", "document_locale": "en"}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/header"


@pytest.fixture
def stored(app, project):
    def read():
        with app.app_context():
            row = db.session.get(Project, project.id)
            return row.name, row.header, row.paper, row.revision

    return read


def test_an_editor_saves_it_without_script(client, login, bob, url, stored):
    answer = login(client, bob).post(url, data=FIELDS)
    assert answer.status_code == 303
    assert answer.location.endswith("/settings#header")
    assert stored() == ("Rumah Pak Hadi", {"client": "Hadi"}, "A4", 2)


def test_htmx_gets_the_form_the_totals_and_a_toast(client, login, bob, url, stored):
    answer = login(client, bob).post(url, data={**FIELDS, "ceiling": "1.600.000"}, headers=HX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'hx-target="#totals"' in answer.text
    assert "18.750,00" in answer.text
    assert "Kepala dokumen disimpan." in answer.text


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_form_keeps_what_was_typed(client, login, bob, url, stored, headers):
    wrong = {**FIELDS, "name": "", "fiscal_year": "26", "ceiling": "1.23", "document_date": "besok"}
    answer = login(client, bob).post(url, data=wrong, headers=headers)
    assert answer.status_code == 422
    for text in ('value="26"', 'value="1.23"', "Maksud Anda 1,23?", 'value="Hadi"'):
        assert text in answer.text
    assert answer.text.count('aria-invalid="true"') == 4
    assert stored()[3] == 1


def test_a_conflict_shows_both_values_and_sending_again_means_it(
    client, login, alice, bob, url, stored
):
    login(client, alice).post(url, data={**FIELDS, "seen": "1"})
    login(client, bob)
    mine = {**FIELDS, "client": "Harun", "seen": "1"}
    answer = client.post(url, data=mine, headers=HX)
    assert answer.status_code == 409
    assert "Hadi" in answer.text
    assert 'value="Harun"' in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert stored()[1] == {"client": "Hadi"}
    assert client.post(url, data={**mine, "seen": "2"}, headers=HX).status_code == 200
    assert stored()[1] == {"client": "Harun"}


def test_the_same_form_twice_is_one_revision(client, login, bob, url, stored):
    login(client, bob)
    data = {**FIELDS, "_key": "k" * 22}
    assert [client.post(url, data=data).status_code for _ in range(2)] == [303, 303]
    assert stored()[3] == 2


@pytest.mark.parametrize("seen", ["x", "-1", "9" * 30, "²"])
def test_a_revision_that_is_none_counts_as_the_present(client, login, bob, url, stored, seen):
    assert login(client, bob).post(url, data={**FIELDS, "seen": seen}).status_code == 303
    assert stored()[3] == 2


def test_a_viewer_may_not_and_a_stranger_finds_nothing(client, login, vera, charlie, url, stored):
    assert login(client, vera).post(url, data=FIELDS).status_code == 403
    assert login(client, charlie).post(url, data=FIELDS).status_code == 404
    assert stored()[3] == 1
