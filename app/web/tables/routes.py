"""Bringing a project as tables or as an archive, with a look at it first; and taking it out."""

from io import BytesIO

from flask import Blueprint, Response, flash, g, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import archives, file_names, tables
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
    if files.reading.tables is None and files.proof is None:
        return hx.render(PAGE, "tables", status=422, reading=files.reading)
    try:
        return _stored(files) if files.confirmed else _looked_at(files)
    except Invalid as refused:
        reading = Reading(None, (*files.reading.problems, *refused.problems))
        return hx.render(PAGE, "tables", status=422, reading=reading)


@bp.get("/projects/<int:project_id>/tables.zip")
@access.project("viewer", past=True)
def export(entry: Entry) -> Response:
    return _sent(entry, tables.export(entry.project.id))


@bp.get("/projects/<int:project_id>/archive.zip")
@access.project("viewer")
def archive(entry: Entry) -> Response:
    content = archives.export(entry.project.id)
    if archives.is_too_large(content):
        flash(_("The archive is too large to be brought back by a page; a command can do it."))
    return _sent(entry, content, "-archive")


def _sent(entry: Entry, content: bytes, ending: str = "") -> Response:
    project = entry.project
    sent = send_file(
        BytesIO(content),
        mimetype="application/zip",
        as_attachment=True,
        download_name=file_names.of(project.id, project.name, ending + _moment() + ".zip"),
    )
    return hx.private(sent)


def _moment() -> str:
    """Return what tells the file of an earlier revision from the present one."""
    seen = g.get("seen")
    return f"-r{seen.number}" if seen else ""


def _looked_at(files: Brought) -> Response:
    proof, found = files.proof, files.reading.tables
    preview = proof.preview if proof else tables.preview(found) if found else None
    told = proof.preview.told if proof else None
    return hx.render(
        PAGE, "tables", reading=files.reading, preview=preview, told=told, kept=files.kept
    )


def _stored(files: Brought) -> Response:
    if files.proof is not None:
        made = archives.import_(files.proof, g.me.id, files.key())
    elif files.reading.tables is not None:
        made = tables.import_(files.reading.tables, Origin(g.me.id, files.key()))
    count = made.result["items"]
    flash(ngettext("Stored with %(num)s item.", "Stored with %(num)s items.", count))
    return hx.redirect(url_for("outline.index", project_id=made.project_id))
