"""GET and POST /account/session: a page that was left alone is told before its session ends."""

import re
import time

import pytest

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}
HALF_A_DAY = 12 * 3600


@pytest.fixture
def left(client):
    """`left(seconds)`: so long nobody did anything."""

    def leave(seconds):
        with client.session_transaction() as session:
            session["seen"] = session["since"] = int(time.time()) - seconds

    return leave


def told(answer):
    cookies = "\n".join(answer.headers.getlist("Set-Cookie"))
    found = re.search(r"^awake=.*Max-Age=(\d+)", cookies, re.MULTILINE)
    return int(found[1]) if found else None


def test_a_page_that_is_not_left_alone_is_told_nothing(client, login, alice):
    login(client, alice)
    answer = client.get("/account/session", headers=HX)
    assert (answer.status_code, answer.data) == (204, b"")


def test_before_the_end_it_says_so_and_keeps_no_session_alive(client, login, alice, left):
    login(client, alice)
    left(HALF_A_DAY - 115)
    for _turn in range(2):
        answer = client.get("/account/session", headers=HX)
        assert answer.status_code == 200
        assert "Sesi Anda berakhir dalam 2 menit" in answer.text
        assert 'role="alert"' in answer.text
        assert told(answer) is None


def test_a_session_of_thirty_days_ends_whatever_one_does(client, login, alice):
    login(client, alice)
    with client.session_transaction() as session:
        session["since"] = int(time.time()) - 30 * 24 * 3600 + 100
    answer = client.get("/account/session", headers=HX)
    assert "setelah 30 hari" in answer.text
    assert "Tetap masuk" not in answer.text


def test_staying_is_one_press_and_says_until_when(client, login, alice, left):
    login(client, alice)
    left(HALF_A_DAY - 60)
    answer = client.post("/account/session", headers=HX)
    assert answer.status_code == 200
    assert re.search(r"Anda tetap masuk sampai pukul \d\d\.\d\d", answer.text)
    assert HALF_A_DAY - 130 < told(answer) <= HALF_A_DAY - 120
    assert client.get("/account/session", headers=HX).status_code == 204


def test_staying_without_script_leads_to_the_account(client, login, alice):
    login(client, alice)
    answer = client.post("/account/session")
    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Anda tetap masuk" in client.get("/account").text


def test_the_page_may_read_until_when_and_every_use_moves_it(client, login, alice, left):
    login(client, alice)
    left(301)
    answer = client.get("/account")
    assert HALF_A_DAY - 130 < told(answer) <= HALF_A_DAY - 120
    (cookie,) = (c for c in answer.headers.getlist("Set-Cookie") if c.startswith("awake="))
    assert "HttpOnly" not in cookie
    assert told(client.get("/account")) is None


def test_logging_out_takes_it_away(client, login, alice):
    login(client, alice)
    assert told(client.post("/logout")) == 0


def test_nobody_is_told_of_a_session_that_is_none(client):
    assert client.get("/account/session", headers=HX).status_code == 204
    assert client.post("/account/session").status_code in {400, 401}
