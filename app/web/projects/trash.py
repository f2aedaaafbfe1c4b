"""Putting a project into the trash, and taking it out again within thirty days."""

from flask import Response, g, url_for
from flask_babel import gettext as _

from app.services import portfolio, presets
from app.web import access, hx
from app.web.access import Entry
from app.web.projects import bp

TRASH = "projects/trash.html"


@bp.get("/trash", endpoint="trash")
@access.members
def index() -> Response:
    return hx.render(TRASH, "trash", lines=portfolio.trash(g.me.id), kinds=presets.NAMES)


@bp.get("/projects/<int:project_id>/deletion")
@access.project("owner")
def deletion(entry: Entry) -> Response:
    return hx.render("projects/deletion.html", "main", project=entry.project)


@bp.post("/projects/<int:project_id>/deletion")
@access.write("owner")
def discard(project_id: int) -> Response:
    name = portfolio.discard(project_id, g.me.id)
    undo = (_("Undo"), url_for("projects.restore", project_id=project_id))
    hx.toast("ok", _("“%(name)s” is in the trash for 30 days.", name=name), undo)
    return hx.redirect(url_for("home.index"))


@bp.post("/projects/<int:project_id>/restoration")
@access.write("owner")
def restore(project_id: int) -> Response:
    name = portfolio.restore(project_id, g.me.id)
    hx.toast("ok", _("“%(name)s” is back.", name=name))
    return hx.redirect(url_for("home.index"))
