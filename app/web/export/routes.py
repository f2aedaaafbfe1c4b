"""Taking a project out: what there is to take, and the workbook, at once or by a job."""

from io import BytesIO

from flask import Blueprint, Response, g, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.services import workbook
from app.web import access, hx, jobs_pages, keys, past
from app.web.access import Entry

bp = Blueprint("export", __name__)
PAGE = "export/index.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

jobs_pages.DONE[workbook.KIND] = lambda job: url_for("export.made", job_id=job.id)


@bp.get("/projects/<int:project_id>/export")
@access.project("viewer", past=True)
def index(entry: Entry) -> ResponseReturnValue:
    at = past.asked(last=entry.project.revision)
    is_large = workbook.is_large(entry.project.id)
    return hx.render(PAGE, project=entry.project, at=at, is_large=is_large)


@bp.get("/projects/<int:project_id>/workbook.xlsx")
@access.project("viewer")
def download(entry: Entry) -> ResponseReturnValue:
    at, project = past.asked(last=entry.project.revision), entry.project
    if workbook.is_large(project.id, at):
        return hx.redirect(url_for("export.index", project_id=project.id, at=at))
    return _sent(workbook.export(project.id, g.me.id, at))


@bp.post("/projects/<int:project_id>/workbook")
@access.project("viewer")
def make(entry: Entry) -> ResponseReturnValue:
    at = past.asked(request.form, entry.project.revision)
    job_id = workbook.ask(entry.project.id, g.me.id, at, keys.from_form())
    return hx.redirect(url_for("jobs.show", job_id=job_id))


@bp.get("/exports/<int:job_id>")
@access.members
def made(job_id: int) -> ResponseReturnValue:
    return _sent(workbook.made(job_id, g.me))


def _sent(file: workbook.File) -> Response:
    content = BytesIO(file.content)
    sent = send_file(content, mimetype=XLSX, as_attachment=True, download_name=file.name)
    return hx.private(sent)
