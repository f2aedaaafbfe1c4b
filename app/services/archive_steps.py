"""Revisions and rows as lines of an archive, and back again with every value looked at.

history.jsonl has one line for a revision, which says how many changes it has, and then one line
for each: [table, id, before, after, version], as the journal keeps them. project.jsonl has one
line for each row as it is now: [table, id, version, values], in the order of the manifest's
columns.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NoReturn

from app.domain.archive_format import HISTORY, ROWS
from app.extensions import Base
from app.interchange.archive import Refused
from app.interchange.project_archive import Archive
from app.models import Revision
from app.models.types import ID_LIMIT, Moment, Scaled
from app.services import archive_values, bulk, journal, totals, traces
from app.services.archive_values import is_count, is_ratio, is_text
from app.services.journal import MODELS, Change, Values

#: Columns that belong to an installation, have lines of their own, or follow from the changes.
_NOT_HERE = frozenset({"id", "project_id", "by", "author", "changes", *traces.NONE})
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class Kept:
    """The totals that a named revision keeps, exact rupiah as text, and whose arithmetic it was."""

    arithmetic: int
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One revision: columns as Python values, who did it, what changed."""

    number: int
    columns: Mapping[str, Any]
    author: str
    changes: list[Change]
    kept: Kept | None
    place: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it is now, its inputs encoded."""

    table: str
    id: int
    version: int
    values: Values
    place: str


@cache
def _columns() -> tuple[str, ...]:
    table: Any = Revision.__table__
    return tuple(c.name for c in table.columns if c.name not in _NOT_HERE)


def line(revision: Revision, author: str, kept: Kept | None) -> dict[str, Any]:
    """The line of a revision."""
    said = {name: _encoded(name, getattr(revision, name)) for name in _columns()}
    said |= {"by": author, "changes": len(revision.changes)}
    if kept is not None:
        said["kept"] = {"arithmetic": kept.arithmetic, "figures": kept.figures}
    return said


def _encoded(name: str, value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, datetime):
        return value.isoformat()
    return journal.encode(Revision, name, value)


def history(archive: Archive, tell: Callable[[int], None] | None = None) -> Iterator[Step]:
    """Every revision, the first one first; Refused for what is none."""
    lines = archive.lines(HISTORY, tell)
    number = 0
    for place, said in lines:
        number += 1
        count = said.get("changes") if isinstance(said, dict) else None
        if not is_count(count, 0):
            _odd(place)
        if count > archive.limits.changes:  # type: ignore[operator]
            raise Refused("project_archive.long", place, number=number)
        changes = [_change(*_next(lines, place)) for _ in range(count)]  # type: ignore[arg-type]
        yield _step(said, number, changes, place)
    if number != archive.manifest.revision:
        raise Refused("project_archive.order", HISTORY, number=number + 1)


def _next(lines: Iterator[tuple[str, Any]], place: str) -> tuple[str, Any]:
    found = next(lines, None)
    return _odd(place) if found is None else found


def _step(said: dict[str, Any], number: int, changes: list[Change], place: str) -> Step:
    if said.get("number") != number or type(said["number"]) is not int:
        raise Refused("project_archive.order", place, number=number)
    checks = _checks()
    for name in said.keys() - checks.keys() - {"by", "changes", "kept"}:
        raise Refused("project_archive.column", place, name=shown(name))
    columns = {}
    for name, check in checks.items():
        value = said[name] if name in said else _default(Revision, name, place)
        if not check(value):
            raise Refused("project_archive.value", place, column=name)
        columns[name] = _decoded(name, value)
    author = said.get("by")
    if not is_text(author, NAME_LIMIT) or not author:
        raise Refused("project_archive.value", place, column="by")
    _in_order(columns, number, place)
    return Step(number, columns, author, changes, _kept(said.get("kept"), place), place)


def _in_order(columns: Mapping[str, Any], number: int, place: str) -> None:
    """What was taken back came before; what takes it back comes after."""
    target, undone_by = columns["target"], columns["undone_by"]
    if (target is not None and not 0 < target < number) or (
        undone_by is not None and undone_by <= number
    ):
        raise Refused("project_archive.value", place, column="target")


@cache
def _checks() -> Mapping[str, Callable[[Any], bool]]:
    table: Any = Revision.__table__
    found = {n: archive_values.check(table.c[n]) for n in _columns() if n != "params"}
    kinds, rights = ("edit", "undo", "redo", "revert"), ("editor", "owner")
    return found | {
        "kind": lambda value: value in kinds,
        "right": lambda value: value in rights,
        "params": archive_values.is_params,
        "number": is_count,
        "target": lambda value: value is None or is_count(value),
        "undone_by": lambda value: value is None or is_count(value),
    }


def _decoded(name: str, value: Any) -> Any:  # noqa: ANN401
    kind = Revision.__table__.c[name].type
    if isinstance(kind, Moment) and value is not None:
        return datetime.fromisoformat(value)
    return journal.decode(Revision, name, value) if isinstance(kind, Scaled) else value


def _kept(said: Any, place: str) -> Kept | None:  # noqa: ANN401
    if said is None:
        return None
    figures = said.get("figures") if isinstance(said, dict) else None
    is_whole = isinstance(figures, dict) and all(is_ratio(figures.get(n)) for n in totals.NAMES)
    if not is_whole or not is_count(said.get("arithmetic")):
        raise Refused("project_archive.value", place, column="kept")
    return Kept(said["arithmetic"], {n: figures[n] for n in totals.NAMES})  # type: ignore[index]


def _change(place: str, said: Any) -> Change:  # noqa: ANN401
    if not isinstance(said, list) or len(said) != 5:
        _odd(place)
    table, row_id, before, after, version = said
    model = _model(table, place)
    if not _is_id(row_id) or not is_count(version) or (before is None and after is None):
        _odd(place)
    if before is not None and after is not None:
        if not _is_pair(before, after):
            _odd(place)
        before, after = _values(model, before, place), _values(model, after, place)
    else:
        before = None if before is None else _whole(model, before, place)
        after = None if after is None else _whole(model, after, place)
    return Change(table, row_id, before, after, version)


def _is_pair(before: object, after: object) -> bool:
    both = isinstance(before, dict) and isinstance(after, dict)
    return both and bool(after) and before.keys() == after.keys()  # type: ignore[attr-defined]


def _values(model: type[Base], said: Any, place: str) -> Values:  # noqa: ANN401
    if not isinstance(said, dict):
        _odd(place)
    checks = archive_values.checks(model)
    for name, value in said.items():
        known = checks.get(name)
        if known is None:
            raise Refused("project_archive.column", place, name=shown(name))
        if not known(value):
            raise Refused("project_archive.value", place, column=name)
    return said


def _whole(model: type[Base], said: Any, place: str) -> Values:  # noqa: ANN401
    """Every input of a row; what an earlier release did not know yet has its usual value."""
    values = _values(model, said, place)
    known = archive_values.checks(model)
    if len(values) == len(known):
        return values
    lacking = known.keys() - values.keys()
    return values | {name: _default(model, name, place) for name in lacking}


def _default(model: type[Base], name: str, place: str) -> Any:  # noqa: ANN401
    table: Any = model.__table__
    if table.c[name].default is None and not table.c[name].nullable:
        raise Refused("project_archive.value", place, column=name)
    return journal.encode(model, name, bulk.default(model, name))


def rows(archive: Archive) -> Iterator[Row]:
    """Every row as it is now; Refused for what is none."""
    columns = {
        table: columns for table, columns in archive.manifest.columns.items() if table in MODELS
    }
    for place, said in archive.lines(ROWS):
        if not isinstance(said, list) or len(said) != 4:
            _odd(place)
        table, row_id, version, values = said
        model = _model(table, place)
        names = columns.get(table, ())
        is_listed = isinstance(values, list) and len(values) == len(names)
        if not is_listed or not _is_id(row_id) or not is_count(version):
            _odd(place)
        named = _whole(model, dict(zip(names, values, strict=True)), place)
        yield Row(table, row_id, version, named, place)


def _model(table: object, place: str) -> type[Base]:
    if not isinstance(table, str):
        _odd(place)
    if table not in MODELS:
        raise Refused("project_archive.table", place, name=shown(table))
    return MODELS[table]


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value < ID_LIMIT


def shown(name: str) -> str:
    """A name from a file as a message may repeat it."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:40])


def _odd(place: str) -> NoReturn:
    raise Refused("project_archive.line", place)
