"""Price lists: which there are, and one of them page by page."""

from flask.typing import ResponseReturnValue

from app.services import price_list_read
from app.services import price_lists as service
from app.web import access, hx
from app.web.catalogue import places, wording
from app.web.catalogue.blueprint import bp


@bp.get("/price-lists")
@access.members
def price_lists() -> ResponseReturnValue:
    return hx.render("catalogue/price_lists.html", "content", lists=service.lists())


@bp.get("/price-lists/<int:list_id>")
@access.members
def price_list(list_id: int) -> ResponseReturnValue:
    search = places.text("q", 100)
    found = price_list_read.rows(list_id, places.number("after"), search)
    context = {"found": found, "search": search, **places.around(found.next)}
    return hx.render("catalogue/price_list.html", "rows", words=wording, **context)
