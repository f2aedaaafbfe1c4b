"""What the sheet says differently than at an earlier revision: row by row, the net of it.

Two moments are compared, not the steps between them: a value that was changed and put back is no
change, and a price that reaches a thousand items marks each of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import select

from app.domain.numbers import from_scaled
from app.extensions import cache, db
from app.models import OutlineNode, Project
from app.services import figures, journal, keyframes, moment_book, moments
from app.services.errors import NotFound
from app.services.versions import Version

Kind = Literal["new", "changed", "recalculated"]
#: Where a row stands among its siblings is no matter of its own: adding one may move the others.
#: A typed number is one only where it reads differently: freezing types what was printed.
_NOT_OWN = {"position", "number_typed"}
_OWN = tuple(name for name in journal.inputs(OutlineNode) if name not in _NOT_OWN)
_FIGURES = ("quantity", "quantity_exact", "unit_price", "unit_price_exact", "amount")
_NUMBER = ("number_typed", "number")
_COLUMNS = ("id", *_OWN, *_FIGURES, *_NUMBER)
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that is not what it was; of a new one there is nothing before."""

    kind: Kind
    quantity: Fraction | None = None
    unit_price: Fraction | None = None
    amount: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """The differences to an earlier revision, and the versions that one may compare with."""

    revision: Version
    versions: tuple[Version, ...]
    marks: Mapping[int, Mark]
    #: The sections above marked rows.
    above: frozenset[int]
    #: Rows of then that are not there any more.
    gone: int


def since(project: Project, number: int) -> Since:
    """What differs from revision `number`; NotFound unless it is one before this moment's."""
    if not 0 < number <= project.revision:
        raise NotFound
    with moments.reading(project.id, number) as seen:
        key = _key(project, seen.revision)
        kept: Any = cache.get(key)
        then = None if kept else _rows(project.id)
    if then is not None:
        kept = _compared(then, _rows(project.id))
        cache.set(key, kept)
    return Since(
        revision=seen.revision,
        versions=tuple(v for v in seen.versions if v.number <= project.revision),
        marks={int(i): _mark(values) for i, values in kept["marks"].items()},
        above=frozenset(kept["above"]),
        gone=kept["gone"],
    )


def _key(project: Project, then: Version) -> str:
    """As the key of a moment; of two."""
    moved = f"{then.at.timestamp()}:{project.updated_at.timestamp()}"
    made_by = f"{keyframes.ARITHMETIC}:{moment_book.shape()}"
    return f"since:{project.id}:{then.number}:{project.revision}:{moved}:{made_by}"


def _rows(project_id: int) -> dict[int, _Row]:
    columns = (journal.raw(OutlineNode, name) for name in _COLUMNS)
    statement = select(*columns).where(OutlineNode.project_id == project_id)
    return {row[0]: tuple(row) for row in db.session.execute(statement)}


def _compared(then: Mapping[int, _Row], now: Mapping[int, _Row]) -> dict[str, Any]:
    marks: dict[int, list[Any]] = {}
    for i, row in now.items():
        before = then.get(i)
        if before is None:
            marks[i] = ["new"]
        elif before != row and (kind := _kind(before, row)):
            values = dict(zip(_COLUMNS, before, strict=True))
            marks[i] = [kind, *(values[name] for name in ("quantity", "unit_price", "amount"))]
    return {
        "marks": marks,
        "above": sorted(_above(marks, now)),
        "gone": len(then.keys() - now.keys()),
    }


def _above(marks: Iterable[int], rows: Mapping[int, _Row]) -> set[int]:
    place, found = _COLUMNS.index("parent_id"), set[int]()
    for i in marks:
        parent = rows[i][place]
        while parent is not None and parent not in found:
            found.add(parent)
            parent = rows[parent][place]
    return found


def _kind(before: _Row, now: _Row) -> Kind | None:
    """A section is what its own cells say: its sum moves with every row below it."""
    own, figures_end = 1 + len(_OWN), 1 + len(_OWN) + len(_FIGURES)
    numbered = all(b != n for b, n in zip(before[figures_end:], now[figures_end:], strict=True))
    if numbered or before[:own] != now[:own]:
        return "changed"
    is_item = now[_COLUMNS.index("kind")] == "item"
    return "recalculated" if is_item and before[own:figures_end] != now[own:figures_end] else None


def _mark(values: list[Any]) -> Mark:
    kind, *before = values
    places = (figures.QUANTITY, figures.MONEY, figures.MONEY)
    shown = (
        None if value is None else from_scaled(value, p)
        for value, p in zip(before, places, strict=False)
    )
    return Mark(kind, *shown)
