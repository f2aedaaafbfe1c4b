"""Items that were edited, and items below analyses whose direct cost moved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, select

from app.domain import estimate as domain
from app.domain.numbers import from_scaled, from_stored
from app.models import Analysis, OutlineNode
from app.services import arrays, figures, journal, snapshot
from app.services.journal import Change, raw
from app.services.reach_analyses import Moved
from app.services.walk import Walk, ancestors

Values = dict[str, Any]
_NEEDED = tuple(dict.fromkeys((*journal.inputs(OutlineNode), *figures.NODE_FIGURES)))


def recalculate(step: Walk) -> None:
    """Write the figures of the edited items; enter in the ledger what they move."""
    edited = {c.id: c for c in step.of("outline_node")}
    for change in edited.values():
        if change.after is None and (change.before or {}).get("kind") == "item":
            _take_out(step, change)
    rows = _rows(step, [i for i, c in edited.items() if c.after is not None])
    markups = _markups(step, rows, edited)
    changed: list[tuple[int, Values]] = []
    for row in rows:
        values = _values(step, row, markups.get(row.id))
        _enter(step, row, values, edited[row.id])
        old = row._mapping  # noqa: SLF001
        if any(old[n] != v for n, v in values.items()):
            changed.append((row.id, values))
    figures.write(step.session, OutlineNode, changed)


def _rows(step: Walk, ids: list[int]) -> list[Row[Any]]:
    if not ids:
        return []
    costs = (
        raw(Analysis, "direct_cost").label("analysis_cost"),
        raw(Analysis, "direct_cost_exact").label("analysis_cost_exact"),
    )
    statement = (
        select(OutlineNode.id, *(raw(OutlineNode, n) for n in _NEEDED), *costs)
        .outerjoin(Analysis, Analysis.id == OutlineNode.analysis_id)
        .where(OutlineNode.project_id == step.project.id, OutlineNode.id.in_(ids))
    )
    return list(step.session.execute(statement).all())


def _take_out(step: Walk, change: Change) -> None:
    gone = change.gone or {}
    parent = _standing(step, (change.before or {}).get("parent_id"))
    step.ledger.add(parent, figures.read(gone, "amount"), gone["incomplete"], -1)


def _standing(step: Walk, parent: int | None) -> int | None:
    """The nearest section above that was not deleted in the same write."""
    deleted = {c.id: c.before for c in step.of("outline_node") if c.after is None}
    while parent in deleted:
        parent = (deleted[parent] or {})["parent_id"]
    return parent


def _markups(
    step: Walk, rows: Iterable[Row[Any]], edited: Mapping[int, Change]
) -> dict[int, Fraction]:
    """Markup of the rows that are new, moved or marked up differently; others keep theirs."""
    fresh = [row for row in rows if _is_fresh(edited[row.id])]
    if not fresh:
        return {}
    above = ancestors(step, {row.parent_id for row in fresh if row.parent_id is not None})
    found: dict[int, Fraction] = {}
    for row in fresh:
        markup, parent = row.markup_percent, row.parent_id
        while markup is None and parent is not None:
            markup, parent = above[parent].markup_percent, above[parent].parent_id
        own = step.project.markup_percent
        found[row.id] = own if markup is None else from_scaled(markup, figures.MONEY)
    return found


def _is_fresh(change: Change) -> bool:
    moving = {"parent_id", "markup_percent"}
    return change.before is None or not moving.isdisjoint(change.after or {})


def _values(step: Walk, row: Row[Any], markup: Fraction | None) -> Values:
    node = snapshot.node(row.id, row._mapping)  # noqa: SLF001
    if markup is None:
        markup = from_scaled(row.markup, figures.MONEY)
    if node.kind != "item":
        values: Values = {"markup": int(markup * 10**figures.MONEY)}
        if row.kind == "section" and row.amount is None:
            values.update(amount=0, amount_exact=None)
        return values
    quantity = domain.item_quantity(node, step.parameters if node.formula else {}, step.policies)
    direct = None
    if node.origin == "analysis" and row.analysis_cost is not None:
        direct = from_stored(row.analysis_cost, row.analysis_cost_exact, figures.MONEY)
    return figures.node_values(domain.item_figures(node, quantity, direct, markup, step.policies))


def _enter(step: Walk, row: Row[Any], values: Values, change: Change) -> None:
    """Move the item's contribution from where it stood to where it stands."""
    if row.kind != "item":
        return
    if change.before is not None:
        was = row.parent_id
        if "parent_id" in change.before:
            was = _standing(step, change.before["parent_id"])
        old = row._mapping  # noqa: SLF001
        step.ledger.add(was, figures.read(old, "amount"), old["incomplete"], -1)
    amount = figures.read(values, "amount")
    step.ledger.add(row.parent_id, amount, values["incomplete"], 1)


# --- many items at once ------------------------------------------------------------------------

_REPRICED = (
    "direct_cost", "direct_cost_exact", "unit_price", "unit_price_exact", "amount",
    "amount_exact", "incomplete",
)  # fmt: skip
_READ = (
    "parent_id", "analysis_id", "markup", "quantity", "quantity_exact", "amount",
    "amount_exact", "incomplete",
)  # fmt: skip
#: A quantity and a unit price at their stored scales multiply to this many decimals.
_SHIFT = 10**figures.QUANTITY
_LIMIT = figures.LIMIT * 10**figures.MONEY


def reprice(step: Walk, costs: Mapping[int, Moved]) -> None:
    """Give the items of these analyses their new direct cost; quantities and markups stand.

    One price may be used by ten thousand items: unit prices are made once per analysis and
    markup, and amounts are whole-number products wherever nothing needs a fraction.
    """
    edited = {c.id for c in step.of("outline_node")}
    prices: dict[tuple[int, int], tuple[Any, ...]] = {}
    sums: dict[int | None, int] = defaultdict(int)
    changed: list[tuple[Any, ...]] = []
    plain = step.policies.line.mode == "none"
    for row in _priced_by(step, costs):
        item, parent, analysis, markup, quantity, inexact, amount, amount_exact, _ = row
        if item in edited:
            continue
        priced = prices.get((analysis, markup))
        if priced is None:
            priced = _priced(step, analysis, costs[analysis], markup)
            prices[analysis, markup] = priced
        unit = priced[2]
        known = quantity is not None and unit is not None and amount is not None
        if plain and known and inexact is priced[3] is amount_exact is None:
            new, rest = divmod(quantity * unit, _SHIFT)
            if not rest and -_LIMIT < new < _LIMIT:
                sums[parent] += new - amount
                changed.append((*priced, new, None, 0, item))
                continue
        changed.append((*priced, *_exactly(step, row, priced), item))
    for parent, moved in sums.items():
        step.ledger.add(parent, from_scaled(moved, figures.MONEY), 0, 1)
    figures.write_columns(step.session, OutlineNode, _REPRICED, changed)


def _priced_by(step: Walk, analyses: Iterable[int]) -> Sequence[Any]:
    """The items of these analyses, as tuples past the ORM: there may be ten thousand."""
    nodes: Any = OutlineNode.__table__
    statement = select(nodes.c.id, *(raw(OutlineNode, n) for n in _READ)).where(
        nodes.c.project_id == step.project.id,
        arrays.among(step.session, nodes.c.analysis_id, analyses),
    )
    return step.session.execute(statement).all()


def _priced(step: Walk, analysis: int, cost: Moved, markup: int) -> tuple[Any, ...]:
    rate = step.markup(from_scaled(markup, figures.MONEY))
    if rate is step.own_markup:
        return cost.stored
    unit_price = rate.of(analysis, cost.direct)
    return (*figures.pair(cost.direct), *figures.pair(unit_price))


def _exactly(step: Walk, row: Row[Any], priced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Amount, its exact ratio and the count of missing amounts, where fractions are needed."""
    old = row._mapping  # noqa: SLF001
    quantity = figures.read(old, "quantity", figures.QUANTITY)
    unit = figures.read({"unit_price": priced[2], "unit_price_exact": priced[3]}, "unit_price")
    amount = None if quantity is None or unit is None else step.policies.line(quantity * unit)
    incomplete = 1 if amount is None else 0
    step.ledger.add(row.parent_id, figures.read(old, "amount"), row.incomplete, -1)
    step.ledger.add(row.parent_id, amount, incomplete, 1)
    return (*figures.stored("amount", amount).values(), incomplete)
