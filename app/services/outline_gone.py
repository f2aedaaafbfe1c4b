"""An item that somebody deleted while another person was typing into it."""

from typing import Any

from app.domain import locale_numbers
from app.domain.locale_numbers import NumberLocale
from app.models import Analysis, OutlineNode, Project
from app.services import entries, positions, revisions
from app.services import gone as rows
from app.services.draft import Draft
from app.services.errors import NotFound
from app.services.gone import Gone
from app.services.outline_rows import Caller
from app.services.revisions import Outcome

_UNPRICED = {"origin": "none", "analysis_id": None}


def gone(project: Project, node_id: int) -> Gone:
    """Who deleted an item; NotFound where nobody did lately."""
    found = rows.find(project, (OutlineNode, node_id, "title"))
    if found.inputs["kind"] != "item":
        raise NotFound
    return found


def restore(caller: Caller, node_id: int, typed: str, locale: NumberLocale) -> Outcome:
    """Bring a deleted item back as a new row at the end of its section, with what was typed.

    On the top level when its section is gone, without price when its analysis is. The result:
    {"node": id}. Raises what `gone.held` raises, and Invalid (number.*, formula.*).
    """

    def action(draft: Draft) -> dict[str, Any]:
        values = rows.held(draft, (OutlineNode, node_id, "title"))
        if values["kind"] != "item":
            raise NotFound
        parent = rows.still(draft, OutlineNode, values["parent_id"])
        analysis = rows.still(draft, Analysis, values["analysis_id"])
        if values["origin"] == "analysis" and not analysis:
            values |= _UNPRICED
        source = (draft.session, draft.project.id)
        entry = entries.number_or_formula(
            typed, locale, locale_numbers.QUANTITY, "quantity", source
        )
        values |= {"formula": entry.formula, "quantity_typed": entry.number, "number_typed": None}
        values |= {"parent_id": parent, "position": positions.take(draft, parent, positions.LAST)}
        row = draft.add(OutlineNode(**values))
        draft.params = {"title": row.title[:120], **rows.origin(OutlineNode, node_id)}
        return {"node": row.id}

    return revisions.run(caller.order("row.added"), action)
