"""The price list: its page, one cell, the whole form of a page without script."""

from flask import flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import prices, prices_gone, prices_read
from app.services.errors import Conflict, Invalid, NotFound
from app.services.outline import SheetRefused
from app.services.outline_rows import Caller
from app.services.prices import Cell
from app.web import access, hx, keys
from app.web.access import Entry
from app.web.prices import answers, block, forms, resource
from app.web.prices.answers import Marks
from app.web.prices.blueprint import bp

__all__ = ["block", "bp", "resource"]


@bp.get("/prices")
@access.project("viewer", past=True)
def index(entry: Entry) -> ResponseReturnValue:
    return answers.listing(entry)


@bp.post("/prices")
@access.write("editor")
def save(project_id: int) -> ResponseReturnValue:
    locale, cells = forms.locale(), list[Cell]()
    try:
        cells = forms.cells()
        queued = hx.is_partial()
        done = prices.set_prices(project_id, g.me.id, cells, locale, queued=queued).result
    except SheetRefused as refused:
        return answers.refused(project_id, cells, refused)
    flash(ngettext("%(num)s price saved.", "%(num)s prices saved.", done["changed"]))
    if done["packs"]:
        flash(_("A price per pack is replaced by the price per unit."), "info")
    if done["cleared"]:
        answers.tell_incomplete(answers.entered(project_id), done["incomplete"])
    return answers.all_saved(project_id, cells, done)


@bp.post("/resources/<int:resource_id>/price")
@access.write("editor")
def price(project_id: int, resource_id: int) -> ResponseReturnValue:
    locale, cell = forms.locale(), Cell(resource_id, 0, "")
    try:
        cell = forms.cell(resource_id)
        done = prices.set_price(project_id, g.me.id, cell, locale).result
    except Invalid as refused:
        wrong = SheetRefused({resource_id: refused.problems[0]}, {})
        return answers.refused(project_id, [cell], wrong)
    except Conflict as conflict:
        return answers.refused(project_id, [cell], SheetRefused({}, {resource_id: conflict}))
    except NotFound:
        return answers.gone(project_id, cell)
    return answers.cell_saved(project_id, resource_id, done)


@bp.post("/resources/<int:resource_id>/restoration")
@access.write("editor")
def restore(project_id: int, resource_id: int) -> ResponseReturnValue:
    """Bring back a resource that was deleted while somebody typed its price."""
    caller, locale = Caller(project_id, g.me.id, keys.from_form()), forms.locale()
    row = int(prices_gone.restore(caller, forms.cell(resource_id), locale).result["resource"])
    hx.toast("ok", _("The resource is back, as a new one."))
    if hx.is_partial():
        return answers.listing(answers.entered(project_id), answers.saved([row]), around=row)
    return hx.redirect(forms.row_url(project_id, row))


@bp.get("/resources/<int:resource_id>/row")
@access.project("viewer")
def row(entry: Entry, resource_id: int) -> ResponseReturnValue:
    if hx.is_partial():
        return answers.row(entry, resource_id, Marks())
    prices_read.one(entry.project.id, resource_id, forms.locale())
    return hx.redirect(forms.row_url(entry.project.id, resource_id))
