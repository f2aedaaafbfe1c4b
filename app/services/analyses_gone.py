"""A row of an analysis that somebody deleted while another person was typing into it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, Component, Project, Resource
from app.services import analyses, analyses_rows, messages, revisions
from app.services import gone as rows
from app.services.analyses import Cell
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound, Restored
from app.services.gone import Gone
from app.services.outline_rows import Caller
from app.services.revisions import Outcome

#: What a row may stand on, by the column that names it.
_GROUNDS = {"resource_id": Resource, "nested_id": Analysis, "percent_row_id": Component}

messages.add(
    {"component.lost": _l("What this row stands on was deleted too. Add the row from the search.")}
)


def gone(project: Project, analysis_id: int, row_id: int) -> Gone:
    """Who deleted a row of the analysis; NotFound where nobody did lately."""
    found = rows.find(project, (Component, row_id, "label"))
    if found.inputs["analysis_id"] != analysis_id:
        raise NotFound
    return replace(found, title=_title(db.session(), found.inputs))


def _title(session: Session, inputs: Mapping[str, Any]) -> str:
    resource = session.get(Resource, inputs["resource_id"] or 0)
    nested = session.get(Analysis, inputs["nested_id"] or 0)
    stands_on = resource.name if resource else nested.title if nested else "—"
    return inputs["label"] or stands_on


def restore(caller: Caller, analysis_id: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Bring a deleted row back as a new one at the end of its block, with what was typed.

    The result: {"row": id, "warnings"}. Raises what `gone.held` raises, and Invalid
    (component.lost, number.*, formula.*, analysis.cycle).
    """

    def action(draft: Draft) -> dict[str, Any]:
        draft.get(Analysis, analysis_id)
        try:
            held = rows.held(draft, (Component, cell.row_id, "label"))
        except Restored as back:
            raise replace(back, title=_title(draft.session, back.inputs)) from back
        if held["analysis_id"] != analysis_id:
            raise NotFound
        for name, model in _GROUNDS.items():
            if held[name] and not rows.is_back(draft, model, held[name]):
                raise Invalid(Problem("component.lost"))
        held["position"] = analyses_rows.end(draft, analysis_id)
        new = draft.add(Component(**held))
        row, words = analyses.load(draft, analysis_id, new.id)
        draft.params = {**words, **rows.origin(Component, cell.row_id)}
        at = replace(cell, row_id=row.id, version=row.version)
        return {"row": row.id, "warnings": analyses.put(draft, row, at, locale)["warnings"]}

    return revisions.run(caller.order("component.added"), action)
