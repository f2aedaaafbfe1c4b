"""The unit price beside a title: which cell it is, its rounding, and the markup before it."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.catalogue import Printed
from app.domain.errors import Problem
from app.domain.numbers import NONE, Mode, Rounding
from app.interchange import forms_formula, forms_numbers
from app.interchange.book import Error, number
from app.interchange.forms_scan import Draft
from app.interchange.forms_values import Values

_ROUNDED = re.compile(r"=\+?(ROUNDDOWN|ROUNDUP|ROUND|TRUNC)\((.+?)(?:,(-?[0-9]))?\)", re.IGNORECASE)
_WHOLE = re.compile(r"=\+?INT\(.+\)", re.IGNORECASE)
_MULTIPLE = re.compile(r"=\+?(FLOOR|CEILING|MROUND)\((.+),([0-9]+)\)", re.IGNORECASE)
_MODES: dict[str, Mode] = {
    "ROUNDDOWN": "down",
    "TRUNC": "down",
    "FLOOR": "down",
    "ROUNDUP": "up",
    "CEILING": "up",
    "ROUND": "half_up",
    "MROUND": "half_up",
}
_FULL = Fraction(100)


@dataclass(slots=True)
class Found:
    """What is printed, and what there is to say about it."""

    printed: Printed | None = None
    problems: list[Problem] = field(default_factory=list)


def printed(values: Values, draft: Draft) -> Found:
    """The printed unit price of one analysis; without one beside the title, that of line F."""
    found = Found()
    at = _cell(values, draft, found)
    if at is None:
        return found
    markup = _markup(values, draft, found)
    rounding = _rounding(values, at, found)
    if rounding is not None:
        _check(values, draft, at, rounding, found)
    if markup is None:
        code = "form.no_markup"
        found.problems.append(values.grid.warning(code, draft.markup, draft.columns.price))
        return found
    value = number(values.grid.cell(*at))
    found.printed = Printed(values.grid.place(*at), value, markup, rounding or NONE)
    return found


def _cell(values: Values, draft: Draft, found: Found) -> tuple[int, int] | None:
    """A figure beside the title, one with a formula before one that somebody typed."""
    grid, row = values.grid, draft.title
    columns = list(grid.figures(row, draft.columns.name + 1))
    columns.sort(key=lambda column: not grid.formula(row, column))
    for column in columns[1:]:
        text = grid.text(row, column)[:80]
        found.problems.append(grid.warning("form.stray_cell", row, column, text=text))
    if columns:
        return row, columns[0]
    last = draft.unit_price, draft.columns.amount
    shown = grid.cell(*last)
    return last if draft.unit_price and isinstance(shown, int | float | Error) else None


def _rounding(values: Values, at: tuple[int, int], found: Found) -> Rounding | None:
    """How the printed figure is rounded; None where it was typed or nobody can tell."""
    text = forms_formula.bare(values.grid.formula(*at))
    if not text:
        found.problems.append(values.grid.warning("form.printed_typed", *at))
        return None
    if match := _ROUNDED.fullmatch(text):
        return Rounding(_MODES[match[1].upper()], Fraction(10) ** -int(match[3] or 0))
    if _WHOLE.fullmatch(text):
        return Rounding("down", Fraction(1))
    if match := _MULTIPLE.fullmatch(text):
        step = Fraction(match[3])
        return Rounding(_MODES[match[1].upper()], step) if step else NONE
    if values.expression(text) is not None:
        return NONE
    problem = values.grid.warning("form.rounding_unknown", *at, formula=text[:200])
    found.problems.append(problem)
    return None


def _check(
    values: Values, draft: Draft, at: tuple[int, int], rounding: Rounding, found: Found
) -> None:
    """The printed figure against line F as the file shows it."""
    grid = values.grid
    shown = number(grid.cell(*at))
    last = number(grid.cell(draft.unit_price, draft.columns.amount))
    if shown is None or last is None:
        return
    # The figure behind may be a binary digit short of the step that it was rounded to.
    expected = rounding(last), rounding(last * (1 + forms_numbers.NEAR))
    if not any(forms_numbers.agree(shown, each) for each in expected):
        params = {"file": forms_numbers.shown(shown), "computed": forms_numbers.shown(expected[0])}
        place = str(grid.place(*at))
        found.problems.append(Problem("form.printed_differs", place, params, warning=True))


def _markup(values: Values, draft: Draft, found: Found) -> Fraction | None:
    """The percent of D that line E is: by its formula, its rate cell, or the one it names."""
    if not draft.markup:
        return Fraction(0)
    grid, columns, row = values.grid, draft.columns, draft.markup
    rate = grid.cell(row, columns.price)
    stated = forms_numbers.percent(rate) if isinstance(rate, str) else None
    if isinstance(rate, str):
        text = rate.strip()[:80]
        found.problems.append(grid.warning("form.markup_text", row, columns.price, text=text))
    ratio = _ratio(values, draft)
    if ratio is not None:
        return ratio * _FULL
    typed = number(rate)
    if typed is not None:
        # 0.1 in a cell shown as a percentage, 10 in one that is not.
        return typed if typed > 1 else typed * _FULL
    return stated if stated is not None else _labelled(values, draft)


def _ratio(values: Values, draft: Draft) -> Fraction | None:
    """What the formula of line E multiplies D by: `=H25*G26`, `=H25*10%`."""
    row, columns = draft.markup, draft.columns
    found = values.expression(values.grid.formula(row, columns.amount))
    direct = forms_formula.name(draft.direct, columns.amount) if draft.direct else ""
    if found is None or direct not in found.names:
        return None
    others = {name: values.exact(name) for name in found.names - {direct}}
    known = {name: value for name, value in others.items() if value is not None}
    if len(known) < len(others):
        return None
    nothing, once, twice = (
        values.evaluate(found, {**known, direct: Fraction(each)}) for each in (0, 1, 2)
    )
    return once if once is not None and nothing == 0 and twice == 2 * once else None


def _labelled(values: Values, draft: Draft) -> Fraction | None:
    columns = draft.columns
    return forms_numbers.percent(values.grid.label(draft.markup, columns.first, columns.price))
