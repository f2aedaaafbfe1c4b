"""Blocks of a spreadsheet: pasted from an item on, looked at where something is to be asked."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import blocks_out, outline_blocks, outline_read
from app.services.access import Entry
from app.services.blocks import Plan
from app.services.errors import NotFound
from app.services.outline_read import Row
from app.services.revisions import Outcome
from app.web import access, block_forms, block_pages, hx, page
from app.web.outline import answers, block_rows, folds, forms
from app.web.outline.blueprint import bp


@bp.get("/items/block")
@access.project("editor")
def block(entry: Entry) -> ResponseReturnValue:
    return block_pages.form(entry, SHEET, request.args)


@bp.get("/items/block/copy")
@access.project("viewer", past=True)
def copy_out(entry: Entry) -> ResponseReturnValue:
    """The section of the chosen row as text for a spreadsheet, or one column of it."""
    row = forms.chosen()
    columns = {"quantity": _("Quantity"), "unit_price": _("Unit price"), "amount": _("Amount")}
    return block_pages.copied(
        entry,
        "outline",
        columns,
        lambda column: blocks_out.sheet(entry.project, row, forms.locale(), column),
        {"row": row},
    )


@bp.post("/items/block")
@access.write("editor")
def paste(project_id: int) -> ResponseReturnValue:
    rows = block_rows.paste if block_rows.are_meant() else None
    return block_pages.paste(project_id, SHEET, rows)


def _plan(entry: Entry) -> Plan:
    view = forms.view()
    first = replace(view, start=forms.chosen() or view.start, folded=folds.kept())
    sent = block_forms.sent(view.locale)
    return outline_blocks.plan(entry.project, sent, block_forms.shown(), first)


def _row(entry: Entry) -> Row | None:
    try:
        return outline_read.row(entry.project, forms.chosen() or 0, forms.locale())
    except NotFound:
        return None


def _saved(project_id: int, done: Outcome, ids: Sequence[int]) -> Response:
    """Answer a block that was stored: its rows where a cell asked, the sheet otherwise."""
    count = int(done.result["changed"])
    said = ngettext("%(num)s quantity saved.", "%(num)s quantities saved.", count)
    page.tell_done(project_id, said, can_undo=count > 0)
    if done.result["unusual"]:
        answers.warn_unusual()
    if not hx.is_partial():
        return hx.redirect(_at(project_id, ids[0]))
    entry = answers.entered(project_id)
    if request.form.get("confirmed"):
        shown = answers.sheet(entry, forms.view(), answers.saved(ids), chosen=ids[0])
        return block_forms.in_place(shown)
    return answers.rows(entry, ids, done.revision if count else None)


def _at(project_id: int, node_id: int) -> str:
    """Return the address of the sheet where a row is seen: its page, or one that begins with it."""
    if block_forms.shown():
        return forms.sheet_url(project_id, node_id)
    return block_rows.address(project_id, node_id)


SHEET = block_pages.Target(
    name="outline",
    entered=answers.entered,
    plan=_plan,
    effect=lambda entry, found: outline_blocks.effect(entry.project, found),
    store=outline_blocks.store,
    written=answers.written,
    place=lambda: {"view": forms.view()},
    row=_row,
    saved=_saved,
)
