"""Who set what last: kept beside the journal, so that a page need not read the journal for it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, union_all
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Revision, Trace, User
from app.services import authors as who
from app.services.journal import Change

Row = tuple[str, int]
#: Table, id, and the columns of which the last author is wanted.
Wanted = tuple[str, int, Collection[str]]


#: The columns of a revision that set nothing.
NONE: dict[str, Any] = dict.fromkeys(("table", "columns", "first_id", "last_id"))


@dataclass(frozen=True, slots=True)
class Author:
    """The revision that set a value: who, when, and what the revision did."""

    number: int
    who: str
    at: datetime
    label: str
    params: Mapping[str, Any]


class Authors:
    """The last revision by row and column, of the rows that were asked for."""

    def __init__(
        self, found: Mapping[Row, Sequence[tuple[str, int]]], revisions: Mapping[int, Author]
    ) -> None:
        self._found = found
        self._revisions = revisions

    def of(self, row: Row, columns: Collection[str]) -> Author | None:
        """Who set one of these columns last; None where the project does not know."""
        return self._revisions.get(_last(self._found.get(row, ()), columns))


def keep(
    session: Session, project_id: int, number: int, found: Sequence[Mapping[str, Any]]
) -> None:
    """Write down the runs of a revision, its first one aside: that stands with the revision."""
    fixed = {"project_id": project_id, "number": number}
    if found:
        session.connection().execute(insert(Trace), [{**fixed, **run} for run in found])


def runs(changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    """Rows that changed alike and whose ids follow each other, as one; deletions set nothing."""
    alike = sorted((c.table, _columns(c), c.id) for c in changes if c.after is not None)
    # Within a run the id and the place among the sorted rows grow together.
    placed = enumerate(alike)
    for key, group in groupby(placed, lambda each: (*each[1][:2], each[1][2] - each[0])):
        ids = [row[2] for _place, row in group]
        yield {"table": key[0], "columns": key[1], "first_id": ids[0], "last_id": ids[-1]}


def _columns(change: Change) -> str:
    return "" if change.before is None else f",{','.join(sorted(change.after or ()))},"


def authors(
    project_id: int, wanted: Collection[Wanted], at: int, session: Session | None = None
) -> Authors:
    """Who set the wanted columns of rows, up to revision `at`; `session` is one of the present.

    Two statements, however long the history and however many rows.
    """
    session = session or db.session()
    rows: dict[str, set[int]] = {}
    for table, row, _columns in wanted:
        rows.setdefault(table, set()).add(row)
    found: dict[Row, list[tuple[str, int]]] = {}
    for table, first, last, columns, number in _traces(session, project_id, rows, at):
        for row in rows[table] if last > first else (first,):
            if first <= row <= last:
                found.setdefault((table, row), []).append((columns, number))
    numbers = {_last(found.get((table, row), ()), columns) for table, row, columns in wanted}
    return Authors(found, _revisions(session, project_id, numbers))


def _last(traces: Sequence[tuple[str, int]], columns: Collection[str]) -> int:
    named = [
        number for set_, number in traces if not set_ or any(f",{c}," in set_ for c in columns)
    ]
    return max(named, default=0)


def _traces(
    session: Session, project_id: int, rows: Mapping[str, Collection[int]], at: int
) -> Iterable[Any]:
    groups = [(table, sorted(ids)) for table, ids in rows.items()]
    if not groups:
        return ()
    parts = [part for model in (Revision, Trace) for part in _latest(model, project_id, at, groups)]
    return session.execute(union_all(*parts)).all()


def _latest(
    model: type[Revision | Trace], project_id: int, at: int, groups: Sequence[tuple[str, list[int]]]
) -> Iterable[Any]:
    """Traces of one row, found by its id; and the few of many rows, found by their range."""
    singles = [
        and_(model.table == table, model.first_id.in_(ids), model.last_id == model.first_id)
        for table, ids in groups
    ]
    longer = [
        and_(model.table == table, model.first_id <= ids[-1], model.last_id >= ids[0])
        for table, ids in groups
    ]
    kept = (model.table, model.first_id, model.last_id, model.columns)
    for where in (or_(*singles), and_(model.last_id > model.first_id, or_(*longer))):
        own = (model.project_id == project_id, model.number <= at, where)
        yield select(*kept, func.max(model.number)).where(*own).group_by(*kept)


def _revisions(session: Session, project_id: int, numbers: Collection[int]) -> Mapping[int, Author]:
    columns = (Revision.number, who.shown(), Revision.at, Revision.label, Revision.params)
    statement = (
        select(*columns)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id, Revision.number.in_(sorted(numbers)))
    )
    return {row[0]: Author(*row) for row in session.execute(statement)}
