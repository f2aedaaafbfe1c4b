"""Write transactions: their own session and connection, one writer at a time per SQLite file."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.domain.errors import Problem
from app.extensions import db
from app.services.errors import Locked
from app.services.journal import DoorSession

#: Seconds to wait for another writer before saying so.
PATIENCE = 5
#: Execution options of SQLite transactions (app.database listens): begin IMMEDIATE, and commit
#: without waiting for the disk.
IMMEDIATE, UNFLUSHED = "taksir_immediate", "taksir_unflushed"
# SQLite's own waiting is unfair: its worst case was 24 times that of a queue in front of it.
_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def writing(*, flushed: bool = True) -> Iterator[DoorSession]:
    """A session that commits at the end, or leaves nothing behind; Locked after five seconds.

    A commit that is not `flushed` does not wait for the disk and may be lost when the power goes,
    never without those after it: for steps that mean nothing before a last, flushed one.
    """
    try:
        with _session(flushed=flushed) as session:
            yield session
    except OperationalError as error:
        if _is_lock_failure(error):
            raise Locked from error
        raise


@contextmanager
def _session(*, flushed: bool) -> Iterator[DoorSession]:
    engine = db.engine.execution_options(**{IMMEDIATE: True, UNFLUSHED: not flushed})
    if engine.dialect.name != "sqlite":
        # Readers see one snapshot a request; a writer must see what was committed before its lock.
        engine = engine.execution_options(isolation_level="READ COMMITTED")
        with DoorSession(bind=engine) as session, session.begin():
            session.connection().execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
            if not flushed:
                session.connection().execute(text("SET LOCAL synchronous_commit = off"))
            yield session
        return
    turn = _turns[str(engine.url)]
    if not turn.acquire(timeout=PATIENCE):
        raise Locked
    try:
        with DoorSession(bind=engine) as session, session.begin():
            yield session
    finally:
        turn.release()


#: The same on both databases, whatever language the server speaks and whatever a row holds: the
#: words of an error quote both.
_LOCKED = {"55P03", "40P01", "40001", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_BUSY_SNAPSHOT"}
_STILL_USED = {"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"}
_DUPLICATE = {"23505", "SQLITE_CONSTRAINT_UNIQUE"}


def _is_lock_failure(error: OperationalError) -> bool:
    """Whether the database gave up waiting for another writer (and nothing else went wrong)."""
    return _code(error) in _LOCKED


def broken_rule(error: IntegrityError) -> Problem | None:
    """What a person can do about it, where a person can: other broken rules are our defects."""
    code = _code(error)
    if code in _STILL_USED:
        return Problem("row.still_used")
    return Problem("row.duplicate") if code in _DUPLICATE else None


def _code(error: DBAPIError) -> str:
    found = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", "")
    return str(found)
