"""The answers of the history: one revision, the question before a revert, an undo that was done."""

from collections.abc import Callable, Sequence

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.domain.errors import Problem
from app.services import access, history_read, versions
from app.services.errors import UndoRefused
from app.services.history_read import Refusal
from app.services.revisions import Outcome
from app.web import addresses, filters, hx, page
from app.web.access import Entry
from app.web.history import forms

#: Which row an argument of an address names.
_ROWS = {
    "node_id": "outline_node",
    "resource_id": "resource",
    "analysis_id": "analysis",
    "component_id": "component",
    "parameter_id": "parameter",
}


def detail(entry: Entry, number: int, problems: Sequence[Problem] = ()) -> Response:
    """Answer with one revision; 422 where its name was refused, the text kept."""
    locale = filters.figures()
    start = forms.number("start") or 0
    return hx.render(
        "history/show.html",
        "naming",
        status=422 if problems else 200,
        project=entry.project,
        may_edit=entry.may_edit,
        may_lock=entry.right == "owner",
        usual=versions.USUAL,
        page=history_read.detail(entry.project.id, number, start, locale),
        size=history_read.DETAIL_PAGE,
        sent=request.form if problems else None,
        errors={problem.place: filters.problem(problem) for problem in problems},
    )


def question(entry: Entry, number: int) -> Response:
    """Answer with the question before a revision is taken back."""
    page = history_read.detail(entry.project.id, number, 0, filters.figures())
    return hx.render("history/reversal.html", "main", project=entry.project, page=page)


def stepped(project_id: int, write: Callable[[], Outcome], back: str | None = None) -> Response:
    """Carry out an undo, redo or revert, say what it did, and go back to where it was asked for."""
    try:
        outcome = write()
    except UndoRefused as refused:
        return _refused(project_id, refused)
    said = history_read.sentence(project_id, outcome.revision, filters.figures())
    hx.toast("ok", said)
    return hx.redirect(back or _origin(project_id, outcome.revision))


def foretold(entry: Entry, step: str) -> Response:
    """Answer a script that asks for the title of its button; others are shown the history."""
    if not hx.is_partial():
        return hx.redirect(url_for("history.index", project_id=entry.project.id))
    said = page.steps(entry.project.id)[step]
    return hx.private(Response(said, mimetype="text/plain"))


def _origin(project_id: int, number: int) -> str:
    """The page that asked, or its list where the page's own row is gone with this revision."""
    index = url_for("history.index", project_id=project_id)
    came = addresses.came_from("HX-Current-URL" if hx.is_partial() else "Referer")
    if came is None:
        return index
    try:
        endpoint, arguments = current_app.url_map.bind("").match(came.partition("?")[0], "GET")
    except HTTPException:
        return index
    named = {(_ROWS[name], value) for name, value in arguments.items() if name in _ROWS}
    if named.isdisjoint(history_read.lost(project_id, number)):
        return came
    listed = f"{endpoint.partition('.')[0]}.index"
    known = listed in current_app.view_functions
    return url_for(listed, project_id=project_id) if known else index


def _refused(project_id: int, error: UndoRefused) -> Response:
    """Say what stands against it: a toast to htmx, a page to everybody else."""
    found = history_read.refusal(project_id, error, filters.figures())
    text = explain(found)
    if hx.is_partial():
        hx.toast("err", text)
        return hx.partials("history/refused.html", status=409)
    entry = access.enter(project_id, g.me.id)
    return hx.render(
        "history/refused.html",
        "main",
        status=409,
        project=entry.project,
        refusal=found,
        text=text,
        back=addresses.came_from() or url_for("history.index", project_id=project_id),
    )


def explain(found: Refusal) -> str:
    """Return why an undo was refused, in one sentence that names row, person and values."""
    who = {"row": found.row, "who": found.who}
    if found.gone:
        return str(_("Not undone: %(who)s deleted %(row)s since.", **who))
    if found.back:
        return str(_("Not undone: %(who)s put %(row)s back since.", **who))
    return str(
        _(
            "Not undone: %(who)s changed %(field)s of %(row)s since. It is %(present)s now, no"
            " longer %(expected)s.",
            **who,
            field=found.field,
            present=filters.value(found.present),
            expected=filters.value(found.expected),
        )
    )
