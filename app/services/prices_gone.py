"""A resource that somebody deleted while another person was typing its price."""

from dataclasses import replace
from typing import Any

from app.domain.locale_numbers import NumberLocale
from app.models import Project, Resource
from app.services import gone as rows
from app.services import prices, prices_rows, revisions
from app.services.draft import Draft
from app.services.gone import Gone
from app.services.outline_rows import Caller
from app.services.prices import UNKNOWN, Cell
from app.services.revisions import Outcome


def gone(project: Project, resource_id: int) -> Gone:
    """Who deleted a resource; NotFound where nobody did lately."""
    return rows.find(project, (Resource, resource_id, "name"))


def restore(caller: Caller, cell: Cell, locale: NumberLocale) -> Outcome:
    """Bring a deleted resource back as a new one, with the price that was typed.

    The result: {"resource": id}. Raises what `gone.held` raises, and Invalid (resource.exists,
    number.*, price.zero_reason).
    """

    def action(draft: Draft) -> dict[str, Any]:
        held = rows.held(draft, (Resource, cell.resource_id, "name"))
        row = Resource(**{**held, **UNKNOWN})
        row.identity = prices_rows.free_identity(draft, row)
        draft.add(row)
        prices.put(draft, replace(cell, resource_id=row.id, version=row.version), locale)
        draft.params = {**prices.named(row), **rows.origin(Resource, cell.resource_id)}
        return {"resource": row.id}

    return revisions.run(caller.order("resource.added"), action)
