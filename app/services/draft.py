"""What an action inside the door works with: rows of one project, and bulk changes."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, delete, select, update

from app.extensions import Base
from app.models import Project
from app.models.types import ID_LIMIT
from app.services import bulk, journal
from app.services.errors import NotFound
from app.services.journal import DOOR, Change, DoorSession

Row = TypeVar("Row", bound=Base)


class Draft:
    """One write in progress: the locked project, its rows, and words for the journal's label."""

    def __init__(self, session: DoorSession, project: Project, by: int) -> None:
        self.session = session
        self.project = project
        self.by = by
        #: Parameters of the label: what was changed, in the words of the moment.
        self.params: dict[str, Any] = {}
        #: The same request was carried out before, and others were since.
        self.is_repeat = False

    def get(self, model: type[Row], row_id: int) -> Row:
        """A row of this project, whatever its id claims elsewhere; NotFound otherwise."""
        row = self.session.get(model, row_id) if 0 < row_id < ID_LIMIT else None
        if row is None or row.project_id != self.project.id:  # type: ignore[attr-defined]
            raise NotFound
        return row

    def find(self, model: type[Row], *where: ColumnElement[bool]) -> Sequence[Row]:
        """Rows of this project that satisfy the conditions."""
        own = model.project_id == self.project.id  # type: ignore[attr-defined]
        return self.session.execute(select(model).where(own, *where)).scalars().all()

    def add(self, row: Row) -> Row:
        """Put a new row into this project and give it its id."""
        row.project_id = self.project.id  # type: ignore[attr-defined]
        self.session.add(row)
        self.session.flush()
        return row

    def remove(self, row: Base) -> None:
        """Delete a row; whoever points at it must have been removed or pointed elsewhere."""
        self.session.delete(row)

    # --- bulk: many rows in few statements, with journal entries of their own -----------------

    def bulk_insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert many rows of Python values; their ids, in order."""
        if not rows:
            return []
        _only_inputs(model, set().union(*rows))
        found = bulk.insert(self.session, model, self.project.id, rows)
        for row_id, after in found.items():
            self._record(Change(model.__tablename__, row_id, None, after))
        return list(found)

    def bulk_restore(
        self, model: type[Base], rows: Mapping[int, journal.Values], versions: Mapping[int, int]
    ) -> None:
        """Insert deleted rows again, with their ids, from their encoded inputs.

        A row goes on counting from the version it was deleted with: a page that shows an earlier
        one must not pass for fresh.
        """
        if not rows:
            return
        self.session.flush()
        counted = {i: versions[i] + 1 for i in rows}
        bulk.put(self.session, model, self.project.id, rows, counted)
        for i, row in rows.items():
            self._record(Change(model.__tablename__, i, None, dict(row), versions[i] + 1))

    def bulk_update(self, model: type[Base], rows: Mapping[int, journal.Values]) -> None:
        """Set encoded inputs of many rows; all rows name the same columns."""
        if not rows:
            return
        names = list(next(iter(rows.values())))
        _only_inputs(model, names)
        before = self.stored(model, rows)
        table: Any = model.__table__
        sets: dict[str, Any] = {n: bindparam(f"v_{n}") for n in names}
        if model is not Project:
            sets["version"] = table.c.version + 1
        bound = [
            {"v_id": i, **{f"v_{n}": journal.decode(model, n, row[n]) for n in names}}
            for i, row in rows.items()
        ]
        statement = update(table).where(table.c.id == bindparam("v_id")).values(sets)
        self.session.flush()
        self.session.connection().execute(statement, bound)
        self.session.expire_all()
        for i, row in rows.items():
            old = {n: before[i][n] for n in names}
            version = before[i].get("version", 0) + 1
            change = Change(model.__tablename__, i, old, dict(row), version)
            if "analysis_id" in before[i] and model.__tablename__ == "component":
                change.owners = frozenset({before[i]["analysis_id"]})
            self._record(change)

    def bulk_delete(self, model: type[Base], ids: Iterable[int]) -> None:
        """Delete many rows."""
        ids = list(ids)
        if not ids:
            return
        before = self.stored(model, ids, journal.inputs(model))
        own = model.project_id == self.project.id  # type: ignore[attr-defined]
        for start in range(0, len(ids), _AT_ONCE):
            part = model.id.in_(ids[start : start + _AT_ONCE])  # type: ignore[attr-defined]
            statement = delete(model).where(part, own)
            self.session.execute(
                statement.execution_options(synchronize_session=False, **{DOOR: True})
            )
        self.session.expire_all()
        for i, row in before.items():
            values = {n: row[n] for n in journal.inputs(model)}
            gone = {n: row[n] for n in _GONE} if model.__tablename__ == "outline_node" else None
            section = values.get("kind") == "section" if gone else None
            name = model.__tablename__
            version = row["version"]
            self._record(Change(name, i, values, None, version, is_section=section, gone=gone))

    def stored(
        self, model: type[Base], ids: Iterable[int], names: Sequence[str] = ()
    ) -> dict[int, journal.Values]:
        """Encoded present values of rows of this project, by id; absent rows are missing."""
        self.session.flush()
        wanted = list(names or journal.inputs(model))
        if model is not Project:
            wanted.append("version")
        if model.__tablename__ == "outline_node":
            wanted += _GONE
        key = model.id if model is Project else model.project_id  # type: ignore[attr-defined]
        columns = [journal.raw(model, n) for n in wanted]
        found: dict[int, journal.Values] = {}
        ids = list(ids)
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            statement = select(model.id, *columns).where(  # type: ignore[attr-defined]
                key == self.project.id,
                model.id.in_(part),  # type: ignore[attr-defined]
            )
            for row in self.session.execute(statement):
                found[row[0]] = journal.plain(dict(zip(wanted, row[1:], strict=True)))
        return found

    def _record(self, change: Change) -> None:
        if change.table == "outline_node" and change.is_section is None:
            kind = (change.after or change.before or {}).get("kind")
            change.is_section = None if kind is None else kind == "section"
        change.owners |= _owners(change)
        self.session.record(change)


_GONE = ("amount", "amount_exact", "incomplete")
_AT_ONCE = 10_000


def _only_inputs(model: type[Base], names: Iterable[str]) -> None:
    others = set(names).difference(journal.inputs(model))
    if others:
        message = f"{sorted(others)} of {model.__tablename__} are no inputs"
        raise journal.JournalError(message)


def _owners(change: Change) -> frozenset[int]:
    """The analyses that a component belongs or belonged to, as far as the change tells."""
    if change.table != "component":
        return frozenset()
    states = (change.before or {}, change.after or {})
    return frozenset(s["analysis_id"] for s in states if "analysis_id" in s)
