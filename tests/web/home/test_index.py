"""The first page: doors, the list, search, pages; a viewer sees no doors."""

import re

import pytest
from sqlalchemy import event

from app.extensions import db
from app.services import portfolio, projects
from app.services.typed import Sent

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#projects"}


@pytest.fixture
def page(client, login, alice):
    login(client, alice)
    return client


def made(app, person, count, **fields):
    with app.app_context():
        for number in range(count):
            typed = {"kind": "ee", "name": f"Proyek {number}", **fields}
            projects.create(Sent(person.id, typed))


def names(answer):
    return re.findall(r"<bdi>(Proyek \d+|Rumah contoh)</bdi>", answer.text)


def test_the_page_has_three_doors_and_the_projects(page, project):
    answer = page.get("/")
    assert answer.status_code == 200
    assert [door in answer.text for door in ("Buka contoh", "Bawa proyek", "Proyek baru")] == [
        True, True, True,
    ]  # fmt: skip
    assert "1.581.250,00" in answer.text
    assert "1 harga belum ada" in answer.text


def test_a_viewer_of_the_site_sees_no_doors(client, login, vera, project):
    login(client, vera)
    answer = client.get("/")
    assert names(answer) == ["Rumah contoh"]
    assert "doors" not in answer.text


def test_a_stranger_sees_an_empty_list(client, login, charlie, project):
    login(client, charlie)
    answer = client.get("/")
    assert "Belum ada proyek." in answer.text
    assert "Rumah contoh" not in answer.text


def test_who_is_not_logged_in_is_led_to_the_log_in(client):
    answer = client.get("/")
    assert answer.status_code == 303
    assert "/login" in answer.location


def test_the_list_is_paged_by_twenty_five(app, page, alice):
    made(app, alice, 26)
    first, second = page.get("/"), page.get("/?page=2")
    assert (len(names(first)), names(second)) == (25, ["Proyek 0"])
    assert "25 dari 26 proyek" in first.text


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "1e3", "9" * 30])
def test_a_page_that_is_not_there_is_the_nearest_one(page, project, number):
    assert names(page.get("/", query_string={"page": number})) == ["Rumah contoh"]


def test_htmx_gets_only_the_list(page, project):
    answer = page.get("/?q=rumah", headers=HX)
    assert "<html" not in answer.text
    assert 'id="projects"' in answer.text
    assert answer.headers["Vary"].count("HX-Request-Type") == 1


@pytest.mark.parametrize("typed", ["tidak ada", "%", "_", "\0", "'; DROP TABLE project; --"])
def test_a_search_without_result_says_so_and_keeps_what_was_typed(page, project, typed):
    answer = page.get("/", query_string={"q": typed})
    assert answer.status_code == 200
    assert ("Rumah contoh" in answer.text) == (typed == "\0")


def test_the_kind_narrows_the_list_and_the_pages_keep_it(app, page, alice, project):
    made(app, alice, 26)
    answer = page.get("/?kind=ee")
    assert "Rumah contoh" not in answer.text
    assert "kind=ee" in answer.text.partition('class="pages"')[2]


def test_a_name_is_text_and_isolated(app, page, alice):
    made(app, alice, 1, name='<script>alert(1)</script>" hx-get="/logout" x="')
    answer = page.get("/")
    assert "<script>alert" not in answer.text
    assert "<bdi>&lt;script&gt;" in answer.text


def test_the_page_takes_at_most_twelve_statements(app, page, alice):
    made(app, alice, 26)
    count = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *_: count.append(1))
    page.get("/?q=proyek")
    assert 0 < len(count) <= 12


def test_a_project_in_the_trash_is_not_listed(app, page, alice, project):
    with app.app_context():
        portfolio.discard(project.id, alice.id)
    assert "Rumah contoh" not in page.get("/").text
