"""Search in catalogues: for everybody, and beside a project's sheet with its prices."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.services import price_lists, search, search_project
from app.web import access, hx
from app.web.access import Entry
from app.web.search import forms

bp = Blueprint("search", __name__)
#: Hits of one answer.
LIMIT, BESIDE = 30, 12


@bp.get("/catalogue/search")
@access.members
def index() -> ResponseReturnValue:
    known, lists = search.places(), price_lists.lists()
    asked = forms.asked(known, lists)
    hits = _hits(asked, LIMIT)
    return hx.render(
        "search/index.html",
        "hits",
        "found",
        known=known,
        lists=lists,
        asked=asked,
        hits=hits,
        costs=search_project.direct_costs([hit.id for hit in hits], asked.prices),
    )


@bp.get("/projects/<int:project_id>/search")
@access.project("viewer")
def project(entry: Entry) -> ResponseReturnValue:
    known, lists = search.places(), price_lists.lists()
    asked = forms.asked(known, lists, entry.project.edition)
    hits = _hits(asked, BESIDE)
    return hx.render(
        "search/project.html",
        "hits",
        "found",
        known=known,
        lists=lists,
        asked=asked,
        hits=hits,
        project=entry.project,
        may_edit=entry.may_edit,
        prices=search_project.priced([hit.id for hit in hits], entry.project, asked.prices),
        after=search_project.beside(entry.project.id, forms.number("after")),
    )


def _hits(asked: forms.Asked, limit: int) -> list[search.Hit]:
    if not asked.is_enough:
        return []
    return search.find(asked.words, editions=asked.editions, limit=limit, unit=asked.unit)
