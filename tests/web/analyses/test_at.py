"""Analyses at an earlier revision: the list and one."""

import pytest

from tests.web.history.history_writes import put
from tests.web.moment_pages import assert_marked, assert_only_looks, below_the_band, shown

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def before(app, project, alice):
    """The revision before the labourer came to 200,000."""
    return put(app, project, alice, "resource", project.labourer, price=200_000) - 1


@pytest.fixture
def one(project):
    return f"/projects/{project.id}/analyses/{project.analysis}"


@pytest.fixture
def listed(project):
    return f"/projects/{project.id}/analyses"


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_an_analysis_as_it_was_and_only_look(client, login, people, one, before, name):
    answer = login(client, people[name]).get(f"{one}?at={before}")
    assert_only_looks(answer, before)
    assert_marked(answer, before)
    # D = 0.75 x 100,000 + 0.025 x 160,000, F = D x 1.1; now 154,000 x 1.1
    assert "79.000,00" in answer.text
    assert "86.900,00" in answer.text
    assert "169.400,00" in client.get(one).text


def test_the_list_is_of_the_moment_page_and_fragment(client, login, alice, listed, before):
    login(client, alice)
    for headers in ({}, HX):
        answer = client.get(f"{listed}?at={before}&q=galian", headers=headers)
        assert_only_looks(answer, before)
        assert "86.900,00" in answer.text
        assert "Urugan" not in below_the_band(answer.text)


def test_a_search_in_the_list_keeps_the_moment(client, login, alice, listed, before):
    page = login(client, alice).get(f"{listed}?at={before}").text
    form = page.partition('role="search"')[2].partition("</form>")[0]
    assert f'<input type="hidden" name="at" value="{before}">' in form
    assert f'hx-get="{listed}"' in form


def test_it_speaks_english(client, login, alice, one, before):
    login(client, alice).post("/account/language", data={"language": "en"})
    said = shown(client.get(f"{one}?at={before}"))
    assert f"As of revision {before}" in said
    assert "Nothing can be changed here." in said


def test_strangers_and_wrong_numbers_find_nothing(client, login, alice, charlie, one, listed):
    for address in (one, listed):
        assert login(client, charlie).get(f"{address}?at=1").status_code == 404
        assert login(client, alice).get(f"{address}?at=99").status_code == 404
        assert client.get(f"{address}?at=x").status_code == 404


def test_an_analysis_that_was_not_there_yet_is_not_found(client, login, alice, project, listed):
    login(client, alice)
    made = client.post(listed, data={"title": "Baru", "unit": "m2", "_key": "k" * 12})
    assert made.status_code == 303
    address = made.location.partition("#")[0]
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?at=1").status_code == 404
