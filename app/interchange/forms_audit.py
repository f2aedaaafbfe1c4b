"""Where the figures that a file shows do not follow from each other, cell by cell.

Each figure is compared with what the cells it is made of show. So a difference is told once,
where it arises: a wrong sum of a block is not also a wrong unit price.
"""

from fractions import Fraction

from app.domain.catalogue import Printed, Row
from app.domain.components import BASES, CATEGORIES, Category
from app.domain.errors import Problem
from app.domain.sums import known_total
from app.interchange import forms_numbers
from app.interchange.book import Error, number
from app.interchange.forms_numbers import agree
from app.interchange.forms_rows import Rows
from app.interchange.forms_scan import Draft
from app.interchange.forms_values import Values

_ZERO = Fraction(0)


def problems(values: Values, draft: Draft, read: Rows, printed: Printed | None) -> list[Problem]:
    """Every break in the chain from coefficients to line F."""
    return _Audit(values, draft, read).run(printed)


class _Audit:
    def __init__(self, values: Values, draft: Draft, read: Rows) -> None:
        self.values, self.draft, self.read = values, draft, read
        self.grid, self.columns = values.grid, draft.columns
        self.found: list[Problem] = []
        self._bases: dict[Category, Fraction | None] = {}

    def run(self, printed: Printed | None) -> list[Problem]:
        """Follow the chain."""
        for line, row in zip(self.read.lines, self.read.rows, strict=True):
            if row.kind != "note":
                self._amount(line, row)
        draft, blocks = self.draft, [self._block(category) for category in CATEGORIES]
        if draft.direct:
            self._compare("form.direct_cost_sum", draft.direct, blocks)
        if printed is not None and draft.markup and draft.direct:
            direct = self._shown(draft.direct)
            share = None if direct is None else direct * printed.markup_percent / 100
            self._compare("form.markup_amount", draft.markup, [share])
        if draft.unit_price and draft.direct:
            parts = [self._shown(at) for at in (draft.direct, draft.markup) if at]
            self._compare("form.unit_price_sum", draft.unit_price, parts)
        return self.found

    def _block(self, category: Category) -> Fraction | None:
        """What a block brings into the direct cost by its own sums, checked on the way.

        A sum counts the rows since the sum before it, or everything so far.
        """
        sums = {at for each, at in self.draft.sums if each == category}
        since: Fraction | None = _ZERO
        every: Fraction | None = _ZERO
        whole: Fraction | None = _ZERO
        for at in sorted(sums.union(self.draft.block(category))):
            shown = self._shown(at)
            if at not in sums:
                since, every = _plus(since, shown), _plus(every, shown)
                continue
            is_all = shown is not None and every is not None and agree(shown, every)
            if not is_all:
                self._compare("form.block_sum", at, [since])
            whole = shown if is_all or whole == 0 else _plus(whole, shown)
            since = _ZERO
        return _plus(whole, since)

    def _shown(self, row: int) -> Fraction | None:
        """The amount that a row shows, None for an error or a formula without a result.

        An empty cell counts nothing.
        """
        cell = self.grid.cell(row, self.columns.amount)
        value = number(cell)
        empty = cell is None and not self.grid.formula(row, self.columns.amount)
        return _ZERO if empty or isinstance(cell, str) else value

    def _compare(self, code: str, row: int, parts: list[Fraction | None]) -> None:
        shown, computed = self._shown(row), known_total(parts)
        if shown is not None and computed is not None:
            self._tell(code, row, shown, computed)

    def _tell(self, code: str, row: int, shown: Fraction, computed: Fraction) -> None:
        if agree(shown, computed):
            return
        column = self.columns.amount
        params = {
            "file": forms_numbers.shown(shown),
            "computed": forms_numbers.shown(computed),
            "formula": self.grid.formula(row, column)[:200],
        }
        self.found.append(self.grid.warning(code, row, column, **params))

    def _amount(self, line: int, row: Row) -> None:
        """A row against its coefficient and price, as the file shows them."""
        cell = self.grid.cell(line, self.columns.coefficient)
        shown, price = self._shown(line), self._price(row)
        if isinstance(cell, str) and row.coefficient is not None:
            self._text_coefficient(line, cell, row)
        elif shown is not None and row.coefficient is not None and price is not None:
            self._tell("form.amount_differs", line, shown, row.coefficient * price)

    def _price(self, row: Row) -> Fraction | None:
        """The price by which the amount is made; of a share, the amount it is a share of."""
        if row.kind != "percent":
            return row.price
        if row.percent_row is not None:
            return self._shown(self.read.lines[row.percent_row])
        for base in BASES:
            if row.percent_of == base:
                return self._base(base)
        return None

    def _base(self, category: Category) -> Fraction | None:
        """The amounts of a block but those that are shares of a block."""
        if category not in self._bases:
            self._bases[category] = known_total(
                self._shown(line)
                for line, row in zip(self.read.lines, self.read.rows, strict=True)
                if row.category == category and row.kind != "note" and row.percent_of not in BASES
            )
        return self._bases[category]

    def _text_coefficient(self, line: int, text: str, row: Row) -> None:
        """A coefficient that is text: harmless, an error in the file, or another number there."""
        cell, shown = self.grid.cell(line, self.columns.amount), self._shown(line)
        price, value = self._price(row), row.coefficient or _ZERO
        params = {"text": text[:80], "value": forms_numbers.shown(value)}
        code = "form.text_number"
        if isinstance(cell, Error):
            code = "form.text_error"
            params["file"] = cell.text
        elif shown is not None and price and not agree(shown, value * price):
            code = "form.text_misread"
            params["read_as"] = forms_numbers.shown(shown / price)
        self.found.append(self.grid.warning(code, line, self.columns.coefficient, **params))


def _plus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
