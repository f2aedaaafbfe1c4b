"""A rectangle of a spreadsheet that becomes new rows of the sheet."""

from flask import Response, g, request, url_for
from flask_babel import ngettext

from app.services import block_sources, outline_block_rows, outline_block_store
from app.services.access import Entry
from app.services.outline_block_rows import BARE, Layout, RowsPlan
from app.services.outline_blocks import Writer
from app.web import block_forms, block_pages, hx, keys, page
from app.web.outline import forms


def are_meant() -> bool:
    """Say whether the block becomes new rows: it was said, or it has several columns."""
    into = request.form.get("into", "")
    return into == "rows" or (into != "quantity" and "\t" in block_forms.text().strip())


def paste(entry: Entry) -> Response:
    """Answer a rectangle: with a look at it where something is to be asked, else stored."""
    sent = block_forms.sent(forms.locale())
    near = forms.chosen()
    found = outline_block_rows.plan(entry.project, sent, _layout(), near)
    if found.problems or found.asks or "again" in request.form:
        return _look(entry, found)
    writer = Writer(entry.project.id, g.me.id, keys.from_form())
    done = outline_block_store.store(writer, found, sent.reason)
    block_sources.remember(g.me.id, block_forms.source(), found.columns.values())
    return _saved(entry.project.id, int(done.result["rows"]), int(done.result["node"]))


def _layout() -> Layout:
    form = request.form
    bare = form.get("bare", "")
    return Layout(
        roles=block_forms.roles(),
        has_header="header" in form if "laid" in form else None,
        bare=bare if bare in BARE else "section",
        pasted=form.get("prices") == "pasted",
    )


def _look(entry: Entry, found: RowsPlan) -> Response:
    effect = outline_block_store.effect(entry.project, found)
    status = 422 if found.problems else 200
    shown = {"view": forms.view(), "rows": found, "effect": effect, "given": request.form}
    return block_pages.page(entry, "outline", status, **shown)


def _saved(project_id: int, count: int, node_id: int) -> Response:
    page.tell_done(project_id, ngettext("%(num)s row added.", "%(num)s rows added.", count))
    return hx.redirect(address(project_id, node_id))


def address(project_id: int, node_id: int) -> str:
    """Return the address of the page of the sheet that begins with a row."""
    place = {"from": node_id, "row": node_id, "_anchor": f"i-{node_id}"}
    return url_for("outline.index", project_id=project_id, **place)  # type: ignore[arg-type]
