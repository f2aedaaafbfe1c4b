"""The administrator's list of people."""

from flask import Blueprint, Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.services import messages, users
from app.services.errors import Invalid
from app.web import hx
from app.web.access import site
from app.web.users.forms import UserForm

bp = Blueprint("users", __name__, url_prefix="/users")
PAGE = "users/index.html"


@bp.get("")
@site("admin")
def index() -> ResponseReturnValue:
    return _page("people")


@bp.post("")
@site("admin")
def create() -> ResponseReturnValue:
    form = UserForm()
    if not form.validate():
        return _page("new", status=422, form=form)
    draft = users.Draft(form.email.data or "", form.role.data or "", form.name.data or "")
    try:
        made = users.create(draft, g.me.id)
    except Invalid as refused:
        for problem in refused.problems:
            form[problem.place].errors = [messages.text(problem)]
        return _page("new", status=422, form=form)
    # No redirect: the password exists in this answer only, in no cookie and no address.
    return _page("new", "people", made=made)


@bp.post("/<int:user_id>/role")
@site("admin")
def set_role(user_id: int) -> ResponseReturnValue:
    users.set_role(user_id, request.form.get("role", ""), g.me.id)
    return _done(_("The role is changed."))


@bp.post("/<int:user_id>/disabling")
@site("admin")
def disable(user_id: int) -> ResponseReturnValue:
    users.disable(user_id, g.me.id)
    return _done(_("This person cannot log in any more; open sessions have ended."))


@bp.post("/<int:user_id>/enabling")
@site("admin")
def enable(user_id: int) -> ResponseReturnValue:
    users.enable(user_id, g.me.id)
    return _done(_("This person may log in again."))


@bp.post("/<int:user_id>/password")
@site("admin")
def reset_password(user_id: int) -> ResponseReturnValue:
    return _page("new", "people", made=users.reset_password(user_id, g.me.id))


def _page(*blocks: str, status: int = 200, **context: object) -> Response:
    shown = {"form": UserForm(formdata=None), "made": None, "people": users.everybody(), **context}
    return hx.render(PAGE, *blocks, status=status, roles=_roles(), **shown)


def _roles() -> list[tuple[str, str]]:
    words = {"admin": _("Administrator"), "estimator": _("Estimator"), "viewer": _("Viewer")}
    return [(role, words[role]) for role in users.ROLES]


def _done(text: str) -> Response:
    flash(text)
    return hx.saved(
        PAGE, "people", to=url_for("users.index"), people=users.everybody(), roles=_roles()
    )
