"""What the pages call the codes of catalogues: layouts, kinds, meanings of columns, findings."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.services import coefficients, messages
from app.web import filters
from app.web.catalogue import finding_names

LAYOUTS: Mapping[str, object] = {
    "flat": _l("Table: one row per component"),
    "form": _l("Forms A to F"),
    "table": _l("Table with columns chosen by a person"),
}
KINDS: Mapping[str, object] = {
    "official": _l("official"),
    "starter": _l("starter"),
    "office": _l("office library"),
}
CATEGORIES: Mapping[str, object] = {
    "labour": _l("Labour"),
    "material": _l("Material"),
    "equipment": _l("Equipment"),
    "other": _l("Other"),
}
#: Meanings of columns in the mapping form.
MEANINGS: Mapping[str, object] = {
    "code": _l("Code of the analysis"),
    "title": _l("Title of the analysis"),
    "analysis_unit": _l("Unit of the analysis"),
    "chapter": _l("Chapter"),
    "row_code": _l("Code of the component"),
    "category": _l("Category: labour, material, equipment"),
    "name": _l("Name of the component"),
    "unit": _l("Unit of the component"),
    "coefficient": _l("Coefficient"),
    "price": _l("Price"),
    "source": _l("Source of the price"),
    "note": _l("Note"),
}
#: What became of the rows of a table.
COUNTS: Mapping[str, object] = {
    "rows": _l("Rows of the table"),
    "duplicates": _l("Duplicates, dropped"),
    "notes": _l("Notes"),
    "headings": _l("Headings"),
    "refused": _l("Refused"),
}


def mark(code: str) -> str:
    """Return the name of a remark that stays with a row; its figures stand in the row itself."""
    return str(finding_names.KINDS.get(code) or messages.text(Problem(code), filters.figures()))


def formula(canonical: str) -> str:
    """Return a formula in the number locale of the person."""
    return coefficients.written("resource", (None, canonical), filters.figures())
