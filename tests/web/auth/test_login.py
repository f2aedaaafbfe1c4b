"""POST /login and GET /login."""

import re

import pytest
from argon2 import extract_parameters
from sqlalchemy import event

from app.extensions import db
from app.models import SecurityEvent, User
from app.services import passwords

NEXT_BAD = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "evil",
    "/a b",
    "/ü",
    "/\r\nSet-Cookie: a=b",
    "/" + "a" * 3000,
]


def enter(client, person, **more):
    """Log in as a browser does: with the page's own token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)[1]
    fields = {"csrf_token": token, "email": person.email, "password": person.password}
    return client.post("/login", data=fields | more)


def test_the_right_password_leads_to_the_first_page(client, alice):
    answer = enter(client, alice)
    assert answer.status_code == 303
    assert answer.location.startswith("/")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"email": "nobody@office.example"}])
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, alice, changes):
    answer = enter(client, alice, **changes)
    assert answer.status_code == 422
    assert "Surel atau kata sandi tidak cocok." in answer.text
    assert client.get("/account").status_code == 303


def test_a_refused_form_keeps_the_address_and_not_the_password(client, alice):
    answer = enter(client, alice, password="wrong and long")
    assert f'value="{alice.email}"' in answer.text
    assert "wrong and long" not in answer.text


def test_an_unknown_person_costs_as_much_work_as_a_wrong_password(client, alice, monkeypatch):
    tried = []
    hasher = passwords._hasher

    class Counted:
        hash, check_needs_rehash = hasher.hash, hasher.check_needs_rehash

        @staticmethod
        def verify(kept, password):
            tried.append((extract_parameters(kept), password))
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "_hasher", Counted)
    enter(client, alice, email="nobody@office.example", password="wrong")
    enter(client, alice, password="wrong")
    unknown, wrong = tried
    assert unknown == wrong


def test_somebody_disabled_gets_the_answer_of_a_wrong_password(app, client, alice):
    with app.app_context():
        user = db.session.get(User, alice.id)
        user.disabled_at = user.created_at
        db.session.commit()
    assert "tidak cocok" in enter(client, alice).text


def test_an_address_is_recognised_in_any_spelling(client, alice):
    assert enter(client, alice, email=f"  {alice.email.upper()} ").status_code == 303


def test_empty_fields_are_named(client, alice):
    answer = enter(client, alice, email="", password="")
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2


def test_nothing_of_the_session_before_survives(client, alice):
    client.get("/login")
    with client.session_transaction() as session:
        session["planted"] = "x"
        before = session["csrf_token"]
    enter(client, alice)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


def test_a_session_ends_with_the_browser_unless_one_asks_to_stay(client, alice):
    def cookie(answer):
        return next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("taksir="))

    assert "Expires" not in cookie(enter(client, alice))
    client.post("/logout", headers={"X-CSRFToken": token_of(client)})
    assert "Expires" in cookie(enter(client, alice, stay="y"))


def token_of(client) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").text)[1]


def test_the_cookie_is_for_this_site_and_no_script(client, alice):
    cookies = enter(client, alice).headers.getlist("Set-Cookie")
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in cookies if "taksir=" in c)


def test_in_production_the_cookie_is_secure_and_bound_to_the_host(make_app, database_url, people):
    app = make_app(database_url=database_url, env="production")
    client = app.test_client()
    answer = client.get("/login", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-taksir=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_session_left_alone_is_over_after_its_hours(client, login, alice):
    login(client, alice)
    with client.session_transaction() as session:
        session["seen"] -= 12 * 3600 + 60
    assert client.get("/account").status_code == 303


def test_a_session_that_stays_is_over_after_thirty_days(client, login, alice):
    login(client, alice)
    with client.session_transaction() as session:
        session.permanent = True
        session["seen"] -= 29 * 24 * 3600
        session["since"] -= 29 * 24 * 3600
    assert client.get("/account").status_code == 200
    with client.session_transaction() as session:
        session["since"] -= 2 * 24 * 3600
    assert client.get("/account").status_code == 303


def test_a_session_of_another_making_does_not_count(client, login, alice):
    login(client, alice)
    with client.session_transaction() as session:
        del session["since"]
    assert client.get("/account").status_code == 303
    with client.session_transaction() as session:
        session["since"], session["_user_id"] = session["seen"], "x:y"
    assert client.get("/account").status_code == 303


def test_the_way_back_is_followed_within_the_site(client, alice):
    answer = enter(client, alice, next="/projects/7/recap?at=3")
    assert answer.location == "/projects/7/recap?at=3"


@pytest.mark.parametrize("address", NEXT_BAD)
def test_the_way_back_never_leaves_the_site(client, alice, address):
    answer = enter(client, alice, next=address)
    assert answer.status_code == 303
    assert answer.location in {"/", "/account"}


@pytest.mark.parametrize("address", NEXT_BAD)
def test_the_page_does_not_carry_a_foreign_way_back(client, address):
    page = client.get("/login", query_string={"next": address}).text
    assert 'name="next"' not in page


def test_whoever_is_logged_in_goes_on(client, login, alice):
    login(client, alice)
    answer = client.get("/login?next=/account")
    assert (answer.status_code, answer.location) == (303, "/account")


def test_the_page_asks_for_no_script(client):
    assert "<script" not in client.get("/login").text


def test_without_a_token_nobody_enters(client, alice):
    answer = client.post("/login", data={"email": alice.email, "password": alice.password})
    assert answer.status_code == 400
    assert client.get("/account").status_code == 303


def test_attempts_are_in_the_security_log_without_passwords(app, client, alice):
    enter(client, alice, password="wrong and long")
    enter(client, alice, email="a\r\nforged line@x.example")
    enter(client, alice)
    with app.app_context():
        events = db.session.query(SecurityEvent).order_by(SecurityEvent.id).all()
    assert [e.action for e in events] == ["login.failed", "login.failed", "login.ok"]
    assert events[0].subject == alice.email
    assert events[1].subject == "a\\u000d\\u000aforged line@x.example"
    assert (events[2].user_id, events[2].address) == (alice.id, "127.0.0.1")
    assert not any("wrong and long" in e.subject for e in events)


def test_a_page_for_members_asks_to_log_in_and_leads_back(client):
    answer = client.get("/account?x=1")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/account?x%3D1"


def test_htmx_is_sent_to_the_whole_log_in_page(client):
    headers = {"HX-Request-Type": "partial", "HX-Current-URL": "http://localhost/account"}
    answer = client.get("/users", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/account"
    foreign = headers | {"HX-Current-URL": "https://evil.example/account"}
    assert client.get("/users", headers=foreign).headers["HX-Redirect"] == "/login"


def test_a_page_of_somebody_else_writes_nothing_in_another_s_session(app, client, alice, bob):
    enter(client, alice)
    old = token_of(client)
    client.post("/logout", headers={"X-CSRFToken": old})
    enter(client, bob)
    answer = client.post("/account", data={"name": "Alice"}, headers={"X-CSRFToken": old})
    assert answer.status_code == 400


def test_a_write_after_the_end_of_the_session_says_that_nothing_was_saved(
    app, client, login, alice
):
    login(client, alice)
    with client.session_transaction() as session:
        session["seen"] = 0
    answer = client.post(
        "/account", data={"name": "X"}, headers={"Referer": "http://localhost/account"}
    )
    assert answer.status_code == 401
    assert 'name="next" value="/account"' in answer.text
    assert "Sesi Anda sudah berakhir" in answer.text
    with app.app_context():
        assert db.session.get(User, alice.id).name == "Alice"


def test_a_password_kept_with_old_parameters_is_kept_anew(app, client, alice):
    from argon2 import PasswordHasher

    with app.app_context():
        user = db.session.get(User, alice.id)
        user.password_hash = PasswordHasher(1, 8192, 1).hash(alice.password)
        db.session.commit()
    enter(client, alice)
    with app.app_context():
        kept = db.session.get(User, alice.id)
    assert "$m=19456,t=2,p=1$" in kept.password_hash
    assert kept.last_login_at is not None


def test_one_statement_tells_who_asks(app, client, login, alice):
    login(client, alice)
    statements = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *sent: statements.append(sent[2]))
    client.get("/account")
    assert [s.split()[0] for s in statements] == ["BEGIN", "SELECT"]
    client.get("/livez")
    client.get("/static/style.css")
    assert len(statements) == 2
