"""Accounts, passwords, security log: below the pages, on both databases."""

import threading
from datetime import timedelta

import pytest

from app.extensions import db
from app.models import SecurityEvent, User
from app.services import accounts, email, passwords, security, users
from app.services.errors import Invalid, NotFound
from app.services.users import Draft


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "sepuluh zak semen",
        "aB3$" * 2 + "-xyz",
        "日本語のパスワードです",
        "🏗️" * 6 + " lima zak",
        " spaces at the ends ",
        "x1" + "0123456789abcdefghij" * 9,
    ],
)
def test_a_password_without_any_rule_of_composition_is_taken(password):
    assert passwords.problem(password, "p", ("alice@office.example", "Alice")) is None
    assert passwords.verify(passwords.hashed(password), password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ninechars", "too_short"),
        ("", "too_short"),
        ("a" * 100 + "b" * 101, "too_long"),
        ("Password123", "common"),
        ("123password!!", "common"),
        ("qwertyuiop", "common"),
        ("1234567890", "common"),
        ("9876543210", "common"),
        ("abcdefghijk", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("xyzxyzxyzxyz", "common"),
        ("bismillah123", "common"),
        ("Indonesia1945", "common"),
        ("rahasia2026!", "common"),
        ("siregar-1990", "personal"),
        ("Alice.Siregar", "personal"),
        ("taksir-taksir", "personal"),
        ("office2026.example", "personal"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password, code):
    found = passwords.problem(password, "p", ("alice@office.example", "Alice Siregar"))
    assert found.code == f"password.{code}"


def test_a_sentence_may_contain_ones_name():
    assert passwords.problem("alice builds ten bridges", "p", ("Alice",)) is None


def test_a_password_of_two_hundred_characters_is_not_cut():
    kept = passwords.hashed("a" * 199 + "b")
    assert passwords.verify(kept, "a" * 199 + "b")
    assert not passwords.verify(kept, "a" * 199 + "c")
    assert not passwords.verify(kept, "a" * 199)


def test_passwords_are_kept_with_argon2id_of_known_cost():
    kept = passwords.hashed("sepuluh zak semen")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(kept)
    assert kept != passwords.hashed("sepuluh zak semen")


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$v=19$m=1,t=1,p=1$x$y"])
def test_nothing_fits_where_no_password_is_kept(kept):
    assert not passwords.verify(kept, "")


def test_generated_passwords_differ_and_keep_the_rules():
    made = {passwords.generate() for _ in range(200)}
    assert len(made) == 200
    assert not any(passwords.problem(one, "p") for one in made)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ani@Office.Example ", "ani@office.example"),
        ("o'neil+rab@a-b.co.id", "o'neil+rab@a-b.co.id"),
        ("andre\u0301@x.example", "andr\u00e9@x.example"),
        ("admin@taksir.local", "admin@taksir.local"),
    ],
)
def test_an_address_has_one_spelling(typed, kept):
    assert email.clean(typed) == kept


NO_ADDRESS = ["", "a", "a@", "@b.c", "a@b", "a@b..c", "a@.b.c", "a@b.c.", "a b@c.d", "<a@b.c>"]
NO_ADDRESS += ["a@b.c\nx@y.z", "a\u200b@b.c", "a@b.c,d@e.f", "a@b@c.d", "x" * 65 + "@b.c"]
NO_ADDRESS += ["a@" + "b." * 200 + "c"]


@pytest.mark.parametrize("typed", NO_ADDRESS)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(Invalid):
        email.clean(typed)


def test_the_same_address_at_the_same_moment_makes_one_account(app):
    outcomes = []

    def make() -> None:
        with app.app_context():
            try:
                users.create(Draft("dewi@office.example", "viewer"))
                outcomes.append("made")
            except Invalid:
                outcomes.append("taken")

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "taken", "taken", "taken"]


def test_two_administrators_cannot_remove_each_other(app, people):
    one, other = people["admin"].id, people["alice"].id
    with app.app_context():
        users.set_role(other, "admin", one)
    gate, refused = threading.Barrier(2), []

    def remove(target: int, by: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                users.set_role(target, "viewer", by)
            except Invalid:
                refused.append(target)

    pairs = ((one, other), (other, one))
    threads = [threading.Thread(target=remove, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with app.app_context():
        assert users.first_admin() == refused[0]


def test_a_session_may_be_ended_many_times_at_one_moment(app, alice):
    gate, failed = threading.Barrier(6), []

    def end() -> None:
        with app.app_context():
            for number in range(6):
                gate.wait(30)
                try:
                    accounts.end_session(f"ticket {number}", timedelta(days=1))
                except Exception as error:  # noqa: BLE001 - the test looks at what came
                    failed.append(error)

    threads = [threading.Thread(target=end) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with app.app_context():
        assert accounts.load(f"{alice.id}:0", ticket="ticket 5") is None
        assert accounts.load(f"{alice.id}:0", ticket="ticket 6") is not None


def test_a_session_counts_for_its_epoch_only(context, alice):
    assert accounts.load(f"{alice.id}:0").name == "Alice"
    accounts.end_sessions(alice.id)
    assert accounts.load(f"{alice.id}:0") is None
    assert accounts.load(f"{alice.id}:1").name == "Alice"


@pytest.mark.parametrize(
    "text", ["", ":", "1", "x:0", "-1:0", "1:1", "٣:0", "999:0", "9" * 30 + ":0"]
)
def test_a_session_that_names_nobody_counts_for_nobody(context, people, text):
    assert accounts.load(text) is None


@pytest.mark.parametrize("end", ["password", "account"])
def test_who_was_shut_out_while_a_password_was_looked_at_does_not_get_in(
    context, people, monkeypatch, end
):
    alice, verify = people["alice"], passwords.verify

    def meanwhile(kept, password):
        monkeypatch.setattr(passwords, "verify", verify)
        if end == "password":
            users.reset_password(alice.id, people["admin"].id)
        else:
            users.disable(alice.id, people["admin"].id)
        return verify(kept, password)

    monkeypatch.setattr(passwords, "verify", meanwhile)
    assert accounts.authenticate(alice.email, alice.password) is None


def test_a_password_that_was_hashed_anew_meanwhile_still_lets_in(context, alice, monkeypatch):
    verify = passwords.verify

    def meanwhile(kept, password):
        monkeypatch.setattr(passwords, "verify", verify)
        with accounts.transaction() as session:
            accounts.locked(session, alice.id).password_hash = passwords.hashed(alice.password)
        return verify(kept, password)

    monkeypatch.setattr(passwords, "verify", meanwhile)
    assert accounts.authenticate(alice.email, alice.password).id == alice.id


def test_whoever_does_not_exist_cannot_be_changed(context):
    with pytest.raises(NotFound):
        accounts.end_sessions(4711)


def test_what_a_stranger_typed_cannot_forge_a_line_of_the_log(context, caplog):
    caplog.set_level("INFO", "taksir.security")
    with accounts.transaction() as session:
        security.record(session, "login.failed", "a\r\n{}\u2028\x1b[31m" + "x" * 400)
    event = db.session.query(SecurityEvent).one()
    assert event.subject.startswith("a\\u000d\\u000a{}\\u2028\\u001b[31mx")
    assert len(event.subject) == 300
    assert caplog.records[0].fields["subject"] == event.subject


def test_a_failed_write_leaves_no_event(context, alice):
    with pytest.raises(Invalid):
        users.create(Draft(alice.email, "viewer"), alice.id)
    assert db.session.query(SecurityEvent).count() == 0
    assert db.session.query(User).count() == 5


def test_an_address_that_no_database_takes_is_nobodys(app):
    with app.app_context():
        for typed in ("a\0b@office.example", "\ud800@office.example"):
            assert accounts.authenticate(typed, "whatever it is") is None
