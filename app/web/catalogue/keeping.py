"""A workbook on its way in: uploaded, looked at, mapped where it is unknown, stored."""

from typing import Any

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app.services import catalogue_upload
from app.services.catalogue_upload import Looked, Upload
from app.services.errors import Invalid
from app.web import access, failures, filters, hx, jobs_pages, keys
from app.web.catalogue import columns, findings, wording
from app.web.catalogue.blueprint import bp

UPLOAD, PREVIEW = "catalogue/upload.html", "catalogue/preview.html"


@bp.get("/upload")
@access.site("admin")
def upload() -> ResponseReturnValue:
    return hx.render(UPLOAD, "upload")


@bp.post("/upload")
@access.site("admin")
def receive() -> ResponseReturnValue:
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return hx.render(UPLOAD, "upload", status=422, error=_("Choose a file."))
    try:
        given = Upload(chosen.filename, chosen.read(), g.me.id, keys.from_form())
        job_id = catalogue_upload.receive(given)
    except Invalid as refused:
        return hx.render(UPLOAD, "upload", status=422, error=_text(refused))
    return hx.redirect(url_for("catalogue.preview", job_id=job_id))


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """Tell it beside the field, where the next file is chosen."""
    if g.get("me") is None or g.me.role != "admin":
        return failures.failed(error)
    text = _("The file is larger than 20 MB. Remove sheets that are not needed, or split it.")
    return hx.render(UPLOAD, "upload", status=413, error=text)


@bp.get("/previews/<int:job_id>")
@access.site("admin")
def preview(job_id: int) -> ResponseReturnValue:
    return _page(catalogue_upload.looked(job_id, g.me))


@bp.post("/previews/<int:job_id>/mapping")
@access.site("admin")
def mapping(job_id: int) -> ResponseReturnValue:
    looked = catalogue_upload.looked(job_id, g.me)
    mapped = columns.chosen(looked.needed)
    if mapped.wrong:
        return _page(looked, 422, mapped=mapped)
    again = catalogue_upload.again(looked, mapped.meanings, g.me.id, keys.from_form())
    return hx.redirect(url_for("catalogue.preview", job_id=again))


@bp.post("/previews/<int:job_id>/import")
@access.site("admin")
def import_(job_id: int) -> ResponseReturnValue:
    looked = catalogue_upload.looked(job_id, g.me)
    name = request.form.get("edition", "")
    try:
        started = catalogue_upload.store(looked, name, g.me.id, keys.from_form())
    except Invalid as refused:
        return _page(looked, 422, typed=name, error=_text(refused))
    return hx.redirect(url_for("jobs.show", job_id=started))


def _page(looked: Looked, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401
    """Answer with how far the reading is, the question about the columns, or what was found."""
    report = looked.report
    context = {"typed": "", "error": "", "mapped": None, **shown}
    if report:
        context |= {"findings": findings.of(report), "facts": findings.facts(report)}
    if report and looked.has_columns and "mapped" not in shown:
        asked = not looked.has_content or "columns" in request.args
        context["mapped"] = columns.proposed(report, looked.columns) if asked else None
    return hx.render(
        PREVIEW,
        "content",
        status=status,
        looked=looked,
        job=looked.job,
        words=wording,
        **context,
    )


def _text(refused: Invalid) -> str:
    return " ".join(filters.problem(problem) for problem in refused.problems)


jobs_pages.DONE["catalogue.preview"] = lambda job: url_for("catalogue.preview", job_id=job.id)
jobs_pages.DONE["catalogue.import"] = lambda job: url_for(
    "catalogue.show", edition_id=job.result["edition_id"]
)
