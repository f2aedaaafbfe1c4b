"""Which layout a workbook has, by what stands in it and never by its name."""

from app.domain.catalogue import Layout
from app.interchange import flat, forms, table_columns
from app.interchange.book import Book
from app.interchange.table_columns import Table

#: The layout, and the table of a workbook that has one.
Recognised = tuple[Layout | None, Table | None]


def recognise(book: Book) -> Layout | None:
    """`flat`, `form`, `table` (its columns need a person's word), or None for nothing known."""
    return layout(book)[0]


def layout(book: Book) -> Recognised:
    """The layout with the table it was seen by, so that nobody looks for that twice."""
    table = table_columns.find(book)
    if table is not None and flat.is_flat(table):
        return "flat", table
    if forms.is_form(book):
        return "form", None
    return ("table", table) if table is not None else (None, None)
