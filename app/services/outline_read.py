"""One row of the sheet as it is read, its sections, and the total bar; few statements each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from app.domain import recap as domain
from app.domain.locale_numbers import NumberLocale
from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Analysis, OutlineNode, Project
from app.services import entries, figures, projects, snapshot, totals
from app.services.errors import NotFound
from app.services.journal import raw

_COLUMNS = (
    "id", "parent_id", "version", "kind", "number", "level", "sort_path", "code", "title", "unit",
    "formula", "quantity_typed", "quantity", "quantity_exact", "origin", "analysis_id",
    "price_source", "zero_reason", "markup_percent", "markup", "unit_price", "unit_price_exact",
    "amount", "amount_exact", "incomplete",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet; figures in rupiah, exact; `typed` is what its quantity cell holds."""

    id: int
    parent_id: int | None
    version: int
    kind: str
    number: str
    level: int
    path: str
    code: str
    title: str
    unit: str
    typed: str
    #: The quantity that is multiplied, where the cell holds something else: a formula, say.
    result: Fraction | None
    quantity: Fraction | None
    origin: str
    analysis_id: int | None
    analysis_code: str
    reason: str
    markup_percent: Fraction | None
    #: The markup in force, wherever it comes from.
    markup: Fraction
    unit_price: Fraction | None
    amount: Fraction | None
    incomplete: int
    #: Percent of the subtotal.
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The total bar: Jumlah, tail lines, what the ceiling leaves, the rounded total."""

    subtotal: Fraction
    tail: Sequence[domain.TailFigure]
    total: Fraction
    rounded: Fraction
    is_rounded: bool
    margin: Fraction | None
    missing_prices: int
    incomplete: int


def bar(project: Project) -> Totals:
    """The total bar, from the project's own row."""
    policies, line = snapshot.policies(project.rounding), totals.recap(project)
    return Totals(
        subtotal=line.subtotal,
        tail=line.tail,
        total=line.total,
        rounded=line.rounded,
        is_rounded=policies.total.mode != "none",
        margin=projects.margin(project),
        missing_prices=project.missing_prices,
        incomplete=project.incomplete,
    )


def row(project: Project, node_id: int, locale: NumberLocale) -> Row:
    """One row; NotFound where this project has none of that id."""
    found = rows(project, select_rows().where(*_own(project.id, node_id)), locale)
    if not found:
        raise NotFound
    return found[0]


def with_sections(project: Project, node_id: int, locale: NumberLocale) -> list[Row]:
    """A row and the sections above it, top first, itself last: one statement."""
    node = OutlineNode
    up = select(node.id, node.parent_id).where(*_own(project.id, node_id)).cte(recursive=True)
    up = up.union(select(node.id, node.parent_id).join(up, node.id == up.c.parent_id))
    statement = select_rows().where(node.id.in_(select(up.c.id))).order_by(node.level)
    found = rows(project, statement, locale)
    if not found:
        raise NotFound
    return found


def several(project: Project, ids: Sequence[int], locale: NumberLocale) -> list[Row]:
    """Rows and all sections above them, in the order of the sheet: one statement."""
    node = OutlineNode
    own = node.project_id == project.id, node.id.in_(ids)
    up = select(node.id, node.parent_id).where(*own).cte(recursive=True)
    up = up.union(select(node.id, node.parent_id).join(up, node.id == up.c.parent_id))
    statement = select_rows().where(node.id.in_(select(up.c.id))).order_by(node.sort_path)
    return rows(project, statement, locale)


def select_rows() -> Select[Any]:
    """The columns of a row with what its analysis is called: for `rows`."""
    columns = (raw(OutlineNode, name) for name in _COLUMNS)
    return select(*columns, Analysis.code.label("analysis_code")).outerjoin(
        Analysis, Analysis.id == OutlineNode.analysis_id
    )


def _own(project_id: int, node_id: int) -> tuple[ColumnElement[bool], ...]:
    return OutlineNode.project_id == project_id, OutlineNode.id == known_id(node_id)


def known_id(number: int) -> int:
    """An id that the column can hold; one beyond it is no row, and must not reach the driver."""
    return min(max(number, 0), 2**31 - 1)


def rows(project: Project, statement: Select[Any], locale: NumberLocale) -> list[Row]:
    """Run a statement made from `select_rows`."""
    subtotal = totals.exact(project, "subtotal")
    found = db.session.execute(statement).mappings()
    return [_row(dict(values), subtotal, locale) for values in found]


def _row(values: Mapping[str, Any], subtotal: Fraction, locale: NumberLocale) -> Row:
    typed = values["quantity_typed"]
    given = None if typed is None else from_scaled(typed, figures.QUANTITY)
    quantity = figures.read(values, "quantity", figures.QUANTITY)
    amount = figures.read(values, "amount")
    markup = values["markup_percent"]
    return Row(
        **{n: values[n] for n in ("id", "parent_id", "version", "kind", "number", "level")},
        **{n: values[n] for n in ("code", "title", "unit", "origin", "analysis_id", "incomplete")},
        path=values["sort_path"],
        typed=entries.written(given, values["formula"], locale, figures.QUANTITY),
        result=quantity if values["formula"] or quantity != given else None,
        quantity=quantity,
        analysis_code=values["analysis_code"] or "",
        reason=values["price_source"] or values["zero_reason"],
        markup_percent=None if markup is None else from_scaled(markup, figures.MONEY),
        markup=from_scaled(values["markup"] or 0, figures.MONEY),
        unit_price=figures.read(values, "unit_price"),
        amount=amount,
        share=amount * 100 / subtotal if amount is not None and subtotal else None,
    )
