"""Search in catalogues: for everybody, and beside a project's sheet with its prices."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.services import search, search_project
from app.web import access, hx
from app.web.access import Entry
from app.web.search import forms

bp = Blueprint("search", __name__)
#: Hits of one answer.
LIMIT, BESIDE = 30, 12


@bp.get("/catalogue/search")
@access.members
def index() -> ResponseReturnValue:
    known = search.places()
    asked = forms.asked(known)
    hits = _hits(asked, LIMIT)
    return hx.render("search/index.html", "hits", "found", known=known, asked=asked, hits=hits)


@bp.get("/projects/<int:project_id>/search")
@access.project("viewer")
def project(entry: Entry) -> ResponseReturnValue:
    known = search.places()
    asked = forms.asked(known, entry.project.edition)
    hits = _hits(asked, BESIDE)
    return hx.render(
        "search/project.html",
        "hits",
        "found",
        known=known,
        asked=asked,
        hits=hits,
        project=entry.project,
        may_edit=entry.may_edit,
        prices=search_project.priced([hit.id for hit in hits], entry.project),
        after=search_project.beside(entry.project.id, forms.number("after")),
    )


def _hits(asked: forms.Asked, limit: int) -> list[search.Hit]:
    if not asked.is_enough:
        return []
    return search.find(asked.words, editions=asked.editions, limit=limit, unit=asked.unit)
