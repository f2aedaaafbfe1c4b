"""The rows of one analysis: names, coefficients, prices, shares, notes."""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.domain import units
from app.domain.catalogue import Row
from app.domain.errors import Problem
from app.domain.numbers import ends_within
from app.interchange import forms_amount, forms_formula, forms_names, forms_numbers, forms_price
from app.interchange.book import Cell, Error, number
from app.interchange.forms_amount import Share
from app.interchange.forms_price import Found, Lists
from app.interchange.forms_scan import Draft, Line
from app.interchange.forms_values import Values, written

#: Decimals that a stored coefficient has; a longer one is kept as a formula.
_PLACES = 10


@dataclass(slots=True)
class Rows:
    """What was read, with the sheet row of each row and the cell its price comes from."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    sources: dict[int, tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Coefficient:
    value: Fraction | None
    formula: str | None = None


def rows(values: Values, draft: Draft, lists: Lists) -> Rows:
    """Read the lines of one analysis."""
    reader = _Reader(values, draft, lists)
    for line in draft.lines:
        row = reader.note(line) if line.is_note else reader.component(line)
        reader.read.rows.append(row)
        reader.read.lines.append(line.row)
    return reader.read


class _Reader:
    def __init__(self, values: Values, draft: Draft, lists: Lists) -> None:
        self.values, self.draft, self.lists = values, draft, lists
        self.grid, self.columns = values.grid, draft.columns
        self.read = Rows()
        self._at = {line.row: at for at, line in enumerate(draft.lines)}

    def note(self, line: Line) -> Row:
        """A text between the rows, kept and left out of sums."""
        label = self.grid.label(line.row, self.columns.first, self.columns.coefficient)
        place = self.grid.place(line.row, self.columns.first)
        return Row(place, "note", line.category, label)

    def component(self, line: Line) -> Row:
        """A row that costs something."""
        row = self._named(line)
        share = forms_amount.share(self.values, self.draft, line.row)
        if share is None or self.grid.cell(line.row, self.columns.coefficient) is not None:
            coefficient = self._coefficient(line.row)
            row = replace(row, coefficient=coefficient.value, formula=coefficient.formula)
        if share is not None:
            return self._shared(row, share)
        found = forms_price.price(self.values, self.draft, line.row, self.lists)
        self.read.problems += found.problems
        if found.source is not None:
            self.read.sources[len(self.read.rows)] = found.source
        if found.price is None:
            return self._unpriced(line, row, found)
        lump = units.canonical(row.unit) == "ls" and not found.is_listed
        marks = (*row.marks, *found.marks)
        return replace(row, kind="lump" if lump else "resource", price=found.price, marks=marks)

    def _named(self, line: Line) -> Row:
        name = forms_names.name(self.grid, line.row, self.columns.name)
        self.read.problems += name.problems
        marks = () if line.category != "other" else ("row.no_category",)
        place = self.grid.place(line.row, self.columns.name)
        if marks:
            self.read.problems.append(Problem("row.no_category", str(place), warning=True))
        unit = self.grid.text(line.row, self.columns.unit)
        code = self.grid.text(line.row, self.columns.code)
        return Row(
            place,
            "resource",
            line.category,
            name.text,
            original=name.original,
            code=code if len(code) > 1 else "",
            unit=unit,
            marks=marks,
        )

    def _coefficient(self, row: int) -> _Coefficient:
        column = self.columns.coefficient
        cell, text = self.grid.cell(row, column), self.grid.formula(row, column)
        name = forms_formula.name(row, column)
        value = self.values.exact(name)
        if value is None or value < 0:
            self._odd_coefficient(row, cell)
            return _Coefficient(None)
        if not text:
            return _Coefficient(
                value, None if ends_within(value, _PLACES) else f"={written(value)}"
            )
        found = self.values.formula_text(name)
        if not self._is_portable(text):
            self._say("form.formula_kept_value", row, column, formula=text[:200])
        if found is None and not ends_within(value, _PLACES):
            found = f"={written(value)}"
        return _Coefficient(value, found)

    def _is_portable(self, text: str) -> bool:
        return self.values.expression(text) is not None

    def _odd_coefficient(self, row: int, cell: Cell) -> None:
        shown = cell.text if isinstance(cell, Error) else "" if cell is None else str(cell)[:80]
        code = "form.no_coefficient" if cell is None else "form.not_a_number"
        self._say(code, row, self.columns.coefficient, text=shown, value="")

    def _shared(self, row: Row, share: Share) -> Row:
        same = share.ratio == row.coefficient
        return replace(
            row,
            kind="percent",
            coefficient=share.ratio,
            formula=row.formula if same else None,
            percent_of=share.of,
            percent_row=self._at.get(share.row) if share.of == "row" else None,
        )

    def _unpriced(self, line: Line, row: Row, found: Found) -> Row:
        """A row without a price: an amount that was typed in makes it a lump, else unknown."""
        column = self.columns.amount
        amount = number(self.grid.cell(line.row, column))
        typed = amount and forms_amount.is_typed(self.values, self.draft, line.row)
        if amount and typed and not found.problems:
            self._say("form.amount_only", line.row, column, file=forms_numbers.shown(amount))
            each = row.coefficient or Fraction(1)
            return replace(row, kind="lump", coefficient=each, price=amount / each)
        if not found.problems:
            self._say("form.unpriced", line.row, self.columns.price, name=row.name[:80])
        return replace(row, marks=(*row.marks, "form.unpriced"))

    def _say(self, code: str, row: int, column: int | None, **params: str | int) -> None:
        self.read.problems.append(self.grid.warning(code, row, column, **params))
