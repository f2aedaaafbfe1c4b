"""The workbook: seconds from the project to the file, and the peak memory of a process for it."""

import os
import subprocess
import sys
import time
from pathlib import Path

from app.extensions import db
from app.services import workbook
from bench import projects
from bench.measure import megabytes

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 5_000, 10_000)
#: Items per analysis, as in the table of the house.
SHARED, RUNS = 10, 3


def run(url: str, folder: Path, by: int, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    """Rows of the table: items, seconds (the middle of three), megabytes, size of the file."""
    return [_measure(url, folder, by, size) for size in sizes]


def _measure(url: str, folder: Path, by: int, size: int) -> tuple[str, ...]:
    project = projects.make(by, size, max(1, min(1000, size // SHARED)))
    taken, length = [], 0
    for _ in range(RUNS):
        start = time.perf_counter()
        length = len(workbook.export(project, by).content)
        taken.append(time.perf_counter() - start)
        db.session.rollback()
    seconds = sorted(taken)[RUNS // 2]
    peak = _peak(url, folder, project)
    return f"{size:,}", f"{seconds:.2f} s", f"{peak:.0f} MB", f"{length / 1024:.0f} kB"


def _peak(url: str, folder: Path, project: int) -> float:
    """Resident megabytes of the command at its highest, the application itself among them."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TAKSIR_")}
    environ |= {"TAKSIR_INSTANCE_PATH": str(folder), "TAKSIR_DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "app", "project", "export", str(project)]
    process = subprocess.Popen(
        [*command, "--format", "xlsx", "-o", str(folder / "bench.xlsx")], cwd=ROOT, env=environ
    )
    peak = megabytes(process)
    if process.returncode:
        raise SystemExit(f"the export ended with {process.returncode}")
    return peak
