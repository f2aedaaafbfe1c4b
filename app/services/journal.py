"""The journal of a write: which inputs changed, recorded while the session flushes.

Values are kept encoded (scaled integers, ISO dates, plain JSON), so that a journal, a keyframe
and a row read from the database compare without conversions.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Date, RowMapping, Table, event, inspect, type_coerce
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.elements import ColumnElement, TextClause

from app.domain.numbers import from_scaled
from app.extensions import Base
from app.models import Analysis, Component, OutlineNode, Parameter, Project, Resource
from app.models.types import Scaled

#: Parents before children: the order of inserts; deletes walk it backwards.
JOURNALED: tuple[type[Base], ...] = (
    Project,
    Parameter,
    Resource,
    Analysis,
    Component,
    OutlineNode,
)
MODELS = {model.__tablename__: model for model in JOURNALED}
#: Execution option of the statements that the door itself sends.
DOOR = "taksir_door"
_CHANGES = {"insert", "update", "delete", "replace", "merge", "truncate", "drop", "alter"}
#: What raw SQL only quotes or remarks: it names no table.
_LITERAL = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)

Values = dict[str, Any]
#: A row as a dictionary, or as SQLAlchemy hands it over.
RowLike = Mapping[str, Any] | RowMapping


class JournalError(RuntimeError):
    """Code tried to change a journaled table past the door: a defect, never a user's mistake."""


@dataclass(slots=True)
class Change:
    """What happened to one row: before is None for a new row, after for a deleted one."""

    table: str
    id: int
    before: Values | None
    after: Values | None
    version: int = 1
    #: Outline rows only, never stored: is it a section, and what a deleted item contributed.
    is_section: bool | None = None
    gone: Values | None = None
    #: Components only, never stored: the analyses that the row belongs or belonged to.
    owners: frozenset[int] = frozenset()

    def stored(self) -> list[Any]:
        """The form kept in a revision."""
        return [self.table, self.id, self.before, self.after, self.version]


def changes_of(stored: Iterable[list[Any]]) -> list[Change]:
    """Read back what `Change.stored` wrote."""
    return [Change(*entry) for entry in stored]


@cache
def inputs(model: type[Base]) -> tuple[str, ...]:
    """Names of the journaled columns: all but keys, figures and the door's book-keeping."""
    table: Table = model.__table__  # type: ignore[assignment]
    return tuple(
        c.name
        for c in table.columns
        if c.name not in {"id", "project_id"}
        and not c.info.get("derived")
        and not c.info.get("bookkeeping")
    )


@cache
def figures(model: type[Base]) -> frozenset[str]:
    """Names of the columns that follow from inputs."""
    table: Table = model.__table__  # type: ignore[assignment]
    return frozenset(c.name for c in table.columns if c.info.get("derived"))


@cache
def derived(model: type[Base]) -> frozenset[str]:
    """Names of the columns that only recalculation writes."""
    table: Table = model.__table__  # type: ignore[assignment]
    return frozenset(
        c.name for c in table.columns if c.info.get("derived") or c.info.get("bookkeeping")
    )


def _column(model: type[Base], name: str) -> Column[Any]:
    table: Table = model.__table__  # type: ignore[assignment]
    return table.c[name]


@cache
def raw(model: type[Base], name: str) -> ColumnElement[Any]:
    """The column as it is stored: a scaled number stays an integer."""
    column = _column(model, name)
    if isinstance(column.type, Scaled):
        return type_coerce(column, BigInteger).label(name)
    return column


def encode(model: type[Base], name: str, value: Any) -> Any:  # noqa: ANN401
    """The stored form of a Python value."""
    return encoder(model, name)(value)


@cache
def encoder(model: type[Base], name: str) -> Callable[[Any], Any]:
    """What turns a Python value of a column into its stored form."""
    kind = _column(model, name).type
    if isinstance(kind, Scaled):
        scaled = kind
        return lambda value: None if value is None else scaled.to_integer(value)
    return lambda value: value.isoformat() if isinstance(value, date) else value


def decode(model: type[Base], name: str, value: Any) -> Any:  # noqa: ANN401
    """The Python value of a stored form."""
    kind = _column(model, name).type
    if value is None:
        return None
    if isinstance(kind, Scaled):
        return from_scaled(value, kind.places)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def plain(row: Values) -> Values:
    """Values as read raw from the database, dates turned into text."""
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in row.items()}


class DoorSession(Session):
    """The only session that may change journaled rows; it keeps the journal of what it did."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self.journal: dict[tuple[str, int], Change] = {}

    def record(self, change: Change) -> None:
        """Add a change, merged with what the same row went through before in this write."""
        key = (change.table, change.id)
        known = self.journal.get(key)
        self.journal[key] = change if known is None else _merged(known, change)

    def net_changes(self) -> list[Change]:
        """The changes of the whole write; a value put back, or a row made and removed, is none."""
        return [c for c in map(_trimmed, self.journal.values()) if c is not None]


def _merged(first: Change, second: Change) -> Change:
    before, after = first.before, second.after
    if before is not None and second.before is not None and first.after is not None:
        before = {**second.before, **before}
    if after is not None and first.after is not None:
        after = {**first.after, **after}
    return replace(
        second,
        before=before,
        after=after,
        is_section=second.is_section or first.is_section,
        owners=first.owners | second.owners,
    )


def _trimmed(change: Change) -> Change | None:
    if change.before is None or change.after is None:
        return None if change.before is change.after else change
    moved = [n for n in change.after if change.after[n] != change.before.get(n)]
    if not moved:
        return None
    before = {n: change.before.get(n) for n in moved}
    return replace(change, before=before, after={n: change.after[n] for n in moved})


def facts(row: Base) -> dict[str, Any]:
    """What recalculation must know of a row beside its changes, and could not read afterwards."""
    if isinstance(row, Component):
        return {"owners": frozenset({row.analysis_id})}
    if not isinstance(row, OutlineNode):
        return {}
    gone = {n: getattr(row, n) for n in ("amount_exact", "incomplete")}
    gone["amount"] = encode(OutlineNode, "amount", row.amount)
    return {"is_section": row.kind == "section", "gone": gone}


def _is_journaled(row: object) -> bool:
    return isinstance(row, JOURNALED)


@event.listens_for(Session, "before_flush")
def _guard_and_count(session: Session, *_: object) -> None:
    touched: list[Any] = [*session.new, *session.dirty, *session.deleted]
    if not isinstance(session, DoorSession):
        if any(_is_journaled(row) for row in touched):
            message = "journaled rows change only inside services.revisions"
            raise JournalError(message)
        return
    for row in touched:
        if _is_journaled(row):
            _figures_are_left_alone(session, row)
    changed: list[Any] = list(session.dirty)
    for row in changed:
        if _is_journaled(row) and not isinstance(row, Project) and _history(row)[1]:
            row.version += 1


def _figures_are_left_alone(session: Session, row: Base) -> None:
    state = inspect(row)
    named = state.dict if row in session.new else state.committed_state
    touched = figures(type(row)).intersection(named)
    if touched:
        message = f"{sorted(touched)} of {row.__tablename__} are computed, never set"
        raise JournalError(message)


@event.listens_for(DoorSession, "after_flush")
def _write_down(session: DoorSession, *_: object) -> None:
    # After the flush new rows have their ids, and the histories of all rows are still there.
    new: list[Any] = list(session.new)
    dirty: list[Any] = list(session.dirty)
    deleted: list[Any] = list(session.deleted)
    for row in new:
        if _is_journaled(row):
            after = _state(row)
            session.record(Change(row.__tablename__, row.id, None, after, **facts(row)))
    for row in dirty:
        if _is_journaled(row):
            before, after = _history(row)
            if after:
                version = getattr(row, "version", 1)
                change = Change(row.__tablename__, row.id, before, after, version, **facts(row))
                session.record(change)
    for row in deleted:
        if _is_journaled(row):
            before = _state(row)
            version, known = getattr(row, "version", 1), facts(row)
            session.record(Change(row.__tablename__, row.id, before, None, version, **known))


def _state(row: Base) -> Values:
    """Every input of a row as it is now, encoded."""
    model = type(row)
    return {n: encode(model, n, getattr(row, n)) for n in inputs(model)}


def _history(row: Base) -> tuple[Values, Values]:
    model, state = type(row), inspect(row)
    before: Values = {}
    after: Values = {}
    for name in inputs(model):
        history = state.attrs[name].history
        if history.has_changes():
            before[name] = encode(model, name, history.deleted[0] if history.deleted else None)
            after[name] = encode(model, name, history.added[0] if history.added else None)
    return before, after


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    """No UPDATE or DELETE, INSERT or raw SQL reaches a journaled table past the journal."""
    if state.is_select or state.execution_options.get(DOOR):
        return
    statement = state.statement
    if isinstance(statement, TextClause):
        words = re.findall(r"[a-z_]+", _LITERAL.sub("", str(statement).lower()))
        if words[:1] != ["select"] and _CHANGES & set(words) and set(words) & set(MODELS):
            message = "raw SQL on a journaled table: use the door"
            raise JournalError(message)
        return
    table = getattr(statement, "table", None)
    if table is not None and table.name in MODELS:
        message = f"bulk change of {table.name}: use Draft.bulk_*"
        raise JournalError(message)
