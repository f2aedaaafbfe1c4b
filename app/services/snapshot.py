"""The only loader of a whole estimate: a fixed number of statements, whatever its size."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.analysis import Component
from app.domain.estimate import Estimate, Node, Policies
from app.domain.numbers import Rounding, from_scaled
from app.domain.recap import TailLine
from app.extensions import Base
from app.models import Project
from app.services import journal

#: {table: {id: {column: stored value}}}: every input of one project.
Inputs = dict[str, dict[int, dict[str, Any]]]
PRICE, QUANTITY, COEFFICIENT = 4, 6, 10


def inputs(session: Session, project_id: int) -> Inputs:
    """Every journaled value of a project, as stored: one statement a table."""
    return {m.__tablename__: _rows(session, m, project_id) for m in journal.JOURNALED}


def _rows(session: Session, model: type[Base], project_id: int) -> dict[int, dict[str, Any]]:
    names = journal.inputs(model)
    key = model.id if model is Project else model.project_id  # type: ignore[attr-defined]
    statement = select(model.id, *(journal.raw(model, n) for n in names))  # type: ignore[attr-defined]
    rows = session.execute(statement.where(key == project_id)).all()
    dates = [i for i, n in enumerate(names, 1) if n.endswith("_date")]
    if not dates:
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    return {row[0]: _dated(names, row) for row in rows}


def _dated(names: tuple[str, ...], row: Any) -> dict[str, Any]:  # noqa: ANN401
    values = dict(zip(names, row[1:], strict=True))
    return {n: v.isoformat() if v and n.endswith("_date") else v for n, v in values.items()}


def estimate(stored: Inputs) -> Estimate:
    """The estimate that the domain computes, from stored inputs."""
    project = next(iter(stored["project"].values()))
    return Estimate(
        markup_percent=from_scaled(project["markup_percent"], PRICE),
        policies=policies(project["rounding"]),
        tail=tail(project["tail"]),
        parameters=parameters(stored["parameter"].values()),
        resources={i: resource_price(r) for i, r in stored["resource"].items()},
        analyses=analyses(stored),
        nodes=tuple(node(i, n) for i, n in stored["outline_node"].items()),
    )


def policies(stored: Mapping[str, Any]) -> Policies:
    """The rounding policies of a project; an absent one rounds nothing."""
    return Policies(**{step: rounding(value) for step, value in stored.items()})


def rounding(stored: Mapping[str, Any]) -> Rounding:
    """One policy: {"mode": "down", "step": "100"}."""
    return Rounding(stored["mode"], Fraction(stored.get("step", "1")))


def tail(stored: list[dict[str, Any]]) -> tuple[TailLine, ...]:
    """The tail lines of a project."""
    return tuple(
        TailLine(
            label=line["label"],
            percent=Fraction(line["percent"]),
            base=line.get("base", "subtotal"),
            base_factor=Fraction(line.get("base_factor", "1")),
            sign=line.get("sign", 1),
            rounding=rounding(line["rounding"]) if line.get("rounding") else None,
        )
        for line in stored
    )


def parameters(rows: Any) -> dict[str, Fraction | str]:  # noqa: ANN401
    """Parameters by name: a number, or the canonical text of a formula."""
    return {
        r["name"]: r["formula"] or from_scaled(r["value"] or 0, QUANTITY)
        for r in rows
        if r["formula"] or r["value"] is not None
    }


def resource_price(row: Mapping[str, Any]) -> Fraction | None:
    """Rupiah per unit: the typed price, or that of a pack by its size, exactly; None = unknown."""
    if row["pack_price"] is not None:
        return from_scaled(row["pack_price"], PRICE) / from_scaled(row["pack_size"], COEFFICIENT)
    return None if row["price"] is None else from_scaled(row["price"], PRICE)


def analyses(stored: Inputs) -> dict[int, tuple[Component, ...]]:
    """The components of every analysis, in their order."""
    found: dict[int, list[Component]] = {i: [] for i in stored["analysis"]}
    rows = stored["component"].items()
    for i, row in sorted(rows, key=lambda r: (r[1]["position"], r[0])):
        found[row["analysis_id"]].append(component(i, row))
    return {i: tuple(c) for i, c in found.items()}


def component(number: int, row: Mapping[str, Any]) -> Component:
    """One row of an analysis."""
    coefficient, price = row["coefficient"], row["price"]
    return Component(
        id=number,
        kind=row["kind"],
        category=row["category"],
        coefficient=None if coefficient is None else from_scaled(coefficient, COEFFICIENT),
        formula=row["formula"],
        resource_id=row["resource_id"],
        analysis_id=row["nested_id"],
        basis=row["basis"],
        price=None if price is None else from_scaled(price, PRICE),
        percent_of=row["percent_of"],
        percent_row_id=row["percent_row_id"],
    )


def node(number: int, row: journal.RowLike) -> Node:
    """One row of the outline."""
    quantity, price, markup = row["quantity_typed"], row["price"], row["markup_percent"]
    return Node(
        id=number,
        parent_id=row["parent_id"],
        kind=row["kind"],
        quantity=None if quantity is None else from_scaled(quantity, QUANTITY),
        formula=row["formula"],
        origin=row["origin"],
        analysis_id=row["analysis_id"],
        price=None if price is None else from_scaled(price, PRICE),
        markup_included=row["markup_included"],
        markup_percent=None if markup is None else from_scaled(markup, PRICE),
    )
