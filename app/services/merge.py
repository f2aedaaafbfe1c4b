"""A form of many fields against what others stored since it was shown.

Only fields that the sender changed are stored, so that a page left open does not put old values
back. A field that two people changed is refused with both values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.models import Project, Revision, User
from app.services import authors, journal
from app.services.draft import Draft
from app.services.errors import Conflict
from app.services.journal import Values, changes_of

#: The column whose keys are fields of their own.
HEADER = "header"


@dataclass(frozen=True, slots=True)
class _Step:
    """A later change of the project's own columns."""

    by: int
    who: str
    at: datetime
    before: Values


def put(draft: Draft, seen: int | None, values: Mapping[str, Any]) -> None:
    """Set columns of the project as far as the sender changed what revision `seen` showed.

    Raises Conflict where somebody else changed the same field to another value since.
    """
    project = draft.project
    later = [] if seen is None or seen >= project.revision else _later(draft, seen)
    for name, value in values.items():
        if name == HEADER:
            mine = {k: text for k, text in value.items() if _mine(draft, later, (name, k), text)}
            project.header = {k: text for k, text in {**project.header, **mine}.items() if text}
        elif _mine(draft, later, (name, ""), value):
            setattr(project, name, value)


def _later(draft: Draft, seen: int) -> list[_Step]:
    """What happened to the project's own columns after a revision, oldest first."""
    statement = (
        select(authors.number(), authors.shown(), Revision.at, Revision.changes)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == draft.project.id, Revision.number > seen)
        .order_by(Revision.number)
    )
    return [
        _Step(by, who, at, change.before or {})
        for by, who, at, stored in draft.session.execute(statement)
        for change in changes_of(stored)
        if change.table == Project.__tablename__
    ]


def _mine(draft: Draft, later: list[_Step], field: tuple[str, str], value: Any) -> bool:  # noqa: ANN401
    """Whether the sender's value is to be stored; Conflict when another's stands against it."""
    name, key = field
    steps = [step for step in later if name in step.before]
    present = _piece(getattr(draft.project, name), key)
    if not steps:
        return True
    shown = _piece(journal.decode(Project, name, steps[0].before[name]), key)
    if value == shown:
        return False
    if present in (shown, value) or all(step.by == draft.by for step in steps):
        return True
    last = next(step for step in reversed(steps) if step.by != draft.by)
    raise Conflict(
        key or name, draft.project.id, draft.project.revision,
        _words(value), _words(shown), _words(present), last.who, last.at,
    )  # fmt: skip


def _piece(value: Any, key: str) -> Any:  # noqa: ANN401
    return value.get(key, "") if key else value


def _words(value: Any) -> Any:  # noqa: ANN401
    """Rules of several parts in one line; what has no parts as it is."""
    if isinstance(value, dict):
        return "; ".join(f"{k}: {' '.join(v.values())}" for k, v in value.items())
    if isinstance(value, list):
        return "; ".join(f"{line['label']} ({line['percent']})" for line in value)
    return value
