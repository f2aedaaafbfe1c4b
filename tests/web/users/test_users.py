"""/users: the administrator's list."""

import re

import pytest

from app.extensions import db
from app.models import SecurityEvent, User
from app.services import passwords

HX = {"HX-Request-Type": "partial"}
NEW = {"email": "Dewi@Office.Example ", "name": "Dewi", "role": "estimator"}
WRITES = ("", "/1/role", "/1/disabling", "/1/enabling", "/1/password")


def shown_password(answer) -> str:
    return re.search(r"<code[^>]*>([a-z0-9-]+)</code>", answer.text)[1]


def user(app, **where) -> User | None:
    with app.app_context():
        return db.session.query(User).filter_by(**where).one_or_none()


def test_lists_everybody(client, login, admin):
    page = login(client, admin).get("/users").text
    assert all(name in page for name in ("Alice", "Bob", "Vera", "Charlie", "Admin"))


@pytest.mark.parametrize("name", ["alice", "vera"])
def test_others_may_neither_look_nor_write(app, client, login, people, name):
    login(client, people[name])
    refused = client.get("/users")
    assert refused.status_code == 403
    assert "Ini di luar hak Anda." in refused.text
    assert [client.post("/users" + path).status_code for path in WRITES] == [403] * 5
    with app.app_context():
        assert db.session.query(User).count() == 5


def test_a_new_person_gets_a_password_that_is_shown_once(app, client, login, admin):
    answer = login(client, admin).post("/users", data=NEW)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    made = user(app, email="dewi@office.example")
    assert (made.name, made.role, made.must_change_password) == ("Dewi", "estimator", True)
    assert passwords.verify(made.password_hash, shown_password(answer))
    assert "<code" not in client.get("/users").text


def test_htmx_gets_the_password_and_the_list(client, login, admin):
    answer = login(client, admin).post("/users", data=NEW, headers=HX)
    assert "<html" not in answer.text
    assert answer.text.lstrip().startswith('<section id="new"')
    assert '<hx-partial hx-target="#people"' in answer.text
    assert "dewi@office.example" in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", "a@b"),
        ("email", "a@@b.example"),
        ("email", "a\x00@b.example"),
        ("email", "alice@office.example"),
        ("email", "ALICE@Office.example"),
        ("email", "a" * 250 + "@b.example"),
        ("role", "owner"),
        ("name", "A\u202eB"),
    ],
)
def test_what_cannot_be_an_account_is_refused(app, client, login, admin, field, value):
    answer = login(client, admin).post("/users", data=NEW | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    with app.app_context():
        assert db.session.query(User).count() == 5


def test_the_same_form_sent_twice_makes_one_account(app, client, login, admin):
    login(client, admin)
    assert [client.post("/users", data=NEW).status_code for _ in range(2)] == [200, 422]
    with app.app_context():
        assert db.session.query(User).count() == 6


def test_a_role_is_changed_and_counts_at_once(app, client, login, admin, alice):
    answer = login(client, admin).post(f"/users/{alice.id}/role", data={"role": "admin"})
    assert (answer.status_code, answer.location) == (303, "/users")
    assert login(app.test_client(), alice).get("/users").status_code == 200


def test_htmx_gets_the_list_with_the_new_role(client, login, admin, alice):
    answer = login(client, admin).post(
        f"/users/{alice.id}/role", data={"role": "viewer"}, headers=HX
    )
    assert answer.status_code == 200
    assert '<div id="people"' in answer.text
    assert "Peran sudah diubah." in answer.text


def test_an_unknown_role_or_person_is_refused(client, login, admin, alice):
    login(client, admin)
    assert client.post(f"/users/{alice.id}/role", data={"role": "owner"}).status_code == 422
    assert client.post("/users/999/role", data={"role": "admin"}).status_code == 404
    assert client.post(f"/users/{2**64}/disabling").status_code == 404


def test_the_last_administrator_stays_one(app, client, login, admin):
    login(client, admin)
    answer = client.post(f"/users/{admin.id}/role", data={"role": "viewer"})
    assert answer.status_code == 422
    assert "Ini admin terakhir" in answer.text
    assert client.post(f"/users/{admin.id}/disabling").status_code == 422
    assert user(app, id=admin.id).role == "admin"


def test_of_two_administrators_one_may_go(app, client, login, admin, alice):
    login(client, admin)
    client.post(f"/users/{alice.id}/role", data={"role": "admin"})
    assert client.post(f"/users/{admin.id}/disabling").status_code == 422
    assert client.post(f"/users/{admin.id}/role", data={"role": "estimator"}).status_code == 303
    assert user(app, id=admin.id).role == "estimator"


def test_a_disabled_administrator_does_not_count_as_one(app, client, login, admin, alice):
    login(client, admin)
    client.post(f"/users/{alice.id}/role", data={"role": "admin"})
    client.post(f"/users/{alice.id}/disabling")
    assert client.post(f"/users/{admin.id}/role", data={"role": "viewer"}).status_code == 422


def test_whoever_is_disabled_is_out_at_once_and_may_come_back(app, client, login, admin, alice):
    other = login(app.test_client(), alice)
    login(client, admin)
    assert client.post(f"/users/{alice.id}/disabling").status_code == 303
    assert other.get("/account").status_code == 303
    assert "Nonaktif" in client.get("/users").text
    assert client.post(f"/users/{alice.id}/enabling").status_code == 303
    assert other.get("/account").status_code == 303
    assert user(app, id=alice.id).disabled_at is None


def test_a_new_password_ends_the_sessions_and_must_be_replaced(app, client, login, admin, alice):
    other = login(app.test_client(), alice)
    answer = login(client, admin).post(f"/users/{alice.id}/password")
    assert answer.headers["Cache-Control"] == "no-store, private"
    kept = user(app, id=alice.id)
    assert passwords.verify(kept.password_hash, shown_password(answer))
    assert kept.must_change_password
    assert other.get("/account").status_code == 303


def test_ones_own_password_is_not_reset_here(client, login, admin):
    assert login(client, admin).post(f"/users/{admin.id}/password").status_code == 422


def test_what_was_done_is_in_the_security_log(app, client, login, admin, alice):
    login(client, admin)
    client.post("/users", data=NEW)
    client.post(f"/users/{alice.id}/role", data={"role": "viewer"})
    for action in ("disabling", "disabling", "enabling", "enabling", "password"):
        client.post(f"/users/{alice.id}/{action}")
    with app.app_context():
        events = db.session.query(SecurityEvent).order_by(SecurityEvent.id).all()
    assert [(e.action, e.user_id) for e in events] == [
        (action, admin.id)
        for action in (
            "user.created", "user.role", "user.disabled", "user.enabled", "password.reset",
        )
    ]  # fmt: skip
    assert events[1].subject == "alice@office.example: estimator > viewer"
