"""Every route says who may use it; one that does not stops the start-up.

@bp.get("/projects/<int:project_id>/recap")
@access.project("viewer")
def index(entry: Entry) -> ...          # the project as this person enters it

@bp.post("/projects/<int:project_id>/undo")
@access.write("editor")                 # the door checks again, under its lock
def undo(project_id: int) -> ...
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from flask import Flask, current_app, g
from werkzeug.exceptions import Forbidden, Unauthorized

from app.services import access, errors
from app.services.access import Entry, Right
from app.web import past as moments

__all__ = ["Entry", "check", "is_public", "members", "project", "public", "site", "write"]

View = Callable[..., Any]
SiteRole = Literal["admin", "estimator"]
#: Attribute of a view that holds its declaration: ("public", ""), ("project", "viewer") ...
DECLARED = "taksir_access"


class UndeclaredRoute(RuntimeError):
    """A route without a declaration of who may use it."""


def _declare(view: View, kind: str, right: str) -> View:
    setattr(view, DECLARED, (kind, right))
    return view


def public(view: View) -> View:
    """Anybody, logged in or not."""
    return _declare(view, "public", "")


def is_public(endpoint: str | None) -> bool:
    """Whether anybody may use the endpoint; what does not exist is nobody's secret."""
    view = current_app.view_functions.get(endpoint or "")
    return view is None or getattr(view, DECLARED)[0] == "public"


def members(view: View) -> View:
    """Anybody who is logged in."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        _logged_in()
        return view(*args, **kwargs)

    return _declare(guarded, "members", "")


def site(role: SiteRole) -> Callable[[View], View]:
    """People with a role on the site: admin, or estimator (admins are estimators too)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            if _logged_in().role not in {"admin", role}:
                raise Forbidden
            return view(*args, **kwargs)

        return _declare(guarded, "site", role)

    return wrap


def project(right: Right, *, past: bool = False) -> Callable[[View], View]:
    """Members of the project in the address; the view gets `entry` instead of `project_id`.

    A view with a `past` shows, for `?at=N`, the project as it was; then everybody only looks.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(project_id: int, **kwargs: Any) -> Any:  # noqa: ANN401
            entry = access.enter(project_id, _logged_in().id, right)
            number = moments.asked() if past else None
            if number is None:
                return view(entry, **kwargs)
            with moments.reading(project_id, number) as seen:
                return view(Entry(seen.project, "viewer"), **kwargs)

        setattr(guarded, moments.MARK, past)
        return _declare(guarded, "project", right)

    return wrap


def write(right: Right) -> Callable[[View], View]:
    """A write to the project in the address, refused to those without the right.

    The right came with the person, in the statement that loads every request's user; the door
    checks it again under its lock.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            has = _logged_in().right
            if has is None:
                raise errors.NotFound
            if not access.allows(has, right):
                raise errors.Forbidden
            return view(*args, **kwargs)

        return _declare(guarded, "project", right)

    return wrap


def _logged_in() -> Any:  # noqa: ANN401
    if g.me is None:
        raise Unauthorized
    return g.me


def check(app: Flask) -> None:
    """Raise UndeclaredRoute naming every route that does not say who may use it."""
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], DECLARED)
    ]
    if silent:
        raise UndeclaredRoute("no access declared: " + ", ".join(sorted(silent)))
