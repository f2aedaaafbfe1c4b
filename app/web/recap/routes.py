"""The recap of a project: for the screen and for paper."""

from flask import Blueprint, Response

from app.services import projects, recap
from app.web import access, hx
from app.web.access import Entry

bp = Blueprint("recap", __name__)
PAGE = "recap/index.html"


@bp.get("/projects/<int:project_id>/recap")
@access.project("viewer", past=True)
def index(entry: Entry) -> Response:
    return hx.render(
        PAGE,
        "recap",
        project=entry.project,
        entry=entry,
        header=projects.header_lines(entry.project),
        recap=recap.of(entry.project),
    )
