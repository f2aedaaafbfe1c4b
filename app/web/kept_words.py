"""What was typed into a form that is offered again, in the words that stood beside its fields."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from app.services import messages, typed_names
from app.services.typed_names import Table

#: Where the cells of one letter stand: in the sheet, the price list, an analysis.
_CELL = re.compile(r"(?P<letter>[qpcz])-(?P<id>[0-9]{1,10})-[0-9]{1,10}")
_PLACE = re.compile(r"/projects/(?P<project>[0-9]{1,10})/(?P<analysis>analyses/)?")
_COLUMNS = {
    "q": _l("Quantity"),
    "p": _l("Price"),
    "c": _l("Coefficient"),
    "z": _l("Reason for zero"),
}
#: Fields that are no columns of a table, as their forms call them.
_FIELDS = {
    "edition": _l("Edition of analyses"),
    "hours_per_day": _l("Hours per day of work (OH)"),
    "index": _l("Order in the section"),
    "note": _l("Note"),
    "percent": _l("Percent"),
    "reason": _l("Reason"),
    "step": _l("Step"),
    "text": _l("Cells"),
}


def told(
    kept: Iterable[tuple[str, str]], url: str, reader: int | None = None
) -> Sequence[tuple[str, str]]:
    """Return what was typed, each with its label; what only the program reads is left out.

    `reader` is the person, to whom cells are told with the names of their rows.
    """
    filled = [(name, value) for name, value in kept if value.strip()]
    cells = {name: cell for name, _value in filled if (cell := _CELL.fullmatch(name))}
    rows = _rows(url, cells.values(), reader) if reader and cells else {}
    labels = {name: _cell(cell, rows) for name, cell in cells.items()}
    labelled = ((labels.get(name) or _field(name), value) for name, value in filled)
    return [(label, value) for label, value in labelled if label]


def _rows(url: str, cells: Collection[re.Match[str]], reader: int) -> Mapping[int, str]:
    place = _PLACE.match(url)
    if place is None:
        return {}
    items = any(cell["letter"] == "q" for cell in cells)
    table: Table = "component" if place["analysis"] else "outline_node" if items else "resource"
    ids = {int(cell["id"]) for cell in cells}
    return typed_names.rows(int(place["project"]), reader, table, ids)


def _cell(cell: re.Match[str], rows: Mapping[int, str]) -> str:
    column, row = str(_COLUMNS[cell["letter"]]), rows.get(int(cell["id"]))
    return f"{column}, {row}" if row else column


def _field(name: str) -> str:
    """The label of a field, of a line of a table by its last word; "" of what nobody typed."""
    own = name.rpartition("-")[2]
    known = messages.field(own)
    return str(_FIELDS[own]) if own in _FIELDS else known if known != own else ""
