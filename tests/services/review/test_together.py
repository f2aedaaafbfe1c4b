"""Many at once: one project, one cell, one key, one right that ends meanwhile."""

import threading
import time
from collections.abc import Callable
from fractions import Fraction as F

import pytest
from sqlalchemy import delete, select, text, update

from app.extensions import db
from app.models import Membership, OutlineNode, Project, Revision, User
from app.models.types import now
from app.services import history, outline, outline_rows, projects, revisions, transactions
from app.services.errors import Conflict, Forbidden, Locked, NotFound
from app.services.idempotency import Key
from app.services.outline import Cell
from app.services.outline_rows import Caller, NewRow
from app.services.revisions import Order
from app.services.typed import Sent
from app.services.verification import verify

TIMES = 50


@pytest.fixture
def together(app) -> Callable[..., list]:
    """`together(write, 50)`: outcomes and errors of that many calls started at one moment."""

    def run(write: Callable[[int], object], times: int = TIMES) -> list:
        barrier, results = threading.Barrier(times), [None] * times

        def one(number: int) -> None:
            with app.app_context():
                barrier.wait(30)
                try:
                    results[number] = write(number)
                except Exception as error:  # noqa: BLE001 - the test looks at what came
                    results[number] = error

        threads = [threading.Thread(target=one, args=(i,)) for i in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    return run


def while_waiting(app, project, write, change) -> object:
    """What `write` came to when `change` was committed while it stood in the queue."""
    result: list[object] = []

    def waits() -> None:
        with app.app_context():
            try:
                result.append(write())
            except Exception as error:  # noqa: BLE001 - the test looks at what came
                result.append(error)

    with app.app_context(), transactions.writing() as session:
        session.execute(select(Project.id).where(Project.id == project.id).with_for_update())
        thread = threading.Thread(target=waits)
        thread.start()
        time.sleep(0.3)
        session.execute(change)
    thread.join(30)
    return result[0]


def add(project, person, key: str = "", number: int = 0):
    caller = Caller(project.id, person.id, Key(key, "row", "same") if key else None)
    return outline_rows.add(caller, NewRow("section", {"title": f"Baris {number}"}), "id")


def test_fifty_equal_requests_have_one_effect(app, project, alice, together):
    found = together(lambda _: add(project, alice, "one-and-only-key"))
    assert {(o.revision, o.result["node"]) for o in found} == {(2, found[0].result["node"])}
    assert sum(not o.replayed for o in found) == 1
    with app.app_context():
        titles = db.session.execute(select(OutlineNode.title)).scalars().all()
    assert titles.count("Baris 0") == 1


def test_fifty_equal_requests_make_one_project(app, alice, together):
    sent = Sent(alice.id, {"kind": "private", "name": "Satu"}, key=Key("a-key", "create", "same"))
    found = together(lambda _: projects.create(sent))
    assert len({o.project_id for o in found}) == 1
    with app.app_context():
        assert len(db.session.execute(select(Project.id)).all()) == 1


def test_fifty_different_writes_are_fifty_revisions(app, project, alice, bob, together):
    found = together(lambda i: add(project, (alice, bob)[i % 2], f"a-key-{i}", i))
    assert sorted(o.revision for o in found) == list(range(2, TIMES + 2))
    with app.app_context():
        assert verify(db.session()).differences == ()


def test_of_two_people_in_one_cell_one_sets_it_and_one_is_told(app, project, alice, bob, together):
    def write(number: int):
        cell = Cell(project.excavation, 1, str(20 + number))
        return outline.set_quantity(project.id, (alice, bob)[number].id, cell, "id")

    found = together(write, 2)
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "Outcome"]
    conflict = next(one for one in found if isinstance(one, Conflict))
    assert {conflict.mine, conflict.theirs} == {F(20), F(21)}


def test_undo_twice_at_once_takes_back_one_revision(app, project, alice, together):
    with app.app_context():
        add(project, alice, number=1)
        add(project, alice, number=2)
    found = together(lambda _: history.undo(project.id, alice.id, Key("undo-key", "u", "b")), 8)
    assert {getattr(o, "revision", o) for o in found} == {4}


def test_undo_from_two_tabs_at_once_takes_back_one_step(app, project, alice, together):
    with app.app_context():
        for quantity in ("3", "4"):
            cell = Cell(project.excavation, int(quantity) - 2, quantity)
            outline.set_quantity(project.id, alice.id, cell, "id")
    undos = together(lambda i: history.undo(project.id, alice.id, Key(f"tab-{i}", "u", "b")), 2)
    with app.app_context():
        done = [one for one in undos if not isinstance(one, Exception)]
        present = db.session.get(Project, project.id)
        assert present.revision == 3 + len(done)
        quantity = db.session.get(OutlineNode, project.excavation).quantity_typed
        # Whoever asked after the other was done means the step before; at once, it is one step.
        assert quantity == {1: 3, 2: F("12.5")}[len(done)]
        assert verify(db.session()).differences == ()


def test_who_lost_the_membership_while_waiting_writes_nothing(app, project, bob):
    change = delete(Membership).where(Membership.user_id == bob.id)
    found = while_waiting(app, project, lambda: add(project, bob), change)
    assert isinstance(found, NotFound), found


def test_who_may_only_look_since_writes_nothing(app, project, bob):
    change = update(Membership).where(Membership.user_id == bob.id).values(role="viewer")
    found = while_waiting(app, project, lambda: add(project, bob), change)
    assert isinstance(found, Forbidden), found


def test_who_was_disabled_while_waiting_writes_nothing(app, project, bob):
    change = update(User).where(User.id == bob.id).values(disabled_at=now())
    found = while_waiting(app, project, lambda: add(project, bob), change)
    assert isinstance(found, NotFound), found


def test_a_lock_not_had_in_time_is_told_and_leaves_nothing(app, project, alice, monkeypatch):
    monkeypatch.setattr(transactions, "PATIENCE", 1)
    found: list[object] = []

    def waits() -> None:
        with app.app_context():
            try:
                found.append(add(project, alice, "late-key"))
            except Exception as error:  # noqa: BLE001 - the test looks at what came
                found.append(error)

    with app.app_context(), transactions.writing() as session:
        session.execute(select(Project.id).where(Project.id == project.id).with_for_update())
        thread = threading.Thread(target=waits)
        thread.start()
        thread.join(10)
    assert isinstance(found[0], Locked), found
    with app.app_context():
        assert add(project, alice, "late-key").replayed is False


def test_a_failed_write_gives_its_connection_and_its_turn_back(app, project, alice):
    def action(draft):
        draft.add(OutlineNode(position=1, kind="note", title="x"))
        raise RuntimeError

    with app.app_context():
        for _ in range(5):
            with pytest.raises(RuntimeError):
                revisions.run(Order(project.id, "x", alice.id), action)
        db.session.remove()
        assert db.engine.pool.checkedout() == 0
        assert add(project, alice).revision == 2
        assert len(db.session.execute(select(Revision.id)).all()) == 2


def test_deadlocked_writes_are_told_to_come_again(alice_there):
    app, alice = alice_there
    order = threading.Barrier(2)
    found: list[object] = []

    def one(first: int, second: int) -> None:
        def action(draft):
            for number in (first, second):
                statement = text("SELECT pg_advisory_xact_lock(:n)")
                draft.session.connection().execute(statement, {"n": number})
                if number == first:
                    order.wait(10)

        with app.app_context():
            try:
                found.append(revisions.create(Order(0, "x", alice), VALUES, action))
            except Exception as error:  # noqa: BLE001 - the test looks at what came
                found.append(error)

    threads = [threading.Thread(target=one, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(type(f).__name__ for f in found) == ["Locked", "Outcome"]


VALUES = {"kind": "private", "name": "Dua", "markup_percent": F(10)}


@pytest.fixture
def alice_there(postgresql, make_app):
    app = make_app(database_url=postgresql)
    with app.app_context(), transactions.writing() as session:
        user = User(email="a@b.example", name="A", password_hash="x", role="estimator")
        session.add(user)
        session.flush()
        return app, user.id
