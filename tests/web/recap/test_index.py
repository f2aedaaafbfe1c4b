"""The recap page: every line, the words, the ceiling; exact from stored figures."""

import pytest
from sqlalchemy import event

from app.extensions import db
from app.services import projects, rules
from app.services.typed import Sent

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#recap"}
HEADER = {"name": "Rumah contoh", "paper": "F4", "document_locale": "id"}


@pytest.fixture
def url(app, project, alice):
    with app.app_context():
        rules.apply(project.id, Sent(alice.id, {"kind": "ee"}))
    return f"/projects/{project.id}/recap"


def test_every_line_is_printed(client, login, alice, url):
    answer = login(client, alice).get(url)
    assert answer.status_code == 200
    for text in (
        "1.086.250,00", "495.000,00", "1.581.250,00", "DPP nilai lain", "1.449.479,17",
        "PPN 12 %", "173.937,50", "1.755.187,50", "1.755.000,00", "68,70", "31,30",
        "Satu juta tujuh ratus lima puluh lima ribu rupiah", "ke bawah, Rp\u00a01.000",
        "belum lengkap: 1 item",
    ):  # fmt: skip
        assert text in answer.text


@pytest.mark.parametrize("name", ["bob", "vera"])
def test_members_read_it(client, login, people, url, name):
    assert login(client, people[name]).get(url).status_code == 200


def test_a_stranger_finds_nothing(client, login, charlie, url):
    assert login(client, charlie).get(url).status_code == 404


def test_a_total_above_the_ceiling_is_marked(app, client, login, alice, project, url):
    with app.app_context():
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "ceiling": "1.700.000"}))
    answer = login(client, alice).get(url)
    assert "melebihi pagu" in answer.text
    assert "-55.000,00" in answer.text


def test_what_is_left_below_the_ceiling_is_shown(app, client, login, alice, project, url):
    with app.app_context():
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "ceiling": "1.800.000"}))
    answer = login(client, alice).get(url)
    assert "melebihi pagu" not in answer.text
    assert "45.000,00" in answer.text


def test_words_follow_the_language_of_the_documents(app, client, login, alice, project, url):
    with app.app_context():
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "document_locale": "en"}))
    assert "fifty-five thousand rupiah" in login(client, alice).get(url).text


def test_htmx_gets_the_table_alone(client, login, alice, url):
    answer = login(client, alice).get(url, headers=HX)
    assert "<html" not in answer.text
    assert 'id="recap"' in answer.text


def test_an_empty_project_has_an_empty_recap(app, client, login, alice):
    with app.app_context():
        made = projects.create(Sent(alice.id, {"kind": "rap", "name": "Kosong"}))
    answer = login(client, alice).get(f"/projects/{made.project_id}/recap")
    assert answer.status_code == 200
    assert "RAB belum punya baris." in answer.text
    assert "Nol rupiah" in answer.text


def test_the_page_takes_at_most_twelve_statements(app, client, login, alice, url):
    login(client, alice)
    count = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *_: count.append(1))
    client.get(url)
    assert 0 < len(count) <= 12
