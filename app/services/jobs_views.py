"""A job as its page tells it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, Select, select

from app.domain.errors import Problem
from app.models import Job
from app.models.types import now

State = Literal["waiting", "running", "done", "failed", "cancelled"]
#: Seconds of a step before its pace says anything about what is left of it.
PACE_AFTER = 2.0
YOUNG = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class JobView:
    """What is known of a job; `progress` of `total` counts whatever the present step counts."""

    id: int
    kind: str
    state: State
    step: str
    progress: int
    total: int | None
    result: dict[str, Any]
    attempts: int
    user_id: int
    project_id: int | None
    params: dict[str, Any]
    cancel_asked: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    #: Seconds that the present step will still take at its pace; None: nobody knows.
    eta_seconds: int | None

    @property
    def has_ended(self) -> bool:
        """Whether nothing will happen any more."""
        return self.state in {"done", "failed", "cancelled"}

    @property
    def is_young(self) -> bool:
        """Whether it was asked for only just."""
        return now() - self.created_at < YOUNG

    @property
    def restarted(self) -> bool:
        """Whether a worker was lost on the way, so that the work began again."""
        return self.attempts > 1 or (self.state == "waiting" and self.started_at is not None)

    @property
    def percent(self) -> int | None:
        """How much of the present step is done, whole percents, never 100 too early."""
        if self.state == "done":
            return 100
        return self.progress * 100 // self.total if self.total else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why a failed job failed."""
        if self.state != "failed":
            return ()
        told = self.result.get("problems", ())
        return tuple(Problem(p["code"], p["place"], p["params"]) for p in told)


_COLUMNS = (
    *("id", "kind", "state", "step", "progress", "total", "result", "attempts", "user_id"),
    *("project_id", "params", "cancel_asked", "created_at", "started_at", "ended_at", "step_at"),
)


def selected() -> Select[Any]:
    """The columns that `of` turns into a view."""
    return select(*(getattr(Job, name) for name in _COLUMNS))


def of(row: RowMapping) -> JobView:
    """The view of one row of `selected`."""
    values = dict(row)
    begun = values.pop("step_at")
    values["result"] = values["result"] or {}
    return JobView(**values, eta_seconds=_left(values, begun))


def _left(values: dict[str, Any], begun: datetime | None) -> int | None:
    done, total = values["progress"], values["total"]
    if values["state"] != "running" or begun is None or not done or not total:
        return None
    spent = (now() - begun).total_seconds()
    return round(spent * (total - done) / done) if spent >= PACE_AFTER else None
