"""The sheet itself: its page, one cell, the whole form of a page without script."""

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.locale_numbers import NumberLocale
from app.services import outline
from app.services.errors import Conflict, Invalid, NotFound
from app.web import access, addresses, hx
from app.web.access import Entry
from app.web.outline import answers, block, forms, item, picking, structure, together
from app.web.outline.blueprint import bp

__all__ = ["block", "bp", "item", "picking", "structure", "together"]

YEAR = 365 * 24 * 3600


@bp.get("/")
@access.project("viewer", past=True)
def index(entry: Entry) -> ResponseReturnValue:
    return answers.sheet(entry, forms.view())


@bp.post("/items/<int:node_id>/quantity")
@access.write("editor")
def quantity(project_id: int, node_id: int) -> ResponseReturnValue:
    sent = forms.cells(node_id) or [outline.Cell(node_id, 0, "")]
    return _one(project_id, sent, forms.locale())


@bp.post("/sheet")
@access.write("editor")
def save(project_id: int) -> ResponseReturnValue:
    """Save a sheet; a cell that htmx sends alone is answered with its row."""
    locale, cells = forms.locale(), forms.cells()
    if hx.is_partial() and len({cell.node_id for cell in cells}) == 1:
        return _one(project_id, cells, locale)
    try:
        queued = hx.is_partial()
        done = outline.set_quantities(project_id, g.me.id, cells, locale, queued=queued).result
    except outline.SheetRefused as refused:
        return answers.sheet_refused(project_id, cells, refused)
    return answers.sheet_saved(project_id, cells, done)


def _one(project_id: int, cells: list[outline.Cell], locale: NumberLocale) -> ResponseReturnValue:
    cell, *others = cells
    try:
        forms.only_one(cell, others)
        done = outline.set_quantity(project_id, g.me.id, cell, locale).result
    except Invalid as refused:
        return answers.cell_refused(project_id, cell, refused)
    except Conflict as conflict:
        return answers.cell_conflict(project_id, cell, conflict)
    except NotFound:
        return answers.cell_gone(project_id, cell)
    return answers.cell_saved(project_id, cell.node_id, done)


@bp.post("/density")
@access.project("viewer")
def density(entry: Entry) -> ResponseReturnValue:
    back = addresses.came_from() or url_for(".index", project_id=entry.project.id)
    response = hx.redirect(back)
    chosen = "roomy" if request.form.get("density") == "roomy" else "dense"
    response.set_cookie("density", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response
