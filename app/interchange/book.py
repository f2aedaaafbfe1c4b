"""A workbook opened safely: values sheet by sheet, and formula text only where it is asked for.

Nothing is executed, no link is followed, no entity is expanded, and whoever made the file cannot
make it take more room than `container.judge` allows.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from io import BytesIO
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from app.interchange import container
from app.interchange.extent import ROWS, BookError, letters

if TYPE_CHECKING:
    import openpyxl

__all__ = ["ROWS", "Book", "BookError", "Cell", "Error", "coordinate", "letters", "number"]
__all__ += ["open_book"]

#: Characters of all formulas of a workbook: a shared one is written out for each of its cells.
_FORMULA_CHARS = 4 * 1024 * 1024
#: Characters of formulas that are worked through; a real workbook of 670 analyses has 120,000.
FORMULA_WORK = 3_000_000
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
#: What readers raise over parts that contradict each other (SyntaxError is XML that is none).
_TRIPPED = (
    CalamineError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_FLOAT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,2})?")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Error:
    """A cell whose formula came to nothing: `#VALUE!`."""

    text: str


Cell = str | float | int | bool | date | datetime | time | timedelta | Error | None


#: Errors by row and column, both from 1.
Errors = dict[int, dict[int, Error]]


def open_book(content: bytes) -> "Book":
    """The workbook in `content`; BookError where it is none or does harm (see container.judge)."""
    container.judge(content)
    return Book(content)


def coordinate(at: str) -> tuple[int, int]:
    """Column and row, both from 1, of a cell: `AB12` is (28, 12)."""
    name = at.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - 64
    return column, int(at[len(name) :])


def number(cell: Cell) -> Fraction | None:
    """The decimal number that a cell shows, exactly: 0.0387 and never its binary neighbour.

    None for all that is not a number: text, too (`flat` reads those by the column they are in).
    """
    if cell is None or isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    text = repr(cell)
    return Fraction(text) if _FLOAT.fullmatch(text) else None


class Book:
    """An open workbook. Of its sheets one is kept at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._formulas: openpyxl.Workbook | None = None
        self._formula_chars = self._worked = self._kept = 0
        #: The sheet that was read last: readers walk through one more than once.
        self._last: tuple[str, CalamineSheet, Errors] | None = None
        self._values = _guarded(lambda: CalamineWorkbook.from_filelike(BytesIO(content)))
        kinds = [sheet for sheet in self._values.sheets_metadata if _holds_cells(sheet.typ)]
        #: The sheets that hold cells, hidden ones too, in the order of the workbook.
        self.sheets: tuple[str, ...] = tuple(sheet.name for sheet in kinds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def rows(self, sheet: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """Rows with their number from 1, cells from column A; empty rows come as empty tuples."""
        if self._last is None or self._last[0] != sheet:
            self._last = None  # Let go of one sheet before the next takes its room.
            found = _guarded(lambda: self._values.get_sheet_by_name(sheet), sheet)
            self._last = sheet, found, _guarded(lambda: self._errors(sheet), sheet)
        return _rows(*self._last[1:])

    def _errors(self, sheet: str) -> Errors:
        errors: Errors = {}
        for at, text in container.error_cells(self._content, sheet).items():
            column, row = coordinate(at)
            errors.setdefault(row, {})[column] = Error(text)
        return errors

    def formulas(self, sheet: str) -> dict[str, str]:
        """The formula text of the cells that have one: `{"F12": "=ROUNDDOWN(F11,-2)"}`.

        Formulas that cells share are written out for each of them.
        """
        with warnings.catch_warnings():
            # The reader tells the terminal about parts that it does without.
            warnings.simplefilter("ignore")
            if self._formulas is None:
                self._formulas = _guarded(lambda: _with_formulas(self._content))
            workbook = self._formulas
            return _guarded(lambda: self._formula_texts(workbook, sheet), sheet)

    def keep(self, sheet: str) -> None:
        """Count one more row that is kept to be looked at again; of all sheets at most ROWS."""
        self._kept += 1
        if self._kept > ROWS:
            raise BookError("file.too_many_form_rows", sheet, limit=ROWS)

    def work(self, characters: int, sheet: str) -> None:
        """Count formulas that are about to be worked through; refuse a file that asks too much.

        Cells that point at cells that point at cells make an hour of work out of a small file.
        """
        self._worked += characters
        if self._worked > FORMULA_WORK:
            raise BookError("file.formulas_too_long", sheet)

    def _formula_texts(self, workbook: "openpyxl.Workbook", name: str) -> dict[str, str]:
        sheet = workbook[name]
        # Without this the reader fills rows up to the dimension that the sheet states, true or not.
        sheet.reset_dimensions()
        texts: dict[str, str] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                text = str(getattr(cell.value, "text", cell.value))  # of an array
                texts[cell.coordinate] = text
                self._formula_chars += len(text)
                if self._formula_chars > _FORMULA_CHARS:
                    raise BookError("file.formulas_too_long", name)
        return texts

    def close(self) -> None:
        """Let go of everything that was read."""
        self._last = None
        self._values.close()
        if self._formulas is not None:
            self._formulas.close()
            self._formulas = None


def _guarded(read: Callable[[], Read], place: str = "") -> Read:
    """The result of a reader; whatever it trips over is a broken file."""
    try:
        return read()
    except BookError:
        raise
    except _TRIPPED as error:
        raise BookError("file.broken", place) from error
    except BaseException as error:
        # The reader is a Rust library; its panics come as an exception outside of Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise BookError("file.broken", place) from error


def _holds_cells(kind: SheetTypeEnum) -> bool:
    return kind == SheetTypeEnum.WorkSheet


def _rows(sheet: CalamineSheet, errors: Errors) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    before: list[Cell] = [None] * sheet.start[1] if sheet.start else []
    line = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells = [*before, *[_cell(value) if value != "" else None for value in row]]
        yield line, _filled(cells, errors.get(line))
    for after in sorted(number for number in errors if number > line):
        yield after, _filled([], errors[after])


def _filled(cells: list[Cell], errors: dict[int, Error] | None) -> tuple[Cell, ...]:
    """The cells of a row with the errors that the reader left out, up to the last one."""
    if errors:
        cells += [None] * (max(errors) - len(cells))
        for column, error in errors.items():
            cells[column - 1] = error
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _cell(value: Cell) -> Cell:
    # Some programs store an error as plain text.
    if isinstance(value, str):
        return Error(value) if value in _ERRORS else value
    if isinstance(value, float) and not abs(value) < 1e100:
        return Error("#NUM!")
    return value


def _with_formulas(content: bytes) -> "openpyxl.Workbook":
    import openpyxl  # noqa: PLC0415 - only workers read formulas; the web process stays small

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed")
    return openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
