"""How soon a job begins after it is asked for: a worker of its own, a queue that is a file."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.extensions import db
from app.models import Job
from app.services import jobs
from app.services.jobs import Asked
from bench.measure import Times, of
from tests.fixtures.processes import stop

ROOT = Path(__file__).resolve().parents[1]
RUNS, PATIENCE = 40, 60


def begins(url: str, folder: Path, by: int) -> Times:
    """Ask for jobs at odd moments; milliseconds from the asking to the beginning of each."""
    chance = random.Random(1)  # noqa: S311 - the same pauses every time
    with _worker(url, folder):
        _asked(by)  # the worker stands
        taken = []
        for _ in range(RUNS):
            time.sleep(chance.uniform(0.05, 0.4))
            taken.append(_asked(by))
    return of(taken)


@contextmanager
def _worker(url: str, folder: Path) -> Iterator[None]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("TAKSIR_")}
    environ |= {"TAKSIR_INSTANCE_PATH": str(folder), "TAKSIR_DATABASE_URL": url}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.jobs"], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        stop(process)


def _asked(by: int) -> float:
    """Ask for an import of a file that is not there: it begins like any other and ends at once."""
    number = jobs.ask(Asked("catalogue.import", by, {"blob": 0}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        asked, begun, ended = _moments(number)
        if begun and ended:
            return (begun - asked).total_seconds() * 1000
        time.sleep(0.02)
    raise SystemExit("no worker took the job")


def _moments(number: int) -> tuple[datetime, datetime | None, datetime | None]:
    statement = select(Job.created_at, Job.started_at, Job.ended_at).where(Job.id == number)
    asked, begun, ended = db.session.execute(statement).one()
    db.session.rollback()
    return asked, begun, ended
