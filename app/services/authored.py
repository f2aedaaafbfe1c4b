"""Which rows of the sheet a person set last, from the traces that the door writes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select

from app.extensions import cache, db
from app.models import OutlineNode, Project, Revision, Trace
from app.services import authors

_TABLE = OutlineNode.__tablename__
#: Others' rows make room for a new one: that is nobody's input.
_MADE_ROOM = ",position,"


def rows_of(project: Project, user_id: int) -> list[int]:
    """Ids of rows that still hold what this person entered; three statements, once a revision."""
    key = f"authored:{project.id}:{user_id}:{project.revision}"
    kept: Any = cache.get(key)
    if kept is None:
        own = select(Revision.number).where(
            Revision.project_id == project.id, authors.is_of(user_id)
        )
        numbers = set(db.session.execute(own).scalars())
        kept = sorted(i for i, number in _last(project.id).items() if number in numbers)
        cache.set(key, kept)
    return list(kept)


def _last(project_id: int) -> dict[int, int]:
    """The last revision that set each row: single rows first, then the few runs of many."""
    found: dict[int, int] = {}
    for model in (Revision, Trace):
        for first, last, number in db.session.execute(_traces(project_id, model)):
            for row in range(first, last + 1):
                found[row] = max(number, found.get(row, 0))
    return found


def _traces(project_id: int, model: type[Revision | Trace]) -> Select[Any]:
    where: Iterable[Any] = (
        model.project_id == project_id,
        model.table == _TABLE,
        model.columns != _MADE_ROOM,
    )
    columns: tuple[Any, ...] = (model.first_id, model.last_id)
    return select(*columns, func.max(model.number)).where(*where).group_by(*columns)
