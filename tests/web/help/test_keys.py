"""GET /help/keys and POST /account/keys: for everybody, with and without script."""

import re

import pytest


@pytest.fixture
def browser(client):
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/help/keys").text)
    client.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
    return client


@pytest.mark.parametrize("person", ["alice", "vera", "charlie", None])
def test_everybody_may_read_the_keys(client, login, people, person):
    answer = (login(client, people[person]) if person else client).get("/help/keys")
    assert answer.status_code == 200
    assert "<h1>Tombol</h1>" in answer.text
    for key in ("Shift+Enter", "Ctrl+D", "F2", "Ctrl+Home", "Page Down", "Ctrl+K", "F1"):
        assert f"<kbd>{key}</kbd>" in answer.text


def test_htmx_gets_the_part_for_the_panel(client):
    answer = client.get("/help/keys", headers={"HX-Request-Type": "partial"})
    assert "<html" not in answer.text
    assert 'popovertarget="keys"' in answer.text


def test_the_menu_of_a_person_leads_there(client, login, alice):
    assert 'href="/help/keys"' in login(client, alice).get("/account").text


def test_single_keys_are_switched_off_and_on(browser):
    box = re.compile(r"data-single checked")
    back = {"Referer": "http://localhost/help/keys"}
    assert box.search(browser.get("/help/keys").text)

    answer = browser.post("/account/keys", headers=back)
    assert (answer.status_code, answer.location) == (303, "/help/keys")
    assert not box.search(browser.get("/help/keys").text)

    browser.post("/account/keys", data={"single": "1"}, headers=back)
    assert box.search(browser.get("/help/keys").text)
