"""Making a project; the other pages of this slice are in the modules named below."""

from collections.abc import Sequence

from flask import Response, flash, url_for
from flask_babel import gettext as _

from app.services import presets, projects
from app.services.errors import Invalid
from app.web import access, hx
from app.web.projects import bp, copying, membership, settings, trash
from app.web.projects.forms import NewForm, filled, refuse, sent

__all__ = ["bp", "copying", "membership", "settings", "trash"]
PAGE = "projects/new.html"


@bp.get("/projects/new")
@access.site("estimator")
def create() -> Response:
    return _page(filled(NewForm, {"kind": "ee"}))


@bp.post("/projects")
@access.site("estimator")
def add() -> Response:
    asked = sent()
    try:
        made = projects.create(asked)
    except Invalid as refused:
        form = filled(NewForm, asked.fields)
        return _page(form, 422, refuse(form, refused.problems))
    flash(_("The project is made."))
    return hx.redirect(url_for("outline.index", project_id=made.project_id))


def _page(form: NewForm, status: int = 200, problems: Sequence[tuple[str, str]] = ()) -> Response:
    shown = {"presets": presets.every(), "kinds": presets.NAMES}
    return hx.render(PAGE, "form", status=status, form=form, problems=problems, **shown)
