"""Who takes part in a project: owners decide."""

from flask import Response, flash, g, request, url_for
from flask_babel import gettext as _

from app.services import access as rights
from app.services import members
from app.services.errors import Invalid, NotFound
from app.web import access, filters, hx
from app.web.access import Entry
from app.web.projects import bp

MEMBERS = "projects/members.html"


@bp.get("/projects/<int:project_id>/members", endpoint="members")
@access.project("viewer")
def index(entry: Entry) -> Response:
    return _page(entry)


@bp.post("/projects/<int:project_id>/members")
@access.write("owner")
def add_member(project_id: int) -> Response:
    typed, role = request.form.get("email", ""), request.form.get("role", "")
    try:
        name = members.add(project_id, g.me.id, typed, role)
    except Invalid as refused:
        errors = {p.place: filters.problem(p) for p in refused.problems}
        return _page(_entry(project_id), 422, errors=errors, typed=(typed, role))
    flash(_("%(name)s takes part now.", name=name))
    return _done(project_id)


@bp.post("/projects/<int:project_id>/members/<int:user_id>/role")
@access.write("owner")
def set_member_role(project_id: int, user_id: int) -> Response:
    role = request.form.get("role", "")
    try:
        name = members.change(project_id, g.me.id, user_id, role)
    except Invalid as refused:
        return _row_refused(project_id, user_id, refused)
    flash(_("The role of %(name)s is changed.", name=name))
    return _done(project_id)


@bp.post("/projects/<int:project_id>/members/<int:user_id>/removal")
@access.write("owner")
def remove_member(project_id: int, user_id: int) -> Response:
    try:
        name = members.remove(project_id, g.me.id, user_id)
    except Invalid as refused:
        return _row_refused(project_id, user_id, refused)
    flash(_("%(name)s does not take part any more.", name=name))
    return _done(project_id)


def _entry(project_id: int) -> Entry:
    return rights.enter(project_id, g.me.id)


def _done(project_id: int) -> Response:
    """The list anew; whoever gave up the own membership is led to the first page."""
    try:
        entry = _entry(project_id)
    except NotFound:
        return hx.redirect(url_for("home.index"))
    if hx.is_partial():
        return _page(entry)
    return hx.redirect(url_for("projects.members", project_id=project_id))


def _row_refused(project_id: int, user_id: int, refused: Invalid) -> Response:
    text = " ".join(filters.problem(p) for p in refused.problems)
    return _page(_entry(project_id), 422, wrong={user_id: text})


def _page(entry: Entry, status: int = 200, **context: object) -> Response:
    shown = {"errors": {}, "typed": ("", "editor"), "wrong": {}, **context}
    found = members.of(entry.project.id)
    return hx.render(
        MEMBERS, "members", status=status, project=entry.project, entry=entry,
        members=found, roles=_roles(), **shown,
    )  # fmt: skip


def _roles() -> dict[str, str]:
    return {"owner": _("Owner"), "editor": _("Editor"), "viewer": _("Viewer")}
