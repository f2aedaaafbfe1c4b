"""Exact values of the cells of one sheet: formulas are evaluated, not their binary results."""

from fractions import Fraction

from app.domain import formula
from app.domain.errors import Problem
from app.domain.formula import Formula
from app.domain.numbers import ends_within, plain
from app.interchange import forms_formula, forms_numbers
from app.interchange.book import number
from app.interchange.forms_grid import Grid

#: Chains of cells that point at cells; each row of a sheet may point at the one before.
_DEPTH = 60


class Values:
    """Values by the name of a cell (`f12`), remembered."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._known: dict[str, Fraction | None] = {}

    def exact(self, name: str, depth: int = 0) -> Fraction | None:
        """The value of a cell, None for what is no number.

        A formula counts if it comes to what the file shows, otherwise the shown number does.
        """
        if name not in self._known:
            self._known[name] = self._found(name, depth)
        return self._known[name]

    def formula_text(self, name: str, depth: int = 0) -> str | None:
        """The canonical formula of a cell, cells in it replaced by what they hold.

        None for a cell that holds a plain number, or points at one.
        """
        found, at = self._expression(name), forms_formula.position(name)
        if found is None or at is None or depth > _DEPTH:
            return None
        only = forms_formula.single(self.grid.formula(*at))
        if only is not None:
            return self.formula_text(only, depth + 1)
        return forms_formula.replaced(
            found, {each: self._text(each, depth) for each in found.names}
        )

    def _found(self, name: str, depth: int) -> Fraction | None:
        at = forms_formula.position(name)
        if at is None:
            return None
        cell = self.grid.cell(*at)
        shown = number(cell)
        computed = self._computed(name, depth)
        if computed is None:
            return forms_numbers.read(cell)
        trusted = shown is None or forms_numbers.agree(shown, computed)
        return computed if trusted else shown

    def _computed(self, name: str, depth: int) -> Fraction | None:
        found = self._expression(name) if depth < _DEPTH else None
        if found is None:
            return None
        values = {each: self.exact(each, depth + 1) for each in found.names}
        known = {each: value for each, value in values.items() if value is not None}
        if len(known) < len(values):
            return None
        result = formula.evaluate(found, known)
        return None if isinstance(result, Problem) else result

    def _expression(self, name: str) -> Formula | None:
        at = forms_formula.position(name)
        text = self.grid.formula(*at) if at else ""
        return forms_formula.expression(text) if text else None

    def _text(self, name: str, depth: int) -> str:
        inner = self.formula_text(name, depth + 1)
        if inner is not None:
            return f"({inner.removeprefix('=')})"
        value = self.exact(name)
        return written(value) if value is not None else name


def written(value: Fraction) -> str:
    """A number as a formula holds it: its decimals if they end, else a quotient."""
    for places in range(25):
        if ends_within(value, places):
            return plain(value, places)
    return f"({value.numerator}/{value.denominator})"
