"""The overview of a project, now and at any moment."""

from flask import Blueprint, Response

from app.services import overview
from app.web import access, filters, hx
from app.web.access import Entry

bp = Blueprint("overview", __name__)
PAGE = "overview/index.html"


@bp.get("/projects/<int:project_id>/overview")
@access.project("viewer", past=True)
def index(entry: Entry) -> Response:
    return hx.render(
        PAGE,
        "overview",
        project=entry.project,
        entry=entry,
        page=overview.of(entry.project, filters.figures()),
    )
