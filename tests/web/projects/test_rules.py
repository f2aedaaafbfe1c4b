"""Saving the rules: POST /projects/<id>/rules."""

import pytest

from app.extensions import db
from app.models import Project

REFUSED = {"bob": 403, "vera": 403, "charlie": 404}

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#rules"}
FIELDS = {
    "kind": "ee", "markup_percent": "10", "hours_per_day": "7",
    "quantity-mode": "half_up", "quantity-step": "0,01", "unit_price-mode": "down",
    "unit_price-step": "1", "line-mode": "none", "tail-mode": "none",
    "total-mode": "down", "total-step": "1.000",
    "row-0-label": "PPN", "row-0-percent": "11", "row-0-base": "subtotal", "row-0-sign": "1",
}  # fmt: skip


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/rules"


@pytest.fixture
def stored(app, project):
    def read():
        with app.app_context():
            row = db.session.get(Project, project.id)
            return row.rounded, len(row.tail), row.revision

    return read


def test_an_owner_saves_them_without_script(client, login, alice, url, stored):
    answer = login(client, alice).post(url, data=FIELDS)
    assert answer.status_code == 303
    assert stored() == (1_755_000, 1, 2)


def test_htmx_gets_the_form_with_one_more_line_the_totals_and_a_toast(
    client, login, alice, url, stored
):
    answer = login(client, alice).post(url, data=FIELDS, headers=HX)
    assert answer.status_code == 200
    assert 'name="row-1-label"' in answer.text
    assert "1.755.000,00" in answer.text
    assert "Aturan hitung disimpan." in answer.text


def test_an_unusual_markup_is_stored_with_a_warning(client, login, alice, url, stored):
    typed = {**FIELDS, "markup_percent": "20"}
    answer = login(client, alice).post(url, data=typed, headers=HX)
    assert "toast warn" in answer.text
    assert "10 sampai 15 persen" in answer.text
    assert stored()[2] == 2


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_form_keeps_every_line_as_typed(client, login, alice, url, stored, headers):
    wrong = {
        **FIELDS, "markup_percent": "1.5", "total-step": "0",
        "row-1-label": "Potongan", "row-1-percent": "x", "row-1-base": "running",
        "row-1-sign": "-1", "row-1-factor": "1/0", "row-1-mode": "up", "row-1-step": "5",
    }  # fmt: skip
    answer = login(client, alice).post(url, data=wrong, headers=headers)
    assert answer.status_code == 422
    for text in ('value="1.5"', 'value="Potongan"', 'value="1/0"', "Maksud Anda 1,5?",
                 'id="row-1-percent-error"', 'id="total-step-error"'):  # fmt: skip
        assert text in answer.text
    assert answer.text.count('aria-invalid="true"') == 4
    assert stored()[2] == 1


def test_thousands_of_fields_are_refused_quickly(client, login, alice, url, stored):
    many = {f"row-{n}-label": "x" for n in range(900)}
    assert login(client, alice).post(url, data={**FIELDS, **many}).status_code == 422
    assert stored()[2] == 1


def test_the_same_form_twice_is_one_revision(client, login, alice, url, stored):
    login(client, alice)
    data = {**FIELDS, "_key": "k" * 22}
    assert [client.post(url, data=data).status_code for _ in range(2)] == [303, 303]
    assert stored()[2] == 2


@pytest.mark.parametrize("name", REFUSED)
def test_only_owners_may(client, login, people, url, stored, name):
    assert login(client, people[name]).post(url, data=FIELDS).status_code == REFUSED[name]
    assert stored()[2] == 1
