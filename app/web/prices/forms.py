"""What the requests of the price list say: cells by row and version, filter, search and page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import g, request, url_for

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.services import prices
from app.services.errors import Invalid
from app.services.outline import SheetRefused
from app.services.prices import Cell
from app.services.prices_filters import ONLY
from app.services.prices_read import Asked, Row
from app.services.prices_units import Pack
from app.services.typed import Sent
from app.web import filters, keys

_SOURCE = 300
#: p is a price, z the reason why it is zero.
_CELL = re.compile(r"(?P<kind>[pz])-(?P<id>[0-9]{1,10})-(?P<version>[0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class Form:
    """Fields as they are to be shown, and what is wrong with them."""

    values: Mapping[str, str]
    errors: Sequence[Problem] = ()
    #: What somebody else changed meanwhile, in sentences.
    conflicts: Sequence[str] = ()

    def error(self, name: str) -> str:
        """Return the sentence that belongs to a field."""
        return " ".join(filters.problem(one) for one in self.errors if one.place == name)


locale = filters.sent_figures


def cells() -> list[Cell]:
    """Return the prices of the form, in its order; the reason of a zero may come alone.

    Raises SheetRefused (price.twice) for a cell that came twice with different contents.
    """
    typed: dict[int, Cell] = {}
    seen: dict[tuple[str, int], tuple[str, str]] = {}
    doubled: dict[int, Problem] = {}
    for name, text in request.form.items(multi=True):
        match = _CELL.fullmatch(name)
        if match is None:
            continue
        row, kind, value = int(match["id"]), match["kind"], (match["version"], text)
        if seen.setdefault((kind, row), value) != value:
            doubled[row] = Problem("price.twice")
        cell = typed.get(row) or Cell(row, int(match["version"]), "0")
        typed[row] = replace(cell, text=text) if kind == "p" else replace(cell, reason=text)
    if doubled:
        raise SheetRefused(doubled, {})
    return list(typed.values())


def cell(resource_id: int) -> Cell:
    """Return the one price that was sent for a row; Invalid where there is none, or two."""
    found = [one for one in cells() if one.resource_id == resource_id]
    if not found:
        raise Invalid(Problem("price.not_sent"))
    return found[0]


def asked() -> Asked:
    """Return the part of the list that the address (or the form) asks for."""
    only = request.values.get("only", "")
    return Asked(
        only=only if only in ONLY else "",
        search=request.values.get("q", "")[:100],
        page=number("page"),
        row=number("row", 0),
        locale=locale(),
    )


def list_url(project_id: int, asked: Asked, page: int | None = None) -> str:
    """Return the address of a page of the list as it was asked for."""
    page = page or asked.page
    return url_for(
        "prices.index",
        project_id=project_id,
        only=asked.only or None,
        q=asked.search or None,
        page=page if page > 1 else None,
    )


def row_url(project_id: int, resource_id: int) -> str:
    """Return the address of the page of the list that a resource is on."""
    anchor = f"r-{resource_id}"
    return url_for("prices.index", project_id=project_id, row=resource_id, _anchor=anchor)


def note() -> int:
    """Return the number of the note below the row that sends, 0 without one."""
    return number("note", 0)


def number(name: str, otherwise: int = 1) -> int:
    """Return a number of the address or the form."""
    text = request.values.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else otherwise


def sent() -> Sent:
    """Return the fields of a form as typed."""
    return Sent(g.me.id, request.form.to_dict(), locale(), keys.from_form())


def packed(row: Row, pack: Pack) -> dict[str, str]:
    """Return the fields with a price of another unit as a pack, for a person to complete."""
    figures = filters.figures()
    size = "" if pack.size is None else locale_numbers.show(pack.size, figures, 10, 0)
    price = prices.written(pack.price, figures)
    said = {"price": "", "pack_unit": pack.unit, "pack_size": size, "pack_price": price}
    return fields(row) | said | {"source": pack.source[:_SOURCE], "zero_reason": ""}


def fields(row: Row) -> dict[str, str]:
    """Return the fields of a resource as this person would type them."""
    figures = filters.figures()
    per_pack = row.pack_price is not None
    size = row.pack_size
    return {
        "version": str(row.version),
        "name": row.name,
        "code": row.code,
        "unit": row.unit,
        "price": "" if per_pack else row.typed,
        "pack_unit": row.pack_unit,
        "pack_size": "" if size is None else locale_numbers.show(size, figures, 10, 0),
        "pack_price": prices.written(row.pack_price, figures),
        "source": row.source,
        "region": row.region,
        "price_date": row.price_date.isoformat() if row.price_date else "",
        "zero_reason": row.reason,
    }
