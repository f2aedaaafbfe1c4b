"""Log in and log out; everybody else's door is in `app.web.access`."""

import hashlib

from flask import Blueprint, Flask, Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Unauthorized

from app.extensions import limiter, login_limit
from app.services import accounts, email
from app.web import access, addresses, failures, hx, page, sessions
from app.web.access import public
from app.web.auth import kept
from app.web.auth.forms import LoginForm

bp = Blueprint("auth", __name__)
PAGE = "auth/login.html"
#: What one may do before the one-time password has been replaced.
BEFORE_PASSWORD = {
    "account.index",
    "account.change_password",
    "account.keys",
    "account.language",
    "account.theme",
    "auth.logout",
    "help.keys",
}


def _account() -> str:
    typed = email.normalise(request.form.get("email", ""))
    return "account:" + hashlib.sha256(typed.encode("utf-8", "replace")).hexdigest()[:32]


def _address() -> str:
    return f"address:{request.remote_addr}"


def _refused(response: Response) -> bool:
    # Only failures count: an office behind one address logs in together at eight.
    return response.status_code == 422


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    if g.me:
        return hx.redirect(_destination())
    return _page(LoginForm(formdata=None))


@bp.post("/login")
@limiter.limit(login_limit, key_func=_account, deduct_when=_refused)
@limiter.limit(login_limit, key_func=_address, deduct_when=_refused)
@public
def enter() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate():
        return _page(form, 422)
    me = accounts.authenticate(form.email.data or "", form.password.data or "")
    if me is None:
        return _page(form, 422, refused=True, tries=_tries_left())
    typed = kept.from_request() if kept.is_theirs(me) else ""
    sessions.begin(me, stay=form.stay.data)
    return kept.offered(typed, me) or hx.redirect(_destination())


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    sessions.end()
    flash(_("You are logged out."))
    response = hx.redirect(url_for("auth.login"))
    # Drafts of figures in the browser's storage are nobody else's business.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


@bp.errorhandler(RateLimitExceeded)
def _too_often(error: RateLimitExceeded) -> ResponseReturnValue:
    wait = failures.describe(error).wait
    response = _page(LoginForm(), 429, wait=wait)
    response.headers["Retry-After"] = str(wait)
    return response


def _page(form: LoginForm, status: int = 200, **said: object) -> Response:
    shown = {"next": _wanted(), "typed": request.form.get(kept.FIELD, "")} | said
    return hx.render(PAGE, "form", status=status, form=form, **shown)


def _tries_left() -> int:
    """How many more failures are let through; this one has not been counted yet."""
    return max(0, min((each.remaining for each in limiter.current_limits), default=1) - 1)


def _wanted() -> str | None:
    return addresses.local(request.values.get("next"))


def _destination() -> str:
    return _wanted() or page.link("home.index") or url_for("account.index")


def _ask(_error: Unauthorized) -> Response:
    """Send whoever is not logged in to the log-in page, and back afterwards."""
    if hx.is_partial():
        if request.method != "GET":
            text = _("Your session has ended, so nothing was saved. Log in and repeat the change.")
            hx.toast("err", text)
        back = addresses.came_from("HX-Current-URL")
        return hx.redirect(url_for("auth.login", next=back), status=401)
    if request.method != "GET":
        return _ask_here()
    asked = request.full_path if request.query_string else request.path
    back = addresses.local(asked)
    return hx.redirect(url_for("auth.login", next=None if back == "/" else back))


def _ask_here() -> Response:
    """Answer a form of a browser without script: a redirect would lose what was typed into it."""
    typed = kept.from_request()
    text = _("Your session has ended. Log in; what you typed can be sent after it.")
    if not typed:
        text = _("Your session has ended, so nothing was saved. Log in and repeat the change.")
    hx.toast("err", text)
    return _page(LoginForm(formdata=None), 401, next=addresses.came_from(), typed=typed)


def _unknown(error: CSRFError) -> Response:
    """A token needs a session: where the cookie is gone, it is the log-in that is missing."""
    if g.get("me") is None and not access.is_public(request.endpoint):
        return _ask(Unauthorized())
    if request.endpoint == "auth.enter":
        return _page(LoginForm(), 400, stale=True)
    return failures.failed(error)


def _password_first() -> ResponseReturnValue | None:
    """A one-time password opens one page only: where it is replaced."""
    if g.me and g.me.must_change_password and request.endpoint not in BEFORE_PASSWORD:
        return hx.redirect(url_for("account.index"))
    return None


def init_app(app: Flask) -> None:
    app.before_request(_password_first)
    app.register_error_handler(Unauthorized, _ask)
    app.register_error_handler(CSRFError, _unknown)
