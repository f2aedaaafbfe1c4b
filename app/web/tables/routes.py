"""Bringing a project as tables or as an archive, with a look at it first; and taking it out.

What takes more than about a second is looked at by a job, which has a page, and stored by another.
"""

from io import BytesIO

from flask import Blueprint, Response, flash, g, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import archives, file_names, project_imports, tables
from app.services.errors import Invalid
from app.services.project_imports import Upload
from app.services.tables import Origin, Reading
from app.web import access, hx, jobs_pages
from app.web.access import Entry
from app.web.tables import forms
from app.web.tables.forms import Brought

bp = Blueprint("tables", __name__)
PAGE, LOOK = "tables/index.html", "tables/look.html"


@bp.get("/projects/import")
@access.site("estimator")
def import_() -> Response:
    return hx.render(PAGE, "tables")


@bp.post("/projects/import")
@access.site("estimator")
def bring() -> Response:
    chosen = forms.files()
    if not chosen:
        return hx.render(PAGE, "tables", status=422, error=_("Choose a file."))
    if project_imports.is_large(chosen):
        job_id = project_imports.receive(Upload(chosen, g.me.id, forms.key(chosen)))
        return hx.redirect(url_for("tables.look", job_id=job_id))
    files = forms.read(chosen)
    if files.reading.tables is None and files.proof is None:
        return hx.render(PAGE, "tables", status=422, reading=files.reading)
    try:
        return _stored(files) if files.confirmed else _looked_at(files)
    except Invalid as refused:
        reading = Reading(None, (*files.reading.problems, *refused.problems))
        return hx.render(PAGE, "tables", status=422, reading=reading)


@bp.get("/projects/imports/<int:job_id>")
@access.site("estimator")
def look(job_id: int) -> Response:
    looked = project_imports.looked(job_id, g.me)
    found = looked.report
    return hx.render(
        LOOK,
        "tables",
        looked=looked,
        job=looked.job,
        reading=found,
        preview=found and found.preview,
        told=found and found.told,
    )


@bp.post("/projects/imports/<int:job_id>/storing")
@access.site("estimator")
def store(job_id: int) -> Response:
    started = project_imports.store(project_imports.looked(job_id, g.me))
    return hx.redirect(url_for("jobs.show", job_id=started))


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
    key = forms.key(files.files)
    if files.proof is not None:
        made = archives.import_(files.proof, g.me.id, key)
    elif files.reading.tables is not None:
        made = tables.import_(files.reading.tables, Origin(g.me.id, key))
    flash(_said(made.result["items"]))
    return hx.redirect(url_for("outline.index", project_id=made.project_id))


def _said(count: int) -> str:
    return str(ngettext("Stored with %(num)s item.", "Stored with %(num)s items.", count))


jobs_pages.DONE[project_imports.LOOK] = lambda job: url_for("tables.look", job_id=job.id)
jobs_pages.DONE[project_imports.STORE] = lambda job: url_for(
    "outline.index", project_id=job.result["project"]
)
jobs_pages.LEADS[project_imports.LOOK] = lambda _job: ""
jobs_pages.LEADS[project_imports.STORE] = lambda job: _said(job.result["items"])
