"""A page at an earlier moment: what `?at=N` asks for, and the links that keep it.

A view says `@access.project("viewer", past=True)`; with `?at=N` its services then see the project
as it was, its person may only look, and every address made for such a view carries N on.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, request, url_for

from app.services import moments
from app.services.errors import NotFound
from app.services.moments import Seen

#: Attribute of a view that can be seen at an earlier moment.
MARK = "taksir_past"
#: What a page keeps when it goes to another moment.
_KEPT = ("q", "only", "page", "from", "size", "since", "row", "column")


def asked(given: Mapping[str, str] | None = None, last: int | None = None) -> int | None:
    """Return the revision of the address, or of a form `given`; None without one.

    NotFound for what is no number, or after the `last` one: a mistyped number must never show the
    present as though it were the past.
    """
    text = (request.args if given is None else given).get("at", "").strip()
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,10}", text):
        raise NotFound
    if last is not None and not 0 < int(text) <= last:
        raise NotFound
    return int(text)


@contextmanager
def reading(project_id: int, number: int) -> Iterator[Seen]:
    """Let services and templates see the project as it was at a revision."""
    with moments.reading(project_id, number) as seen:
        g.seen = seen
        try:
            yield seen
        finally:
            g.seen = None


def has_past(view: Callable[..., Any] | None) -> bool:
    return bool(getattr(view, MARK, False))


def kept() -> dict[str, str]:
    """Return the arguments of this page that another moment of it keeps."""
    return {name: request.args[name] for name in _KEPT if request.args.get(name)}


def there(number: int | None) -> str:
    """Return the address of this page at another revision; None is the present.

    A page that has no past leads to the sheet.
    """
    here = has_past(current_app.view_functions.get(request.endpoint or ""))
    endpoint = (request.endpoint if here else None) or "outline.index"
    arguments = kept() if here else {}
    places = dict(request.view_args or {})
    if not here:
        places = {"project_id": places["project_id"]}
    return url_for(endpoint, **{**arguments, **places, "at": number})


def _keep_moment(endpoint: str, values: dict[str, Any]) -> None:
    seen = g.get("seen")
    if seen and "at" not in values and has_past(current_app.view_functions.get(endpoint)):
        values["at"] = seen.number


def _context() -> dict[str, object]:
    return {"past": g.get("seen")}


def init_app(app: Flask) -> None:
    app.url_defaults(_keep_moment)
    app.context_processor(_context)
    app.jinja_env.globals.update(moment_url=there, moment_kept=kept)
