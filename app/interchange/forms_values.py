"""Exact values of the cells of one sheet: formulas are evaluated, not their binary results."""

from collections.abc import Mapping
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
    """Values and formulas by the name of a cell (`f12`), remembered.

    Remembered, because cells that point at several cells that point at several cells would be
    followed more often than there are cells in the world.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._known: dict[str, Fraction | None] = {}
        self._texts: dict[str, str | None] = {}
        self._formulas: dict[str, Formula | None] = {}

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
        if name not in self._texts:
            # What leads back to itself has none.
            self._texts[name] = None
            self._texts[name] = self._formula_text(name, depth)
        return self._texts[name]

    def expression(self, text: str) -> Formula | None:
        """What a formula of this sheet computes (see forms_formula.expression), counted as work."""
        if not text:
            return None
        if text not in self._formulas:
            self.grid.work(len(forms_formula.spelled(text)))
            self._formulas[text] = forms_formula.expression(text)
        return self._formulas[text]

    def evaluate(self, found: Formula, known: Mapping[str, Fraction]) -> Fraction | None:
        """The value of a formula, None where it has none; counted as work."""
        self.grid.work(len(found.canonical))
        result = formula.evaluate(found, known)
        return None if isinstance(result, Problem) else result

    def _formula_text(self, name: str, depth: int) -> str | None:
        found, at = self._expression(name), forms_formula.position(name)
        if found is None or at is None or depth > _DEPTH:
            return None
        only = forms_formula.single(self.grid.formula(*at))
        if only is not None:
            return self.formula_text(only, depth + 1)
        texts = {each: self._text(each, depth) for each in found.names}
        self.grid.work(len(found.canonical) + sum(map(len, texts.values())))
        return forms_formula.replaced(found, texts)

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
        return self.evaluate(found, known) if len(known) == len(values) else None

    def _expression(self, name: str) -> Formula | None:
        at = forms_formula.position(name)
        return self.expression(self.grid.formula(*at)) if at else None

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
