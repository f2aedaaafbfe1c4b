"""Is this process able to serve: database reachable and migrated, cache answering."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app import cache as redis
from app.extensions import db
from app.models import Job
from app.services import jobs

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
BUDGET_SECONDS = 1.0
FRESH_SECONDS = 2.0

State = Literal["ready", "degraded", "down"]


@dataclass(slots=True)
class Probe:
    """Runs one check at a time, waits for it no longer than the budget, keeps its answer fresh."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    worker: threading.Thread | None = None
    state: State = "down"
    finished: float = float("-inf")

    def ask(self, check: Callable[[], State]) -> State:
        with self.lock:
            if time.monotonic() - self.finished < FRESH_SECONDS:
                return self.state
            if self.worker is None or not self.worker.is_alive():
                # A daemon: a database that never answers must not hold the process at its end.
                self.worker = threading.Thread(target=self._run, args=(check,), daemon=True)
                self.worker.start()
            self.worker.join(BUDGET_SECONDS)
            return "down" if self.worker.is_alive() else self.state

    def _run(self, check: Callable[[], State]) -> None:
        self.state = "down"  # stands if the check itself breaks
        try:
            self.state = check()
        finally:
            self.finished = time.monotonic()


def readiness() -> State:
    """Ask database, migrations and cache; at most 1 s, remembered for 2 s."""
    probe: Probe = current_app.extensions.setdefault("taksir-probe", Probe())
    engine, redis_url = db.engine, current_app.config.get("REDIS_URL")
    return probe.ask(lambda: _check(engine, redis_url))


def pool_usage() -> float:
    """Connections in use as a share of the pool."""
    pool = db.engine.pool
    return pool.checkedout() / pool.size() if isinstance(pool, QueuePool) and pool.size() else 0.0


def jobs_by_state() -> dict[str, int]:
    """How many jobs wait, run and have failed; nothing while the database does not tell."""
    try:
        return jobs.counts()
    except SQLAlchemyError:
        return {}


def _check(engine: Engine, redis_url: str | None) -> State:
    if not _migrated(engine):
        return "down"
    if _work_waits(engine):
        return "degraded"
    return "ready" if redis_url is None or _answers(redis_url) else "degraded"


def _migrated(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT version_num FROM alembic_version"))
            return {row[0] for row in rows} == _heads()
    except SQLAlchemyError:
        return False


def _work_waits(engine: Engine) -> bool:
    """Whether no worker has come for a minute: pages are served as ever, results are not made."""
    with engine.connect() as connection:
        late = select(Job.id).where(jobs.is_late()).limit(1)
        return connection.execute(late).first() is not None


@cache
def _heads() -> frozenset[str]:
    return frozenset(ScriptDirectory(str(MIGRATIONS)).get_heads())


def _answers(redis_url: str) -> bool:
    client = redis.connect(redis_url)
    try:
        return bool(client.ping())
    except redis.failure():
        return False
    finally:
        client.close()
