"""Blocks of a spreadsheet: prices pasted from a resource on, looked at where it matters."""

from collections.abc import Sequence

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.services import blocks_out, prices_blocks, prices_read
from app.services.access import Entry
from app.services.blocks import Plan
from app.services.errors import NotFound
from app.services.prices_read import Row
from app.services.revisions import Outcome
from app.web import access, block_forms, block_pages, filters, hx, page
from app.web.prices import answers, forms
from app.web.prices.blueprint import bp


@bp.get("/prices/block")
@access.project("editor")
def block(entry: Entry) -> ResponseReturnValue:
    return block_pages.form(entry, PRICES, request.args)


@bp.get("/prices/block/copy")
@access.project("viewer", past=True)
def copy_out(entry: Entry) -> ResponseReturnValue:
    """The list as text for a spreadsheet, or its prices alone."""
    asked = forms.asked()
    return block_pages.copied(
        entry,
        "prices",
        {"price": _("Price")},
        lambda column: blocks_out.prices(entry.project, asked, column),
        {"only": asked.only or None, "q": asked.search or None},
    )


@bp.post("/prices/block")
@access.write("editor")
def paste(project_id: int) -> ResponseReturnValue:
    return block_pages.paste(project_id, PRICES)


def _plan(entry: Entry) -> Plan:
    sent = block_forms.sent(forms.locale())
    return prices_blocks.plan(entry.project, sent, block_forms.shown(), forms.asked())


def _row(entry: Entry) -> Row | None:
    try:
        return prices_read.one(entry.project.id, forms.asked().row, forms.locale()).row
    except NotFound:
        return None


def _saved(project_id: int, done: Outcome, ids: Sequence[int]) -> Response:
    """Answer a block that was stored: its rows where a cell asked, the list otherwise."""
    count = int(done.result["changed"])
    said = ngettext("%(num)s price saved.", "%(num)s prices saved.", count)
    page.tell_done(project_id, said, can_undo=count > 0)
    if done.result["packs"]:
        hx.toast("info", _("A price per pack is replaced by the price per unit."))
    if not hx.is_partial():
        return hx.redirect(forms.row_url(project_id, ids[0]))
    entry = answers.entered(project_id)
    if request.form.get("confirmed"):
        shown = answers.listing(entry, answers.saved(ids), around=ids[0])
        return block_forms.in_place(shown)
    return answers.rows(entry, ids)


PRICES = block_pages.Target(
    name="prices",
    entered=answers.entered,
    plan=_plan,
    effect=lambda entry, found: prices_blocks.effect(entry.project, found),
    store=lambda writer, found: prices_blocks.store(writer, found, request.form.get("reason", "")),
    written=filters.value,
    place=lambda: {"asked": forms.asked()},
    row=_row,
    saved=_saved,
)
