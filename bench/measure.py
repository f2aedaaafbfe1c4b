"""Times of repeated work as p50 and p95, in milliseconds, and statements a piece."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event


@dataclass(frozen=True, slots=True)
class Times:
    """What one kind of work took."""

    p50: float
    p95: float
    runs: int

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f}"


def timed(work: Callable[[int], object], runs: int, warm: int = 3) -> Times:
    """Run `work(i)`; the first `warm` runs are not counted."""
    for i in range(warm):
        work(-i - 1)
    taken = []
    for i in range(runs):
        start = time.perf_counter()
        work(i)
        taken.append((time.perf_counter() - start) * 1000)
    return of(taken)


def of(taken: Iterable[float]) -> Times:
    """The times of runs that took so many milliseconds each."""
    found = sorted(taken)
    return Times(
        found[len(found) // 2], found[min(int(len(found) * 0.95), len(found) - 1)], len(found)
    )


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
