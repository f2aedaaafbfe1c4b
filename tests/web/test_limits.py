"""Limits of writes and of logging in: with a store, without one, and when the store dies."""

import re
import signal
import time

import pytest

from app.extensions import db
from app.models import User
from tests.fixtures.processes import free_port

HX = {"HX-Request-Type": "partial", "HX-Source": "form#profile", "HX-Target": "form#profile"}
LIMITED = {"RATELIMIT_ENABLED": True}
#: Seconds that a page may take while the store is dead or frozen: it waits for it once, if at all.
FAST_PAGE = 8.0


@pytest.fixture
def limited(make_app, database_url, people):
    """`limited(write_limit="2 per minute", ...)`: an application that counts."""

    def make(**settings):
        return make_app(database_url=database_url, overrides=LIMITED, **settings)

    return make


def save(client, name="Alice", **headers):
    return client.post("/account", data={"name": name}, headers=headers)


def enter(client, email, typed="wrong", **more):
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)[1]
    fields = {"csrf_token": token, "email": email, "password": typed}
    return client.post("/login", data=fields, **more)


def test_a_write_too_many_gets_a_toast_that_says_how_long_to_wait(limited, login, alice):
    app = limited(write_limit="2 per minute")
    client = login(app.test_client(), alice)
    assert [save(client, **HX).status_code for _ in range(3)] == [200, 200, 429]
    answer = save(client, name="Lost?", **HX)
    assert answer.headers["HX-Reswap"] == "none"
    assert 50 <= int(answer.headers["Retry-After"]) <= 61
    assert 'hx-target="#toasts"' in answer.text
    assert "detik" in answer.text
    assert '<button class="btn small" form="profile"' in answer.text
    with app.app_context():
        assert db.session.get(User, alice.id).name == "Alice"


def test_without_script_a_page_keeps_what_was_typed(limited, login, alice):
    client = login(limited(write_limit="1 per minute").test_client(), alice)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)[1]
    save(client)
    answer = client.post("/account", data={"csrf_token": token, "name": "Alice Siregar"})
    assert answer.status_code == 429
    assert 'name="name" value="Alice Siregar"' in answer.text
    assert "detik" in answer.text


def test_another_person_and_another_endpoint_are_not_affected(limited, login, alice, bob):
    app = limited(write_limit="1 per minute")
    client = login(app.test_client(), alice)
    assert [save(client).status_code for _ in range(2)] == [303, 429]
    assert save(login(app.test_client(), bob)).status_code == 303
    assert client.post("/account/theme", data={"theme": "dark"}).status_code == 303


def test_another_browser_of_the_same_person_counts_too(limited, login, alice):
    app = limited(write_limit="1 per minute")
    assert save(login(app.test_client(), alice)).status_code == 303
    assert save(login(app.test_client(), alice)).status_code == 429


def test_reading_is_not_counted(limited, login, alice):
    client = login(limited(write_limit="1 per minute").test_client(), alice)
    answers = [client.get("/account") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_every_write_tells_what_is_left(limited, login, alice):
    client = login(limited(write_limit="3 per minute").test_client(), alice)
    told = [save(client).headers for _ in range(4)]
    assert {headers["RateLimit-Policy"] for headers in told} == {'"account";q=3;w=60'}
    left = [re.search(r"r=(\d+);t=(\d+)", headers["RateLimit"]) for headers in told]
    assert [int(found[1]) for found in left] == [2, 1, 0, 0]
    assert all(0 < int(found[2]) <= 61 for found in left)
    assert ["Retry-After" in headers for headers in told] == [False, False, False, True]


def test_every_process_grants_its_share_when_there_is_no_store(limited, login, alice):
    client = login(limited(write_limit="4 per minute", processes=2).test_client(), alice)
    assert [save(client).status_code for _ in range(3)] == [303, 303, 429]


def test_failures_to_log_in_are_counted_for_each_account(limited, alice, bob):
    app = limited(login_limit="3 per minute")
    places = [{"environ_overrides": {"REMOTE_ADDR": f"10.0.0.{n}"}} for n in range(4)]
    codes = [enter(app.test_client(), alice.email, **place).status_code for place in places]
    assert codes == [422, 422, 422, 429]
    other = {"environ_overrides": {"REMOTE_ADDR": "10.0.0.9"}}
    assert enter(app.test_client(), bob.email, bob.password, **other).status_code == 303


def test_failures_to_log_in_are_counted_for_each_address(limited, people):
    client = limited(login_limit="3 per minute").test_client()
    codes = [enter(client, f"nobody{n}@office.example").status_code for n in range(4)]
    assert codes == [422, 422, 422, 429]


def test_an_address_cannot_be_made_up(limited, alice):
    client = limited(login_limit="2 per minute").test_client()
    codes = [
        enter(client, f"n{n}@x.example", headers={"X-Forwarded-For": f"10.1.1.{n}"}).status_code
        for n in range(3)
    ]
    assert codes == [422, 422, 429]


def test_the_tries_that_are_left_are_told(limited, alice):
    client = limited(login_limit="3 per minute").test_client()
    pages = [enter(client, alice.email).text for _ in range(3)]
    assert "Tersisa 2 kali" in pages[0]
    assert "Tersisa 1 kali" in pages[1]
    assert "jeda satu menit" in pages[2]


def test_who_waits_sees_the_form_with_the_address_and_the_seconds(limited, alice):
    client = limited(login_limit="1 per minute").test_client()
    enter(client, alice.email)
    answer = enter(client, alice.email, alice.password)
    assert answer.status_code == 429
    assert 50 <= int(answer.headers["Retry-After"]) <= 61
    assert "Terlalu banyak percobaan." in answer.text
    assert f'value="{alice.email}"' in answer.text
    assert alice.password not in answer.text


def test_an_office_behind_one_address_logs_in_together(limited, alice):
    app = limited(login_limit="2 per minute")
    codes = {enter(app.test_client(), alice.email, alice.password).status_code for _ in range(6)}
    assert codes == {303}


def test_a_shared_store_counts_for_all_processes(limited, login, alice, redis_server):
    settings = {"write_limit": "2 per minute", "redis_url": redis_server.url, "processes": 2}
    one = login(limited(**settings).test_client(), alice)
    assert [save(one).status_code for _ in range(2)] == [303, 303]
    assert save(login(limited(**settings).test_client(), alice)).status_code == 429


def test_a_dead_store_costs_no_page_and_little_time(limited, login, alice):
    url = f"redis://127.0.0.1:{free_port()}/0"
    client = login(
        limited(write_limit="4 per minute", redis_url=url, processes=2).test_client(), alice
    )
    begun = time.perf_counter()
    codes = [save(client).status_code for _ in range(3)]
    assert codes == [303, 303, 429]
    assert client.get("/account").status_code == 200
    assert time.perf_counter() - begun < FAST_PAGE


def test_a_store_that_dies_and_comes_back_is_used_again(limited, login, alice, redis_server):
    settings = {"write_limit": "100 per minute", "redis_url": redis_server.url}
    client = login(limited(**settings).test_client(), alice)
    assert save(client).status_code == 303
    redis_server.stop()
    begun = time.perf_counter()
    assert save(client).status_code == 303
    assert time.perf_counter() - begun < FAST_PAGE
    redis_server.start()
    deadline = time.monotonic() + 10
    while b"account.save" not in b"".join(keys(redis_server)) and time.monotonic() < deadline:
        assert save(client).status_code == 303
        time.sleep(0.2)
    assert b"account.save" in b"".join(keys(redis_server))


def test_a_frozen_store_costs_a_fifth_of_a_second_once(limited, login, alice, redis_server):
    client = login(limited(redis_url=redis_server.url).test_client(), alice)
    redis_server.process.send_signal(signal.SIGSTOP)
    try:
        begun = time.perf_counter()
        assert {save(client).status_code for _ in range(5)} == {303}
        assert time.perf_counter() - begun < FAST_PAGE
    finally:
        redis_server.process.send_signal(signal.SIGCONT)


def keys(server) -> list[bytes]:
    import redis

    with redis.Redis.from_url(server.url) as connection:
        return connection.keys("*")
