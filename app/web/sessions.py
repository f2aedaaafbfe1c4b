"""What the session cookie holds, and until when it counts."""

import secrets
import time
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import login_user

from app.extensions import login
from app.services import accounts
from app.services.accounts import Me

#: "Stay logged in", and the end of every session however busy it is.
STAY = timedelta(days=30)
#: The cookie is written anew at most this often, not with every answer.
COARSE = 300
#: What an open page asks by itself keeps no session alive, and writes no cookie.
UNATTENDED = {"outline.changes", "account.ending"}
#: A cookie that the page may read goes so many seconds before the session does (WCAG 2.2.1).
AWAKE, WARNED = "awake", 120


def begin(me: Me, *, stay: bool) -> None:
    """Start a session in which nothing of the one before survives (fixation)."""
    session.clear()
    g.pop("csrf_token", None)  # a token of the session before, made for a form of this request
    session.permanent = stay
    session["since"] = session["seen"] = int(time.time())
    session["ticket"] = secrets.token_urlsafe(16)
    g.awake = remaining()
    login_user(me)


def renew(me: Me) -> None:
    """Go on as the same person after the epoch was raised; all other sessions end."""
    since, stay = session["since"], session.permanent
    begin(me, stay=stay)
    session["since"] = since


def remaining() -> int:
    """Return how many seconds the session still counts when nobody does anything."""
    return max(0, int(min(_ends()) - time.time()))


def may_stay() -> bool:
    """Whether using the session makes it last longer; no session outlasts STAY."""
    idle, at_last = _ends()
    return idle < at_last


def _ends() -> tuple[float, float]:
    """Until when the session counts if it is left alone, and if it is not."""
    since, seen = session.get("since", 0), session.get("seen", 0)
    idle = STAY if session.permanent else current_app.config["SESSION_IDLE"]
    return seen + idle.total_seconds(), since + STAY.total_seconds()


def stay_awake() -> int:
    """Use the session now, however short ago it was used; return what then remains of it."""
    session["seen"] = int(time.time())
    g.awake = remaining()
    return remaining()


def end() -> None:
    """Forget everything but what there is to say on the next page; copies of the cookie end too."""
    if g.get("me") and isinstance(session.get("ticket"), str):
        accounts.end_session(session["ticket"], STAY)
    said = session.get("_flashes")
    session.clear()
    g.awake = 0
    if said:
        session["_flashes"] = said


@login.user_loader  # type: ignore[untyped-decorator]
def _load(session_id: str) -> Me | None:
    if not _counts(session, time.time()):
        return None
    project_id = (request.view_args or {}).get("project_id")
    known = project_id if isinstance(project_id, int) else 0
    return accounts.load(session_id, known, session["ticket"])


def _counts(held: MutableMapping[str, Any], moment: float) -> bool:
    """Whether the session is neither too old nor left alone for too long; marks it as used."""
    since, seen = held.get("since"), held.get("seen")
    if not isinstance(since, int) or not isinstance(seen, int):
        return False
    if not isinstance(held.get("ticket"), str):
        return False
    idle = STAY if held.get("_permanent") else current_app.config["SESSION_IDLE"]
    if moment - since > STAY.total_seconds() or moment - seen > idle.total_seconds():
        return False
    if moment - seen > COARSE and request.endpoint not in UNATTENDED:
        held["seen"] = int(moment)
        g.awake = remaining()
    return True


def _tell(response: Response) -> Response:
    """Let the page know until when the session counts, whenever that has changed."""
    left = g.get("awake")
    if left is not None:
        secure, age = current_app.config["SESSION_COOKIE_SECURE"], max(0, left - WARNED)
        response.set_cookie(AWAKE, "1", max_age=age, secure=secure, samesite="Lax")
    return response


def init_app(app: Flask) -> None:
    app.after_request(_tell)
