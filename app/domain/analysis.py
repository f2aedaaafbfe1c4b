"""A unit price analysis: its components, what they cost, and the direct cost of one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain import percents
from app.domain.components import BASES, CATEGORIES, Basis, Category, Component, Kind, PercentOf
from app.domain.errors import Problem
from app.domain.inputs import COEFFICIENT_LIMIT, entered, placed
from app.domain.nesting import cycle, order
from app.domain.sums import known_total, total

__all__ = [
    "CATEGORIES",
    "AnalysisFigures",
    "Basis",
    "Category",
    "Component",
    "Kind",
    "Prices",
    "cost",
    "cycle",
    "order",
]

#: Rows that bring money of their own; a percent row only repeats a part of theirs.
BEARING = frozenset({"resource", "analysis", "lump"})


@dataclass(frozen=True, slots=True)
class Prices:
    """What the rows of an analysis draw on, in rupiah per unit; absent or None = unknown."""

    resource: Mapping[int, Fraction | None] = field(default_factory=dict)
    direct_cost: Mapping[int, Fraction | None] = field(default_factory=dict)
    unit_price: Mapping[int, Fraction | None] = field(default_factory=dict)
    parameters: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnalysisFigures:
    """Rupiah per unit of the analysis (D, and A, B, C by category), and each row by its id.

    For every row amount = coefficient x price; the price of a percent row is the amount of which
    it takes its share. A note has None in all three.
    """

    direct_cost: Fraction | None
    blocks: Mapping[Category, Fraction | None]
    coefficients: Mapping[int, Fraction | None]
    prices: Mapping[int, Fraction | None]
    amounts: Mapping[int, Fraction | None]
    problems: tuple[Problem, ...] = ()


def cost(components: Sequence[Component], prices: Prices) -> AnalysisFigures:
    """Return the figures of one analysis, exact and unrounded, in rupiah per unit.

    An unknown amount makes its block and the direct cost unknown, and an analysis without a row
    that brings money is unknown too, never 0. A percent of a block is taken of the block's rows
    except those that are themselves, at the end of their chain, percents of a block. Problems:
    those of a formula, figure.out_of_range, analysis.percent_base_missing,
    analysis.percent_cycle. Source: form of Permen PUPR 8/2023, D = A + B + C, and "other".
    """
    sheet = _Sheet(prices)
    for row in components:
        sheet.enter(row)
    if any(row.kind == "percent" for row in components):
        sheet.share(components)
    blocks = {category: sheet.block(components, category) for category in CATEGORIES}
    known = [amount for amount in blocks.values() if amount is not None]
    bears = any(row.kind in BEARING for row in components)
    return AnalysisFigures(
        total(known) if bears and len(known) == len(CATEGORIES) else None,
        blocks,
        sheet.coefficients,
        sheet.prices,
        sheet.amounts,
        tuple(sheet.problems),
    )


class _Sheet:
    """The columns of one analysis while they are being filled."""

    def __init__(self, sources: Prices) -> None:
        self.sources = sources
        self.coefficients: dict[int, Fraction | None] = {}
        self.prices: dict[int, Fraction | None] = {}
        self.amounts: dict[int, Fraction | None] = {}
        self.problems: list[Problem] = []

    def enter(self, row: Component) -> None:
        """Fill the columns of one row as far as it does not depend on other rows."""
        self.coefficients[row.id] = None if row.kind == "note" else self._coefficient(row)
        self._multiply(row, _own_price(row, self.sources))

    def share(self, components: Sequence[Component]) -> None:
        """Fill the percent rows: those of rows first, because blocks are summed over them."""
        found = percents.chains(components)
        for row in found.ending_in("row"):
            self._multiply(row, _find(self.amounts, row.percent_row_id))
        plain = [row for row in components if found.ends.get(row.id) != "block"]
        bases: dict[PercentOf | None, Fraction | None] = {
            category: self.block(plain, category) for category in BASES
        }
        for row in found.ending_in("block"):
            by_row = row.percent_of == "row"
            self._multiply(
                row,
                _find(self.amounts, row.percent_row_id) if by_row else bases[row.percent_of],
            )
        for end in ("missing", "cycle"):
            code = "analysis.percent_cycle" if end == "cycle" else "analysis.percent_base_missing"
            for row in found.ending_in(end):
                self.problems.append(Problem(code, _place(row)))

    def block(self, components: Sequence[Component], category: Category) -> Fraction | None:
        """Return the sum of the amounts in one category, 0 for none, None if one is unknown."""
        return known_total(
            self.amounts[row.id]
            for row in components
            if row.category == category and row.kind != "note"
        )

    def _multiply(self, row: Component, price: Fraction | None) -> None:
        coefficient = self.coefficients[row.id]
        self.prices[row.id] = price
        self.amounts[row.id] = None if coefficient is None or price is None else coefficient * price

    def _coefficient(self, row: Component) -> Fraction | None:
        parameters = self.sources.parameters
        value = entered(row.coefficient, row.formula, parameters, COEFFICIENT_LIMIT)
        if isinstance(value, Problem):
            self.problems.append(placed(value, _place(row)))
            return None
        return value


def _own_price(row: Component, sources: Prices) -> Fraction | None:
    """Return the price of a row that does not depend on other rows of its analysis."""
    if row.kind == "resource":
        return _find(sources.resource, row.resource_id)
    if row.kind == "analysis":
        nested = sources.direct_cost if row.basis == "direct_cost" else sources.unit_price
        return _find(nested, row.analysis_id)
    return row.price if row.kind == "lump" else None


def _find(prices: Mapping[int, Fraction | None], key: int | None) -> Fraction | None:
    return None if key is None else prices.get(key)


def _place(row: Component) -> str:
    return f"component:{row.id}"
