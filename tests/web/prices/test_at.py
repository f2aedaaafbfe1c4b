"""Prices at an earlier revision: the list and one."""

import pytest

from tests.web.history.history_writes import put
from tests.web.moment_pages import assert_marked, assert_only_looks

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def before(app, project, alice):
    """The revision before the labourer came to 200,000."""
    return put(app, project, alice, "resource", project.labourer, price=200_000) - 1


@pytest.fixture
def addresses(project):
    return f"/projects/{project.id}/prices", f"/projects/{project.id}/resources/{project.labourer}"


@pytest.mark.parametrize("name", ["alice", "bob", "vera"])
def test_members_see_prices_as_they_were_and_only_look(
    client, login, people, addresses, before, name
):
    login(client, people[name])
    for address in addresses:
        answer = client.get(f"{address}?at={before}")
        assert_only_looks(answer, before)
        assert_marked(answer, before)
        assert "100.000,00" in answer.text
        assert "200.000,00" not in answer.text
        assert "200.000,00" in client.get(address).text


def test_filters_of_the_list_keep_the_moment_page_and_fragment(
    client, login, alice, addresses, before
):
    login(client, alice)
    for headers in ({}, HX):
        answer = client.get(f"{addresses[0]}?at={before}&q=pekerja", headers=headers)
        assert_only_looks(answer, before)
        assert f'<input type="hidden" name="at" value="{before}">' in answer.text
        assert "Mandor" not in answer.text


def test_strangers_and_wrong_numbers_find_nothing(client, login, alice, charlie, addresses):
    for address in addresses:
        assert login(client, charlie).get(f"{address}?at=1").status_code == 404
        assert login(client, alice).get(f"{address}?at=99").status_code == 404
        assert client.get(f"{address}?at=x").status_code == 404


def test_prices_are_copied_out_of_the_moment(client, login, alice, addresses, before):
    login(client, alice)
    path = f"{addresses[0]}/block/copy?at={before}&q=pekerja"
    answer = client.get(path)
    assert_only_looks(answer, before)
    assert_marked(answer, before)
    assert client.get(f"{path}&column=price&download=1").text == "100000\n"
    assert f"prices/block/copy?at={before}" in client.get(f"{addresses[0]}?at={before}").text
