"""Several rows at once: moved, copied, deleted, given a markup; one revision, one undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import OutlineNode
from app.models.types import ID_LIMIT
from app.services import entries, messages, outline_rows, positions, revisions
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.outline import MARKUP
from app.services.outline_rows import AFTER, Caller, Spot
from app.services.revisions import Order, Outcome, Rehearsal

Deed = Literal["move", "copy", "delete", "markup"]
LABELS: Mapping[Deed, str] = {
    "move": "rows.moved",
    "copy": "rows.copied",
    "delete": "rows.deleted",
    "markup": "rows.markup",
}
#: Rows that are chosen at once: what two pages show.
MOST = 400

messages.add(
    {
        "outline.pick": _l("Choose at least one row."),
        "outline.pick_less": _l("Choose at most %(limit)s rows at once."),
        "outline.pick_gone": _l("A chosen row was deleted meanwhile. Choose again."),
        "outline.pick_again": _l(
            "Somebody changed the project meanwhile. Look at the effect again."
        ),
        "outline.deed": _l("Choose what happens with the rows."),
    }
)


@dataclass(frozen=True, slots=True)
class Pick:
    """Rows, and what happens with them: `spot` says whereto, `markup` is a percentage as typed."""

    rows: Sequence[int]
    deed: str
    spot: Spot = field(default_factory=Spot)
    markup: str = ""
    locale: NumberLocale = "id"
    #: The revision whose effect the person has seen; None = it was not looked at.
    seen: int | None = None


def carry_out(caller: Caller, pick: Pick) -> Outcome:
    """Do it; the result: {"rows": how many rows, those below included}.

    What is below a chosen row goes along with it. Raises Invalid (outline.*, number.*).
    """
    return revisions.run(_order(caller, pick), _action(pick))


def preview(caller: Caller, pick: Pick) -> Rehearsal:
    """What it would do to the totals; nothing is changed. Raises what `carry_out` raises."""
    return revisions.rehearse(_order(caller, pick), _action(pick))


def titles(project_id: int, rows: Sequence[int]) -> list[str]:
    """What the chosen rows are called, in the order of the sheet."""
    known = [i for i in rows if 0 < i < ID_LIMIT]
    node = OutlineNode
    statement = (
        select(node.number, node.title)
        .where(node.project_id == project_id, node.id.in_(known))
        .order_by(node.sort_path)
    )
    return [f"{number} {title}".strip() for number, title in db.session.execute(statement)]


def _order(caller: Caller, pick: Pick) -> Order:
    if pick.deed not in LABELS:
        raise Invalid(Problem("outline.deed"))
    return caller.order(LABELS[pick.deed])  # type: ignore[index]


def _action(pick: Pick) -> Callable[[Draft], dict[str, Any]]:
    def action(draft: Draft) -> dict[str, Any]:
        if pick.seen not in {None, draft.project.revision}:
            raise Invalid(Problem("outline.pick_again"))
        nodes = _chosen(draft, pick.rows)
        count = _DEEDS[pick.deed](draft, nodes, pick)  # type: ignore[index]
        draft.params = {"count": count}
        return {"rows": count}

    return action


def _chosen(draft: Draft, ids: Sequence[int]) -> list[OutlineNode]:
    """The rows in the order of the sheet."""
    wanted = {i for i in ids if 0 < i < ID_LIMIT}
    if not ids:
        raise Invalid(Problem("outline.pick"))
    if len(ids) > MOST:
        raise Invalid(Problem("outline.pick_less", params={"limit": MOST}))
    found = draft.find(OutlineNode, OutlineNode.id.in_(sorted(wanted)))
    if len(found) < len(set(ids)):
        raise Invalid(Problem("outline.pick_gone"))
    return sorted(found, key=lambda node: node.sort_path)


def _tops(nodes: Sequence[OutlineNode]) -> list[OutlineNode]:
    """Without rows that stand below another chosen one: they go along anyway."""
    tops: list[OutlineNode] = []
    for node in nodes:
        if not tops or not tops[-1].sort_path <= node.sort_path < tops[-1].sort_path + AFTER:
            tops.append(node)
    return tops


def _delete(draft: Draft, nodes: Sequence[OutlineNode], _pick: Pick) -> int:
    ids = [row["id"] for row in outline_rows.branches(draft, _tops(nodes))]
    draft.bulk_delete(OutlineNode, ids)
    return len(ids)


def _copy(draft: Draft, nodes: Sequence[OutlineNode], _pick: Pick) -> int:
    return int(outline_rows.copied(draft, _tops(nodes))["rows"])


def _move(draft: Draft, nodes: Sequence[OutlineNode], pick: Pick) -> int:
    """Side by side to one place, in their order, whatever stood between them."""
    tops, spot = _tops(nodes), pick.spot
    positions.section(draft, spot.parent_id)
    moving = [node.id for node in tops]
    if spot.parent_id in moving:
        raise Invalid(Problem("outline.cycle", "parent"))
    present = positions.siblings(draft, spot.parent_id)
    rest = [i for i in present if i not in set(moving)]
    index = len(rest) if spot.index is None else min(spot.index, len(rest))
    if [*rest[:index], *moving, *rest[index:]] != present:
        places = positions.take_many(draft, spot.parent_id, (index, len(tops)), moving)
        for node, place in zip(tops, places, strict=True):
            node.parent_id, node.position = spot.parent_id, place
    return len(tops)


def _markup(_draft: Draft, nodes: Sequence[OutlineNode], pick: Pick) -> int:
    value = entries.number(pick.markup, pick.locale, MARKUP, "markup")
    able = [node for node in nodes if node.kind != "note"]
    if not able:
        raise Invalid(Problem("outline.no_markup", "markup"))
    for node in able:
        node.markup_percent = value
    return len(able)


_DEEDS: Mapping[Deed, Callable[[Draft, Sequence[OutlineNode], Pick], int]] = {
    "move": _move,
    "copy": _copy,
    "delete": _delete,
    "markup": _markup,
}
