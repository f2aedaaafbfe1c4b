"""Analyses as wholes: a new one, its heading, copies, reset, deletion; one for an item alone."""

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import analyses_library, analyses_list, analyses_load, analyses_read
from app.services.errors import FormConflict, Invalid
from app.web import access, hx, keys
from app.web.access import Entry
from app.web.analyses import answers, forms
from app.web.analyses.blueprint import bp
from app.web.analyses.components import refused_fields
from app.web.analyses.forms import Fields


@bp.get("/analyses/new")
@access.project("editor")
def new(entry: Entry) -> ResponseReturnValue:
    return _heading(entry, Fields())


@bp.post("/analyses")
@access.write("editor")
def create(project_id: int) -> ResponseReturnValue:
    sent = forms.sent()
    try:
        done = analyses_library.create(project_id, sent).result
    except Invalid as refused:
        entry = answers.entered(project_id)
        return _heading(entry, Fields(sent.fields, refused.problems), status=422)
    return hx.redirect(answers.url(project_id, int(done["analysis"])))


@bp.get("/analyses/<int:analysis_id>/heading")
@access.project("editor")
def heading(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return _heading(entry, Fields(), analysis_id)


@bp.post("/analyses/<int:analysis_id>/heading")
@access.write("editor")
def describe(project_id: int, analysis_id: int) -> ResponseReturnValue:
    sent = forms.sent()
    try:
        analyses_library.describe((project_id, analysis_id), forms.number("version"), sent)
    except (Invalid, FormConflict) as refused:
        fields = refused_fields(sent.fields, refused)
        status = 422 if isinstance(refused, Invalid) else 409
        return _heading(answers.entered(project_id), fields, analysis_id, status)
    hx.toast("ok", _("Saved."))
    return hx.redirect(answers.url(project_id, analysis_id))


@bp.post("/analyses/<int:analysis_id>/copies")
@access.write("editor")
def copy(project_id: int, analysis_id: int) -> ResponseReturnValue:
    done = analyses_library.copy((project_id, analysis_id), g.me.id, keys.from_form()).result
    hx.toast("ok", _("This is the copy: give it a code and a title of its own."))
    made = int(done["analysis"])
    return hx.redirect(url_for(".heading", project_id=project_id, analysis_id=made))


@bp.post("/items/<int:node_id>/own-analysis")
@access.write("editor")
def own(project_id: int, node_id: int) -> ResponseReturnValue:
    done = analyses_library.own_for_item(project_id, node_id, g.me.id, keys.from_form()).result
    hx.toast("ok", _("This analysis belongs to the one item alone; others keep theirs."))
    return hx.redirect(answers.url(project_id, int(done["analysis"])))


@bp.get("/analyses/<int:analysis_id>/reset")
@access.project("editor")
def reset_question(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return _question(entry, analysis_id, "reset")


@bp.post("/analyses/<int:analysis_id>/reset")
@access.write("editor")
def reset(project_id: int, analysis_id: int) -> ResponseReturnValue:
    analyses_library.reset((project_id, analysis_id), g.me.id, keys.from_form())
    hx.toast("ok", _("The published form is back."))
    return hx.redirect(answers.url(project_id, analysis_id))


@bp.get("/analyses/<int:analysis_id>/deletion")
@access.project("editor")
def deletion(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return _question(entry, analysis_id, "deletion")


@bp.post("/analyses/<int:analysis_id>/deletion")
@access.write("editor")
def delete(project_id: int, analysis_id: int) -> ResponseReturnValue:
    done = analyses_library.delete((project_id, analysis_id), g.me.id, keys.from_form()).result
    hx.toast("ok", _("“%(name)s” deleted.", name=done["title"]))
    return hx.redirect(url_for(".index", project_id=project_id))


def _question(entry: Entry, analysis_id: int, what: str) -> Response:
    form = analyses_read.form(entry.project.id, analysis_id, forms.locale())
    return hx.render(
        "analyses/question.html",
        "main",
        project=entry.project,
        form=form,
        what=what,
        around=analyses_list.around(entry.project.id, analysis_id),
    )


def _heading(
    entry: Entry, fields: Fields, analysis_id: int | None = None, status: int = 200
) -> Response:
    form = None
    if analysis_id is not None:
        form = analyses_load.head(entry.project.id, analysis_id)
    version = request.form.get("version") if fields.problems else None
    return hx.render(
        "analyses/heading.html",
        "area",
        status=status,
        project=entry.project,
        form=form,
        kind="heading",
        fields=fields,
        version=version,
    )
