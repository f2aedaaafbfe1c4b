"""The cells of the sheet: quantity, texts, price and markup of one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field, NumberLocale
from app.models import Analysis, OutlineNode
from app.models.types import ID_LIMIT
from app.services import cells, entries, idempotency, messages, revisions, text
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Conflict, Invalid
from app.services.idempotency import Key
from app.services.revisions import Order, Outcome

QUANTITY = ("formula", "quantity_typed")
PRICE = ("price", "zero_reason", "price_source", "analysis_id", "markup_included", "origin")
#: Longest text of each field of a row.
TEXTS = {"number_typed": 40, "code": 100, "title": 1000, "unit": 50}
MARKUP = Field(4, Fraction(0), Fraction(1000), "%")
_SOURCE = 300

messages.add(
    {
        "outline.only_items": _l("Only an item has a quantity and a price."),
        "outline.no_markup": _l("Only a section or an item has a markup."),
        "outline.origin": _l("Choose where the price comes from."),
        "outline.analysis": _l("Choose an analysis."),
        "outline.price": _l("Type the price."),
        "outline.gone": _l("A row was deleted meanwhile. What you typed into the others is kept."),
        "outline.twice": _l("This cell was sent twice, with different contents."),
    },
    {"number_typed": _l("Number"), "markup": _l("Markup"), "analysis": _l("Analysis")},
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a page showed it (row and its version), and the text typed into it."""

    node_id: int
    version: int
    text: str

    def of(self, *columns: str, name: str = "") -> Edit:
        """The same cell as a place in the table."""
        return Edit(OutlineNode, self.node_id, self.version, columns, self.text, name)


@dataclass(frozen=True, slots=True)
class Price:
    """Where the unit price of an item comes from, as it was entered."""

    node_id: int
    version: int
    origin: str
    analysis_id: int | None = None
    text: str = ""
    source: str = ""
    markup_included: bool = False
    reason: str = ""


class SheetRefused(Invalid):
    """A sheet of which nothing was stored: problems and conflicts, each by its row."""

    def __init__(self, problems: Mapping[int, Problem], conflicts: Mapping[int, Conflict]) -> None:
        super().__init__(*problems.values())
        self.by_row = problems
        self.conflicts = conflicts


@dataclass(slots=True)
class _Refusals:
    problems: dict[int, Problem] = field(default_factory=dict)
    conflicts: dict[int, Conflict] = field(default_factory=dict)


def set_quantity(project_id: int, by: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Set the quantity of an item, in its unit: a number, a formula, or nothing.

    The result says {"node", "put": set|same|merged, "beside": who changed what else, "unusual":
    bool}. Raises Conflict and Invalid: number.*, formula.*, quantity.out_of_range,
    outline.only_items.
    """

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, cell.node_id)
        draft.params = named(node)
        return {"node": node.id, **_put_quantity(draft, cell, locale)}

    key = cell.of(*QUANTITY, name="quantity").key(locale)
    return revisions.run(Order(project_id, "quantity.set", by, key=key), action)


def set_quantities(
    project_id: int,
    by: int,
    sheet: Sequence[Cell],
    locale: NumberLocale,
    key: Key | None = None,
    *,
    queued: bool = False,
) -> Outcome:
    """Set the quantities of a whole sheet that differ from what it showed: all of them or none.

    `queued` as in `idempotency.sheet_key`. The result says {"changed": how many,
    "unusual": bool} and what `cells.overtaken` adds; raises SheetRefused.
    """

    def action(draft: Draft) -> dict[str, Any]:
        asked = [cell.node_id for cell in sheet if cell.node_id < ID_LIMIT]
        # The rows are held: a session forgets those that nobody holds, and reads them one by one.
        known = {node.id: node for node in draft.find(OutlineNode, OutlineNode.id.in_(asked))}
        refusals, done = _Refusals(_twice(sheet)), []
        for cell in dict.fromkeys(sheet):
            if cell.node_id in refusals.problems:
                continue
            if cell.node_id not in known:
                refusals.problems[cell.node_id] = Problem("outline.gone", f"q-{cell.node_id}")
            elif _is_changed(draft, cell, locale):
                done.append(_try(draft, cell, locale, refusals))
        if refusals.problems or refusals.conflicts:
            raise SheetRefused(refusals.problems, refusals.conflicts)
        changed = [one for one in done if one["put"] != "same"]
        draft.params = {"count": len(changed)}
        return {"changed": len(changed), "unusual": any(one["unusual"] for one in changed)}

    typed = ((cell.node_id, cell.version, cell.text) for cell in sheet)
    key = key or idempotency.sheet_key("outline_node", project_id, (locale, typed), queued=queued)
    done = revisions.run(Order(project_id, "quantities.set", by, key=key), action)
    return cells.overtaken(done, by, OutlineNode, {cell.node_id for cell in sheet})


def _twice(sheet: Sequence[Cell]) -> dict[int, Problem]:
    """Cells that came twice with different contents: nobody knows which one was meant."""
    first: dict[int, Cell] = {}
    return {
        cell.node_id: Problem("outline.twice", f"q-{cell.node_id}")
        for cell in sheet
        if first.setdefault(cell.node_id, cell) != cell
    }


def _try(draft: Draft, cell: Cell, locale: NumberLocale, refusals: _Refusals) -> Mapping[str, Any]:
    try:
        return _put_quantity(draft, cell, locale)
    except Invalid as refused:
        refusals.problems[cell.node_id] = refused.problems[0]
    except Conflict as conflict:
        refusals.conflicts[cell.node_id] = conflict
    return {}


def _is_changed(draft: Draft, cell: Cell, locale: NumberLocale) -> bool:
    """Whether the person changed the cell: a page without script sends all of them."""
    shown = cells.shown(draft, cell.of(*QUANTITY))
    places = locale_numbers.QUANTITY.places
    return cell.text.strip() != entries.written(
        shown["quantity_typed"], shown["formula"], locale, places
    )


def _put_quantity(draft: Draft, cell: Cell, locale: NumberLocale) -> dict[str, Any]:
    node = draft.get(OutlineNode, cell.node_id)
    if node.kind != "item":
        raise Invalid(Problem("outline.only_items", "quantity"))
    source = (draft.session, draft.project.id)
    entry = entries.number_or_formula(
        cell.text, locale, locale_numbers.QUANTITY, f"q-{cell.node_id}", source
    )
    unusual = entries.is_unusual(entry.value, node.quantity)
    values = {"formula": entry.formula, "quantity_typed": entry.number}
    edit = cell.of(*QUANTITY, name="quantity")
    put = cells.put(draft, edit, values)
    beside = cells.beside(draft, edit, put)
    return {"put": put, "beside": beside, "unusual": unusual and put != "same"}


def set_texts(project_id: int, by: int, at: Cell, fields: Mapping[str, str]) -> Outcome:
    """Set number, code, title or unit of a row; a text that the person left alone stays.

    `at` names row and version; `fields` are texts by column. Raises Invalid (text.*), FormConflict.
    """

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, at.node_id)
        draft.params = named(node)
        found = {n: text.read(t, TEXTS[n], n, needed=n == "title") for n, t in fields.items()}
        problems = [value for value in found.values() if isinstance(value, Problem)]
        if problems:
            raise Invalid(*problems)
        stored = {n: value or (None if n == "number_typed" else "") for n, value in found.items()}
        cells.put_each(draft, ((at.of(name), {name: value}) for name, value in stored.items()))
        return {"node": at.node_id}

    return revisions.run(Order(project_id, "row.described", by), action)


def set_price(project_id: int, by: int, price: Price, locale: NumberLocale) -> Outcome:
    """Set where an item's price comes from: an analysis, typed (rupiah per unit), zero, or none.

    Raises Invalid (outline.analysis, outline.price, text.empty for a zero without reason, number.*)
    and Conflict.
    """
    typed = repr((price.origin, price.analysis_id, price.text, price.source, price.markup_included))
    cell = Cell(price.node_id, price.version, typed + price.reason)
    edit = cell.of(*PRICE, name="price")

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, price.node_id)
        if node.kind != "item":
            raise Invalid(Problem("outline.only_items", "origin"))
        draft.params = named(node) | {"origin": price.origin}
        values = origin_values(draft, price, locale)
        return {"node": price.node_id, "put": cells.put(draft, edit, values)}

    return revisions.run(Order(project_id, "item.priced", by, key=edit.key(locale)), action)


def origin_values(draft: Draft, price: Price, locale: NumberLocale) -> dict[str, Any]:
    """The columns of a price as it was entered: one origin, and nothing left of the others."""
    values: dict[str, Any] = dict.fromkeys(PRICE) | {
        "origin": price.origin, "price_source": "", "zero_reason": "", "markup_included": False,
    }  # fmt: skip
    if price.origin == "analysis":
        if price.analysis_id is None:
            raise Invalid(Problem("outline.analysis", "analysis"))
        values["analysis_id"] = draft.get(Analysis, price.analysis_id).id
    elif price.origin == "typed":
        values["price"] = entries.number(price.text, locale, locale_numbers.PRICE, "price")
        if values["price"] is None:
            raise Invalid(Problem("outline.price", "price"))
        values["price_source"] = text.clean(price.source, _SOURCE, "price_source")
        values["markup_included"] = price.markup_included
    elif price.origin == "zero":
        values["zero_reason"] = text.clean(price.reason, _SOURCE, "zero_reason", needed=True)
    elif price.origin != "none":
        raise Invalid(Problem("outline.origin", "origin"))
    return values


def set_markup(project_id: int, by: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Set the markup of a section or an item in percent (10 = 10 %); empty takes it from above."""
    edit = cell.of("markup_percent")

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, cell.node_id)
        if node.kind == "note":
            raise Invalid(Problem("outline.no_markup", "markup"))
        draft.params = named(node)
        value = entries.number(cell.text, locale, MARKUP, "markup")
        return {"node": cell.node_id, "put": cells.put(draft, edit, {"markup_percent": value})}

    return revisions.run(Order(project_id, "markup.set", by, key=edit.key(locale)), action)


def named(node: OutlineNode) -> dict[str, Any]:
    """Number and title of a row as the history will tell them."""
    return {"no": node.number, "title": node.title[:120]}
