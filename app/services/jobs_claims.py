"""Who works on which job: the row decides, under a lease that a dead worker cannot renew."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Select, and_, case, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from app.domain.errors import Problem
from app.extensions import db
from app.models import Job
from app.models.types import now
from app.services import transactions
from app.services.journal import DoorSession

#: After this long without a sign of life a job is taken anew.
LEASE = timedelta(seconds=20)
#: A job that took its worker down this often is not given to a fourth.
ATTEMPTS = 3
#: Seconds to wait before a job that broke is tried again, times the attempts so far.
PAUSE = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in the hands of one worker, in one attempt."""

    id: int
    kind: str
    by: int
    project_id: int | None
    params: dict[str, Any]
    worker: str
    attempt: int

    @property
    def held(self) -> ColumnElement[bool]:
        """Holds while nobody else has taken the job: a slow worker cannot finish another's."""
        return and_(
            Job.id == self.id,
            Job.state == "running",
            Job.worker == self.worker,
            Job.attempts == self.attempt,
        )


def take(worker: str, kinds: Collection[str], only: int | None = None) -> Claim | None:
    """Claim the job whose turn it is (or `only` that one), of a kind that this worker knows."""
    at = now()
    due = _due(at, kinds, only)
    with db.engine.connect() as connection:
        # Looking costs no writer's turn: most looks find nothing.
        if connection.execute(select(Job.id).where(due).limit(1)).first() is None:
            return None
    with transactions.writing() as session:
        _end_hopeless(session, at)
        job = session.execute(_next(due, at)).scalar_one_or_none()
        if job is None:
            return None
        job.state, job.worker, job.lease_until = "running", worker, now() + LEASE
        job.attempts += 1
        job.started_at = job.step_at = now()
        job.step, job.progress, job.total = "", 0, None
        return Claim(
            job.id, job.kind, job.user_id, job.project_id, job.params, worker, job.attempts
        )


def _due(at: datetime, kinds: Collection[str], only: int | None) -> ColumnElement[bool]:
    lapsed = and_(Job.state == "running", Job.lease_until < at)
    due = and_(Job.kind.in_(kinds), or_(Job.state == "waiting", lapsed))
    return due if only is None else and_(due, Job.id == only)


def _next(due: ColumnElement[bool], at: datetime) -> Select[Job]:
    """First whoever has the fewest jobs running, then who was served longest ago, then by age."""
    alive = and_(Job.state == "running", Job.lease_until >= at)
    own = (
        select(
            Job.user_id,
            func.sum(case((alive, 1), else_=0)).label("running"),
            func.max(Job.started_at).label("served"),
        )
        .group_by(Job.user_id)
        .subquery()
    )
    order = (own.c.running, own.c.served.is_not(None), own.c.served, Job.id)
    statement = select(Job).join(own, own.c.user_id == Job.user_id).where(due)
    return statement.order_by(*order).limit(1).with_for_update(skip_locked=True, of=Job)


def _end_hopeless(session: DoorSession, at: datetime) -> None:
    """Jobs whose worker died: those to be cancelled, and those that were tried often enough."""
    lapsed = and_(Job.state == "running", Job.lease_until < at)
    _end(session, and_(lapsed, Job.cancel_asked), state="cancelled")
    given_up = failure(Problem("job.given_up", params={"count": ATTEMPTS}))
    _end(session, and_(lapsed, Job.attempts >= ATTEMPTS), state="failed", result=given_up)


def _end(session: DoorSession, which: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401
    statement = update(Job).where(which).values(ended_at=now(), lease_until=None, **values)
    done = session.execute(statement.execution_options(synchronize_session=False))
    return isinstance(done, CursorResult) and done.rowcount > 0


def end(session: DoorSession, claim: Claim, state: str, result: Any = None) -> bool:  # noqa: ANN401
    """End the job in the caller's transaction; False when it is not this worker's any more."""
    values: dict[str, Any] = {"state": state, "result": result}
    if state == "done":
        values["progress"] = func.coalesce(Job.total, Job.progress)
    return _end(session, claim.held, **values)


def renew(claim: Claim, **values: Any) -> bool | None:  # noqa: ANN401
    """Hold the job for another lease; whether cancelling was asked, None when it was lost."""
    statement = (
        update(Job)
        .where(claim.held)
        .values(lease_until=now() + LEASE, **values)
        .returning(Job.cancel_asked)
        .execution_options(synchronize_session=False)
    )
    with transactions.writing() as session:
        return session.execute(statement).scalar_one_or_none()


def give_back(claim: Claim, pause: float | None = None) -> None:
    """Let somebody else have the job: at once, or after a pause in seconds."""
    values: dict[str, Any] = {"state": "waiting", "lease_until": None, "worker": ""}
    if pause is not None:
        values = {"lease_until": now() + timedelta(seconds=pause), "worker": ""}
    statement = update(Job).where(claim.held).values(**values)
    with transactions.writing() as session:
        session.execute(statement.execution_options(synchronize_session=False))


def failure(*problems: Problem) -> dict[str, Any]:
    """The result of a failed job."""
    return {
        "problems": [{"code": p.code, "place": p.place, "params": dict(p.params)} for p in problems]
    }
