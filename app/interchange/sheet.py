"""One CSV table: its rows with their lines, and cells read one by one, each problem placed.

A cell that cannot be read is reported and becomes unknown; `row.refused` is set where the row
cannot stand without it.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from io import StringIO
from typing import TypeVar

from app.domain import formula
from app.domain.errors import Problem
from app.domain.inputs import Limit, entered
from app.domain.locale_numbers import Field, parse, printable
from app.interchange import texts

MOST_ROWS = 250_000
Choice = TypeVar("Choice")
_FLAGS = {"": False, "0": False, "no": False, "tidak": False, "false": False}
_FLAGS |= {"1": True, "yes": True, "ya": True, "true": True}


def unheard() -> None:
    """Nobody waits for these rows."""


class Sheet:
    """The rows of one table, and what is wrong with them."""

    def __init__(
        self, name: str, columns: Sequence[str], rows: list[tuple[int, list[str]]]
    ) -> None:
        self.name = name
        self.columns = {column: place for place, column in enumerate(columns) if column}
        self.rows = rows
        self.problems: list[Problem] = []
        #: What was read before, by column: tables repeat themselves.
        self.numbers: dict[str, dict[str, Fraction | Problem]] = defaultdict(dict)
        self.texts: dict[str, dict[str, str | Problem]] = defaultdict(dict)
        #: Values that formulas may use; they are evaluated to say at once which of them cannot be.
        self.parameters: Mapping[str, Fraction] = {}
        #: Called for each row that is read.
        self.each: Callable[[], None] = unheard

    def __iter__(self) -> Iterator["Row"]:
        for line, cells in self.rows:
            self.each()
            yield Row(self, line, cells)

    def row(self, place: int) -> "Row":
        """The row at a place in the table."""
        return Row(self, *self.rows[place])


class Row:
    """One row; readers of cells put what is wrong into the sheet."""

    __slots__ = ("cells", "line", "refused", "sheet")

    def __init__(self, sheet: Sheet, line: int, cells: list[str]) -> None:
        self.sheet = sheet
        self.line = line
        self.cells = cells
        self.refused = False

    def raw(self, column: str) -> str:
        """The cell without spaces around it; empty where the table lacks the column."""
        place = self.sheet.columns.get(column)
        if place is None or place >= len(self.cells):
            return ""
        return self.cells[place].strip()

    def report(self, problem: Problem, column: str = "") -> None:
        """Put a problem into the sheet, at this row and column."""
        place = f"{self.sheet.name}:{self.line}" + (f":{column}" if column else "")
        self.sheet.problems.append(
            Problem(problem.code, place, dict(problem.params), problem.warning)
        )

    def refuse(self, problem: Problem, column: str = "") -> None:
        """Report a problem that the row cannot stand."""
        self.report(problem, column)
        self.refused = True

    def text(self, column: str, limit: int, *, needed: bool = False) -> str:
        """The text of a cell; a bad one refuses the row."""
        raw = self.raw(column)
        if not raw and not needed:
            return ""
        known = self.sheet.texts[column]
        found = known.get(raw)
        if found is None:
            found = known[raw] = texts.cleaned(texts.unguarded(raw), limit)
        if isinstance(found, Problem):
            self.refuse(found, column)
            return ""
        if not found and needed:
            self.refuse(Problem("cell.needed"), column)
        return found

    def number(self, column: str, field: Field) -> Fraction | None:
        """The number of a cell, written with a dot; None for an empty cell and for a bad one."""
        raw = self.raw(column)
        if not raw:
            return None
        known = self.sheet.numbers[column]
        found = known.get(raw)
        if found is None:
            found = known[raw] = parse(raw, "c", field)
        if isinstance(found, Problem):
            self.report(found, column)
            return None
        return found

    def formula(self, limit: Limit | None = None) -> str | None:
        """The canonical formula of the row; None for an empty cell and for a bad one.

        With a `limit` it is evaluated, too: one without a value within the limit is
        reported, and kept, for a parameter may still come.
        """
        raw = self.raw("formula")
        if not raw:
            return None
        found = formula.parse(raw if raw.startswith("=") else f"={raw}", "c")
        if isinstance(found, Problem):
            self.report(found, "formula")
            return None
        if limit is not None:
            value = entered(None, found.canonical, self.sheet.parameters, limit)
            if isinstance(value, Problem):
                self.report(value, "formula")
        return found.canonical

    def choice(self, column: str, known: Mapping[str, Choice]) -> Choice | None:
        """What the cell names; any other word refuses the row."""
        raw = self.raw(column)
        found = known.get(raw) or known.get(raw.casefold()) or known.get(raw.upper())
        if found is None:
            accepted = ", ".join(name for name in known if name)
            self.refuse(
                Problem("cell.choice", params={"text": printable(raw[:60]), "accepted": accepted}),
                column,
            )
        return found

    def flag(self, column: str) -> bool:
        """Yes or no; anything else refuses the row."""
        raw = self.raw(column)
        found = _FLAGS.get(raw.casefold())
        if found is None:
            self.refuse(Problem("cell.flag", params={"text": printable(raw[:60])}), column)
        return bool(found)

    def day(self, column: str) -> date | None:
        """A day written as 2026-11-23; a bad one is reported."""
        raw = self.raw(column)
        found = day(raw)
        if raw and found is None:
            self.report(Problem("cell.date", params={"text": printable(raw[:60])}), column)
        return found


def day(text: str) -> date | None:
    """The day that `2026-11-23` names; None for all else."""
    if len(text) != 10 or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read(
    content: bytes, name: str, needed: Sequence[str], optional: Sequence[str]
) -> tuple[Sheet | None, list[Problem]]:
    """The table in a file; None where the file as a whole cannot be read as one."""
    text = texts.decoded(content, name)
    if isinstance(text, Problem):
        return None, [text]
    try:
        lines = list(_lines(text))
    except csv.Error:
        return None, [Problem("file.quotes", name)]
    if not lines:
        return None, [Problem("file.empty", name)]
    header = [cell.strip().casefold() for cell in lines.pop(0)[1]]
    problems = _header_problems(name, header, needed, optional)
    if any(not problem.warning for problem in problems):
        return None, problems
    if len(lines) > MOST_ROWS:
        return None, [Problem("file.too_many_rows", name, {"limit": MOST_ROWS})]
    sheet = Sheet(name, header, lines)
    sheet.rows = [line for line in lines if not _is_shifted(sheet, len(header), *line)]
    return sheet, problems


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line where it begins."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins = 1
    for cells in reader:
        if any(cells):
            yield begins, cells
        begins = reader.line_num + 1


def _header_problems(
    name: str, header: list[str], needed: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        return [Problem("file.delimiter", f"{name}:1")]
    named = [column for column in header if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        return [Problem("file.columns_twice", f"{name}:1", {"name": printable(twice[0][:60])})]
    missing = [column for column in needed if column not in header]
    if missing:
        return [Problem("file.missing_column", f"{name}:1", {"name": column}) for column in missing]
    return [
        Problem("file.unknown_column", f"{name}:1", {"name": printable(column[:60])}, warning=True)
        for column in named
        if column not in needed and column not in optional
    ]


def _is_shifted(sheet: Sheet, width: int, line: int, cells: list[str]) -> bool:
    """Whether a row has more cells than columns: who knows which of them moved."""
    if len(cells) <= width or not any(cells[width:]):
        return False
    place = f"{sheet.name}:{line}"
    params = {"count": len(cells), "expected": width}
    sheet.problems.append(Problem("row.too_many_cells", place, params))
    return True
