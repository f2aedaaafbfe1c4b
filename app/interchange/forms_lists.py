"""Price lists of a workbook, and the lists of unit prices that look like them."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.catalogue import Price
from app.domain.components import Category
from app.domain.errors import Problem
from app.interchange import forms_heading, forms_names, forms_numbers
from app.interchange.book import Error
from app.interchange.forms_grid import Grid
from app.interchange.forms_heading import ListColumns
from app.interchange.said import Said

_SECTIONS: tuple[tuple[Category, re.Pattern[str]], ...] = (
    ("equipment", re.compile(r"\b(?:per)?alat(?:an)?\b")),
    ("labour", re.compile(r"\b(?:upah|tenaga)\b")),
    ("material", re.compile(r"\b(?:material|bahan)\b")),
)
#: A list whose names are mostly titles of analyses prices work, not resources.
_WORK = Fraction(1, 2)


@dataclass(slots=True)
class PriceList:
    """One list: its rows in order."""

    sheet: str
    prices: list[Price] = field(default_factory=list)

    def is_of_work(self, titles: Collection[str]) -> bool:
        """Whether it lists the unit prices of the analyses with these folded titles."""
        names = [forms_heading.folded(price.name) for price in self.prices]
        return sum(name in titles for name in names) > len(names) * _WORK


def read(grid: Grid, heading: int, columns: ListColumns, said: Said) -> PriceList:
    """Read the list below a heading row."""
    reader = _Reader(grid, columns, said)
    for row in grid.rows:
        if row > heading:
            reader.row(row)
    return reader.read


def by_name(lists: Sequence[PriceList]) -> dict[str, list[Price]]:
    """Prices by folded name, in the order of the workbook."""
    found: dict[str, list[Price]] = {}
    for price in _all(lists):
        found.setdefault(forms_heading.folded(price.name), []).append(price)
    return found


def _all(lists: Sequence[PriceList]) -> Iterator[Price]:
    for each in lists:
        yield from each.prices


class _Reader:
    def __init__(self, grid: Grid, columns: ListColumns, said: Said) -> None:
        self.grid, self.columns, self.said = grid, columns, said
        self.read = PriceList(grid.sheet)
        self._category: Category = "other"

    def row(self, row: int) -> None:
        """A price, a heading, or something that belongs to neither."""
        grid, columns = self.grid, self.columns
        named = grid.cell(row, columns.name)
        unit, cell = grid.text(row, columns.unit), grid.cell(row, columns.price)
        if not isinstance(named, str | Error):
            self._nameless(row)
        elif not unit and cell is None:
            self._section(grid.text(row, columns.name))
        else:
            self._price(row, unit)

    def _nameless(self, row: int) -> None:
        """Rows that number the columns are nothing; a text price without a name is lost."""
        price = self.grid.cell(row, self.columns.price)
        if isinstance(self.grid.cell(row, self.columns.name), int | float) or price is None:
            return
        place = str(self.grid.place(row, self.columns.name))
        self.said.add(Problem("form.row_without_name", place))

    def _section(self, text: str) -> None:
        """A heading: labour, materials or equipment from here on, if it says so."""
        for category, pattern in _SECTIONS:
            if pattern.search(forms_heading.folded(text)):
                self._category = category
                return

    def _price(self, row: int, unit: str) -> None:
        grid, columns = self.grid, self.columns
        name = forms_names.name(grid, row, columns.name)
        self.said.add(*name.problems)
        code = grid.text(row, columns.code)
        price = Price(
            grid.place(row, columns.name),
            name.text,
            unit,
            self._category,
            self._amount(row),
            original=name.original,
            code=code,
            source=grid.text(row, columns.note),
        )
        self.read.prices.append(price)

    def _amount(self, row: int) -> Fraction | None:
        """The price in a cell; unknown, never 0, for what is none."""
        column = self.columns.price
        cell = self.grid.cell(row, column)
        value = forms_numbers.read(cell, grouped=True)
        if isinstance(cell, str) and value is not None:
            self._say("form.text_number", row, text=cell[:80], value=forms_numbers.shown(value))
        elif isinstance(cell, Error):
            self._say("form.price_error", row, text=cell.text)
        elif value is None:
            self._say("form.no_price", row, text="" if cell is None else str(cell)[:80])
        elif value < 0:
            self._say("form.not_a_number", row, text=str(cell)[:80], value="")
            return None
        return value

    def _say(self, code: str, row: int, **params: str) -> None:
        self.said.add(self.grid.warning(code, row, self.columns.price, **params))
