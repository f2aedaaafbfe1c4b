"""Unit prices as a workbook prints them against exact arithmetic, and why they differ."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.analysis import Prices, cost
from app.domain.catalogue import Analysis, Catalogue, Difference, Printed
from app.domain.components import Component
from app.domain.errors import Problem

#: Problems that change a unit price, in the order of the form, with the cause that they are.
_CAUSES = {
    "form.text_error": "printed.text_comma",
    "form.text_misread": "printed.text_misread",
    "form.not_a_number": "printed.unreadable",
    "form.no_coefficient": "printed.unreadable",
    "form.price_error": "printed.unpriced",
    "form.unpriced": "printed.unpriced",
    "form.amount_differs": "printed.amount",
    "form.block_sum": "printed.block_sum",
    "form.direct_cost_sum": "printed.direct_cost_sum",
    "form.markup_amount": "printed.markup",
    "form.unit_price_sum": "printed.unit_price_sum",
    "form.printed_typed": "printed.typed",
    "form.printed_differs": "printed.typed",
    "form.rounding_unknown": "printed.rounding",
}
_ORDER = {code: at for at, code in enumerate(_CAUSES)}
#: Spreadsheets keep 15 to 17 digits; a figure that is not rounded agrees this far.
_DIGITS = Fraction(1, 10**12)
_PLACE = re.compile(r"(.*)!([A-Z]+)([0-9]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many unit prices are printed, how many equal the computed ones, and the others."""

    printed: int
    equal: int
    different: tuple[Difference, ...]


def unit_price(analysis: Analysis) -> Fraction | None:
    """Return the exact unit price in rupiah by the file's own prices, markup and rounding.

    None when a row has no price or no coefficient: unknown, never 0.
    """
    if analysis.printed is None:
        return None
    resource = {at: row.price for at, row in enumerate(analysis.rows)}
    direct_cost = cost(components(analysis), Prices(resource, resource, resource)).direct_cost
    if direct_cost is None:
        return None
    printed = analysis.printed
    return printed.rounding(direct_cost * (1 + printed.markup_percent / 100))


def components(analysis: Analysis) -> list[Component]:
    """Return the rows as components; ids and those of what they use are places from 0."""
    return [
        Component(
            at,
            row.kind,
            row.category,
            coefficient=row.coefficient,
            formula=row.formula,
            resource_id=at,
            analysis_id=at,
            basis=row.basis,
            price=row.price,
            percent_of=row.percent_of,
            percent_row_id=row.percent_row,
        )
        for at, row in enumerate(analysis.rows)
    ]


def compare(catalogue: Catalogue, problems: Iterable[Problem]) -> Comparison:
    """Compare every printed unit price, in rupiah, with the exact one.

    The cause of a difference is the first problem of that analysis that changes figures, in the
    order of the form; its cell and parameters come along. Without any: printed.unexplained, or
    printed.binary where the last binary digit of the spreadsheet crosses a rounding step.
    """
    printed = [each for each in catalogue.analyses if each.printed is not None]
    causes = _by_analysis(catalogue.analyses, problems)
    different = [
        found
        for analysis in printed
        if (found := _difference(analysis, causes.get(str(analysis.place), ()))) is not None
    ]
    return Comparison(len(printed), len(printed) - len(different), tuple(different))


def _difference(analysis: Analysis, problems: Sequence[Problem]) -> Difference | None:
    printed, computed = analysis.printed, unit_price(analysis)
    if printed is None or _equal(printed, computed):
        return None
    cause, params = "printed.unexplained", None
    if problems:
        first = min(problems, key=lambda problem: _ORDER[problem.code])
        cause, params = _CAUSES[first.code], {"place": first.place, **first.params}
    elif _is_binary(printed, computed):
        cause = "printed.binary"
    return Difference(
        printed.place,
        analysis.code,
        analysis.title,
        printed.unit_price,
        computed,
        cause,
        params,
    )


def _equal(printed: Printed, computed: Fraction | None) -> bool:
    """Rounded figures must be equal; of others a spreadsheet shows 15 digits."""
    shown = printed.unit_price
    if shown is None or computed is None:
        return False
    if printed.rounding.mode != "none":
        return shown == computed
    return abs(shown - computed) <= _DIGITS * max(abs(shown), abs(computed))


def _is_binary(printed: Printed, computed: Fraction | None) -> bool:
    """One rounding step apart, with no cell that says otherwise."""
    shown = printed.unit_price
    if shown is None or computed is None or printed.rounding.mode == "none":
        return False
    return abs(shown - computed) == printed.rounding.step


def _by_analysis(
    analyses: Sequence[Analysis], problems: Iterable[Problem]
) -> Mapping[str, Sequence[Problem]]:
    """The problems that change figures, by the place of the analysis in whose rows they stand."""
    starts: dict[str, list[tuple[int, str]]] = {}
    for analysis in analyses:
        sheet, row = _at(str(analysis.place))
        starts.setdefault(sheet, []).append((row, str(analysis.place)))
    for rows in starts.values():
        rows.sort()
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.code not in _CAUSES:
            continue
        sheet, row = _at(problem.place)
        rows = starts.get(sheet, [])
        before = bisect_right(rows, (row, "\U0010ffff"))
        if before:
            found.setdefault(rows[before - 1][1], []).append(problem)
    return found


def _at(place: str) -> tuple[str, int]:
    match = _PLACE.fullmatch(place)
    return (match[1], int(match[3])) if match else ("", 0)
