"""Why the figures of unit price analyses are what they are: D, E and F, blocks, rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from app.domain import explain_address, percents
from app.domain.analysis import BEARING, AnalysisFigures
from app.domain.components import BASES, CATEGORIES, Component
from app.domain.errors import Problem
from app.domain.estimate import Estimate, Figures
from app.domain.explain_address import Address
from app.domain.explain_reason import Reason, of_formula
from app.domain.inputs import COEFFICIENT_LIMIT
from app.domain.sums import known_total

_BASE = "_base"
#: Figures below the blocks: F before its rounding, E, and F.
_PRICED = frozenset({"unit_price", "total", "markup"})


def _at(row: Component, figure: str) -> str:
    return explain_address.of("component", row.id, figure)


def _amounts(rows: Iterable[Component]) -> tuple[str, ...]:
    return tuple(_at(row, "amount") for row in rows if row.kind != "note")


class AnalysisReasons:
    """The reasons of analyses and of their rows; `parameters` are ids by name."""

    def __init__(self, estimate: Estimate, figures: Figures, parameters: Mapping[str, int]) -> None:
        self._estimate = estimate
        self._figures = figures
        self._parameters = parameters
        self._owners = {
            row.id: (analysis_id, row)
            for analysis_id, rows in estimate.analyses.items()
            for row in rows
        }

    def of_analysis(self, found: Address) -> Reason | None:
        """Return the reason of a figure of an analysis; None where it is not in the estimate."""
        if found.id not in self._estimate.analyses:
            return None
        address, figures = str(found), self._figures.analyses[found.id]
        if found.figure in _PRICED:
            return self._priced(found, figures.direct_cost)
        if found.figure == "direct_cost":
            return self._direct_cost(found.id, figures)
        category = found.figure.removesuffix(_BASE)
        rows = [row for row in self._estimate.analyses[found.id] if row.category == category]
        if found.figure in CATEGORIES:
            value = next(v for c, v in figures.blocks.items() if c == category)
            return Reason(address, "sum", value, _amounts(rows))
        ends = percents.chains(self._estimate.analyses[found.id]).ends
        plain = [row for row in rows if ends.get(row.id) != "block" and row.kind != "note"]
        value = known_total(figures.amounts[row.id] for row in plain)
        return Reason(address, "sum", value, _amounts(plain))

    def _direct_cost(self, analysis_id: int, figures: AnalysisFigures) -> Reason:
        address = explain_address.of("analysis", analysis_id, "direct_cost")
        rows = self._estimate.analyses[analysis_id]
        if not any(row.kind in BEARING for row in rows):
            return Reason(address, "unknown", figures.direct_cost)
        filled = {row.category for row in rows if row.kind != "note"}
        blocks = [category for category in CATEGORIES if category in filled]
        terms = tuple(explain_address.of("analysis", analysis_id, each) for each in blocks)
        return Reason(address, "sum", figures.direct_cost, terms)

    def _priced(self, found: Address, direct: Fraction | None) -> Reason:
        address, percent = str(found), self._estimate.markup_percent
        cost = explain_address.of("analysis", found.id, "direct_cost")
        added = None if direct is None else direct * percent / 100
        if found.figure == "markup":
            return Reason(address, "percent", added, (cost, "project.markup"))
        if found.figure == "total":
            value = None if direct is None or added is None else direct + added
            terms = (cost, explain_address.of("analysis", found.id, "markup"))
            return Reason(address, "sum", value, terms)
        policy = self._estimate.policies.unit_price
        value = self._figures.unit_prices.get(found.id)
        return Reason(address, "markup", value, (cost, "project.markup"), policy)

    def of_component(self, found: Address) -> Reason | None:
        """Return the reason of a figure of a row; a note has none."""
        owner = self._owners.get(found.id)
        if owner is None or owner[1].kind == "note":
            return None
        analysis_id, row = owner
        figures = self._figures.analyses[analysis_id]
        if found.figure == "coefficient":
            return self._coefficient(row, figures)
        source = self._source(analysis_id, row)
        if found.figure == "amount":
            terms = (_at(row, "coefficient"), source or _at(row, "price"))
            return Reason(str(found), "product", figures.amounts[row.id], terms)
        if source is not None:
            return Reason(str(found), "same", figures.prices[row.id], (source,))
        if row.kind == "lump":
            return Reason(str(found), "input", figures.prices[row.id])
        return Reason(str(found), "unknown", None, problem=self._problem(row, figures))

    def _coefficient(self, row: Component, figures: AnalysisFigures) -> Reason:
        address, value = _at(row, "coefficient"), figures.coefficients[row.id]
        if row.formula is None:
            return Reason(address, "input", value)
        problem = None if value is not None else self._problem(row, figures)
        made = of_formula(address, row.formula, value, self._parameters, problem)
        return replace(made, limit=COEFFICIENT_LIMIT)

    @staticmethod
    def _problem(row: Component, figures: AnalysisFigures) -> Problem | None:
        place = f"component:{row.id}"
        return next((p for p in figures.problems if p.place == place), None)

    def _source(self, analysis_id: int, row: Component) -> str | None:
        """What the coefficient of a row multiplies; None for a price of its own, or for none."""
        if row.kind == "resource" and row.resource_id in self._estimate.resources:
            return explain_address.of("resource", row.resource_id or 0, "price")
        if row.kind == "analysis" and row.analysis_id in self._estimate.analyses:
            return explain_address.of("analysis", row.analysis_id or 0, row.basis)
        if row.kind != "percent":
            return None
        if row.percent_of in BASES:
            return explain_address.of("analysis", analysis_id, f"{row.percent_of}{_BASE}")
        base = self._owners.get(row.percent_row_id or 0)
        if base is None or base[0] != analysis_id or base[1].kind == "note":
            return None
        return _at(base[1], "amount")
