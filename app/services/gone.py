"""A row that somebody deleted while another person was typing into it: what it held, who did it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.extensions import Base, db
from app.models import Project, Revision, User
from app.models.types import ID_LIMIT
from app.services import authors, history, journal, messages
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound, Restored
from app.services.kin import Kin, origin

__all__ = ["Gone", "find", "held", "is_back", "origin", "several", "still"]

#: Revisions that are looked through: a page stood open for so long, and no longer.
_LOOKED_THROUGH = 500
#: Rows of one page that are looked for, each through those revisions.
_AT_ONCE = 20


messages.add({"outline.back": _l("The row is there again.")})


@dataclass(frozen=True, slots=True)
class Gone:
    """What the row was called, and who deleted it when."""

    id: int
    title: str
    who: str
    at: datetime
    #: What the row held, as the journal keeps it.
    inputs: Mapping[str, Any]


def find(
    project: Project, row: tuple[type[Base], int, str], session: Session | None = None
) -> Gone:
    """Who deleted a row (table, id, naming column); NotFound where nobody did lately."""
    source, since = session or db.session(), project.revision - _LOOKED_THROUGH
    model, row_id, name = row
    cell = (model.__tablename__, row_id, "")
    found = history.last_change(source, project.id, cell, since)
    if found is None or found[3].after is not None or found[3].before is None:
        raise NotFound
    inputs = found[3].before
    return Gone(row_id, inputs[name], found[1], found[2], inputs)


def several(find_one: Callable[[int], Gone], row_ids: Iterable[int]) -> dict[int, Gone]:
    """Who deleted rows, by row; those of which nobody knows are left out, as are too many."""
    known = {}
    for row_id in islice(row_ids, _AT_ONCE):
        try:
            known[row_id] = find_one(row_id)
        except NotFound:
            continue
    return known


def held(draft: Draft, row: tuple[type[Base], int, str]) -> dict[str, Any]:
    """Return the columns of a deleted row (table, id, naming column), inside a write.

    Raises Restored where they stand in the project again, NotFound where nobody deleted it lately,
    and Invalid (outline.back) where it is there and nobody knows since when.
    """
    model, row_id, name = row
    there = is_back(draft, model, row_id)
    back = _back(draft, model, row_id)
    if back:
        inputs, who, at = back
        raise Restored(inputs[name], who, at, inputs)
    if there:
        raise Invalid(Problem("outline.back"))
    inputs = find(draft.project, row, draft.session).inputs
    return {name: journal.decode(model, name, value) for name, value in inputs.items()}


def _back(
    draft: Draft, model: type[Any], row_id: int
) -> tuple[Mapping[str, Any], str, datetime] | None:
    """What the row held, who brought it back since it was deleted, by an undo or anew, and when."""
    kin = Kin(draft, model).of(row_id)
    standing = {row.id for row in draft.find(model, model.id.in_(kin))}
    came: tuple[str, datetime] | None = None
    for who, at, stored in _steps_back(draft) if standing else ():
        for change in journal.changes_of(stored):
            if change.table != model.__tablename__:
                continue
            if change.id == row_id and change.after is None and change.before is not None:
                return (change.before, *came) if came else None
            if change.id in standing and change.before is None:
                came = came or (who, at)
    return None


def _steps_back(draft: Draft) -> Any:  # noqa: ANN401
    project = draft.project
    statement = (
        select(authors.shown(), Revision.at, Revision.changes)
        .join(User, User.id == Revision.by)
        .where(
            Revision.project_id == project.id,
            Revision.number > project.revision - _LOOKED_THROUGH,
        )
        .order_by(Revision.number.desc())
    )
    return draft.session.execute(statement)


def is_back(draft: Draft, model: type[Any], row_id: int) -> bool:
    """Whether the row is there: an undo may have brought it back meanwhile.

    Raises NotFound for an id that no row can have.
    """
    if not 0 < row_id < ID_LIMIT:
        raise NotFound
    return bool(draft.find(model, model.id == row_id))


def still(draft: Draft, model: type[Any], row_id: int | None) -> int | None:
    """Return the id of a row that the deleted one names, None where it is gone too."""
    return row_id if row_id and is_back(draft, model, row_id) else None
