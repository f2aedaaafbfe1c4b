"""The structure of the outline: rows come, move, are copied and go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import lazy_gettext as _l

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.models import Analysis, OutlineNode
from app.services import entries, journal, messages, positions, revisions, text
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.outline import TEXTS, Price, named, origin_values
from app.services.revisions import Order, Outcome

Direction = Literal["up", "down", "in", "out"]
KINDS = ("section", "item", "note")
#: Sorts behind every continuation of a sort path.
AFTER = "~"

messages.add(
    {
        "outline.choose": _l("Choose a row first."),
        "outline.kind": _l("A row is a section, an item or a note."),
        "outline.at_edge": _l(
            "The row cannot go further in this direction: it is the first or the last there."
        ),
        "outline.no_section_above": _l("There is no section directly above to put the row into."),
        "outline.on_top": _l("The row stands on the top level already."),
        "outline.cycle": _l("A section cannot be moved into itself."),
    },
    {"parent": _l("Section"), "kind": _l("Kind")},
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who changes which project, and the key of the form that asks for it."""

    project_id: int
    by: int
    key: Key | None = None

    def order(self, label: str) -> Order:
        """The order for the door."""
        return Order(self.project_id, label, self.by, key=self.key)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place: the index-th child (from 0; None = the last) of a section, or of the top (None)."""

    parent_id: int | None = None
    index: int | None = positions.LAST


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be added: texts by column, and for an item its quantity and price as typed."""

    kind: str
    texts: Mapping[str, str]
    spot: Spot = Spot()
    quantity: str = ""
    price: Price = field(default_factory=lambda: Price(0, 0, "none"))


def add(caller: Caller, new: NewRow, locale: NumberLocale) -> Outcome:
    """Add a row; the result names it: {"node": id}.

    An item of an analysis takes code, title and unit from it where they were left empty. Raises
    Invalid (text.*, number.*, outline.*) and NotFound for a section that is not there.
    """

    def action(draft: Draft) -> dict[str, Any]:
        if new.kind not in KINDS:
            raise Invalid(Problem("outline.kind", "kind"))
        positions.section(draft, new.spot.parent_id)
        values = _item_values(draft, new, locale) if new.kind == "item" else {}
        row = OutlineNode(
            kind=new.kind,
            parent_id=new.spot.parent_id,
            position=positions.take(draft, new.spot.parent_id, new.spot.index),
            **_texts(draft, new, values.get("analysis_id")),
            **values,
        )
        draft.add(row)
        draft.params = {"kind": new.kind, "title": row.title[:120]}
        return {"node": row.id}

    return revisions.run(caller.order("row.added"), action)


def _texts(draft: Draft, new: NewRow, analysis_id: int | None) -> dict[str, str | None]:
    given = dict(new.texts)
    if analysis_id is not None:
        analysis = draft.get(Analysis, analysis_id)
        for name in ("code", "title", "unit"):
            given[name] = given.get(name, "").strip() or getattr(analysis, name)
    values: dict[str, str | None] = {
        name: text.clean(given.get(name, ""), limit, name, needed=name == "title")
        for name, limit in TEXTS.items()
    }
    return values | {"number_typed": values["number_typed"] or None}


def _item_values(draft: Draft, new: NewRow, locale: NumberLocale) -> dict[str, Any]:
    source = (draft.session, draft.project.id)
    quantity = entries.number_or_formula(
        new.quantity, locale, locale_numbers.QUANTITY, "quantity", source
    )
    return {
        **origin_values(draft, new.price, locale),
        "quantity_typed": quantity.number,
        "formula": quantity.formula,
    }


def move(caller: Caller, node_id: int, spot: Spot) -> Outcome:
    """Move a row with all that is below it.

    Raises Invalid: outline.cycle (into itself), outline.parent_is_no_section, outline.too_deep.
    """

    def action(draft: Draft) -> dict[str, Any]:
        return put(draft, draft.get(OutlineNode, node_id), spot)

    return revisions.run(caller.order("row.moved"), action)


def shift(caller: Caller, node_id: int, direction: Direction) -> Outcome:
    """Move a row by one step: up, down, into the section above it, or out behind its section.

    Raises Invalid (outline.at_edge, outline.no_section_above, outline.on_top) where it cannot go.
    """

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, node_id)
        return put(draft, node, _STEPS[direction](draft, node))

    return revisions.run(caller.order("row.moved"), action)


def put(draft: Draft, node: OutlineNode, spot: Spot) -> dict[str, Any]:
    """Move a row inside a write that is under way."""
    draft.params = named(node)
    positions.section(draft, spot.parent_id)
    if spot.parent_id == node.id:
        raise Invalid(Problem("outline.cycle", "parent"))
    rows = positions.siblings(draft, spot.parent_id, without=node.id)
    index = len(rows) if spot.index is None else min(spot.index, len(rows))
    if spot.parent_id != node.parent_id or _index(draft, node) != index:
        position = positions.take(draft, spot.parent_id, index, moving=node.id)
        node.parent_id, node.position = spot.parent_id, position
    return {"node": node.id}


def _index(draft: Draft, node: OutlineNode) -> int:
    return positions.siblings(draft, node.parent_id).index(node.id)


def _up(draft: Draft, node: OutlineNode) -> Spot:
    index = _index(draft, node)
    if index == 0:
        raise Invalid(Problem("outline.at_edge"))
    return Spot(node.parent_id, index - 1)


def _down(draft: Draft, node: OutlineNode) -> Spot:
    rows = positions.siblings(draft, node.parent_id)
    index = rows.index(node.id)
    if index == len(rows) - 1:
        raise Invalid(Problem("outline.at_edge"))
    return Spot(node.parent_id, index + 1)


def _in(draft: Draft, node: OutlineNode) -> Spot:
    rows = positions.siblings(draft, node.parent_id)
    index = rows.index(node.id)
    if index == 0 or draft.get(OutlineNode, rows[index - 1]).kind != "section":
        raise Invalid(Problem("outline.no_section_above"))
    return Spot(rows[index - 1])


def _out(draft: Draft, node: OutlineNode) -> Spot:
    if node.parent_id is None:
        raise Invalid(Problem("outline.on_top"))
    parent = draft.get(OutlineNode, node.parent_id)
    return Spot(parent.parent_id, _index(draft, parent) + 1)


_STEPS = {"up": _up, "down": _down, "in": _in, "out": _out}


def copy(caller: Caller, node_id: int) -> Outcome:
    """Copy a row with all that is below it, right behind it; typed numbers stay with the original.

    The result: {"node": id of the copy, "rows": how many}.
    """

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, node_id)
        draft.params = named(node)
        return copied(draft, [node])

    return revisions.run(caller.order("row.copied"), action)


def copied(draft: Draft, nodes: Sequence[OutlineNode]) -> dict[str, Any]:
    """Copy rows, each right behind itself, inside a write that is under way.

    None of them stands below another. The result: {"node": id of the first copy, "rows"}.
    """
    rows = branches(draft, nodes)
    below: dict[int | None, list[int]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node.id)
    places: dict[int, int] = {}
    for parent_id, ids in below.items():
        places |= positions.behind(draft, parent_id, ids)
    copies: dict[int, int] = {}
    for level in sorted({row["level"] for row in rows}):
        some = [row for row in rows if row["level"] == level]
        new = draft.bulk_insert(OutlineNode, [_copied(row, copies, places) for row in some])
        copies.update(zip([row["id"] for row in some], new, strict=True))
    return {"node": copies[nodes[0].id], "rows": len(rows)}


def branches(draft: Draft, nodes: Sequence[OutlineNode]) -> list[dict[str, Any]]:
    """Inputs of rows and of all that is below them, with id and level: a statement a level."""
    names = ("id", "level", *journal.inputs(OutlineNode))
    found: list[dict[str, Any]] = []
    while nodes:
        found += [{name: getattr(row, name) for name in names} for row in nodes]
        sections = [row.id for row in nodes if row.kind == "section"]
        nodes = draft.find(OutlineNode, OutlineNode.parent_id.in_(sections)) if sections else ()
    return found


def _copied(
    row: Mapping[str, Any], copies: Mapping[int, int], places: Mapping[int, int]
) -> dict[str, Any]:
    values = {name: row[name] for name in journal.inputs(OutlineNode)} | {"number_typed": None}
    if row["id"] in places:
        return values | {"position": places[row["id"]]}
    return values | {"parent_id": copies[row["parent_id"]]}


def delete(caller: Caller, node_id: int) -> Outcome:
    """Delete a row with all that is below it; the result: {"rows": how many, "title"}."""

    def action(draft: Draft) -> dict[str, Any]:
        node = draft.get(OutlineNode, node_id)
        draft.params = named(node)
        ids = [row["id"] for row in branches(draft, [node])]
        draft.params["rows"] = len(ids)
        title = node.title
        draft.bulk_delete(OutlineNode, ids)
        return {"rows": len(ids), "title": title}

    return revisions.run(caller.order("row.deleted"), action)
