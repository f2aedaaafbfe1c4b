"""A one-time password opens the page where it is replaced, and nothing else."""

import pytest

from app.extensions import db
from app.models import User

NEW = "tujuh truk pasir hitam"


@pytest.fixture
def newcomer(app, client, login, alice):
    with app.app_context():
        db.session.get(User, alice.id).must_change_password = True
        db.session.commit()
    return login(client, alice)


def test_every_page_leads_to_the_password(newcomer):
    answer = newcomer.get("/users")
    assert (answer.status_code, answer.location) == (303, "/account")
    page = newcomer.get("/account").text
    assert 'id="password"' in page
    assert 'id="profile"' not in page


def test_a_write_is_not_carried_out(app, newcomer, alice):
    assert newcomer.post("/account", data={"name": "X"}).location == "/account"
    with app.app_context():
        assert db.session.get(User, alice.id).name == "Alice"


def test_htmx_is_sent_there_too(newcomer):
    answer = newcomer.get("/users", headers={"HX-Request-Type": "partial"})
    assert answer.headers["HX-Redirect"] == "/account"


def test_a_new_password_opens_the_rest(newcomer, alice):
    fields = {"password_now": alice.password, "password_new": NEW, "password_again": NEW}
    assert newcomer.post("/account/password", data=fields).status_code == 303
    assert 'id="profile"' in newcomer.get("/account").text


def test_language_and_log_out_work_before(newcomer):
    assert newcomer.post("/account/language", data={"language": "en"}).status_code == 303
    assert "Choose your own password" in newcomer.get("/account").text
    assert newcomer.post("/logout").location == "/login"
