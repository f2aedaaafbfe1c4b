"""A block of cells as spreadsheets copy it: text into rows, rows into text, odd numbers told apart.

Lines end rows, tabs end cells. A cell that holds a tab or a line break comes in quotes, with its
own quotes doubled; a cell that merely begins with a quote (an inch mark, a title in quotes) comes
as it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain import formula, locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field, NumberLocale

MAX_ROWS, MAX_COLUMNS, MAX_LENGTH = 2000, 20, 300_000
LOCALES: tuple[NumberLocale, NumberLocale] = ("id", "en")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=\t|\n|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")
#: What a cell must not begin or hold bare, or it would be read as quoted or as two.
_TO_QUOTE = re.compile(r'[\t\n\r]|\A"')

#: Cells of nothing but this are empty, whatever they are made of.
_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]*")

#: What spreadsheet programs would take for a formula, in some languages in full width.
_RUN = tuple("=+-@\uff1d\uff0b\uff0d\uff20")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A number, or the canonical text of a formula, and what either comes to; all None: empty."""

    number: Fraction | None = None
    formula: str | None = None
    value: Fraction | None = None


#: What one cell is in each locale; a Problem where it is nothing there.
Both = Mapping[NumberLocale, Reading | Problem]


def read(text: str) -> Rows | Problem:
    """Return the rows of a block, all of the same width, without empty ones at its end.

    A cell of spaces and invisible characters is an empty one.

    Problems: block.empty, block.too_long, block.too_many_rows, block.too_many_columns.
    """
    if len(text) > MAX_LENGTH:
        return Problem("block.too_long", params={"limit": MAX_LENGTH})
    rows = _rows(text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))
    rows = [[_cell(text) for text in row] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        return Problem("block.empty")
    if len(rows) > MAX_ROWS:
        return Problem("block.too_many_rows", params={"count": len(rows), "limit": MAX_ROWS})
    width = max(len(row) for row in rows)
    if width > MAX_COLUMNS:
        return Problem("block.too_many_columns", params={"count": width, "limit": MAX_COLUMNS})
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def _rows(text: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        match = _QUOTED.match(text, at)
        if match:
            rows[-1].append(match[1].replace('""', '"'))
        else:
            match = _PLAIN.match(text, at)
            rows[-1].append(match[0] if match else "")
        at = match.end() if match else len(text)
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _cell(text: str) -> str:
    return "" if _BLANK.fullmatch(text) else text


def write(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the text that spreadsheets take; `read` gives the same rows again."""
    return "\n".join("\t".join(map(_written, row)) for row in rows)


def _written(cell: str) -> str:
    if not _TO_QUOTE.search(cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def plain(x: Fraction | None, locale: NumberLocale, places: int) -> str:
    """Return a number without marks of thousands, with the decimal mark of `locale`; None: ""."""
    if x is None:
        return ""
    text = locale_numbers.show(x, "c", places, 0)
    return text.replace(".", ",") if locale == "id" else text


def corrected(rows: Rows, cells: Mapping[tuple[int, int], str]) -> Rows:
    """Return the rows with other texts in some cells, by row and column from 0."""
    return tuple(
        tuple(_cell(cells.get((i, j), text)) for j, text in enumerate(row))
        for i, row in enumerate(rows)
    )


def guarded(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_RUN) or _is_guarded(text) else text


def _is_guarded(text: str) -> bool:
    return text.startswith("'") and text[1:2] in {*_RUN, "'"}


def one_line(text: str) -> str:
    """Return a cell's text without its line breaks: a title of two lines is one title.

    The apostrophe of `guarded` goes again.
    """
    line = " ".join(text.split())
    return line[1:] if _is_guarded(line) else line


def both(text: str, field: Field, values: Mapping[str, Fraction] | None) -> Both:
    """Return what a cell is in either locale; formulas use the parameters in `values`.

    None: a formula is no number there.
    """
    return {locale: reading(text, locale, field, values) for locale in LOCALES}


def reading(
    text: str, locale: NumberLocale, field: Field, values: Mapping[str, Fraction] | None
) -> Reading | Problem:
    """Return the number or formula in a cell. Problems: number.* but empty, formula.*."""
    if values is None or not text.lstrip().startswith("="):
        found = locale_numbers.parse(text, locale, field)
        if isinstance(found, Problem):
            return Reading() if found.code == "number.empty" else found
        return Reading(number=found, value=found)
    parsed = formula.parse(text, locale)
    if isinstance(parsed, Problem):
        return parsed
    value = formula.evaluate(parsed, values)
    if isinstance(value, Problem):
        return value
    outside = locale_numbers.check(value, locale, field)
    return outside or Reading(formula=parsed.canonical, value=value)


def reads_twice(cell: Both) -> bool:
    """Say whether a cell is a number in both locales, and not the same one: `1.234`."""
    first, second = (cell[locale] for locale in LOCALES)
    return isinstance(first, Reading) and isinstance(second, Reading) and first != second


def reads_unlike(cell: Both) -> bool:
    """Say whether the choice of a locale matters to a cell: it is something in one of them."""
    first, second = (cell[locale] for locale in LOCALES)
    if isinstance(first, Problem) and isinstance(second, Problem):
        return False
    return first != second


def is_doubtful(column: Iterable[Both], chosen: NumberLocale, own: NumberLocale) -> bool:
    """Say whether somebody must be asked how a column is meant.

    Always where a cell is two numbers; and where the column is read unlike the person types.
    """
    return any(reads_twice(cell) or (chosen != own and reads_unlike(cell)) for cell in column)
