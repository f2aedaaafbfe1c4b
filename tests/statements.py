"""Counts the SQL statements of a piece of work: `with counted(app) as seen: ...; len(seen)`."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from app.extensions import db

#: What only opens or bounds a transaction reads and writes nothing.
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET LOCAL", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database inside the block, in order."""
    seen: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        if not statement.upper().startswith(_NOT_COUNTED):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
