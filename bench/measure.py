"""Times of repeated work as p50 and p95, in milliseconds, statements a piece, and memory."""

import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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


def megabytes(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; its resident memory at its highest."""
    # The kernel counts what a child had before it became the command, so its own mark is read.
    peak, status = 0.0, Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8"))
        peak = int(found[1]) / 1024 if found else peak
        time.sleep(0.02)
    return peak
