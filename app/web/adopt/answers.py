"""The pages of this slice, and what is said when something was taken over."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import access, library, price_lists
from app.services.access import Entry
from app.services.errors import Invalid
from app.services.price_lists import Ask
from app.web import hx, page
from app.web.adopt import forms

PUBLICATION, PRICES = "adopt/publication.html", "adopt/prices.html"
#: Longer previews are counted, not read.
SHOWN = 200
#: Resources that are named, one by one, when an item is added.
NAMED = 2


def entered(project_id: int) -> Entry:
    """Return the project as it is after a refusal, for the answer to it."""
    return access.enter(project_id, forms.me(), "editor")


def tell_added(project_id: int, done: Mapping[str, Any]) -> None:
    """Say what came with an item, and what needs a look."""
    page.tell_done(project_id, _("“%(title)s” is added.", title=done["title"]))
    if done["proposed"]:
        unit = done["proposed"]
        said = _("Its unit, %(unit)s, is read from the title. Please check it.", unit=unit)
        hx.toast("warn", said)
    if done["elsewhere"]:
        _tell_elsewhere(done["elsewhere"])
    if done["unpriced"]:
        count = done["unpriced"]
        said = ngettext(
            "%(num)s new resource has no price yet.",
            "%(num)s new resources have no price yet.",
            count,
        )
        hx.toast("info", said)
    if done["marked"]:
        count = done["marked"]
        said = ngettext(
            "%(num)s row carries a remark in the catalogue. Please check it.",
            "%(num)s rows carry a remark in the catalogue. Please check them.",
            count,
        )
        hx.toast("info", said)


def _tell_elsewhere(found: Sequence[Mapping[str, Any]]) -> None:
    """Say which new resources the project had under another unit: nobody merges them by guess."""
    for one in found[:NAMED]:
        hx.toast(
            "warn",
            _(
                "“%(name)s” is in this project per %(other)s; here it came per %(unit)s, as a"
                " resource of its own. The price page shows both.",
                name=one["name"],
                other=one["other"] or "—",
                unit=one["unit"] or "—",
            ),
        )
    if len(found) > NAMED:
        more = ngettext(
            "%(num)s more resource came in another unit.",
            "%(num)s more resources came in another unit.",
            len(found) - NAMED,
        )
        hx.toast("warn", more)


def tell_published(done: Mapping[str, Any]) -> None:
    """Say what stands in the office library now."""
    if not done["published"]:
        said = _("The office library has it already: version %(num)s.", num=done["version"])
        hx.toast("info", said)
        return
    others = done["published"] - 1
    title, version = done["title"], done["version"]
    text = _("“%(title)s” is version %(num)s in the office library.", title=title, num=version)
    more = ngettext(
        "%(num)s analysis inside it was published too.",
        "%(num)s analyses inside it were published too.",
        others,
    )
    hx.toast("ok", f"{text} {more}" if others else text)


def publication(
    entry: Entry, analysis_id: int, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    """Answer with the question before an analysis is published."""
    plan = library.preview(entry.project.id, analysis_id)
    return hx.render(
        PUBLICATION,
        "publication",
        status=status,
        project=entry.project,
        plan=plan,
        problems=problems or plan.problems,
        analysis_url=analysis_url(entry.project.id, analysis_id),
    )


def prices(entry: Entry, ask: Ask, problems: Sequence[Problem] = (), status: int = 200) -> Response:
    """Answer with the lists, and with what the chosen one would do."""
    filling = None
    if ask.list_id:
        try:
            filling = price_lists.preview(entry.project.id, ask)
        except Invalid as refused:
            problems, status = problems or refused.problems, 422
    return hx.render(
        PRICES,
        "filling",
        status=status,
        project=entry.project,
        lists=price_lists.lists(),
        ask=ask,
        filling=filling,
        problems=problems,
        shown=SHOWN,
    )


def analysis_url(project_id: int, analysis_id: int) -> str:
    """Return the address of an analysis of the project."""
    return url_for("analyses.show", project_id=project_id, analysis_id=analysis_id)


def added_url(project_id: int, node_id: int, search: Mapping[str, str] | None) -> str:
    """Return where somebody goes who added an item: on searching, or to the row in the sheet."""
    asked = {"project_id": project_id, **(search or {}), "after": node_id}
    onward = page.link("search.project", **asked)
    if search is not None and onward:
        return onward
    anchor = f"i-{node_id}"
    place: dict[str, Any] = {"from": node_id, "row": node_id, "_anchor": anchor}
    return url_for("outline.index", project_id=project_id, **place)
