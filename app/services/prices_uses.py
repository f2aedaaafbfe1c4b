"""Where a resource is used: analyses that name it, and items that reach it through any nesting."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from app.extensions import db
from app.models import Analysis, Component, OutlineNode
from app.services import figures
from app.services.journal import raw
from app.services.outline_read import known_id

PAGE = 100
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Use:
    """A row of an analysis that names the resource, in units of it per unit of the analysis."""

    analysis_id: int
    code: str
    title: str
    unit: str
    coefficient: Fraction | None
    formula: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the budget whose price contains the resource; the amount in rupiah."""

    id: int
    number: str
    title: str
    unit: str
    quantity: Fraction | None
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class Part(Generic[Line]):
    """One page of a list of `count` lines."""

    lines: Sequence[Line]
    count: int
    page: int
    pages: int


def analyses(project_id: int, resource_id: int, page: int) -> Part[Use]:
    """The rows of analyses that name the resource, by code: two statements."""
    columns = (Component.coefficient, Component.formula)
    statement = (
        select(Analysis.id, Analysis.code, Analysis.title, Analysis.unit, *columns)
        .join(Component, Component.analysis_id == Analysis.id)
        .where(Component.project_id == project_id, Component.resource_id == known_id(resource_id))
        .order_by(Analysis.code_key, Analysis.title, Component.id)
    )
    rows, *place = _part(statement, page)
    return Part([Use(*row) for row in rows], *place)


def items(project_id: int, resource_id: int, page: int) -> Part[Item]:
    """The items that use the resource, in the order of the sheet: two statements."""
    start = select(Component.analysis_id).where(
        Component.project_id == project_id, Component.resource_id == known_id(resource_id)
    )
    reach = start.cte("reach", recursive=True)
    up = select(Component.analysis_id).join(reach, Component.nested_id == reach.c.analysis_id)
    reach = reach.union(up)
    names = ("number", "title", "unit", "quantity", "quantity_exact", "amount", "amount_exact")
    statement = (
        select(OutlineNode.id, *(raw(OutlineNode, name) for name in names))
        .where(
            OutlineNode.project_id == project_id,
            OutlineNode.analysis_id.in_(select(reach.c.analysis_id)),
        )
        .order_by(OutlineNode.sort_path)
    )
    rows, *place = _part(statement, page)
    return Part([_item(row) for row in rows], *place)


def _item(row: Any) -> Item:  # noqa: ANN401
    values = row._mapping  # noqa: SLF001
    return Item(
        row.id, row.number, row.title, row.unit,
        figures.read(values, "quantity", figures.QUANTITY), figures.read(values, "amount"),
    )  # fmt: skip


def _part(statement: Select[*tuple[Any, ...]], page: int) -> tuple[Sequence[Any], int, int, int]:
    plain = statement.order_by(None).subquery()
    count: int = db.session.execute(select(func.count()).select_from(plain)).scalar_one()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = db.session.execute(statement.limit(PAGE).offset((page - 1) * PAGE)).all()
    return rows, count, page, pages
