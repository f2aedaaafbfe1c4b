"""GET and POST /account: name, language, numbers, time zone, density, theme."""

import pytest

from app.extensions import db
from app.models import User

PROFILE = {
    "name": "Alice Siregar",
    "language": "en",
    "number_locale": "en",
    "time_zone": "Asia/Jayapura",
    "density": "roomy",
    "theme": "dark",
}
HX = {"HX-Request-Type": "partial", "HX-Source": "form#profile", "HX-Target": "form#profile"}


def stored(app, person) -> User:
    with app.app_context():
        return db.session.get(User, person.id)


def test_the_page_shows_what_is_stored(client, login, alice):
    page = login(client, alice).get("/account").text
    assert 'value="Alice"' in page
    assert 'lang="id"' in page


def test_ids_on_the_page_are_unique(client, login, alice):
    import re

    ids = re.findall(r'\bid="([^"]+)"', login(client, alice).get("/account").text)
    assert len(ids) == len(set(ids))


def test_everything_is_saved_and_shown(app, client, login, alice):
    answer = login(client, alice).post("/account", data=PROFILE)
    assert (answer.status_code, answer.location) == (303, "/account")
    user = stored(app, alice)
    assert {k: getattr(user, k) for k in PROFILE if k != "theme"} == {
        k: v for k, v in PROFILE.items() if k != "theme"
    }
    page = client.get("/account").text
    assert '<html lang="en" data-theme="dark" data-density="roomy">' in page
    assert "Saved." in page


def test_htmx_gets_the_whole_page_anew_because_everything_may_look_different(client, login, alice):
    answer = login(client, alice).post("/account", data=PROFILE, headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/account")


def test_the_same_sent_twice_changes_nothing_more(app, client, login, alice):
    login(client, alice)
    for _ in range(2):
        assert client.post("/account", data=PROFILE).status_code == 303
    assert stored(app, alice).name == PROFILE["name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "a\x00b"),
        ("name", "A" * 121),
        ("name", "\u202eecilA"),
        ("language", "fr"),
        ("number_locale", "c"),
        ("time_zone", "Europe/Berlin"),
        ("density", "airy"),
    ],
)
def test_a_bad_value_is_kept_in_the_form_and_not_stored(app, client, login, alice, field, value):
    answer = login(client, alice).post("/account", data=PROFILE | {field: value}, headers=HX)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
    assert 'aria-invalid="true"' in answer.text
    assert PROFILE["name"] in answer.text or field == "name"
    assert stored(app, alice).name == "Alice"


def test_without_script_a_bad_value_comes_back_on_the_whole_page(client, login, alice):
    answer = login(client, alice).post("/account", data=PROFILE | {"name": " "})
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert 'id="name-error"' in answer.text


def test_markup_in_a_name_is_text(client, login, alice):
    name = """<script>alert(1)</script>" onclick="x"""
    login(client, alice).post("/account", data=PROFILE | {"name": name})
    page = client.get("/account").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_stranger_cannot_change_the_role_along_with_the_profile(app, client, login, alice):
    login(client, alice).post("/account", data=PROFILE | {"role": "admin", "epoch": "9"})
    user = stored(app, alice)
    assert (user.role, user.epoch) == ("estimator", 0)


def test_nobody_sees_it_without_logging_in(client):
    assert client.get("/account").location == "/login?next=/account"
