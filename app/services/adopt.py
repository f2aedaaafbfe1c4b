"""Analyses of a catalogue taken over into a project, with what is inside them.

A project keeps one of each: an analysis of the same edition that is still as published is used
again, a resource is the one of the same identity, with the price it has.
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.domain.errors import Problem
from app.models import Analysis, OutlineNode
from app.services import adopt_copy, adopt_sources, messages, positions, revisions
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound
from app.services.outline_rows import Caller, Spot
from app.services.revisions import Outcome

messages.add(
    {
        "adopt.place_gone": _l(
            "The row that you chose was deleted meanwhile. Choose another place."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item goes: behind a row, or to the end of a section.

    A section given as `after` takes it to its end. Without either: the end of the last section.
    """

    after: int | None = None
    section: int | None = None


def add_item(
    caller: Caller, catalogue_id: int, place: Place, price_list: int | None = None
) -> Outcome:
    """Add an item priced by an analysis of a catalogue, which comes with everything in it.

    New resources are priced from the list where it names one price. The result: {"node",
    "analysis", "title", "analyses", "resources", "unpriced": how many are new and of these without
    a price, "marked": rows with a remark of the book, "proposed": the unit where only the title
    says it, "elsewhere": new resources that the project has under another unit, each {"id",
    "name", "unit", "other"}}.
    Raises Invalid: adopt.gone, adopt.place_gone, outline.parent_is_no_section.
    """

    def action(draft: Draft) -> dict[str, Any]:
        source = adopt_sources.load(draft.session, catalogue_id)
        spot = _spot(draft, place)
        offered = adopt_copy.offers(draft.session, source, price_list)
        brought = adopt_copy.bring(draft, source, offered)
        node = _item(draft, brought.id, spot)
        draft.params = {
            "title": node.title[:120],
            "code": node.code,
            "edition": source.edition(catalogue_id),
        }
        proposed = node.unit if source.is_proposed(catalogue_id) else ""
        told = {"node": node.id, "analysis": brought.id, "title": node.title[:120]}
        return {**told, "proposed": proposed, **brought.counts}

    return revisions.run(caller.order("item.adopted"), action)


def _item(draft: Draft, analysis_id: int, spot: Spot) -> OutlineNode:
    analysis = draft.get(Analysis, analysis_id)
    texts = {name: getattr(analysis, name) for name in ("code", "title", "unit")}
    position = positions.take(draft, spot.parent_id, spot.index)
    node = OutlineNode(
        kind="item",
        parent_id=spot.parent_id,
        position=position,
        origin="analysis",
        analysis_id=analysis_id,
        **texts,
    )
    return draft.add(node)


def _spot(draft: Draft, place: Place) -> Spot:
    chosen = place.section if place.after is None else place.after
    if chosen is None:
        return Spot(_last_section(draft))
    try:
        row = draft.get(OutlineNode, chosen)
    except NotFound:
        raise Invalid(Problem("adopt.place_gone", "after")) from None
    if place.after is None or row.kind == "section":
        positions.section(draft, chosen)
        return Spot(chosen)
    return Spot(row.parent_id, positions.siblings(draft, row.parent_id).index(chosen) + 1)


def _last_section(draft: Draft) -> int | None:
    statement = (
        select(OutlineNode.id)
        .where(OutlineNode.project_id == draft.project.id, OutlineNode.kind == "section")
        .order_by(OutlineNode.sort_path.desc())
        .limit(1)
    )
    found: int | None = draft.session.execute(statement).scalar()
    return found
