"""A row that somebody deleted while another person was typing into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, OutlineNode, Project
from app.models.types import ID_LIMIT
from app.services import entries, history, journal, messages, positions, revisions
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound
from app.services.outline_rows import Caller
from app.services.revisions import Outcome

_TABLE = OutlineNode.__tablename__
#: Revisions that are looked through: a page stood open for so long, and no longer.
_LOOKED_THROUGH = 500
_UNPRICED = {"origin": "none", "analysis_id": None}

messages.add({"outline.back": _l("The row is there again.")})


@dataclass(frozen=True, slots=True)
class Gone:
    """What the row was called, and who deleted it when."""

    id: int
    title: str
    who: str
    at: datetime
    #: What the row held, as the journal keeps it.
    inputs: Mapping[str, Any]


def gone(project: Project, node_id: int, session: Session | None = None) -> Gone:
    """Who deleted an item; NotFound where nobody did lately."""
    source, since = session or db.session(), project.revision - _LOOKED_THROUGH
    found = history.last_change(source, project.id, (_TABLE, node_id, ""), since)
    if found is None or found[3].after is not None or found[3].before is None:
        raise NotFound
    inputs = found[3].before
    if inputs["kind"] != "item":
        raise NotFound
    return Gone(node_id, inputs["title"], found[1], found[2], inputs)


def restore(caller: Caller, node_id: int, typed: str, locale: NumberLocale) -> Outcome:
    """Bring a deleted item back as a new row at the end of its section, with what was typed.

    On the top level when its section is gone, without price when its analysis is. The result:
    {"node": id}. Raises Invalid (outline.back, number.*, formula.*) and NotFound.
    """

    def action(draft: Draft) -> dict[str, Any]:
        if not 0 < node_id < ID_LIMIT:
            raise NotFound
        if draft.find(OutlineNode, OutlineNode.id == node_id):
            raise Invalid(Problem("outline.back"))
        held = gone(draft.project, node_id, draft.session).inputs
        values = {n: journal.decode(OutlineNode, n, value) for n, value in held.items()}
        parent = _still(draft, OutlineNode, values["parent_id"])
        if values["origin"] == "analysis" and not _still(draft, Analysis, values["analysis_id"]):
            values |= _UNPRICED
        source = (draft.session, draft.project.id)
        entry = entries.number_or_formula(
            typed, locale, locale_numbers.QUANTITY, "quantity", source
        )
        values |= {"formula": entry.formula, "quantity_typed": entry.number, "number_typed": None}
        values |= {"parent_id": parent, "position": positions.take(draft, parent, positions.LAST)}
        row = draft.add(OutlineNode(**values))
        draft.params = {"title": row.title[:120]}
        return {"node": row.id}

    return revisions.run(caller.order("row.added"), action)


def _still(draft: Draft, model: type[Any], row_id: int | None) -> int | None:
    found = draft.find(model, model.id == row_id) if row_id else ()
    return row_id if found else None
