"""The price of a row: what the file looks up, divides or typed, exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain import formula, units
from app.domain.catalogue import Price
from app.domain.errors import Problem
from app.domain.formula import Formula
from app.domain.numbers import from_scaled, to_scaled
from app.interchange import forms_formula, forms_heading, forms_numbers
from app.interchange.book import Error, number
from app.interchange.forms_formula import LOOKED_UP
from app.interchange.forms_scan import Draft
from app.interchange.forms_values import Values

#: Prices by folded name, in the order of the lists.
Lists = Mapping[str, Sequence[Price]]
_PRICE_PLACES = 4


@dataclass(slots=True)
class Found:
    """A price with what there is to say about it."""

    price: Fraction | None = None
    #: Sheet and cell that the price is taken from, where that may be another analysis.
    source: tuple[str, str] | None = None
    #: It stands in a list, so that the row is something bought and not a lump.
    is_listed: bool = False
    problems: list[Problem] = field(default_factory=list)
    marks: tuple[str, ...] = ()


def price(values: Values, draft: Draft, row: int, lists: Lists) -> Found:
    """The price of one row, by its formula where that is understood."""
    grid, column = values.grid, draft.columns.price
    cell, text = grid.cell(row, column), grid.formula(row, column)
    if isinstance(cell, Error):
        return Found(problems=[grid.warning("form.price_error", row, column, text=cell.text)])
    looked_up = forms_formula.lookup(text) if text else None
    if looked_up is not None:
        return _Lookup(values, draft, row, lists).found(*looked_up)
    if text:
        return _same_as(values, draft, row, lists) or _computed(values, draft, row)
    found = Found(forms_numbers.read(cell, grouped=True))
    if isinstance(cell, str):
        value = forms_numbers.shown(found.price)
        code = "form.text_number" if value else "form.not_a_number"
        found.problems.append(grid.warning(code, row, column, text=cell[:80], value=value))
    return found


def _same_as(values: Values, draft: Draft, row: int, lists: Lists) -> Found | None:
    """A price that is the price of a row above: `=G25`."""
    only = forms_formula.single(values.grid.formula(row, draft.columns.price))
    at = forms_formula.position(only) if only else None
    if at is None or at[1] != draft.columns.price or not draft.heading < at[0] < row:
        return None
    found = price(values, draft, at[0], lists)
    shown = number(values.grid.cell(row, draft.columns.price))
    if found.price is None or (shown and not forms_numbers.agree(found.price, shown)):
        return None
    return Found(found.price, is_listed=True)


def _computed(values: Values, draft: Draft, row: int) -> Found:
    """A price that is a formula but no lookup."""
    grid, column = values.grid, draft.columns.price
    text = grid.formula(row, column)
    shown = number(grid.cell(row, column))
    if forms_formula.is_external(text):
        problem = grid.warning("form.external_price", row, column, formula=text[:200])
        return Found(shown, problems=[problem], marks=("form.external_price",))
    other = forms_formula.elsewhere(text)
    if other is not None and other[0] in grid.sheets:
        return Found(shown, other)
    only = forms_formula.single(text)
    if values.expression(text) is not None:
        name = forms_formula.name(row, column)
        return Found(values.exact(name), (grid.sheet, only) if only else None)
    problem = grid.warning("form.formula_kept_value", row, column, formula=text[:200])
    return Found(shown, problems=[problem])


class _Lookup:
    """A price that is found in a list by name."""

    def __init__(self, values: Values, draft: Draft, row: int, lists: Lists) -> None:
        self.values, self.draft, self.row, self.lists = values, draft, row, lists
        self.grid, self.column = values.grid, draft.columns.price

    def found(self, name: str, then: Formula) -> Found:
        """What is listed under the name in a cell, with `then` done to it."""
        at = forms_formula.position(name) or (self.row, self.draft.columns.name)
        asked = self.grid.text(*at)
        listed = self.lists.get(forms_heading.folded(asked), ())
        shown = number(self.grid.cell(self.row, self.column))
        found = Found(is_listed=True)
        self._check_name(asked, found)
        for each in listed:
            result = _done(then, each.price)
            if result is not None and (shown is None or forms_numbers.agree(shown, result)):
                found.price = result
                found.source = each.place.sheet, each.place.cell.lower()
                self._check_unit(each, then, found)
                return found
        found.price = _recovered(then, shown)
        if listed:
            self._say("form.price_stale", found, price=forms_numbers.shown(listed[0].price))
        return found

    def _check_name(self, asked: str, found: Found) -> None:
        own = self.grid.text(self.row, self.draft.columns.name)
        if forms_heading.folded(own) != forms_heading.folded(asked):
            self._say("form.price_of_other_name", found, name=own, other=asked)

    def _check_unit(self, listed: Price, then: Formula, found: Found) -> None:
        """A price per m3 times a coefficient in kg: reproduced, but told."""
        unit = self.grid.text(self.row, self.draft.columns.unit)
        same = units.quantity_of(unit) == units.quantity_of(listed.unit)
        if unit and listed.unit and not same and _done(then, Fraction(1)) == 1:
            self._say("form.price_unit", found, unit=unit, listed=listed.unit)

    def _say(self, code: str, found: Found, **params: str) -> None:
        found.problems.append(self.grid.warning(code, self.row, self.column, **params))
        found.marks = (*found.marks, code)


def _done(then: Formula, listed: Fraction | None) -> Fraction | None:
    if listed is None:
        return None
    result = formula.evaluate(then, {LOOKED_UP: listed})
    return None if isinstance(result, Problem) else result


def _recovered(then: Formula, shown: Fraction | None) -> Fraction | None:
    """The exact price behind a shown quotient: the listed price has at most four decimals."""
    factor = _done(then, Fraction(1))
    if shown is None or not factor or _done(then, Fraction(2)) != 2 * factor:
        return shown
    listed = from_scaled(to_scaled(shown / factor, _PRICE_PLACES), _PRICE_PLACES)
    exact = listed * factor
    return exact if forms_numbers.agree(exact, shown) else shown
