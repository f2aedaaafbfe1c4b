"""One sheet in hand: its cells by row and column, and the formulas where they are asked for."""

import re
from collections.abc import Iterator

from app.domain.catalogue import Place
from app.domain.errors import Problem
from app.interchange import repairs
from app.interchange.book import Book, Cell, Error, letters

#: A raised figure that a word processor set on a line of its own: "1 m", "2", "tanaman".
_RAISED = re.compile(r"(?<=\bm)[ \t]*\n\s*([23])(?=\s|$)")


class Grid:
    """Rows count from 1, columns from 0; a cell that is not there is None."""

    def __init__(self, book: Book, sheet: str) -> None:
        self.sheet = sheet
        self.sheets = frozenset(book.sheets)
        self.rows: dict[int, tuple[Cell, ...]] = {}
        for row, cells in book.rows(sheet):
            if cells:
                book.keep(sheet)
                self.rows[row] = cells
        self._book = book
        self._formulas: dict[str, str] | None = None

    def cell(self, row: int, column: int | None) -> Cell:
        """The value, as the program that wrote the file last computed it."""
        cells = self.rows.get(row, ())
        return cells[column] if column is not None and column < len(cells) else None

    def formula(self, row: int, column: int | None) -> str:
        """The formula text with its `=`, or nothing."""
        if column is None:
            return ""
        if self._formulas is None:
            self._formulas = self._book.formulas(self.sheet)
        return self._formulas.get(address(row, column), "")

    def work(self, characters: int) -> None:
        """Count so many characters of formulas as worked through (see Book.work)."""
        self._book.work(characters, self.sheet)

    def text(self, row: int, column: int | None) -> str:
        """The text of a cell as it is kept: repaired, one line; a whole number as its digits."""
        cell = self.cell(row, column)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        if isinstance(cell, str):
            return mended(cell)
        if isinstance(cell, Error):
            return cell.text
        return str(cell) if isinstance(cell, int | float) else ""

    def label(self, row: int, first: int, last: int) -> str:
        """The texts of some columns as one: `A TENAGA KERJA`."""
        return " ".join(filter(None, (self.text(row, at) for at in range(first, last + 1))))

    def place(self, row: int, column: int | None) -> Place:
        """Where a cell stands."""
        return Place(self.sheet, address(row, column or 0))

    def figures(self, row: int, first: int) -> Iterator[int]:
        """Columns from `first` on that hold a number or an error."""
        for column in range(first, len(self.rows.get(row, ()))):
            cell = self.cell(row, column)
            if isinstance(cell, int | float | Error) and not isinstance(cell, bool):
                yield column

    def warning(self, code: str, row: int, column: int | None, **params: str | int) -> Problem:
        """A problem at a cell that loses nothing."""
        return Problem(code, str(self.place(row, column)), params, warning=True)


def address(row: int, column: int) -> str:
    """`F12` of row 12 and column 5."""
    return f"{letters(column + 1)}{row}"


def mended(text: str) -> str:
    """The text repaired, on one line, with single spaces."""
    return repairs.repaired(_RAISED.sub(r"\1", text))[0]
