"""The parameters of a project: list, add, change, rename, delete."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.domain.errors import Problem
from app.services import access as rights
from app.services import entries, parameters
from app.services.access import Entry
from app.services.errors import Conflict, Invalid
from app.services.outline_rows import Caller
from app.web import access, filters, hx, keys

bp = Blueprint("parameters", __name__, url_prefix="/projects/<int:project_id>/parameters")
PAGE = "parameters/index.html"
FIELDS = ("name", "value", "label", "unit")


@bp.get("/")
@access.project("viewer", past=True)
def index(entry: Entry) -> ResponseReturnValue:
    return _page(entry)


@bp.post("/")
@access.write("editor")
def add(project_id: int) -> ResponseReturnValue:
    caller = Caller(project_id, g.me.id, keys.from_form())
    return _saved(project_id, 0, lambda: parameters.add(caller, _sent(), filters.sent_figures()))


@bp.post("/<int:parameter_id>/value")
@access.write("editor")
def value(project_id: int, parameter_id: int) -> ResponseReturnValue:
    cell = (parameter_id, _version(), request.form.get("value", ""))
    return _saved(
        project_id,
        parameter_id,
        lambda: parameters.set_value(project_id, g.me.id, cell, filters.sent_figures()),
    )


@bp.post("/<int:parameter_id>/texts")
@access.write("editor")
def texts(project_id: int, parameter_id: int) -> ResponseReturnValue:
    at = (parameter_id, _version())
    return _saved(
        project_id, parameter_id, lambda: parameters.describe(project_id, g.me.id, at, _sent())
    )


@bp.post("/<int:parameter_id>/deletion")
@access.write("editor")
def delete(project_id: int, parameter_id: int) -> ResponseReturnValue:
    caller = Caller(project_id, g.me.id, keys.from_form())
    return _saved(project_id, parameter_id, lambda: parameters.delete(caller, parameter_id))


def _saved(project_id: int, row_id: int, save: Callable[[], object]) -> Response:
    """Carry out a write; what was refused comes back with its text beside row `row_id`."""
    status, said = 200, {}
    try:
        save()
    except Invalid as refused:
        status, said = 422, {"refused": row_id, "problems": refused.problems}
    except Conflict as conflict:
        status, said = 409, {"refused": row_id, "conflict": conflict}
    if status == 200:
        hx.toast("ok", _("Saved."))
        if not hx.is_partial():
            return hx.redirect(url_for(".index", project_id=project_id))
    return _page(rights.enter(project_id, g.me.id), status, **said)


def _page(entry: Entry, status: int = 200, **said: Any) -> Response:  # noqa: ANN401
    problems: Sequence[Problem] = said.get("problems", ())
    return hx.render(
        PAGE,
        "list",
        status=status,
        project=entry.project,
        may_edit=entry.may_edit,
        lines=parameters.lines(entry.project.id, filters.sent_figures()),
        locale=filters.figures(),
        refused=said.get("refused"),
        sent=request.form if "refused" in said else {},
        errors={problem.place: filters.problem(problem) for problem in problems},
        conflict=said.get("conflict"),
        written=_written,
    )


def _written(found: object) -> str:
    """Return a value of a conflict as its cell would show it."""
    if isinstance(found, str):
        return entries.written(None, found, filters.figures(), 6)
    return filters.value(found)


def _sent() -> dict[str, str]:
    return {name: request.form[name] for name in FIELDS if name in request.form}


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
