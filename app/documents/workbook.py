"""A project as a living workbook: five sheets whose formulas give the figures of the page.

Rekapitulasi is made of RAB, RAB of Volume and Analisa, Analisa of Harga Satuan Dasar. Every
formula carries the page's figure as its last value, so that what only looks into the file
(a preview, a script) sees the same.
"""

from io import BytesIO

from xlsxwriter import Workbook

from app.documents import (
    workbook_analyses,
    workbook_budget,
    workbook_prices,
    workbook_quantities,
)
from app.documents.workbook_formats import Formats
from app.documents.workbook_layout import (
    ANALYSES,
    BUDGET,
    PRICES,
    QUANTITIES,
    RECAP,
    laid_out,
)
from app.documents.workbook_recap import Recap
from app.documents.workbook_sheet import Sheet, printable
from app.documents.workbook_source import Source

#: Rows go to disk as they are written: a large project would not fit otherwise.
_OPTIONS = {"constant_memory": True, "strings_to_numbers": False}
_PROPERTY_LENGTH = 255


def write(source: Source) -> bytes:
    """Return the workbook of a project at one moment, as an .xlsx file."""
    content = BytesIO()
    book = Workbook(content, _OPTIONS)
    _describe(book, source)
    layout, formats = laid_out(source), Formats(book, source.heading.locale)
    sheets = {
        name: Sheet(book, name, source, formats)
        for name in (RECAP, BUDGET, ANALYSES, PRICES, QUANTITIES)
    }
    names = Recap(sheets[RECAP], layout).write()
    workbook_budget.write(sheets[BUDGET], layout)
    workbook_analyses.write(sheets[ANALYSES], layout)
    workbook_prices.write(sheets[PRICES], layout)
    workbook_quantities.write(sheets[QUANTITIES], layout)
    for name, cell in names.items():
        book.define_name(name, f"={RECAP}!{cell}")
    for name, cell in workbook_quantities.parameter_cells(layout).items():
        book.define_name(name, f"={cell}")
    book.close()
    return content.getvalue()


def _describe(book: Workbook, source: Source) -> None:
    """What file managers show, and which moment of which project this is."""
    heading = source.heading
    properties: dict[str, object] = {
        "title": printable(heading.name)[:_PROPERTY_LENGTH],
        "subject": source.words["budget.title"],
        "author": "Taksir",
    }
    if heading.made_at is not None:
        properties["created"] = heading.made_at
    book.set_properties(properties)
    book.set_custom_property("taksir project", heading.project_id, "number")
    book.set_custom_property("taksir revision", heading.revision, "number")
