"""The glossary page."""

from flask import Blueprint, Flask, Response

from app.web import access, hx, page
from app.web.glossary.terms import GROUPS, TERMS

bp = Blueprint("glossary", __name__)


@bp.get("/help/glossary")
@access.members
def index() -> Response:
    return hx.render("glossary/index.html", "main", groups=GROUPS)


def term(anchor: str) -> tuple[str, str]:
    """Return the short name of a term in the language of the page, and what it means.

    A misspelt anchor raises KeyError, so that the page's own test finds it.
    """
    found = TERMS[anchor]
    name = found.id if page.language() == "id" else found.en
    return name.partition(",")[0], str(found.text)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["term"] = term
