"""Many rows past the people who work meanwhile: short writes with rests between them.

SQLite has one writer at a time. A batch holds that place for a few milliseconds and then leaves it
free for several times as long, so that few edits meet a batch at all, and none waits for long.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.extensions import Base, db
from app.services import transactions
from app.services.errors import Locked
from app.services.journal import DoorSession

#: Seconds that one batch aims to hold the place of the writer.
HOLD = 0.004
#: How much longer it rests then. On PostgreSQL nobody waits for it: others only share the machine.
RESTS = {"sqlite": 8.0, "postgresql": 3.0}
#: Rows of a batch: a slow disk gets few, a fast one many.
FEWEST, MOST = 20, 400
#: Writes that somebody else kept waiting are tried again: a person's edit goes first.
TRIES = 12

T = TypeVar("T")


class Pace:
    """How many rows the next batch has: as many as were written in `HOLD` so far."""

    def __init__(self, *, alone: bool = False) -> None:
        self.rows = 60
        # Before the server listens nobody waits for the place.
        self._share = 0.0 if alone else RESTS[db.engine.dialect.name]

    def rest(self, seconds: float, rows: int) -> None:
        """Learn from a batch and leave the place free."""
        wanted = int(rows * HOLD / max(seconds, 0.0001))
        # One slow flush of the disk says little: the pace changes by halves.
        self.rows = min(max((self.rows + wanted) // 2, FEWEST), MOST)
        time.sleep(min(seconds, 10 * HOLD) * self._share)


def write(action: Callable[[DoorSession], T], *, is_last: bool = False) -> tuple[T, float]:
    """Run one short write, and again while others keep it waiting; seconds that it held its place.

    Only the last one of a run waits for the disk, which then has all before it, too.
    """
    for turn in range(1, TRIES + 1):
        try:
            with transactions.writing(flushed=is_last) as session:
                # The driver takes the writer's place with the first statement.
                session.connection()
                start = time.perf_counter()
                made = action(session)
            return made, time.perf_counter() - start
        except Locked:
            if turn == TRIES:
                raise
            time.sleep(0.05 * turn)
    raise Locked


def reserve(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """Take `count` ids that no other row will ever have."""
    name: dict[str, Any] = {"name": model.__tablename__, "count": count}
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        taken = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
        )
        return sorted(connection.execute(taken, name).scalars())
    more = text("UPDATE sqlite_sequence SET seq = seq + :count WHERE name = :name RETURNING seq")
    last = connection.execute(more, name).scalar_one_or_none()
    if last is None:
        first = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :count)")
        connection.execute(first, name)
        last = count
    return range(last - count + 1, last + 1)
