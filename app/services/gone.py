"""A row that somebody deleted while another person was typing into it: what it held, who did it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from app.extensions import Base, db
from app.models import Project
from app.models.types import ID_LIMIT
from app.services import history, journal
from app.services.draft import Draft
from app.services.errors import NotFound

#: Revisions that are looked through: a page stood open for so long, and no longer.
_LOOKED_THROUGH = 500
#: Rows of one page that are looked for, each through those revisions.
_AT_ONCE = 20


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
    """Return the columns of a deleted row, inside a write."""
    inputs = find(draft.project, row, draft.session).inputs
    return {name: journal.decode(row[0], name, value) for name, value in inputs.items()}


def is_back(draft: Draft, model: type[Any], row_id: int) -> bool:
    """Whether the row is there: an undo may have brought it back meanwhile."""
    if not 0 < row_id < ID_LIMIT:
        raise NotFound
    return bool(draft.find(model, model.id == row_id))


def still(draft: Draft, model: type[Any], row_id: int | None) -> int | None:
    """Return the id of a row that the deleted one names, None where it is gone too."""
    return row_id if row_id and is_back(draft, model, row_id) else None
