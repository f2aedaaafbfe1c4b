"""The page of every figure, at the figure's own address."""

from flask import Blueprint, Response

from app.web import access
from app.web.access import Entry
from app.web.explain import answers

bp = Blueprint("explain", __name__, url_prefix="/projects/<int:project_id>/explain")


@bp.get("/<address>")
@access.project("viewer", past=True)
def show(entry: Entry, address: str) -> Response:
    return answers.page(entry, address)


@bp.get("/<address>/proof")
@access.project("viewer", past=True)
def proof(entry: Entry, address: str) -> Response:
    return answers.proof(entry, address)
