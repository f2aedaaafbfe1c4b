"""Bringing a whole project as tables; from the start of the server to its first answer."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from app.services import tables
from app.services.tables import Origin
from tests.fixtures.processes import free_port, stop

ROOT = Path(__file__).resolve().parents[1]


def import_seconds(by: int, project: int) -> float:
    """Store again, in one transaction, the tables of a project that stands: seconds."""
    content = tables.export(project)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "tables.zip")
        source.write_bytes(content)
        start = time.perf_counter()
        reading = tables.read(source)
        if reading.tables is None:
            raise SystemExit(f"the project does not come back: {reading.problems[:3]}")
        tables.import_(reading.tables, Origin(by))
        return time.perf_counter() - start


def first_answer() -> tuple[float, float]:
    """Seconds from a second start to an answer of /readyz, and resident megabytes then."""
    with tempfile.TemporaryDirectory() as folder:
        _start(folder)
        return _start(folder)


def started(folder: str, *options: str) -> tuple[subprocess.Popen[str], int]:
    """A server on this instance folder that listens, and its port."""
    port = free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TAKSIR_")}
    environ |= {"TAKSIR_INSTANCE_PATH": folder, "TAKSIR_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.serve", *options],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    next(line for line in process.stdout or () if "http://" in line)
    return process, port


def _start(folder: str) -> tuple[float, float]:
    start = time.perf_counter()
    process, port = started(folder, "--prepare")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            answer.read()
        seconds = time.perf_counter() - start
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return seconds, int(found[1]) / 1024 if found else 0.0
    finally:
        stop(process)
