"""Work of more than a second: asked for here, done by a worker, seen on its page.

    number = jobs.ask(Asked("catalogue.import", by=g.me.id, params={"blob": 7}))

    @jobs.handler("catalogue.import")
    def work(work: Work) -> dict[str, Any]:
        work.step("reading", total=670)
        work.advance(12)                       # raises Cancelled, Lost: let them pass
        with transactions.writing() as session:
            ...                                # the effect, and the end of the job, at once
            work.done(session, {"edition": 3})
        return {}

The rows of `job` are the truth. A queue only wakes a worker sooner: without one, or when it
loses a message, workers find the row by themselves within seconds.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from flask import current_app
from sqlalchemy import and_, delete, event, func, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Job
from app.models.types import ID_LIMIT, now
from app.services import jobs_views
from app.services.accounts import transaction
from app.services.errors import NotFound
from app.services.jobs_views import JobView
from app.services.jobs_work import Cancelled, HandedBack, Lost, Work, handler, run_next
from app.services.journal import DoorSession

__all__ = [
    "Asked",
    "Cancelled",
    "HandedBack",
    "JobView",
    "Lost",
    "Work",
    "add",
    "ask",
    "cancel",
    "counts",
    "find",
    "handler",
    "is_late",
    "mine",
    "run_here",
    "run_next",
    "sweep",
    "view",
    "worker_name",
]

#: Key of `app.extensions`: what is called after a commit that asked for jobs.
SENDER = "taksir-jobs-sender"
KEPT = timedelta(days=7)
LISTED = 50
#: A job that nobody has taken for this long tells the operator that workers are missing.
LATE = timedelta(seconds=60)


class Person(Protocol):
    """Who looks."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done, for whom; asked twice with one key it is one job."""

    kind: str
    by: int
    params: Mapping[str, Any] = field(default_factory=dict)
    project_id: int | None = None
    key: str | None = None


def ask(asked: Asked) -> int:
    """Ask for a job; its id."""
    with transaction() as session:
        return add(session, asked)


def add(session: DoorSession, asked: Asked) -> int:
    """Ask for a job in the caller's transaction: it exists if that commits; its id."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(Job).values(
        kind=asked.kind,
        user_id=asked.by,
        project_id=asked.project_id,
        key=asked.key,
        params=dict(asked.params),
    )
    statement = statement.on_conflict_do_nothing(index_elements=["user_id", "key"])
    made = session.execute(statement.returning(Job.id)).scalar_one_or_none()
    if made is not None:
        session.info[SENDER] = True
        return made
    same = select(Job.id).where(Job.user_id == asked.by, Job.key == asked.key)
    return session.execute(same).scalar_one()


@event.listens_for(DoorSession, "after_commit")
def _send(session: Session) -> None:
    if session.in_nested_transaction():
        return
    sender: Callable[[], None] | None = current_app.extensions.get(SENDER)
    if session.info.pop(SENDER, False) and sender is not None:
        sender()


def view(job_id: int, me: Person) -> JobView:
    """One's own job (an administrator sees everybody's); NotFound."""
    found = find(job_id)
    if found.user_id != me.id and me.role != "admin":
        raise NotFound
    return found


def find(job_id: int) -> JobView:
    """The job whoever asks, for commands and handlers; NotFound."""
    if not 0 < job_id < ID_LIMIT:
        raise NotFound
    row = db.session.execute(jobs_views.selected().where(Job.id == job_id)).mappings().first()
    if row is None:
        raise NotFound
    return jobs_views.of(row)


def mine(me: Person) -> list[JobView]:
    """One's own latest jobs, the newest first."""
    own = jobs_views.selected().where(Job.user_id == me.id).order_by(Job.id.desc()).limit(LISTED)
    return [jobs_views.of(row) for row in db.session.execute(own).mappings()]


def cancel(job_id: int, me: Person) -> JobView:
    """Stop a job: at once while it waits, at its next word while it runs; ended ones stay."""
    view(job_id, me)
    with transaction() as session:
        job = session.execute(select(Job).where(Job.id == job_id).with_for_update()).scalar_one()
        at = now()
        if job.state == "waiting" or (job.lease_until is not None and job.lease_until < at):
            job.state, job.lease_until, job.ended_at = "cancelled", None, at
        elif job.state == "running":
            job.cancel_asked = True
    return find(job_id)


def run_here(job_id: int) -> JobView:
    """Do a job in this process, whatever workers there are; back when it has ended."""
    while not (found := find(job_id)).has_ended:
        db.session.rollback()
        if run_next(worker_name(), only=job_id) is None:
            time.sleep(0.1)  # a worker was faster, or the job pauses before its next attempt
    return found


def worker_name() -> str:
    """Who claims: host, process and thread."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_ident()}"


def counts() -> dict[str, int]:
    """Kept jobs by state."""
    statement = select(Job.state, func.count()).group_by(Job.state)
    with db.engine.connect() as connection:
        found = {state: count for state, count in connection.execute(statement)}  # noqa: C416
    return {state: found.get(state, 0) for state in ("waiting", "running", "failed")}


def is_late() -> Any:  # noqa: ANN401
    """The condition of a job that no worker took in time, for the probe of readiness."""
    limit = now() - LATE
    return or_(
        and_(Job.state == "waiting", Job.created_at < limit),
        and_(Job.state == "running", Job.lease_until < limit),
    )


def sweep() -> int:
    """Forget jobs that ended a week ago; how many."""
    with transaction() as session:
        old = delete(Job).where(Job.ended_at < now() - KEPT)
        done = session.execute(old.execution_options(synchronize_session=False))
        return int(getattr(done, "rowcount", 0))
