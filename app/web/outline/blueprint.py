"""The blueprint that the modules of this slice fill."""

from flask import Blueprint

bp = Blueprint("outline", __name__, url_prefix="/projects/<int:project_id>")
