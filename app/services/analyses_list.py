"""Analyses side by side: the list, who uses one, what a new row may name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Resource, Revision, User
from app.services import arrays, authors, figures
from app.services.journal import raw
from app.services.words.analyses import LABELS

PAGE, SEARCH_LIMIT = 100, 100
#: Users of an analysis that are named; the rest is counted.
NAMED = 10
#: Revisions that are looked through for the last one that changed an analysis.
_LOOKED_AT = 100
_CHOICES = 12
_COSTS = ("direct_cost", "direct_cost_exact", "unit_price", "unit_price_exact")


@dataclass(frozen=True, slots=True)
class Line:
    """An analysis in the list; rupiah per unit, None = unknown."""

    id: int
    code: str
    title: str
    unit: str
    state: str
    direct_cost: Fraction | None
    unit_price: Fraction | None
    items: int
    rows: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    lines: Sequence[Line]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Use:
    """An item, or an analysis, that uses an analysis."""

    id: int
    number: str
    title: str
    quantity: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside an analysis: users (the first of `count`), the last change."""

    items: Sequence[Use]
    item_count: int
    above: Sequence[Use]
    above_count: int
    changed: tuple[str, datetime] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A resource or an analysis that a row may name; rupiah per unit."""

    kind: str
    id: int
    code: str
    title: str
    unit: str
    category: str
    price: Fraction | None


def listing(
    project_id: int, search: str = "", page: int = 1, among: Collection[int] | None = None
) -> Listing:
    """One page of a project's analyses by code, those without one last: two statements.

    With `among`, of these alone.
    """
    wanted = [Analysis.project_id == project_id, *_matches(search, Analysis.code, Analysis.title)]
    if among is not None:
        ids: Any = Analysis.__table__.c.id
        wanted.append(arrays.among(db.session(), ids, among))
    count: int = db.session.execute(
        select(func.count()).select_from(Analysis).where(*wanted)
    ).scalar_one()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    columns = [raw(Analysis, name) for name in ("code", "title", "unit", "state", *_COSTS)]
    statement = (
        select(Analysis.id, *columns, _users(project_id), _users(project_id, nested=True))
        .where(*wanted)
        .order_by(Analysis.code_key == "", Analysis.code_key, Analysis.title, Analysis.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = [_line(row) for row in db.session.execute(statement)]
    return Listing(lines, count, page, pages)


def _users(project_id: int, *, nested: bool = False) -> Any:  # noqa: ANN401
    model = Component if nested else OutlineNode
    column = Component.nested_id if nested else OutlineNode.analysis_id
    counted = select(func.count()).select_from(model)
    return (
        counted.where(model.project_id == project_id, column == Analysis.id)
        .correlate(Analysis)
        .scalar_subquery()
        .label("in_analyses" if nested else "in_items")
    )


def _line(row: Any) -> Line:  # noqa: ANN401
    values = row._mapping  # noqa: SLF001
    return Line(
        row.id, row.code, row.title, row.unit, row.state,
        figures.read(values, "direct_cost"), figures.read(values, "unit_price"),
        row.in_items, row.in_analyses,
    )  # fmt: skip


def _matches(search: str, *columns: InstrumentedAttribute[str]) -> list[Any]:
    # What cannot be seen cannot be meant; a database may refuse it, too.
    term = "".join(c for c in search[:SEARCH_LIMIT] if c.isprintable()).strip()
    return [
        or_(*(column.icontains(word, autoescape=True) for column in columns))
        for word in term.split()[:6]
    ]


def around(project_id: int, analysis_id: int) -> Around:
    """Who uses an analysis and who changed it last: three statements."""
    items, item_count = _named(_items(project_id, analysis_id))
    above, above_count = _named(_above(project_id, analysis_id))
    return Around(items, item_count, above, above_count, _changed(project_id, analysis_id))


def _named(statement: Select[Any]) -> tuple[list[Use], int]:
    rows = db.session.execute(statement.add_columns(func.count().over()).limit(NAMED)).all()
    return [_use(row) for row in rows], rows[0][-1] if rows else 0


def _use(row: Any) -> Use:  # noqa: ANN401
    values = row._mapping  # noqa: SLF001
    is_item = "quantity" in values
    quantity = figures.read(values, "quantity", figures.QUANTITY) if is_item else None
    return Use(row[0], row[1], row[2], quantity)


def _items(project_id: int, analysis_id: int) -> Select[Any]:
    names = ("number", "title", "quantity", "quantity_exact")
    return (
        select(OutlineNode.id, *(raw(OutlineNode, name) for name in names))
        .where(OutlineNode.project_id == project_id, OutlineNode.analysis_id == analysis_id)
        .order_by(OutlineNode.sort_path)
    )


def _above(project_id: int, analysis_id: int) -> Select[Any]:
    inside = select(Component.analysis_id).where(
        Component.project_id == project_id, Component.nested_id == analysis_id
    )
    order = Analysis.code_key, Analysis.title, Analysis.id
    columns: list[Any] = [Analysis.id, Analysis.code, Analysis.title]
    return select(*columns).where(Analysis.id.in_(inside)).order_by(*order)


def _changed(project_id: int, analysis_id: int) -> tuple[str, datetime] | None:
    """Who changed the rows or the heading last, and when, as far back as one looks."""
    statement = (
        select(Revision.params, authors.shown(), Revision.at)
        .join(User, User.id == Revision.by)
        .where(
            Revision.project_id == project_id,
            Revision.label.in_([*LABELS, "undo", "redo", "revert"]),
        )
        .order_by(Revision.number.desc())
        .limit(_LOOKED_AT)
    )
    for params, who, at in db.session.execute(statement):
        if params.get("with", params).get("analysis") == analysis_id:
            return who, at
    return None


def choices(project_id: int, analysis_id: int, search: str, category: str = "") -> list[Choice]:
    """Resources (of one category, where one is named) and analyses that match: two statements."""
    kind = [Resource.category == category] if category else []
    resources = (
        select(Resource)
        .where(
            Resource.project_id == project_id,
            *kind,
            *_matches(search, Resource.code, Resource.name),
        )
        .order_by(Resource.name, Resource.id)
        .limit(_CHOICES)
    )
    others = (
        select(Analysis)
        .where(
            Analysis.project_id == project_id,
            Analysis.id != analysis_id,
            *_matches(search, Analysis.code, Analysis.title),
        )
        .order_by(Analysis.code_key, Analysis.title, Analysis.id)
        .limit(_CHOICES)
    )
    return [
        *(_of_resource(row) for row in db.session.execute(resources).scalars()),
        *(_of_analysis(row) for row in db.session.execute(others).scalars()),
    ]


def _of_resource(row: Resource) -> Choice:
    price = row.price
    if row.pack_price is not None and row.pack_size:
        price = row.pack_price / row.pack_size
    return Choice("resource", row.id, row.code, row.name, row.unit, row.category, price)


def _of_analysis(row: Analysis) -> Choice:
    exact = row.direct_cost_exact
    cost = row.direct_cost if exact is None else Fraction(exact)
    return Choice("analysis", row.id, row.code, row.title, row.unit, "", cost)
