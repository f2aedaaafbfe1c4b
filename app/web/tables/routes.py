"""Bringing a project as tables, with a look at it before it is stored; and taking it out."""

from io import BytesIO

from flask import Blueprint, Response, flash, g, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.tables import Tables
from app.services import file_names, tables
from app.services.errors import Invalid
from app.services.tables import Origin, Reading
from app.web import access, hx
from app.web.access import Entry
from app.web.tables import forms
from app.web.tables.forms import Brought

bp = Blueprint("tables", __name__)
PAGE = "tables/index.html"


@bp.get("/projects/import")
@access.site("estimator")
def import_() -> Response:
    return hx.render(PAGE, "tables")


@bp.post("/projects/import")
@access.site("estimator")
def bring() -> Response:
    files = forms.brought()
    if files is None:
        return hx.render(PAGE, "tables", status=422, error=_("Choose a file."))
    found = files.reading.tables
    if found is None:
        return hx.render(PAGE, "tables", status=422, reading=files.reading)
    try:
        return _stored(files, found) if files.confirmed else _looked_at(files, found)
    except Invalid as refused:
        reading = Reading(None, (*files.reading.problems, *refused.problems))
        return hx.render(PAGE, "tables", status=422, reading=reading)


@bp.get("/projects/<int:project_id>/tables.zip")
@access.project("viewer", past=True)
def export(entry: Entry) -> Response:
    project = entry.project
    return send_file(
        BytesIO(tables.export(project.id)),
        mimetype="application/zip",
        as_attachment=True,
        download_name=file_names.of(project.id, project.name, _moment() + ".zip"),
        max_age=0,
    )


def _moment() -> str:
    """Return what tells the file of an earlier revision from the present one."""
    seen = g.get("seen")
    return f"-r{seen.number}" if seen else ""


def _looked_at(files: Brought, found: Tables) -> Response:
    preview = tables.preview(found)
    return hx.render(PAGE, "tables", reading=files.reading, preview=preview, kept=files.kept)


def _stored(files: Brought, found: Tables) -> Response:
    made = tables.import_(found, Origin(g.me.id, files.key()))
    count = made.result["items"]
    flash(ngettext("Stored with %(num)s item.", "Stored with %(num)s items.", count))
    return hx.redirect(url_for("outline.index", project_id=made.project_id))
