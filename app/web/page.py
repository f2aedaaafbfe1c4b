"""What every page knows: the person, language, light or dark, density, the tabs of a project."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.services import history_read
from app.web import filters, hx

Theme = Literal["", "light", "dark"]
TABS = (
    ("overview.index", _l("Overview")),
    ("outline.index", _l("Budget")),
    ("analyses.index", _l("Analyses")),
    ("prices.index", _l("Prices")),
    ("recap.index", _l("Recap")),
    ("history.index", _l("History")),
    ("projects.settings", _l("Settings")),
)
#: Where a page belongs that stands under no tab's own address: by endpoint, else by blueprint.
WITHIN = {
    "parameters": "outline.index",
    "search": "outline.index",
    "adopt.difference": "analyses.index",
    "adopt.publication": "analyses.index",
    "adopt.publish": "analyses.index",
    "adopt.prices": "prices.index",
    "adopt.fill": "prices.index",
    "projects": "projects.settings",
}
#: The order in which the switch walks without script; "" follows the device.
_NEXT_THEME: dict[Theme, Theme] = {"": "dark", "dark": "light", "light": ""}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


def theme() -> Theme:
    chosen = request.cookies.get("theme") or getattr(g.get("me"), "theme", "")
    return cast("Theme", chosen) if chosen in _NEXT_THEME else ""


def density() -> str:
    """Return `dense` or `roomy`; "" where nobody chose: dense, but roomy under a finger."""
    chosen = request.cookies.get("density", "")
    account = getattr(g.get("me"), "density", "")
    return chosen if chosen in {"dense", "roomy"} else "roomy" if account == "roomy" else ""


def language() -> str:
    locale = get_locale()
    return locale.language if locale else "id"


def tabs(project_id: int) -> Iterator[Tab]:
    """Return the pages of a project that this installation has."""
    here = str(request.endpoint), str(request.blueprint)
    mine = {here[0], f"{here[1]}.index", *(WITHIN[each] for each in here if each in WITHIN)}
    for endpoint, label in TABS:
        if endpoint in current_app.view_functions:
            url = url_for(endpoint, project_id=project_id)
            yield Tab(str(label), url, endpoint in mine)


def link(endpoint: str, **values: object) -> str | None:
    """Return the address of `endpoint`, or None when this application does not have it."""
    known = endpoint in current_app.view_functions
    return url_for(endpoint, **values) if known else None  # type: ignore[arg-type]


def steps(project_id: int) -> dict[str, str]:
    """Return what the next undo and redo of the person would do, as their buttons say it."""
    found = history_read.next_steps(project_id, g.me.id, filters.figures())
    undo, redo = found["undo"], found["redo"]
    return {
        "undo": _("Undo: %(what)s", what=undo) if undo else _("Undo"),
        "redo": _("Redo: %(what)s", what=redo) if redo else _("Redo"),
    }


def tell_done(project_id: int, text: str, *, can_undo: bool = True) -> None:
    """Say what was done, beside a button that takes it back."""
    undo = link("history.undo", project_id=project_id) if can_undo else None
    hx.toast("ok", text, (_("Undo"), undo) if undo else None)


def now() -> datetime:
    return datetime.now(UTC)


def _context() -> dict[str, object]:
    chosen = theme()
    return {
        "me": g.get("me"),
        "language": language(),
        "theme": chosen,
        "next_theme": _NEXT_THEME[chosen],
        "density": density(),
    }


def init_app(app: Flask) -> None:
    app.context_processor(_context)
    app.jinja_env.globals.update(tabs=tabs, link=link, now=now)
