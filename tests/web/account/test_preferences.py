"""POST /account/language and /account/theme, which work before anybody logs in."""

import re

import pytest

from app.extensions import db
from app.models import User


def token(client) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    return {"csrf_token": found[1]}


def test_the_language_of_a_browser_is_kept(client):
    back = {"Referer": "http://localhost/login?next=/account"}
    answer = client.post("/account/language", data=token(client) | {"language": "en"}, headers=back)
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")
    assert '<html lang="en"' in client.get("/login").text


def test_the_language_of_a_person_is_kept(app, client, login, alice):
    login(client, alice).post("/account/language", data={"language": "en"})
    with app.app_context():
        assert db.session.get(User, alice.id).language == "en"
    assert '<html lang="en"' in client.get("/account").text


def test_the_theme_is_kept_and_goes_back_to_the_device(client):
    client.post("/account/theme", data=token(client) | {"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/login").text
    client.post("/account/theme", data=token(client) | {"theme": ""})
    assert "data-theme=" not in client.get("/login").text


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("/account/language", {"language": "fr"}),
        ("/account/language", {}),
        ("/account/theme", {"theme": "pink"}),
    ],
)
def test_anything_else_is_refused(client, url, fields):
    answer = client.post(url, data=token(client) | fields)
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers or "pink" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "referrer", ["https://evil.example/x", "http://localhost//evil.example", "http://[", ""]
)
def test_the_way_back_stays_on_the_site(client, referrer):
    fields = token(client) | {"theme": "dark"}
    answer = client.post("/account/theme", data=fields, headers={"Referer": referrer})
    assert answer.status_code == 303
    assert answer.location in {"/", "/account"}
