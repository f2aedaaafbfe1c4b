"""What the amount of a row is: coefficient x price, or a share of other amounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.components import BASES, PercentOf
from app.domain.formula import Formula
from app.interchange import forms_formula
from app.interchange.book import Error, number
from app.interchange.forms_scan import Draft
from app.interchange.forms_values import Values


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio of one row, by its sheet row, or of a block."""

    ratio: Fraction
    of: PercentOf
    row: int = 0


def share(values: Values, draft: Draft, row: int) -> Share | None:
    """The share that the amount of `row` is, None if it is something else.

    `=F14*H13` is 0.35 of the amount above; `=F14*SUM(H7:H10)` and `=F14*H11`, with H11 the sum
    of a block, are shares of the block. A row with a price of its own is never a share.
    """
    columns, grid = draft.columns, values.grid
    if number(grid.cell(row, columns.price)) is not None and not _shares_price(values, draft, row):
        return None
    found = _expression(values, draft, row)
    if found is None:
        return None
    amounts = {name for name in found.names if _column(name) == columns.amount}
    own = forms_formula.name(row, columns.amount)
    if not amounts or own in amounts:
        return None
    ratio = _ratio(values, found, amounts)
    return None if ratio is None else _based(draft, row, ratio, amounts)


def _shares_price(values: Values, draft: Draft, row: int) -> bool:
    """Whether the price is itself an amount of this analysis: `=H13`."""
    only = forms_formula.single(values.grid.formula(row, draft.columns.price))
    if only is None or _column(only) != draft.columns.amount:
        return False
    at = _row(only)
    return draft.heading < at < (draft.direct or row + 1)


def _expression(values: Values, draft: Draft, row: int) -> Formula | None:
    """The formula of the amount, with the price put in where that points at amounts."""
    columns, grid = draft.columns, values.grid
    text = forms_formula.bare(grid.formula(row, columns.amount))
    price = forms_formula.name(row, columns.price)
    plain = values.expression(text)
    if plain is None or price not in plain.names:
        return plain
    inner = values.expression(grid.formula(row, columns.price))
    if inner is None or not any(_column(name) == columns.amount for name in inner.names):
        return None
    body = forms_formula.bare(grid.formula(row, columns.price)).removeprefix("=")
    return values.expression(text.replace(price.upper(), f"({body})"))


def _ratio(values: Values, found: Formula, amounts: set[str]) -> Fraction | None:
    """What each of the amounts is multiplied by, if that is all and the same for each."""
    others = {name: values.exact(name) for name in found.names - amounts}
    known = {name: value for name, value in others.items() if value is not None}
    if len(known) < len(others):
        return None
    nothing = dict.fromkeys(amounts, Fraction(0))

    def at(each: Mapping[str, Fraction]) -> Fraction | None:
        return values.evaluate(found, {**known, **each})

    ratios = {at(nothing | {name: Fraction(1)}) for name in amounts}
    ratio = ratios.pop()
    if ratios or ratio is None or at(nothing) != 0:
        return None
    doubled = at(dict.fromkeys(amounts, Fraction(2)))
    return ratio if doubled == 2 * ratio * len(amounts) else None


def _based(draft: Draft, row: int, ratio: Fraction, amounts: set[str]) -> Share | None:
    """Name the base: one row, or the block whose sum or whose every other row is meant."""
    rows = {_row(name) for name in amounts}
    if len(rows) > 1:
        base = next((each for each in BASES if _covers(draft.block(each), rows, row)), None)
        return Share(ratio, base) if base else None
    (at,) = rows
    if at in draft.categories:
        return Share(ratio, "row", at)
    base = next((each for each in BASES if each == draft.sum_rows.get(at)), None)
    return Share(ratio, base) if base else None


def _covers(block: frozenset[int], rows: set[int], own: int) -> bool:
    """Whether these are all rows of a block, with or without the one that asks."""
    return len(block) <= len(rows) + 1 and rows - {own} == block - {own}


def is_typed(values: Values, draft: Draft, row: int) -> bool:
    """Whether the amount was typed in where a formula is expected."""
    cell = values.grid.cell(row, draft.columns.amount)
    return not isinstance(cell, Error | str | None) and not values.grid.formula(
        row, draft.columns.amount
    )


def _column(name: str) -> int:
    at = forms_formula.position(name)
    return at[1] if at else -1


def _row(name: str) -> int:
    at = forms_formula.position(name)
    return at[0] if at else 0
