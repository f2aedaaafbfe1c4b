"""Prices of the resources of a project: per unit or per pack of the market, zeros with a reason.

A price is unknown until somebody types one; a zero says why it is zero. One price may be used by
thousands of items: the door recalculates them, here is only the input.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field, NumberLocale
from app.models import Resource
from app.models.types import ID_LIMIT
from app.services import cells, entries, idempotency, messages, revisions, text
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Conflict, Invalid
from app.services.idempotency import Key
from app.services.outline import SheetRefused
from app.services.revisions import Order, Outcome

#: The columns of one price, the first that holds something being what people see.
COLUMNS = ("price", "pack_price", "pack_size", "pack_unit", "zero_reason")
UNKNOWN: Mapping[str, Any] = {
    "price": None, "pack_price": None, "pack_size": None, "pack_unit": "", "zero_reason": "",
}  # fmt: skip
#: The reason of a zero that came in a file.
FILE = "file"
REASON_LIMIT, PLACES = 300, locale_numbers.PRICE.places
#: Units of the resource in one pack: more than none.
PACK_SIZE = Field(10, Fraction(1, 10**10), locale_numbers.COEFFICIENT.high)

messages.add(
    {
        "price.zero_reason": _l(
            "Say why this price is 0. Where it is not known yet, leave it empty."
        ),
        "price.not_sent": _l("No price was sent."),
        "price.twice": _l("This cell was sent twice, with different contents."),
        "price.gone": _l("This resource was deleted meanwhile. Load the list again."),
        "price.two": _l("Type either a price per unit or a price per pack, not both."),
        "price.pack_size": _l("Type how much one pack holds: there is no usual size."),
        "price.pack_price": _l("Type the price of one pack."),
    },
    {"pack_unit": _l("Pack")},
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A price as a page showed it (row and its version), the text typed, the reason of a zero."""

    resource_id: int
    version: int
    text: str
    reason: str = ""

    def edit(self) -> Edit:
        """The same cell as a place in the table."""
        typed = f"{self.text}\n{self.reason}" if self.reason else self.text
        return Edit(Resource, self.resource_id, self.version, COLUMNS, typed, "price")


@dataclass(slots=True)
class _Refusals:
    problems: dict[int, Problem] = field(default_factory=dict)
    conflicts: dict[int, Conflict] = field(default_factory=dict)


def per_unit(held: Mapping[str, Any]) -> Fraction | None:
    """Rupiah per unit, exact: the price itself, or that of a pack by its size; None = unknown."""
    if held["pack_price"] is not None:
        ratio: Fraction = held["pack_price"] / held["pack_size"]
        return ratio
    price: Fraction | None = held["price"]
    return price


def written(price: Fraction | None, locale: NumberLocale) -> str:
    """What a price cell holds; a price of a pack is written as it comes out per unit."""
    return "" if price is None else locale_numbers.show(price, locale, PLACES, 2)


def set_price(project_id: int, by: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Set a price in rupiah per unit (it replaces a pack), or make it unknown by an empty text.

    The result: {"resource", "put": set|same|merged, "beside": who changed what else, "pack": [unit,
    size, price] that was replaced or None, "cleared": bool, "incomplete": items without amount
    before}. Raises NotFound, Conflict, and Invalid: number.*, price.zero_reason.
    """

    def action(draft: Draft) -> dict[str, Any]:
        done = put(draft, cell, locale)
        draft.params = named(draft.get(Resource, cell.resource_id))
        return {"resource": cell.resource_id, "incomplete": draft.project.incomplete, **done}

    return revisions.run(Order(project_id, "price.set", by, key=cell.edit().key(locale)), action)


def set_prices(
    project_id: int,
    by: int,
    sheet: Sequence[Cell],
    locale: NumberLocale,
    key: Key | None = None,
    *,
    queued: bool = False,
) -> Outcome:
    """Set the prices of a page that differ from what it showed: all of them or none.

    `queued` as in `idempotency.sheet_key`. The result: {"changed", "packs", "cleared": how many,
    "incomplete": items without amount before} and what `cells.overtaken` adds; raises SheetRefused.
    """

    def action(draft: Draft) -> dict[str, Any]:
        asked = [cell.resource_id for cell in sheet if cell.resource_id < ID_LIMIT]
        wanted = Resource.id.in_(asked)
        # The rows are held: a session forgets those that nobody holds, and reads them one by one.
        known = {row.id: row for row in draft.find(Resource, wanted)}
        refusals = _Refusals()
        done = [_try(draft, cell, locale, refusals, known) for cell in sheet]
        if refusals.problems or refusals.conflicts:
            raise SheetRefused(refusals.problems, refusals.conflicts)
        changed = [one for one in done if one["put"] != "same"]
        draft.params = {"count": len(changed)}
        return {
            "changed": len(changed),
            "packs": sum(one["pack"] is not None for one in changed),
            "cleared": sum(one["cleared"] for one in changed),
            "incomplete": draft.project.incomplete,
        }

    typed = ((cell.resource_id, cell.version, cell.edit().text) for cell in sheet)
    key = key or idempotency.sheet_key("resource", project_id, (locale, typed), queued=queued)
    done = revisions.run(Order(project_id, "prices.set", by, key=key), action)
    return cells.overtaken(done, by, Resource, {cell.resource_id for cell in sheet})


def _try(
    draft: Draft, cell: Cell, locale: NumberLocale, refusals: _Refusals, known: Container[int]
) -> dict[str, Any]:
    if cell.resource_id not in known:
        refusals.problems[cell.resource_id] = Problem("price.gone")
        return {"put": "same"}
    try:
        return put(draft, cell, locale)
    except Invalid as refused:
        refusals.problems[cell.resource_id] = refused.problems[0]
    except Conflict as conflict:
        refusals.conflicts[cell.resource_id] = conflict
    return {"put": "same"}


def put(draft: Draft, cell: Cell, locale: NumberLocale) -> dict[str, Any]:
    """Set one price inside a write; what equals the figure that was shown changes nothing."""
    edit = cell.edit()
    row = draft.get(Resource, cell.resource_id)
    shown = cells.shown(draft, edit)
    price = entries.number(cell.text, locale, locale_numbers.PRICE, "price")
    stood = per_unit(shown)
    same = cell.text.strip() == written(stood, locale) or price == stood
    if same and not (price == 0 and cell.reason.strip()):
        return {"put": "same", "beside": [], "pack": None, "cleared": False}
    values = {**UNKNOWN, "price": price}
    if price == 0:
        values["zero_reason"] = reason(cell.reason)
    pack = None
    if row.pack_price is not None:
        pack = [row.pack_unit, str(row.pack_size), str(row.pack_price)]
    done = put_columns(draft, edit, values)
    cleared = price is None and done != "same"
    pack = pack if done != "same" else None
    beside = cells.beside(draft, edit, done)
    return {"put": done, "beside": beside, "pack": pack, "cleared": cleared}


def reason(typed: str) -> str:
    """Why a price is 0, in somebody's own words; Invalid (price.zero_reason) without one."""
    found = text.clean(typed, REASON_LIMIT, "zero_reason")
    if not found or found.casefold() == FILE:
        raise Invalid(Problem("price.zero_reason", "zero_reason"))
    return found


def put_columns(draft: Draft, edit: Edit, values: Mapping[str, Any]) -> cells.Put:
    """Set the columns of a price; a Conflict tells all three values in rupiah per unit."""
    try:
        return cells.put(draft, edit, values)
    except Conflict as conflict:
        row = draft.get(Resource, edit.row_id)
        raise Conflict(
            field="price",
            row_id=edit.row_id,
            version=conflict.version,
            mine=per_unit(values),
            before=per_unit(cells.shown(draft, edit)),
            theirs=per_unit({name: getattr(row, name) for name in COLUMNS}),
            who=conflict.who,
            at=conflict.at,
        ) from conflict


def named(row: Resource) -> dict[str, Any]:
    """What the history calls a resource."""
    return {"name": row.name[:120]}
