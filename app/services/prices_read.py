"""The price list as it is read: groups, filters and pages of it, one row, where it is used."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import aliased

from app.domain import codes
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Component, OutlineNode, Project, Resource
from app.services import prices, prices_units
from app.services.errors import NotFound
from app.services.outline_read import known_id
from app.services.prices_filters import Counts, Only, counted, light
from app.services.prices_filters import counts as count_all
from app.services.prices_units import Named, Other

#: Prices that are missing where they are needed come first, then A, B, C and the rest.
GROUPS = ("unknown", "labour", "material", "equipment", "other")
PAGE, SEARCH_LIMIT = 100, 100
_COLUMNS = (
    "id", "version", "code", "name", "unit", "category", "price", "pack_unit", "pack_size",
    "pack_price", "source", "region", "price_date", "zero_reason",
)  # fmt: skip
_Twin = aliased(Resource)
_TWIN = (_Twin.id.label("twin"), _Twin.name.label("twin_name"), _Twin.unit.label("twin_unit"))


@dataclass(frozen=True, slots=True)
class Row:
    """A resource with its price in rupiah per unit, exact; None = unknown.

    `typed` fills its cell; `items` counts the items that use it, through any nesting.
    """

    id: int
    version: int
    code: str
    name: str
    unit: str
    category: str
    price: Fraction | None
    typed: str
    pack_unit: str
    pack_size: Fraction | None
    pack_price: Fraction | None
    source: str
    region: str
    price_date: date | None
    zero: Literal["", "file", "typed"]
    reason: str
    items: int
    #: Resources of the same name under another unit.
    also: Sequence[Other] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one heading that this page shows; `count` is what the whole list has of them."""

    kind: str
    count: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the list: a filter, words of name or code, a page; the person's figures.

    With `row`, the page that this resource is on.
    """

    only: Only = ""
    search: str = ""
    page: int = 1
    row: int = 0
    locale: NumberLocale = "id"


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: `found` resources on `pages` pages, this being `page`.

    `units` resources have a name that stands under another unit, too.
    """

    groups: Sequence[Group]
    counts: Counts
    found: int
    page: int
    pages: int
    units: int


def listing(project_id: int, asked: Asked) -> Listing:
    """One page of the list: three statements, whatever its length."""
    everything = db.session.execute(light(project_id)).all()
    also = prices_units.several(everything)
    wanted = [row for row in everything if _is_wanted(row, asked, also)]
    places = _places(wanted)
    pages = max(1, -(-len(places) // PAGE))
    wished = next((i // PAGE + 1 for i, p in enumerate(places) if p[-1] == asked.row), asked.page)
    page = min(max(1, wished), pages)
    shown = places[(page - 1) * PAGE : page * PAGE]
    rows = _rows(project_id, [place[-1] for place in shown], asked.locale, also)
    kinds = [GROUPS[place[0]] for place in places]
    groups = [
        Group(kind, kinds.count(kind), [rows[p[-1]] for p in shown if GROUPS[p[0]] == kind])
        for kind in dict.fromkeys(GROUPS[place[0]] for place in shown)
    ]
    return Listing(groups, counted(everything), len(places), page, pages, len(also))


def ids_from(project_id: int, asked: Asked, count: int) -> list[int]:
    """The ids of at most `count` resources of a list as asked for, in its order, from a row on.

    None where that row is not in the list.
    """
    everything = db.session.execute(light(project_id)).all()
    also = prices_units.several(everything)
    wanted = [row for row in everything if _is_wanted(row, asked, also)]
    ids = [place[-1] for place in _places(wanted)]
    if asked.row and asked.row not in ids:
        return []
    start = ids.index(asked.row) if asked.row else 0
    return ids[start : start + count]


def several(
    project_id: int, ids: Sequence[int], locale: NumberLocale
) -> tuple[Sequence[Row], Counts]:
    """Rows with what an answer to their change shows, in three statements."""
    everything = db.session.execute(light(project_id)).all()
    rows = _rows(project_id, ids, locale, prices_units.several(everything))
    return [rows[i] for i in ids if i in rows], counted(everything)


def _places(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Where rows stand: group, code, name, and last their id."""
    return sorted((GROUPS.index(_group(row)), *_order(row), row.id) for row in rows)


@dataclass(frozen=True, slots=True)
class One:
    """A row, the counts of the whole list, and the project, read at one moment."""

    project: Project
    row: Row
    counts: Counts


def one(project_id: int, resource_id: int, locale: NumberLocale) -> One:
    """A row with what an answer to its change shows, in one statement; NotFound without it."""
    number = known_id(resource_id)
    uses = _uses(project_id, [number]).subquery()
    counts = count_all(project_id).subquery()
    items = func.coalesce(uses.c["items"], 0).label("items")
    statement = (
        select(Project, *_row_columns(), items, *counts.c, *_TWIN)
        .select_from(Resource)
        .join(Project, Project.id == Resource.project_id)
        .outerjoin(uses, uses.c.resource_id == Resource.id)
        .join(counts, true())
        .outerjoin(_Twin, _is_twin())
        .where(Resource.project_id == project_id, Resource.id == number)
    )
    rows = db.session.execute(statement).mappings().all()
    if not rows:
        raise NotFound
    found = rows[0]
    counted = Counts(**{name: found[name] for name in Counts.__dataclass_fields__})
    row = _row(dict(found), found["items"], locale)
    twins = [Named(r["twin"], r["twin_name"], r["twin_unit"]) for r in rows if r["twin"]]
    also = prices_units.several([row, *twins]).get(number, [])
    return One(found["Project"], replace(row, also=also), counted)


def _is_twin() -> ColumnElement[bool]:
    """Rows that may have the same name: a page asks Python which do, an answer has no time."""
    same = func.lower(_Twin.name) == func.lower(Resource.name)
    return and_(_Twin.project_id == Resource.project_id, _Twin.id != Resource.id, same)


def _is_wanted(row: Any, asked: Asked, also: Mapping[int, Sequence[Other]]) -> bool:  # noqa: ANN401
    if asked.only and not (row.id in also if asked.only == "units" else getattr(row, asked.only)):
        return False
    words = asked.search[:SEARCH_LIMIT].casefold().split()
    text = f"{row.code} {row.name}".casefold()
    return all(word in text for word in words)


def _group(row: Any) -> str:  # noqa: ANN401
    return "unknown" if row.unknown and not row.unused else str(row.category)


def _order(row: Any) -> tuple[bool, str, str]:  # noqa: ANN401
    return not row.code, codes.sort_key(row.code), row.name.casefold()


def _uses(project_id: int, ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """How many items use each resource, through any nesting: one grouped statement."""
    own = Component.project_id == project_id
    start = select(Component.resource_id, Component.analysis_id)
    reach = start.where(own, Component.resource_id.in_(ids)).cte("reach", recursive=True)
    above = select(reach.c.resource_id, Component.analysis_id).join(
        reach, Component.nested_id == reach.c.analysis_id
    )
    reach = reach.union(above)
    return (
        select(reach.c.resource_id, func.count().label("items"))
        .join(OutlineNode, OutlineNode.analysis_id == reach.c.analysis_id)
        .where(OutlineNode.project_id == project_id)
        .group_by(reach.c.resource_id)
    )


def _row_columns() -> list[Any]:
    return [getattr(Resource, name) for name in _COLUMNS]


def _rows(
    project_id: int,
    ids: Sequence[int],
    locale: NumberLocale,
    also: Mapping[int, Sequence[Other]],
) -> dict[int, Row]:
    if not ids:
        return {}
    items: dict[int, int] = {r[0]: r[1] for r in db.session.execute(_uses(project_id, ids))}
    statement = select(*_row_columns()).where(
        Resource.project_id == project_id, Resource.id.in_(ids)
    )
    found = db.session.execute(statement).mappings()
    rows = (_row(dict(row), items.get(row["id"], 0), locale) for row in found)
    return {row.id: replace(row, also=also.get(row.id, ())) for row in rows}


def _row(values: Mapping[str, Any], items: int, locale: NumberLocale) -> Row:
    price = prices.per_unit(values)
    from_file = values["zero_reason"] == prices.FILE
    return Row(
        **{name: values[name] for name in _COLUMNS if name not in {"price", "zero_reason"}},
        price=price,
        typed=prices.written(price, locale),
        zero="" if price != 0 else "file" if from_file else "typed",
        reason="" if from_file else values["zero_reason"],
        items=items,
    )
