"""Any other flat table, by the meaning of its columns as a person gives it."""

from collections.abc import Mapping

from app.domain.catalogue import Catalogue, Layout
from app.domain.errors import Problem
from app.interchange.book import Book
from app.interchange.table_columns import MEANINGS, REQUIRED, Table, find, heading_key
from app.interchange.table_rows import TableRows

__all__ = ["MEANINGS", "REQUIRED", "Table", "checked", "find", "heading_key", "read", "read_as"]

#: What was read, what is to be said, and what became of every row.
Result = tuple[Catalogue, list[Problem], Mapping[str, int]]


def checked(table: Table, columns: Mapping[str, int]) -> list[Problem]:
    """What is wrong with a mapping; `place` is the meaning it is about.

    Codes: mapping.column, mapping.twice, mapping.missing, mapping.nothing.
    """
    problems = [
        Problem("mapping.column", meaning, {"meaning": meaning})
        for meaning, column in columns.items()
        if meaning not in MEANINGS or not 0 <= column < table.width
    ]
    problems += [
        Problem("mapping.missing", meaning, {"meaning": meaning})
        for meaning in REQUIRED
        if meaning not in columns
    ]
    taken: set[int] = set()
    for meaning, column in columns.items():
        if column in taken:
            heading = table.heading[column] if 0 <= column < len(table.heading) else ""
            problems.append(Problem("mapping.twice", meaning, {"column": heading}))
        taken.add(column)
    has_analyses = "coefficient" in columns and not {"code", "title"}.isdisjoint(columns)
    if not problems and not has_analyses and ("price" not in columns or "coefficient" in columns):
        problems.append(Problem("mapping.nothing"))
    return problems


def read(book: Book, columns: Mapping[str, int]) -> Result | list[Problem]:
    """The table of a workbook by this mapping; the problems alone where it does not hold."""
    table = find(book)
    if table is None:
        return [Problem("file.no_table")]
    return checked(table, columns) or read_as(book, table, columns, "table")


def read_as(book: Book, table: Table, columns: Mapping[str, int], layout: Layout) -> Result:
    """The rows of a table by a mapping that holds.

    Two passes: the first learns how each column writes its numbers.
    """
    rows = TableRows(table, columns)
    for line, cells in book.rows(table.sheet):
        if line > table.line and cells:
            rows.see(cells)
    rows.decide()
    for line, cells in book.rows(table.sheet):
        if line > table.line and cells:
            rows.take(line, cells)
    return rows.finished(layout)
