"""A markup in force (BUK): from direct cost to unit price, each analysis priced once."""

from fractions import Fraction

from app.domain.numbers import Rounding


class Markup:
    """A percent of the direct cost and the policy of unit prices, shared by many items."""

    def __init__(self, percent: Fraction, rounding: Rounding) -> None:
        self.percent = percent
        self.factor = 1 + percent / 100
        self.rounding = rounding
        #: Unit price by analysis, as far as it has been asked for.
        self.unit_prices: dict[int, Fraction | None] = {}

    def on(self, direct_cost: Fraction | None) -> Fraction | None:
        """Return the unit price of a direct cost, in the same unit; unknown stays unknown."""
        return None if direct_cost is None else self.rounding(direct_cost * self.factor)

    def of(self, analysis_id: int, direct_cost: Fraction | None) -> Fraction | None:
        """Return the unit price of an analysis with this direct cost, computed once."""
        if analysis_id not in self.unit_prices:
            self.unit_prices[analysis_id] = self.on(direct_cost)
        return self.unit_prices[analysis_id]
