"""A row of an analysis that somebody deleted while another person was typing into it."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, Component, Project, Resource
from app.services import analyses, analyses_rows, messages, revisions
from app.services import gone as rows
from app.services.analyses import Cell
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound
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
    return replace(found, title=found.title or _title(found))


def _title(found: Gone) -> str:
    resource = db.session.get(Resource, found.inputs["resource_id"] or 0)
    nested = db.session.get(Analysis, found.inputs["nested_id"] or 0)
    return resource.name if resource else nested.title if nested else "—"


def restore(caller: Caller, analysis_id: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Bring a deleted row back as a new one at the end of its block, with what was typed.

    The result: {"row": id, "warnings"}. Raises Invalid (outline.back, component.lost, number.*,
    formula.*, analysis.cycle) and NotFound.
    """

    def action(draft: Draft) -> dict[str, Any]:
        draft.get(Analysis, analysis_id)
        if rows.is_back(draft, Component, cell.row_id):
            raise Invalid(Problem("outline.back"))
        held = rows.held(draft, (Component, cell.row_id, "label"))
        if held["analysis_id"] != analysis_id:
            raise NotFound
        for name, model in _GROUNDS.items():
            if held[name] and not rows.is_back(draft, model, held[name]):
                raise Invalid(Problem("component.lost"))
        held["position"] = analyses_rows.end(draft, analysis_id)
        new = draft.add(Component(**held))
        row, draft.params = analyses.load(draft, analysis_id, new.id)
        at = replace(cell, row_id=row.id, version=row.version)
        return {"row": row.id, "warnings": analyses.put(draft, row, at, locale)["warnings"]}

    return revisions.run(caller.order("component.added"), action)
