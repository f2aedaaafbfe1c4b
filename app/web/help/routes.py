"""What helps while one works; needs neither a project nor a log-in."""

from flask import Blueprint, Response, request

from app.web import hx
from app.web.access import public

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("/keys")
@public
def keys() -> Response:
    """The keys, as a page or (to htmx) for the panel beside the page."""
    return hx.render("help/keys.html", "keys", single=request.cookies.get("keys") != "off")
