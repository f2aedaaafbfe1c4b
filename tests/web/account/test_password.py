"""POST /account/password and log out everywhere."""

import pytest

from app.extensions import db
from app.models import SecurityEvent, User
from app.services import passwords

NEW = "tujuh truk pasir hitam"


def change(client, alice, **changes):
    fields = {"password_now": alice.password, "password_new": NEW, "password_again": NEW}
    return client.post("/account/password", data=fields | changes)


def kept(app, alice) -> User:
    with app.app_context():
        return db.session.get(User, alice.id)


def test_the_new_password_counts_and_this_session_goes_on(app, client, login, alice):
    assert change(login(client, alice), alice).status_code == 303
    assert passwords.verify(kept(app, alice).password_hash, NEW)
    assert client.get("/account").status_code == 200


def test_every_other_session_ends(app, client, login, alice):
    other = login(app.test_client(), alice)
    change(login(client, alice), alice)
    assert other.get("/account").status_code == 303


def test_the_present_password_is_asked(app, client, login, alice):
    answer = change(login(client, alice), alice, password_now="not this one")
    assert answer.status_code == 422
    assert "Ini bukan kata sandi Anda sekarang." in answer.text
    assert passwords.verify(kept(app, alice).password_hash, alice.password)
    with app.app_context():
        event = db.session.query(SecurityEvent).one()
    assert event.action == "password.refused"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password_again": NEW + "x"}, "Kedua isian berbeda."),
        ({"password_new": "short", "password_again": "short"}, "Pakai paling sedikit 10 karakter"),
        ({"password_new": "", "password_again": ""}, "Isi kata sandi baru."),
        ({"password_new": "P@ssword123!", "password_again": "P@ssword123!"}, None),
        ({"password_new": "Password123!", "password_again": "Password123!"}, "paling dulu dicoba"),
    ],
)
def test_what_is_refused_is_said(app, client, login, alice, changes, said):
    answer = change(login(client, alice), alice, **changes)
    assert (answer.status_code, said in answer.text if said else True) == (
        422 if said else 303,
        True,
    )
    assert NEW not in answer.text


def test_the_old_password_is_not_a_new_one(client, login, alice):
    same = {"password_new": alice.password, "password_again": alice.password}
    assert "sama dengan yang lama" in change(login(client, alice), alice, **same).text


def test_htmx_gets_the_form_with_the_problem(client, login, alice):
    answer = login(client, alice).post(
        "/account/password", data={"password_now": "x"}, headers={"HX-Request-Type": "partial"}
    )
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<form class="form" id="password"')


def test_log_out_everywhere_ends_every_session(app, client, login, alice):
    other = login(app.test_client(), alice)
    answer = login(client, alice).post("/account/sessions/deletion")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert client.get("/account").status_code == 303
    assert other.get("/account").status_code == 303
    with app.app_context():
        assert db.session.query(SecurityEvent).one().action == "sessions.ended"
