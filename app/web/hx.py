"""The seam between pages and htmx: one template, two answers; toasts; one place for errors.

A request is partial when htmx asks for a piece of the page. `HX-Request` itself decides nothing:
it is also sent when a whole page is restored from the history.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from flask import Flask, Response, flash, g, get_flashed_messages, make_response, request
from flask import render_template as render_page
from jinja2_fragments.flask import render_block
from werkzeug.utils import redirect as redirect_to

Level = Literal["ok", "info", "warn", "err"]
_LEVELS = ("ok", "info", "warn", "err")


@dataclass(frozen=True, slots=True)
class Toast:
    """A short message beside the page; `action` is a label and an address to POST to."""

    level: Level
    text: str
    action: tuple[str, str] | None = None


def is_partial() -> bool:
    return request.headers.get("HX-Request-Type") == "partial"


def element_id(header: str) -> str | None:
    """Return the id in `form#quantity-form`, as htmx sends HX-Source and HX-Target."""
    match = re.fullmatch(r"[a-z0-9-]+#([A-Za-z][\w-]*)", request.headers.get(header, ""))
    return match[1] if match else None


def toast(level: Level, text: str, action: tuple[str, str] | None = None) -> None:
    """Say `text` with this answer, or with the page that a redirect leads to."""
    if is_partial():
        g.setdefault("toasts", []).append(Toast(level, text, action))
    else:
        _keep(Toast(level, text, action))


def toasts() -> Iterator[Toast]:
    """Hand out what there is to say, once."""
    yield from g.pop("toasts", ())
    kept = cast("list[tuple[str, Any]]", get_flashed_messages(with_categories=True))
    for category, said in kept:
        text, action = said if isinstance(said, tuple | list) else (said, None)
        level = cast("Level", category if category in _LEVELS else "ok")
        yield Toast(level, text, tuple(action) if action else None)


def render(template: str, *blocks: str, status: int = 200, **context: object) -> Response:
    """Answer htmx with the named blocks, everybody else with the whole page.

    The first block goes where the request's hx-target says. Every further block replaces the
    element whose id is the block's name (`_` written `-`), unless it brings its own hx-partial.
    """
    if is_partial():
        return _fragments(template, blocks, context, status)
    return private(make_response(render_page(template, **context), status))


def partials(template: str, *blocks: str, status: int = 200, **context: object) -> Response:
    """Answer htmx with blocks that each replace the element of their own name; no main target."""
    parts = [_wrapped(name, render_block(template, name, **context)) for name in blocks]
    # What nobody asked for says nothing that waits for the next page of the person.
    said = "" if context.get("unasked") else spoken()
    response = private(make_response("".join(parts) + said, status))
    response.headers["HX-Reswap"] = "none"
    return response


def nothing() -> Response:
    """Answer a poll to which there is no news: as few bytes as an answer can have."""
    response = make_response("", 204)
    del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    return response


def saved(template: str, *blocks: str, to: str, **context: object) -> Response:
    """Answer a write that was done: the changed blocks to htmx, a redirect to everybody else."""
    if is_partial():
        return _fragments(template, blocks, context)
    return redirect(to)


def redirect(url: str, status: int | None = None) -> Response:
    """Send the browser to `url`: fetch would follow a 303 silently, so htmx gets a header.

    `status` is for htmx alone, which obeys the header at any.
    """
    if not is_partial():
        return private(make_response(redirect_to(url, 303)))
    for said in g.pop("toasts", ()):
        _keep(said)
    response = private(make_response("", status or 200))
    response.headers["HX-Redirect"] = url
    if _path(url) == _path(request.headers.get("HX-Current-URL", "")):
        response.headers["HX-Refresh"] = "true"  # only the fragment differs: no load otherwise
    return response


def spoken() -> str:
    """Render the toasts of this answer as one partial; nothing when there are none."""
    said = list(toasts())
    return render_page("_toasts.html", said=said) if said else ""


def _fragments(
    template: str, blocks: tuple[str, ...], context: Mapping[str, object], status: int = 200
) -> Response:
    parts = [render_block(template, name, **context) for name in blocks]
    html = "".join([*parts[:1], *map(_wrapped, blocks[1:], parts[1:])])
    return private(make_response(html + spoken(), status))


def new_key() -> str:
    """Return a key that makes the second sending of a form a repetition (hidden field `_key`).

    The keys of one answer begin alike, so that the second one costs next to nothing.
    """
    g.setdefault("key", secrets.token_urlsafe(12))
    g.keys_made = g.get("keys_made", 0) + 1
    return f"{g.key}{g.keys_made}"


def _keep(said: Toast) -> None:
    message: Any = (said.text, said.action) if said.action else said.text
    flash(message, said.level)


def _wrapped(name: str, html: str) -> str:
    if html.lstrip().startswith("<hx-partial"):
        return html
    element = name.replace("_", "-")
    return f'<hx-partial hx-target="#{element}" hx-swap="outerHTML">{html}</hx-partial>'


def private(response: Response) -> Response:
    """Keep an answer out of every cache: one address has two bodies, and both are somebody's."""
    response.vary.add("HX-Request-Type")
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.path, parts.query


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(toasts=toasts, new_key=new_key)
