"""Pages of the history, and the writes that work on revisions."""

from functools import partial

from flask import Blueprint, Response, g, url_for
from flask_babel import gettext as _

from app.services import history, history_read, versions
from app.services.access import enter
from app.services.errors import Invalid
from app.web import access, filters, hx, keys
from app.web.access import Entry
from app.web.history import answers, forms

bp = Blueprint("history", __name__, url_prefix="/projects/<int:project_id>")


@bp.get("/history")
@access.project("viewer")
def index(entry: Entry) -> Response:
    wanted = forms.wanted()
    found = history_read.listing(entry.project, g.me.id, wanted, filters.figures())
    return hx.render(
        "history/index.html",
        "list",
        project=entry.project,
        may_edit=entry.may_edit,
        page=found,
        wanted=wanted,
    )


@bp.get("/history/<int:number>")
@access.project("viewer")
def show(entry: Entry, number: int) -> Response:
    return answers.detail(entry, number)


@bp.post("/history/<int:number>/name")
@access.write("editor")
def name(project_id: int, number: int) -> Response:
    try:
        versions.name(project_id, g.me.id, number, forms.given())
    except Invalid as refused:
        return answers.detail(enter(project_id, g.me.id), number, refused.problems)
    hx.toast("ok", _("The revision is named. Its inputs and totals are kept for good."))
    return hx.redirect(url_for(".show", project_id=project_id, number=number))


@bp.post("/history/<int:number>/name/removal")
@access.write("editor")
def unname(project_id: int, number: int) -> Response:
    had = versions.unname(project_id, g.me.id, number)
    hx.toast("ok", _("“%(name)s” is a revision without a name again.", name=had))
    return hx.redirect(url_for(".show", project_id=project_id, number=number))


@bp.get("/undo")
@access.project("editor")
def next_undo(entry: Entry) -> Response:
    return answers.foretold(entry, "undo")


@bp.get("/redo")
@access.project("editor")
def next_redo(entry: Entry) -> Response:
    return answers.foretold(entry, "redo")


@bp.post("/undo")
@access.write("editor")
def undo(project_id: int) -> Response:
    return answers.stepped(project_id, partial(history.undo, project_id, g.me.id, keys.from_form()))


@bp.post("/redo")
@access.write("editor")
def redo(project_id: int) -> Response:
    return answers.stepped(project_id, partial(history.redo, project_id, g.me.id, keys.from_form()))


@bp.get("/history/<int:number>/reversal")
@access.project("editor")
def reversal(entry: Entry, number: int) -> Response:
    return answers.question(entry, number)


@bp.post("/history/<int:number>/reversal")
@access.write("editor")
def revert(project_id: int, number: int) -> Response:
    write = partial(history.revert, project_id, g.me.id, number, keys.from_form())
    back = url_for(".index", project_id=project_id)
    return answers.stepped(project_id, write, back)
