"""The rows of an analysis: added from a search or a form, described, moved, deleted."""

from collections.abc import Mapping
from typing import Any

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.domain.analysis import CATEGORIES
from app.domain.errors import Problem
from app.services import analyses_list, analyses_read, analyses_rows
from app.services.errors import FormConflict, Invalid, NotFound
from app.web import access, failures, hx, keys, page
from app.web.access import Entry
from app.web.analyses import answers, forms
from app.web.analyses.blueprint import bp
from app.web.analyses.forms import Fields

#: Letters from which on the search answers while one types.
SHORTEST = 2
STEPS = ("up", "down")


@bp.get("/analyses/<int:analysis_id>/components/new")
@access.project("editor")
def new_component(entry: Entry, analysis_id: int) -> ResponseReturnValue:
    return _new(entry, analysis_id, Fields())


@bp.post("/analyses/<int:analysis_id>/components")
@access.write("editor")
def add(project_id: int, analysis_id: int) -> ResponseReturnValue:
    sent = forms.sent()
    try:
        done = analyses_rows.add((project_id, analysis_id), sent).result
    except Invalid as refused:
        fields = Fields(sent.fields, refused.problems)
        return _new(answers.entered(project_id), analysis_id, fields, 422)
    answers.tell(done.get("warnings", ()))
    return hx.redirect(answers.url(project_id, analysis_id, int(done["row"])))


@bp.post("/analyses/<int:analysis_id>/rows")
@access.write("editor")
def arrange(project_id: int, analysis_id: int) -> ResponseReturnValue:
    """Do what the tool bar says with the chosen row."""
    do, row_id = request.form.get("do", ""), forms.number("row")
    at = (project_id, analysis_id, row_id)
    if not row_id or do not in {*STEPS, "edit", "delete"}:
        raise Invalid(Problem("analysis.choose"))
    if do == "edit":
        return hx.redirect(url_for(".component", project_id=project_id,
                                   analysis_id=analysis_id, row_id=row_id))  # fmt: skip
    if do == "delete":
        _deleted(at)
    else:
        analyses_rows.move(at, g.me.id, do, keys.from_form())  # type: ignore[arg-type]
    if not hx.is_partial():
        return hx.redirect(answers.url(project_id, analysis_id, row_id if do in STEPS else None))
    return answers.show(answers.entered(project_id), analysis_id, chosen=row_id)


@bp.get("/analyses/<int:analysis_id>/components/<int:row_id>")
@access.project("editor")
def component(entry: Entry, analysis_id: int, row_id: int) -> ResponseReturnValue:
    return _row(entry, (analysis_id, row_id), Fields())


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>")
@access.write("editor")
def describe_component(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    sent, at = forms.sent(), (project_id, analysis_id, row_id)
    try:
        analyses_rows.describe(at, forms.number("version"), sent)
    except (Invalid, FormConflict) as refused:
        said = refused_fields(sent.fields, refused)
        status = 422 if isinstance(refused, Invalid) else 409
        return _row(answers.entered(project_id), (analysis_id, row_id), said, status)
    hx.toast("ok", _("Saved."))
    return hx.redirect(answers.url(project_id, analysis_id, row_id))


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>/moves")
@access.write("editor")
def move(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    step = request.form.get("do", "")
    if step not in STEPS:
        raise Invalid(Problem("analysis.choose"))
    at = (project_id, analysis_id, row_id)
    analyses_rows.move(at, g.me.id, step, keys.from_form())  # type: ignore[arg-type]
    return hx.redirect(answers.url(project_id, analysis_id, row_id))


@bp.post("/analyses/<int:analysis_id>/components/<int:row_id>/deletion")
@access.write("editor")
def delete_component(project_id: int, analysis_id: int, row_id: int) -> ResponseReturnValue:
    _deleted((project_id, analysis_id, row_id))
    return hx.redirect(answers.url(project_id, analysis_id))


def _deleted(at: tuple[int, int, int]) -> None:
    done = analyses_rows.delete(at, g.me.id, keys.from_form()).result
    page.tell_done(at[0], _("“%(name)s” deleted.", name=done["name"]))


def refused_fields(sent: Mapping[str, str], refused: Invalid | FormConflict) -> Fields:
    """Return a form whose writing was refused, with the reasons.

    Both values are told, so that sending the form again is a decision.
    """
    if isinstance(refused, Invalid):
        return Fields(sent, refused.problems)
    told = [failures.describe(each).text for each in refused.conflicts]
    return Fields(refused.typed(sent), conflicts=told)


def _new(entry: Entry, analysis_id: int, fields: Fields, status: int = 200) -> Response:
    locale, search = forms.locale(), request.values.get("q", "").strip()
    form = analyses_read.form(entry.project.id, analysis_id, locale)
    block = request.values.get("block", "")
    block = block if block in CATEGORIES else ""
    found: Any = ()
    if len(search) >= SHORTEST:
        found = analyses_list.choices(entry.project.id, analysis_id, search, block)
    return hx.render(
        "analyses/new_row.html",
        "choices" if status == 200 else "area",
        status=status,
        project=entry.project,
        form=form,
        search=search,
        block=block,
        found=found,
        fields=fields,
        kind=fields.sent.get("kind", ""),
        locale=locale,
    )


def _row(entry: Entry, at: tuple[int, int], fields: Fields, status: int = 200) -> Response:
    analysis_id, row_id = at
    form = analyses_read.form(entry.project.id, analysis_id, forms.locale())
    found = [row for row in form.rows if row.id == row_id]
    if not found:
        raise NotFound
    return hx.render(
        "analyses/row.html",
        "area",
        status=status,
        project=entry.project,
        form=form,
        row=found[0],
        kind=found[0].kind,
        fields=fields,
    )
