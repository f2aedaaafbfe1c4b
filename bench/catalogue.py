"""The figures of catalogues: importing the two workbooks, and what others feel meanwhile."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.extensions import db
from app.models import OutlineNode
from app.services import revisions
from app.services.revisions import Draft, Order
from bench import projects, workbooks
from bench.measure import Times, megabytes, of

ROOT = Path(__file__).resolve().parents[1]
#: Another user thinks this long between two edits.
THINK, EDITS, ITEMS = 0.02, 200, 1_000


@dataclass(frozen=True, slots=True)
class Import:
    """One import in a process of its own: seconds from its start to its end, and peak megabytes."""

    layout: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Felt:
    """Quantity edits of another user: alone, and while a workbook is imported."""

    alone: Times
    meanwhile: Times

    @property
    def ratio(self) -> float:
        """How much the slowest twentieth of the edits suffers."""
        return self.meanwhile.p95 / self.alone.p95


def imports(url: str, folder: Path) -> list[Import]:
    """Import each workbook once by the command; nothing where there are no workbooks."""
    return [
        _finished(layout, _start(url, folder, path, f"Bench {layout} {time.time():.0f}"))
        for layout, path in workbooks.present().items()
    ]


def felt(url: str, folder: Path, by: int) -> Felt | None:
    """Edit quantities alone and during an import of the flat workbook in another process."""
    path = workbooks.present().get("flat")
    if path is None:
        return None
    edit = _editing(projects.make(by, ITEMS), by)
    left = iter(range(EDITS))
    alone = _edits(edit, lambda: next(left, None) is not None)
    started = time.perf_counter()
    process = _start(url, folder, path, f"Bench felt {time.time():.0f}")[1]
    meanwhile = _edits(edit, lambda: process.poll() is None)
    print(f"edited {meanwhile.runs} times in {time.perf_counter() - started:.1f} s of an import")
    return Felt(alone, meanwhile)


def _start(url: str, folder: Path, path: Path, edition: str) -> tuple[float, subprocess.Popen]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TAKSIR_")}
    environ |= {"TAKSIR_INSTANCE_PATH": str(folder), "TAKSIR_DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "app", "catalogue", "import", str(path)]
    process = subprocess.Popen(
        [*command, "--edition", edition, "--json"],
        cwd=ROOT, env=environ, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter(), process


def _finished(layout: str, started: tuple[float, subprocess.Popen]) -> Import:
    begun, process = started
    peak = megabytes(process)
    if process.returncode:
        raise SystemExit(f"the import of the {layout} workbook ended with {process.returncode}")
    return Import(layout, time.perf_counter() - begun, peak)


def _editing(project: int, by: int) -> Callable[[int], None]:
    query = db.select(OutlineNode.id).where(
        OutlineNode.project_id == project, OutlineNode.kind == "item"
    )
    ids = list(db.session.execute(query).scalars())
    db.session.rollback()

    def edit(i: int) -> None:
        def action(draft: Draft) -> None:
            row = draft.get(OutlineNode, ids[i * 7 % len(ids)])
            row.quantity_typed = Fraction(100_000 + i, 100)

        revisions.run(Order(project, "quantity.set", by), action)

    return edit


def _edits(edit: Callable[[int], None], goes_on: Callable[[], bool]) -> Times:
    """Edit with pauses as long as it goes on; the first ones warm up and are not counted."""
    taken: list[float] = []
    number = int(time.time()) % 100_000 * 10
    while goes_on():
        number += 1
        start = time.perf_counter()
        edit(number)
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(THINK)
    return of(taken[5:])
