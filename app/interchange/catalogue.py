"""A file to a catalogue, whatever its layout."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.catalogue import Catalogue, Layout
from app.domain.errors import Problem
from app.interchange import forms, mapped, recognise
from app.interchange.book import Book, BookError, open_book
from app.interchange.mapped import Result
from app.interchange.table_columns import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says. Without a catalogue: why not, or what its columns are to be asked for."""

    layout: Layout | None = None
    catalogue: Catalogue | None = None
    problems: tuple[Problem, ...] = ()
    #: Of a flat table: the cells of its heading, what they seem to mean, and its first rows.
    heading: tuple[str, ...] = ()
    proposed: Mapping[str, int] = field(default_factory=dict)
    sample: tuple[tuple[str, ...], ...] = ()
    #: What became of every row.
    counts: Mapping[str, int] = field(default_factory=dict)


def read(content: bytes, columns: Mapping[str, int] | None = None) -> Reading:
    """Everything usable in a workbook, and every problem with its cell; never an exception.

    `columns` (meaning to column from 0, see mapped.MEANINGS) is a person's word on a flat table
    and goes before what was recognised; a form does not take it.
    """
    try:
        with open_book(content) as book:
            return _read(book, columns)
    except BookError as refused:
        return Reading(problems=(refused.problem,))


def _read(book: Book, columns: Mapping[str, int] | None) -> Reading:
    layout, table = recognise.layout(book)
    if layout == "form":
        catalogue, problems = forms.read(book)
        counts = {"analyses": len(catalogue.analyses), "prices": len(catalogue.prices)}
        counts["components"] = sum(len(analysis.rows) for analysis in catalogue.analyses)
        return Reading(layout, catalogue, tuple(problems), counts=counts)
    if table is None:
        return Reading(problems=(Problem("file.no_table"),))
    if columns is not None:
        wrong = mapped.checked(table, columns)
        found = None if wrong else mapped.read_as(book, table, columns, "table")
        return _of_table("table", table, found, wrong)
    if layout == "flat":
        return _of_table("flat", table, mapped.read_as(book, table, table.proposed, "flat"), [])
    return _of_table("table", table, None, [])


def _of_table(layout: Layout, table: Table, found: Result | None, wrong: list[Problem]) -> Reading:
    catalogue, problems, counts = found or (None, wrong, {})
    return Reading(
        layout,
        catalogue,
        tuple(problems),
        heading=table.heading,
        proposed=table.proposed,
        sample=table.sample,
        counts=counts,
    )
