"""The list of analyses, one of them, its cells."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import analyses, analyses_gone
from app.services.analyses import Column
from app.services.errors import Conflict, Invalid, NotFound
from app.services.outline_rows import Caller
from app.web import access, hx, keys
from app.web.access import Entry
from app.web.analyses import answers, components, forms, library
from app.web.analyses.blueprint import bp

__all__ = ["bp", "components", "library"]


@bp.get("/analyses")
@access.project("viewer", past=True)
def index(entry: Entry) -> ResponseReturnValue:
    return answers.listing(entry)


@bp.get("/analyses/<int:analysis_id>")
@access.project("viewer", past=True)
def show(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return answers.show(entry, analysis_id)


@bp.post("/analyses/<int:analysis_id>/sheet")
@access.write("editor")
def save(project_id: int, analysis_id: int) -> ResponseReturnValue:
    at, locale, cells = (project_id, analysis_id), forms.locale(), forms.cells()
    try:
        done = analyses.set_cells(at, g.me.id, cells, locale, queued=hx.is_partial()).result
    except analyses.SheetRefused as refused:
        return answers.sheet_refused(at, cells, refused)
    count = done["changed"]
    flash(ngettext("%(num)s figure saved.", "%(num)s figures saved.", count))
    answers.tell(done["warnings"])
    return answers.sheet_saved(at, cells, done)


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>/coefficient")
@access.write("editor")
def coefficient(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    return _set((project_id, analysis_id), row_id, "coefficient")


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>/price")
@access.write("editor")
def price(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    return _set((project_id, analysis_id), row_id, "price")


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>/restoration")
@access.write("editor")
def restore(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    """Bring back a row that was deleted while somebody typed into it."""
    caller, locale = Caller(project_id, g.me.id, keys.from_form()), forms.locale()
    cell = forms.any_cell(row_id)
    done = analyses_gone.restore(caller, analysis_id, cell, locale).result
    hx.toast("ok", _("The row is back, at the end of its block."))
    answers.tell(done["warnings"])
    return answers.restored((project_id, analysis_id), int(done["row"]))


@bp.get("/analyses/<int:analysis_id>/components/<int:row_id>/row")
@access.project("viewer")
def row(entry: Entry, analysis_id: int, row_id: int) -> ResponseReturnValue:
    """The row as it is now, for a page that was in conflict with it."""
    return answers.row(entry, analysis_id, row_id)


def _set(at: tuple[int, int], row_id: int, column: Column) -> ResponseReturnValue:
    locale, cell = forms.locale(), forms.cell(row_id, column)
    try:
        done = analyses.set_cell(at, g.me.id, cell, locale).result
    except Invalid as refused:
        return answers.cell_refused(at, cell, refused)
    except Conflict as conflict:
        return answers.cell_conflict(at, cell, conflict)
    except NotFound:
        return answers.cell_gone(at, cell)
    return answers.cell_saved(at, cell, done)
