"""Making a project: POST /projects."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Project

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "form#form"}
FIELDS = {"kind": "bid", "name": "Jalan km 4", "location": "Purworejo", "ceiling": "1.000.000"}


def count(app):
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Project)).scalar_one()


@pytest.fixture
def page(client, login, alice):
    return login(client, alice)


def test_the_form_shows_the_kinds_and_what_each_sets(page):
    answer = page.get("/projects/new")
    assert answer.status_code == 200
    assert "EE/HPS: perkiraan pemilik pekerjaan" in answer.text
    assert "PPN 12 % × 11/12" in answer.text
    assert 'name="_key"' in answer.text


def test_a_project_is_made_and_opened_without_script(app, page):
    answer = page.post("/projects", data=FIELDS)
    assert (answer.status_code, answer.location) == (303, "/projects/1/")
    with app.app_context():
        assert db.session.get(Project, 1).header == {"location": "Purworejo"}


def test_htmx_is_led_to_the_new_project(page):
    answer = page.post("/projects", data=FIELDS, headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/projects/1/")


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_form_keeps_what_was_typed_and_stores_nothing(app, page, headers):
    typed = {**FIELDS, "name": "", "ceiling": "1.5"}
    answer = page.post("/projects", data=typed, headers=headers)
    assert answer.status_code == 422
    assert 'value="1.5"' in answer.text
    assert 'value="Purworejo"' in answer.text
    assert "Maksud Anda 1,5?" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert ("<html" in answer.text) == (not headers)
    assert count(app) == 0


@pytest.mark.parametrize("data", [{}, {"kind": ["ee", "bid"], "name": "x" * 5000}, {"name[]": "x"}])
def test_odd_forms_are_refused_not_failed(app, page, data):
    assert page.post("/projects", data=data).status_code == 422
    assert count(app) == 0


def test_the_same_form_twice_makes_one_project(app, page):
    data = {**FIELDS, "_key": "k" * 22}
    assert [page.post("/projects", data=data).location for _ in range(2)] == ["/projects/1/"] * 2
    assert count(app) == 1


def test_a_used_key_with_other_contents_is_refused(app, page):
    page.post("/projects", data={**FIELDS, "_key": "k" * 22})
    answer = page.post("/projects", data={**FIELDS, "name": "Lain", "_key": "k" * 22})
    assert answer.status_code == 422
    assert "sudah pernah dikirim" in answer.text
    assert count(app) == 1


def test_a_viewer_of_the_site_may_not(app, client, login, vera):
    login(client, vera)
    assert client.get("/projects/new").status_code == 403
    assert client.post("/projects", data=FIELDS).status_code == 403
    assert count(app) == 0


def test_an_administrator_may(client, login, admin):
    login(client, admin)
    assert client.post("/projects", data=FIELDS).status_code == 303


def test_without_a_log_in_nothing_is_made(app, client, people):
    assert client.post("/projects", data=FIELDS).status_code in {303, 400, 401}
    assert count(app) == 0
