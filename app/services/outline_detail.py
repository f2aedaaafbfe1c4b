"""One row with what its page offers: sections to move it to, analyses to price it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, OutlineNode, Project
from app.services import figures
from app.services.journal import raw
from app.services.outline_read import Row, known_id, with_sections
from app.services.outline_rows import AFTER, Spot

#: Longer lists are searched, not read.
OFFERED = 50
_SECTIONS = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """An analysis that an item may be priced by; rupiah per unit, None = not known yet."""

    id: int
    code: str
    title: str
    unit: str
    unit_price: Fraction | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The analyses offered, and how many there are that fit the search."""

    offered: Sequence[Choice]
    count: int
    find: str


@dataclass(frozen=True, slots=True)
class Place:
    """A section as a target: id, printed number, title, level."""

    id: int
    number: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a row that only its page shows; the price in rupiah per unit, as typed."""

    number_typed: str | None
    price: Fraction | None
    price_source: str
    zero_reason: str
    markup_included: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """A row, its sections, its inputs, and where it stands among its siblings (from 0)."""

    row: Row
    above: Sequence[Row]
    inputs: Inputs
    index: int
    places: Sequence[Place]
    choices: Choices


def detail(project: Project, node_id: int, find: str, locale: NumberLocale) -> Detail:
    """Everything that the page of a row shows; NotFound where there is no such row."""
    *above, row = with_sections(project, node_id, locale)
    node = OutlineNode
    statement = select(
        node.number_typed, node.price, node.price_source, node.zero_reason, node.markup_included
    ).where(node.id == row.id)
    return Detail(
        row=row,
        above=above,
        inputs=Inputs(*db.session.execute(statement).one()),
        index=_index(project.id, row.id),
        places=places(project.id, without=row.path),
        choices=choices(project.id, find, row.analysis_id),
    )


def places(project_id: int, without: str = AFTER) -> list[Place]:
    """The sections of a project in their order, without those below a path."""
    node = OutlineNode
    statement = (
        select(node.id, node.number, node.title, node.level)
        .where(
            node.project_id == project_id,
            node.kind == "section",
            or_(node.sort_path < without, node.sort_path >= without + AFTER),
        )
        .order_by(node.sort_path)
        .limit(_SECTIONS)
    )
    return [Place(*row) for row in db.session.execute(statement)]


def choices(project_id: int, find: str, current: int | None = None) -> Choices:
    """The analyses that a search finds by code or title, the present one first."""
    wanted = [Analysis.project_id == project_id]
    if find:
        wanted.append(
            or_(
                Analysis.code.istartswith(find, autoescape=True),
                Analysis.title.icontains(find, autoescape=True),
            )
        )
    order = (Analysis.id != (current or 0), Analysis.code_key, Analysis.id)
    either = or_(*_all(wanted), Analysis.id == (current or 0))
    found = _analyses(project_id).where(either).order_by(*order).limit(OFFERED)
    count = db.session.execute(select(func.count()).select_from(Analysis).where(*wanted))
    return Choices(_choices(found), count.scalar_one(), find)


def coded(project_id: int) -> list[Choice]:
    """The analyses that have a code."""
    return _choices(_analyses(project_id).where(Analysis.code != "").order_by(Analysis.id))


def _analyses(project_id: int) -> Select[*tuple[Any, ...]]:
    price = (raw(Analysis, "unit_price"), Analysis.unit_price_exact)
    columns = (Analysis.id, Analysis.code, Analysis.title, Analysis.unit, *price)
    return select(*columns).where(Analysis.project_id == project_id)


def _choices(statement: Select[*tuple[Any, ...]]) -> list[Choice]:
    return [
        Choice(r["id"], r["code"], r["title"], r["unit"], figures.read(dict(r), "unit_price"))
        for r in db.session.execute(statement).mappings()
    ]


def _all(conditions: list[Any]) -> list[Any]:
    """The conditions as one, so that it may stand beside an alternative."""
    both = conditions[0]
    for condition in conditions[1:]:
        both = both & condition
    return [both]


def spot_near(project: Project, near: int | None, kind: str) -> Spot:
    """Where a new row belongs: behind the chosen one, or at the end of the chosen section.

    A new section goes behind the section that the chosen row is in. Without a choice an item
    goes to the end of the last section.
    """
    if near is None:
        last = places(project.id)[-1:] if kind != "section" else []
        return Spot(last[0].id if last else None)
    *above, row = with_sections(project, near, "c")
    if row.kind == "section" and kind != "section":
        return Spot(row.id)
    if row.kind != "section" and kind == "section" and above:
        row = above[-1]
    return Spot(row.parent_id, _index(project.id, row.id) + 1)


def count_below(project: Project, row: Row) -> int:
    """How many rows stand below a row."""
    statement = select(func.count()).where(
        OutlineNode.project_id == project.id,
        OutlineNode.sort_path > row.path,
        OutlineNode.sort_path < row.path + AFTER,
    )
    return db.session.execute(statement).scalar_one()


def _index(project_id: int, node_id: int) -> int:
    """The place of a row among its siblings, counted from 0."""
    node = OutlineNode
    own = (
        select(node.parent_id, node.position)
        .where(node.project_id == project_id, node.id == known_id(node_id))
        .subquery()
    )
    before = select(func.count()).where(
        node.project_id == project_id,
        node.parent_id.is_not_distinct_from(select(own.c.parent_id).scalar_subquery()),
        or_(
            node.position < select(own.c.position).scalar_subquery(),
            (node.position == select(own.c.position).scalar_subquery())
            & (node.id < known_id(node_id)),
        ),
    )
    return db.session.execute(before).scalar_one()
