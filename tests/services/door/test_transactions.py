"""One writer at a time, in a session of its own, whatever the request has read before."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from fractions import Fraction

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models import OutlineNode, Project, Revision
from app.services import revisions, transactions, verification
from app.services.errors import Forbidden, Locked, NotFound
from app.services.revisions import Order


def order(project, by):
    return Order(project.id, "quantity.set", by.id)


def more(project):
    def action(draft):
        row = draft.get(OutlineNode, project.excavation)
        row.quantity_typed += 1
        return {"seen": str(row.quantity_typed)}

    return action


def test_a_snapshot_that_is_open_does_not_make_the_write_fail(app, context, project, alice):
    """A request reads who its person is, others write, then it writes itself."""
    assert db.session.get(Project, project.id).revision == 1

    def other():
        with app.app_context():
            revisions.run(order(project, alice), more(project))

    thread = threading.Thread(target=other)
    thread.start()
    thread.join()
    done = revisions.run(order(project, alice), more(project))
    assert (done.revision, done.result["seen"]) == (3, "29/2")


def taken() -> bool:
    """Whether another process that begins to write now, without patience, is turned away."""
    url = db.engine.url
    try:
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(url.database, timeout=0, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
        else:
            with db.engine.begin() as other:
                other.execute(select(Project.id).with_for_update(nowait=True))
    except (OperationalError, sqlite3.OperationalError):
        return True
    return False


def test_the_lock_is_held_from_the_first_thing_that_is_read(context, project, alice):
    """Otherwise another process writes in between, and what was read is no longer true."""
    done = revisions.run(order(project, alice), lambda _draft: {"taken": taken()})
    assert done.result["taken"]
    assert not taken()


def test_after_the_write_the_request_reads_what_was_committed(context, project, alice):
    before = db.session.get(OutlineNode, project.excavation).amount
    revisions.run(order(project, alice), more(project))
    assert db.session.get(OutlineNode, project.excavation).amount > before


def test_rows_of_the_request_do_not_cross_the_door(context, project, alice):
    read = db.session.get(OutlineNode, project.excavation)

    def action(draft):
        row = draft.get(OutlineNode, project.excavation)
        return {"session": draft.session is db.session(), "row": row is read}

    done = revisions.run(order(project, alice), action)
    assert (done.result["session"], done.result["row"]) == (False, False)


def test_writers_of_one_project_wait_for_each_other_and_lose_nothing(app, project, alice, bob):
    def write(number):
        with app.app_context():
            by = alice if number % 2 else bob
            return revisions.run(order(project, by), more(project)).revision

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(write, range(24)))
    with app.app_context():
        assert sorted(numbers) == list(range(2, 26))
        row = db.session.get(OutlineNode, project.excavation)
        assert row.quantity_typed == Fraction("36.5")
        assert verification.verify(db.session).differences == ()


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(transactions, "PATIENCE", 1)


@pytest.fixture
def holding(app, project, alice):
    """Somebody is in the middle of a write."""
    inside, leave = threading.Event(), threading.Event()

    def hold(_draft):
        inside.set()
        leave.wait(20)

    def other():
        with app.app_context():
            revisions.run(order(project, alice), hold)

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait(10)
    yield
    leave.set()
    thread.join()


def test_who_does_not_get_the_lock_is_told_and_nothing_is_stored(
    context, impatient, holding, project, bob
):
    begun = time.monotonic()
    with pytest.raises(Locked):
        revisions.run(order(project, bob), more(project))
    assert 0.5 < time.monotonic() - begun < 15
    assert db.session.get(Project, project.id).revision == 1


def test_readers_do_not_wait_for_a_writer(context, holding, project):
    begun = time.monotonic()
    assert db.session.get(Project, project.id).revision == 1
    assert verification.verify(db.session).differences == ()
    assert time.monotonic() - begun < 4  # less than a writer waits for a lock


def test_another_process_that_writes_is_waited_for(context, project, alice, monkeypatch):
    """What holds the lock is not in our queue: the database itself must wait, then give up."""
    monkeypatch.setattr(transactions, "PATIENCE", 1)
    engine = db.engine.execution_options(**{transactions.IMMEDIATE: True})
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.execute(text("SELECT 1"))
            db.engine.dispose()
            monkeypatch.setattr(transactions, "writing", _hasty(transactions.writing))
        else:
            other.execute(select(Project.id).with_for_update())
        with pytest.raises(Locked):
            revisions.run(order(project, alice), more(project))
    assert revisions.run(order(project, alice), more(project)).revision == 2


def _hasty(writing):
    """SQLite's own patience is a setting of the connection: five seconds, too long for a test."""
    from contextlib import contextmanager

    from sqlalchemy import event

    def hurry(connection, _record, _proxy):
        connection.execute("PRAGMA busy_timeout=200")

    @contextmanager
    def enter():
        event.listen(db.engine, "checkout", hurry)
        try:
            with writing() as session:
                yield session
        finally:
            event.remove(db.engine, "checkout", hurry)

    return enter


def test_the_right_is_checked_under_the_lock(context, project, people):
    for name, refusal in (("vera", Forbidden), ("charlie", NotFound), ("admin", NotFound)):
        with pytest.raises(refusal):
            revisions.run(order(project, people[name]), more(project))
    owner = Order(project.id, "test", people["bob"].id, right="owner")
    with pytest.raises(Forbidden):
        revisions.run(owner, more(project))
    assert db.session.query(Revision).count() == 1


def test_no_project_is_no_project(context, alice):
    for number in (0, -1, 999, 2**31, 2**70):
        with pytest.raises(NotFound):
            revisions.run(Order(number, "test", alice.id), lambda _draft: None)


def test_setting_what_is_there_already_is_no_revision(context, project, alice):
    def same(draft):
        row = draft.get(OutlineNode, project.excavation)
        row.quantity_typed = Fraction(99)
        draft.session.flush()
        row.quantity_typed = Fraction("12.5")

    done = revisions.run(order(project, alice), same)
    assert done.revision == 1
    assert db.session.query(Revision).count() == 1
