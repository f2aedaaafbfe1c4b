"""Beginning a project from another one, with a name, a date and prices of its own."""

from collections.abc import Sequence

from flask import Response, flash, g, url_for
from flask_babel import gettext as _

from app.services import access as rights
from app.services import project_copies
from app.services.errors import Invalid
from app.web import access, hx
from app.web.access import Entry
from app.web.projects import bp
from app.web.projects.forms import CopyForm, copy_form, refuse, sent

PAGE = "projects/copy.html"
Problems = Sequence[tuple[str, str]]


@bp.get("/projects/<int:project_id>/copy")
@access.project("viewer")
def copy(entry: Entry) -> Response:
    return _page(entry, copy_form(project_copies.fields(entry.project)))


@bp.post("/projects/<int:project_id>/copy")
@access.write("viewer")
def add_copy(project_id: int) -> Response:
    asked = sent()
    try:
        made = project_copies.copy(project_id, asked)
    except Invalid as refused:
        form = copy_form(asked.fields)
        problems = refuse(form, refused.problems)
        return _page(rights.enter(project_id, g.me.id), form, 422, problems)
    flash(_("The copy is made. It is yours alone until you add members."))
    return hx.redirect(url_for("outline.index", project_id=made.project_id))


def _page(entry: Entry, form: CopyForm, status: int = 200, problems: Problems = ()) -> Response:
    shown = {"project": entry.project, "form": form, "problems": problems}
    return hx.render(PAGE, "form", status=status, **shown)
