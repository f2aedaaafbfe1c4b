"""The first page: three doors, and the projects of the person."""

from flask import Blueprint, Response, flash, g, request, url_for
from flask_babel import gettext as _

from app.services import demo, portfolio, presets
from app.web import access, hx
from app.web.home.forms import Wish, pages

bp = Blueprint("home", __name__)
PAGE = "home/index.html"


@bp.get("/")
@access.members
def index() -> Response:
    wish = Wish.of(request.args)
    listing = portfolio.of(g.me.id, wish.search, wish.kind, wish.page)
    return hx.render(
        PAGE,
        "projects",
        listing=listing,
        wish=wish,
        kinds=presets.NAMES,
        links=pages(listing.page, listing.pages, wish),
    )


@bp.post("/example")
@access.site("estimator")
def example() -> Response:
    project_id = demo.copy_for(g.me.id)
    flash(_("This example is yours: change whatever you like."))
    return hx.redirect(url_for("outline.index", project_id=project_id))
