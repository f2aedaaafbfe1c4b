"""The flat layout in which official analyses circulate: one row a component, known headings.

`id, kode_ahsp, nama_ahsp, kode_item_lookup, kategori, item, satuan, koefisien, ...`
"""

from app.domain.catalogue import Catalogue
from app.domain.errors import Problem
from app.interchange import mapped, table_columns
from app.interchange.book import Book
from app.interchange.table_columns import Table

#: A table whose heading says all of these needs nobody's help.
KNOWN = frozenset({"code", "title", "category", "name", "unit", "coefficient"})


def is_flat(table: Table) -> bool:
    """Whether the heading of a table says beyond doubt what each needed column holds."""
    return table.said >= KNOWN


def read(book: Book) -> tuple[Catalogue, list[Problem]]:
    """The analyses of a workbook in flat layout, each row accounted for (see `mapped.read_as`)."""
    table = table_columns.find(book)
    if table is None:
        return Catalogue("flat", ()), [Problem("file.no_table")]
    catalogue, problems, _ = mapped.read_as(book, table, table.proposed, "flat")
    return catalogue, problems
