"""Rows that come, move, are copied and go; the numbering of the sheet."""

from typing import Any

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import outline_detail, outline_gone, outline_numbers, outline_rows
from app.services.errors import Invalid
from app.services.outline_rows import Caller
from app.web import access, hx, keys, page
from app.web.access import Entry
from app.web.outline import answers, folds, forms, pages
from app.web.outline.blueprint import bp

STEPS = ("up", "down", "in", "out")


@bp.post("/rows")
@access.write("editor")
def arrange(project_id: int) -> ResponseReturnValue:
    """Do what the tool bar says with the chosen row."""
    do, node_id = request.form.get("do", ""), forms.chosen()
    if do in {"section", "item"}:
        return hx.redirect(url_for(".new", project_id=project_id, kind=do, near=node_id))
    if do == "block":
        return hx.redirect(url_for(".block", project_id=project_id, row=node_id))
    if do == "catalogue":
        return hx.redirect(url_for("search.project", project_id=project_id, after=node_id))
    if folds.is_meant(do):
        return folds.keep(_area(project_id, folds.toggle(project_id, do)), project_id)
    if node_id is None:
        raise Invalid(Problem("outline.choose"))
    if do == "delete" and not hx.is_partial():
        return hx.redirect(url_for(".deletion", project_id=project_id, node_id=node_id))
    return _area(project_id, _done(_caller(project_id), node_id, do))


def _done(caller: Caller, node_id: int, do: str) -> int | None:
    if do == "copy":
        return _copied(caller, node_id)
    if do == "delete":
        _deleted(caller, node_id)
        return None
    if do not in STEPS:
        raise Invalid(Problem("outline.choose"))
    moved = outline_rows.shift(caller, node_id, do)  # type: ignore[arg-type]
    return int(moved.result["node"])


def _area(project_id: int, node_id: int | None) -> Response:
    if not hx.is_partial():
        return hx.redirect(forms.sheet_url(project_id, node_id))
    marks = answers.unsaved(forms.cells())
    return answers.sheet(answers.entered(project_id), forms.view(), marks, chosen=node_id)


@bp.post("/folds")
@access.project("viewer")
def fold(entry: Entry) -> ResponseReturnValue:
    """Fold or unfold for a person who only looks: the same button, without a right to write."""
    project_id = entry.project.id
    return folds.keep(
        _area(project_id, folds.toggle(project_id, request.form.get("do", ""))), project_id
    )


@bp.get("/items/new")
@access.project("editor")
def new(entry: Entry) -> ResponseReturnValue:
    kind = request.args.get("kind", "item")
    near = forms.number("near")
    spot = outline_detail.spot_near(entry.project, near, kind)
    given: dict[str, object] = {"kind": kind, "parent": spot.parent_id or 0, "near": near or ""}
    if spot.index is not None:
        given["index"] = spot.index + 1
    return pages.new_row(entry, given)


@bp.post("/items")
@access.write("editor")
def add(project_id: int) -> ResponseReturnValue:
    try:
        locale, row = forms.locale(), forms.new_row()
        done = outline_rows.add(_caller(project_id), row, locale)
    except Invalid as refused:
        entry = answers.entered(project_id)
        return pages.new_row(entry, request.form, refused.problems, 422)
    node_id = int(done.result["node"])
    hx.toast("ok", _("Added."))
    if "again" in request.form:
        return hx.redirect(url_for(".new", project_id=project_id, kind=row.kind, near=node_id))
    return hx.redirect(_at(project_id, node_id))


@bp.post("/items/<int:node_id>/moves")
@access.write("editor")
def move(project_id: int, node_id: int) -> ResponseReturnValue:
    caller, step = _caller(project_id), request.form.get("do")
    try:
        if step:
            _done(caller, node_id, step)
        else:
            outline_rows.move(caller, node_id, forms.spot())
    except Invalid as refused:
        return pages.item_refused(project_id, node_id, refused.problems)
    hx.toast("ok", _("Moved."))
    return pages.item_saved(project_id, node_id)


@bp.post("/items/<int:node_id>/copies")
@access.write("editor")
def copy(project_id: int, node_id: int) -> ResponseReturnValue:
    return hx.redirect(_at(project_id, _copied(_caller(project_id), node_id)))


@bp.get("/items/<int:node_id>/deletion")
@access.project("editor")
def deletion(entry: Entry, node_id: int) -> ResponseReturnValue:
    return pages.deletion(entry, node_id)


@bp.post("/items/<int:node_id>/deletion")
@access.write("editor")
def delete(project_id: int, node_id: int) -> ResponseReturnValue:
    _deleted(_caller(project_id), node_id)
    return hx.redirect(url_for(".index", project_id=project_id))


@bp.post("/items/<int:node_id>/restoration")
@access.write("editor")
def restore(project_id: int, node_id: int) -> ResponseReturnValue:
    """Bring back an item that was deleted while somebody typed into it."""
    typed = request.form.get("quantity", "")
    done = outline_gone.restore(_caller(project_id), node_id, typed, forms.locale())
    hx.toast("ok", _("The row is back, at the end of its section."))
    return _area(project_id, int(done.result["node"]))


@bp.get("/numbering")
@access.project("viewer")
def numbering(entry: Entry) -> ResponseReturnValue:
    return pages.numbering(entry)


@bp.post("/numbering")
@access.write("editor")
def set_numbering(project_id: int) -> ResponseReturnValue:
    """Set the scheme, freeze the numbers, or release them."""
    caller, do = _caller(project_id), request.form.get("do")
    try:
        if do == "freeze":
            outline_numbers.freeze(caller)
        elif do == "release":
            outline_numbers.release(caller)
        else:
            outline_numbers.set_scheme(caller, forms.styles())
    except Invalid as refused:
        return pages.numbering(answers.entered(project_id), refused.problems, 422)
    hx.toast("ok", _("Numbering saved."))
    return hx.redirect(url_for(".numbering", project_id=project_id))


def _copied(caller: Caller, node_id: int) -> int:
    done = outline_rows.copy(caller, node_id).result
    rows = done["rows"]
    hx.toast("ok", ngettext("%(num)s row copied.", "%(num)s rows copied.", rows))
    return int(done["node"])


def _deleted(caller: Caller, node_id: int) -> None:
    done = outline_rows.delete(caller, node_id).result
    text = ngettext("%(num)s row deleted.", "%(num)s rows deleted.", done["rows"])
    page.tell_done(caller.project_id, text)


def _caller(project_id: int) -> Caller:
    return Caller(project_id, g.me.id, keys.from_form())


def _at(project_id: int, node_id: int) -> str:
    place: dict[str, Any] = {"from": node_id, "row": node_id, "_anchor": f"i-{node_id}"}
    return url_for(".index", project_id=project_id, **place)
