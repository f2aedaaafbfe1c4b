"""One row on a page of its own: its texts, quantity, price, markup, and where it stands."""

from collections.abc import Callable

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import outline
from app.services.errors import Conflict, FormConflict, Invalid
from app.services.outline import TEXTS, Cell
from app.web import access, hx
from app.web.access import Entry
from app.web.outline import answers, forms, pages
from app.web.outline.blueprint import bp


@bp.get("/items/<int:node_id>")
@access.project("viewer", past=True)
def show(entry: Entry, node_id: int) -> ResponseReturnValue:
    return pages.item(entry, node_id)


@bp.get("/items/<int:node_id>/row")
@access.project("viewer")
def row(entry: Entry, node_id: int) -> ResponseReturnValue:
    """The row as it is now, for a sheet that was in conflict with it."""
    return answers.row(entry, node_id)


@bp.post("/items/<int:node_id>/texts")
@access.write("editor")
def texts(project_id: int, node_id: int) -> ResponseReturnValue:
    fields = {name: request.form[name] for name in TEXTS if name in request.form}
    at = Cell(node_id, forms.number("version") or 0, "")
    return _saved(project_id, node_id, lambda: outline.set_texts(project_id, g.me.id, at, fields))


@bp.post("/items/<int:node_id>/price")
@access.write("editor")
def price(project_id: int, node_id: int) -> ResponseReturnValue:
    locale, given = forms.locale(), forms.price(node_id)
    return _saved(
        project_id, node_id, lambda: outline.set_price(project_id, g.me.id, given, locale)
    )


@bp.post("/items/<int:node_id>/markup")
@access.write("editor")
def markup(project_id: int, node_id: int) -> ResponseReturnValue:
    locale = forms.locale()
    cell = Cell(node_id, forms.number("version") or 0, request.form.get("markup", ""))
    return _saved(
        project_id, node_id, lambda: outline.set_markup(project_id, g.me.id, cell, locale)
    )


def _saved(project_id: int, node_id: int, save: Callable[[], object]) -> ResponseReturnValue:
    try:
        save()
    except Invalid as refused:
        return pages.item_refused(project_id, node_id, refused.problems)
    except Conflict as conflict:
        return pages.item_refused(project_id, node_id, conflicts=[conflict])
    except FormConflict as several:
        return pages.item_refused(
            project_id, node_id, conflicts=several.conflicts, left=several.left
        )
    hx.toast("ok", _("Saved."))
    return pages.item_saved(project_id, node_id)
