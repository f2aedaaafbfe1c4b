"""Pages about a project as a whole: making it, settings, members, the trash."""

from flask import Blueprint

bp = Blueprint("projects", __name__)
