"""The blueprint that the modules of this slice fill."""

from flask import Blueprint

bp = Blueprint("catalogue", __name__, url_prefix="/catalogue")
