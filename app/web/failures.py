"""One place that turns a refusal or a failure into an answer, with what was typed kept.

htmx gets a toast that can try again and `HX-Reswap: none`, so that the target keeps its text; a
browser without script gets a page whose form holds what was posted.
"""

import math
import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError, validate_csrf
from markupsafe import escape
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from wtforms import ValidationError

from app import cache
from app.extensions import limiter
from app.services import errors, messages
from app.web import filters, hx, kept_words

#: What is posted back to the page that failed; more than this nobody typed.
KEPT_CHARACTERS = 100_000
_SAFE_TO_REPEAT = {409, 429, 500, 502, 503, 504, 507}


@dataclass(frozen=True, slots=True)
class Failure:
    """What happened, in words; `wait` is in seconds, `again` says that repeating may help."""

    status: int
    title: str
    text: str
    wait: int | None = None
    again: bool = False


def failed(error: Exception) -> Response:
    """Answer any HTTPException or ServiceError."""
    failure = describe(error)
    if hx.is_partial():
        response = make_response(_toast(failure), failure.status)
        response.headers["HX-Reswap"] = "none"
    else:
        response = make_response(_page(failure), failure.status)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    if failure.wait is not None:
        response.headers["Retry-After"] = str(failure.wait)
    return hx.private(response)


def _page(failure: Failure) -> str:
    """Render the error page, or a bare one: what broke the request may break its page too."""
    try:
        kept, url = _kept(failure), _address()
        # Without the names of rows: what failed may be the database.
        typed = kept_words.told(kept or (), url)
        return render_template("errors/page.html", failure=failure, kept=kept, url=url, typed=typed)
    except Exception:
        current_app.logger.exception("the error page failed")
        return f"<!doctype html><title>Taksir</title><h1>{escape(failure.title)}</h1>"


def describe(error: Exception) -> Failure:
    """Say what happened and what to do, in the person's language."""
    match error:
        case errors.NotFound():
            return _http(404)
        case errors.Forbidden():
            return _http(403)
        case errors.Invalid():
            text = " ".join(filters.problem(problem) for problem in error.problems)
            return Failure(422, _("Not saved"), text)
        case errors.Conflict() | errors.FormConflict():
            return Failure(409, _("Changed by somebody else"), _conflicts(error))
        case errors.Restored():
            return Failure(409, _("There already"), _restored(error))
        case errors.UndoRefused():
            return Failure(409, _("Not undone"), _undo(error))
        case errors.Locked():
            text = _(
                "Somebody else is saving at this moment. Nothing of yours was stored yet; try"
                " again in a moment."
            )
            return Failure(409, _("Not saved"), text, again=True)
        case CSRFError():
            text = _("This page is too old to be sent. Load it again and repeat your change.")
            return Failure(400, _("Page too old"), text)
        case HTTPException():
            return _http(error.code or 500)
        case _:
            return _http(500)


def _http(code: int) -> Failure:
    if code == 429:
        wait = _wait()
        text = ngettext(
            "Too many requests. Try again in %(num)s second; what you typed is kept.",
            "Too many requests. Try again in %(num)s seconds; what you typed is kept.",
            wait,
        )
        return Failure(429, _("Please wait"), text, wait, again=True)
    if code >= 500:
        text = _("The server could not finish this. What you typed is kept; please try again.")
        return Failure(code, _("Something went wrong"), text, again=True)
    title, text = {
        401: (_("Please log in"), _("Your session has ended.")),
        403: (
            _("Not allowed"),
            _("This is beyond your rights. Ask an owner of the project or an administrator."),
        ),
        404: (
            _("Not found"),
            _(
                "There is nothing here, or nothing that you may see. Check the address, or ask"
                " an owner of the project to add you."
            ),
        ),
        405: (
            _("Not possible"),
            _(
                "This address does not take such a request. Go back and use the buttons of the"
                " page."
            ),
        ),
        413: (
            _("Too large"),
            _("The file or text is larger than 20 MB. Split it, or leave out what is not needed."),
        ),
    }.get(
        code,
        (
            _("Not possible"),
            _("The server did not understand this request. Load the page again and repeat it."),
        ),
    )
    return Failure(code, title, text)


def _wait() -> int:
    try:
        reached = limiter.current_limit
        return max(1, math.ceil(reached.reset_at - time.time())) if reached else 60
    except cache.failure():  # the store died between counting and asking
        return 60


def _conflicts(error: errors.Conflict | errors.FormConflict) -> str:
    found = [error] if isinstance(error, errors.Conflict) else error.conflicts
    return " ".join(map(_conflict, found))


def _conflict(error: errors.Conflict) -> str:
    text: str = _(
        "%(who)s changed %(field)s at %(at)s: %(before)s → %(theirs)s. You typed: %(mine)s.",
        who=error.who,
        field=messages.field(error.field, error.table),
        at=filters.clock(error.at),
        before=filters.value(error.before),
        theirs=filters.value(error.theirs),
        mine=filters.value(error.mine),
    )
    return text


def _restored(error: errors.Restored) -> str:
    text: str = _(
        "%(who)s brought “%(title)s” back, %(at)s. Load the page again and type it there.",
        who=error.who,
        title=error.title,
        at=filters.when(error.at),
    )
    return text


def _undo(error: errors.UndoRefused) -> str:
    text: str = _(
        "%(who)s has changed %(field)s since. The history shows both values.",
        who=error.who,
        field=messages.field(error.column),
    )
    return text


def _toast(failure: Failure) -> str:
    source = hx.element_id("HX-Source")
    is_form = request.headers.get("HX-Source", "").startswith("form#")
    return render_template(
        "errors/_retry.html",
        failure=failure,
        form=source if is_form and request.method == "POST" else None,
        source=source,
        target=hx.element_id("HX-Target"),
        url=_address(),
    )


def _address() -> str:
    """Return where to ask again; two slashes in front would name another host."""
    asked = request.full_path if request.query_string else request.path
    return "/" + (request.script_root + asked).lstrip("/")


def _kept(failure: Failure) -> list[tuple[str, str]] | None:
    """Return the posted fields for a second try, or None where there must not be one.

    Only a form that is ours (its token is valid) may be offered again, never a password, and
    never a file, which a page cannot hold.
    """
    if not failure.again or failure.status not in _SAFE_TO_REPEAT or not _is_ours():
        return None
    return fields()


def fields() -> list[tuple[str, str]] | None:
    """Return the posted fields, or None where a page must not hold them."""
    sent = [(k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"]
    secret = any("password" in name for name, _value in sent)
    size = sum(len(name) + len(value) for name, value in sent)
    if request.method != "POST" or secret or request.files or size > KEPT_CHARACTERS:
        return None
    return sent


def _is_ours() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(errors.ServiceError, failed)
