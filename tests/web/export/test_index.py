"""What there is to take out: GET /projects/<id>/export."""

import pytest

from app.services import workbook
from tests.statements import counted
from tests.web.moment_pages import name_by_older_arithmetic


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/export"


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_the_formats(client, login, people, project, url, name):
    answer = login(client, people[name]).get(url)
    assert answer.status_code == 200
    assert f'href="/projects/{project.id}/workbook.xlsx"' in answer.text
    assert f'href="/projects/{project.id}/tables.zip"' in answer.text


def test_a_stranger_does_not_know_it(client, login, charlie, url):
    assert login(client, charlie).get(url).status_code == 404


def test_a_large_project_is_asked_for_with_a_form(client, login, vera, project, url, monkeypatch):
    monkeypatch.setattr(workbook, "AT_ONCE", 0)
    answer = login(client, vera).get(url)
    assert f'action="/projects/{project.id}/workbook"' in answer.text
    assert "di latar belakang" in answer.text
    assert "workbook.xlsx" not in answer.text


def test_an_earlier_moment_is_named_and_passed_on(client, login, alice, project, url):
    answer = login(client, alice).get(f"{url}?at=1")
    assert "revisi 1" in answer.text
    assert f"/projects/{project.id}/workbook.xlsx?at=1" in answer.text
    assert f"/projects/{project.id}/tables.zip?at=1" in answer.text


def test_it_says_that_a_workbook_knows_no_older_arithmetic(app, client, login, alice, project, url):
    told = "Buku kerja dibuat dengan perhitungan yang sekarang."
    assert told not in login(client, alice).get(f"{url}?at=1").text
    name_by_older_arithmetic(app, project, alice)
    assert told in client.get(f"{url}?at=1").text
    assert told not in client.get(url).text


@pytest.mark.parametrize("at", ["0", "99", "-1", "x", "1e1", "١"])
def test_a_moment_that_never_was_is_not_found(client, login, alice, url, at):
    assert login(client, alice).get(f"{url}?at={at}").status_code == 404


def test_the_sheet_leads_here(client, login, alice, project, url):
    assert f'href="{url}"' in login(client, alice).get(f"/projects/{project.id}/").text


def test_the_page_takes_few_statements(app, client, login, alice, url):
    login(client, alice)
    with counted(app) as seen:
        client.get(url)
    assert 0 < len(seen) <= 12
