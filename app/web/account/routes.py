"""One's own account; language and theme are kept in a cookie for those who are not logged in."""

from datetime import UTC, datetime, timedelta
from math import ceil

from flask import Blueprint, Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.domain.errors import Problem
from app.services import accounts, messages, passwords
from app.services.errors import Invalid
from app.web import addresses, filters, hx, page, sessions
from app.web.access import members, public
from app.web.account.forms import PasswordForm, ProfileForm

bp = Blueprint("account", __name__)
PAGE = "account/index.html"
YEAR = 365 * 24 * 3600
#: More than this is no reason to warn: another page has kept the session alive meanwhile.
SOON = 2 * sessions.WARNED
THEMES = ("", "light", "dark")


@bp.get("/account")
@members
def index() -> ResponseReturnValue:
    return _page("profile")


@bp.post("/account")
@members
def save() -> ResponseReturnValue:
    given = {name: request.form[name] for name in accounts.PROFILE if name in request.form}
    try:
        me = accounts.set_profile(g.me.id, given)
    except Invalid as refused:
        return _page("profile", 422, profile=_marked(ProfileForm(), refused))
    with force_locale(me.language):
        flash(_("Saved."))
    response = _remember(hx.redirect(url_for("account.index")), "language", me.language)
    response.delete_cookie("density")  # what the page itself chose gives way to the account
    return _theme_kept(response)


@bp.post("/account/password")
@members
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate():
        return _page("password", 422, password=form)
    present, new = form.password_now.data or "", form.password_new.data or ""
    try:
        me = accounts.change_password(g.me.id, present, new)
    except Invalid as refused:
        return _page("password", 422, password=_marked(form, refused))
    sessions.renew(me)
    flash(_("The password is changed. Other devices have been logged out."))
    return hx.redirect(page.link("home.index") or url_for("account.index"))


@bp.get("/account/session")
@public
def ending() -> ResponseReturnValue:
    """Say that the session ends soon, to a page that stands open; nothing where it does not."""
    if not hx.is_partial():
        return hx.redirect(url_for("account.index"))
    if g.me is None or sessions.remaining() > SOON:
        return hx.nothing()
    said = {"minutes": ceil(sessions.remaining() / 60), "may_stay": sessions.may_stay()}
    return hx.partials("account/ending.html", "ending", **said)


@bp.post("/account/session")
@members
def stay() -> ResponseReturnValue:
    """Stay logged in: what a page asks for that was left alone."""
    until = datetime.now(UTC) + timedelta(seconds=sessions.stay_awake())
    hx.toast("ok", _("You stay logged in until %(when)s.", when=filters.clock(until)))
    if hx.is_partial():
        return hx.partials("account/ending.html")
    return hx.redirect(url_for("account.index"))


@bp.post("/account/sessions/deletion")
@members
def end_sessions() -> ResponseReturnValue:
    accounts.end_sessions(g.me.id)
    sessions.end()
    flash(_("You are logged out on every device."))
    response = hx.redirect(url_for("auth.login"))
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@bp.post("/account/language")
@public
def language() -> ResponseReturnValue:
    chosen = _choice("language", accounts.LANGUAGES)
    if g.me:
        accounts.set_profile(g.me.id, {"language": chosen})
    return _remember(_back(), "language", chosen)


@bp.post("/account/theme")
@public
def theme() -> ResponseReturnValue:
    return _remember(_back(), "theme", _choice("theme", THEMES))


@bp.post("/account/keys")
@public
def keys() -> ResponseReturnValue:
    """Single keys without Ctrl may be in the way of speech and switch input (WCAG 2.1.4)."""
    return _remember(_back(), "keys", "on" if request.form.get("single") else "off")


def _page(block: str, status: int = 200, **forms: FlaskForm) -> Response:
    """The account page; a form that is not given shows what is stored."""
    shown = {"profile": _stored, "password": _empty}
    ready = {name: forms.get(name) or make() for name, make in shown.items()}
    return hx.render(PAGE, block, status=status, limit=passwords.SHORTEST, **ready)


def _stored() -> ProfileForm:
    return ProfileForm(formdata=None, obj=g.me, theme=page.theme())


def _empty() -> PasswordForm:
    return PasswordForm(formdata=None)


def _marked(form: FlaskForm, refused: Invalid) -> FlaskForm:
    for problem in refused.problems:
        form[problem.place].errors = [*form[problem.place].errors, messages.text(problem)]
    return form


def _choice(name: str, known: tuple[str, ...]) -> str:
    chosen = request.form.get(name, "")
    if chosen not in known:
        raise Invalid(Problem("choice.unknown", name))
    return chosen


def _back() -> Response:
    return hx.redirect(addresses.came_from() or page.link("home.index") or "/")


def _theme_kept(response: Response) -> Response:
    chosen = request.form.get("theme", page.theme())
    return _remember(response, "theme", chosen) if chosen in THEMES else response


def _remember(response: Response, name: str, value: str) -> Response:
    # Readable by the script, which switches light and dark without asking the server.
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response
