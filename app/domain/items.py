"""One item of the outline: its quantity, its unit price, its amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.errors import Problem
from app.domain.inputs import QUANTITY_LIMIT, Value, entered, out_of_range, placed, within
from app.domain.markup import Markup
from app.domain.numbers import Policies
from app.domain.outline import Node

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """The figures of one row of the outline, in rupiah; None = unknown.

    A section has the sum of what is known below it and the number of items without amount; a
    note has neither. `quantity` is the one that was multiplied, after the quantity policy.
    """

    quantity: Fraction | None
    markup_percent: Fraction
    direct_cost: Fraction | None
    unit_price: Fraction | None
    amount: Fraction | None
    incomplete: int = 0
    problems: tuple[Problem, ...] = ()


def item_quantity(node: Node, parameters: Mapping[str, Fraction], policies: Policies) -> Value:
    """Return the quantity of an item in its unit, after the quantity policy.

    None when none was entered; a Problem when its formula fails, or when it is not within
    0 <= quantity < 10^9 before and after rounding (figure.out_of_range).
    """
    value = entered(node.quantity, node.formula, parameters, QUANTITY_LIMIT)
    if isinstance(value, Problem):
        return placed(value, _place(node))
    if value is None or policies.quantity.mode == "none":
        return value
    rounded = policies.quantity(value)
    if within(rounded, QUANTITY_LIMIT):
        return rounded
    return placed(out_of_range(QUANTITY_LIMIT), _place(node))


def item_figures(
    node: Node,
    quantity: Value,
    direct_cost: Fraction | None,
    markup_percent: Fraction,
    policies: Policies,
) -> NodeFigures:
    """Return the figures of one item, as the whole estimate has them.

    `quantity` is what `item_quantity` returned, `direct_cost` the rupiah per unit of the item's
    analysis (read for origin "analysis" only), `markup_percent` the one in force (10 = 10 %).
    """
    markup = Markup(markup_percent, policies.unit_price)
    return priced(node, quantity, direct_cost, markup, policies)


def priced(
    node: Node,
    quantity: Value,
    direct_cost: Fraction | None,
    markup: Markup,
    policies: Policies,
) -> NodeFigures:
    """Return the figures of one item; the markup may be shared by many."""
    direct_cost, unit_price = _unit_price(node, direct_cost, markup)
    problems = (quantity,) if isinstance(quantity, Problem) else ()
    multiplied = None if isinstance(quantity, Problem) else quantity
    amount = None
    if unit_price is not None and multiplied is not None:
        amount = policies.line(unit_price * multiplied)
    return NodeFigures(
        multiplied,
        markup.percent,
        direct_cost,
        unit_price,
        amount,
        1 if amount is None else 0,
        problems,
    )


def _unit_price(
    node: Node,
    direct_cost: Fraction | None,
    markup: Markup,
) -> tuple[Fraction | None, Fraction | None]:
    """Return the direct cost and the unit price by the origin of the price."""
    if node.origin == "analysis" and node.analysis_id is not None:
        return direct_cost, markup.of(node.analysis_id, direct_cost)
    if node.origin == "zero":
        return _ZERO, _ZERO
    if node.origin != "typed":
        return None, None
    if node.markup_included:
        return None, None if node.price is None else markup.rounding(node.price)
    return node.price, markup.on(node.price)


def _place(node: Node) -> str:
    return f"node:{node.id}"
