"""Blocks of a spreadsheet: prices pasted from a resource on, looked at where it matters."""

from collections.abc import Mapping, Sequence

from flask import Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import block_sources, blocks_out, outline_blocks, prices_blocks, prices_read
from app.services.access import Entry
from app.services.blocks import Plan
from app.services.errors import Invalid, NotFound
from app.services.outline import SheetRefused
from app.services.outline_blocks import Writer
from app.services.prices_read import Row
from app.services.revisions import Outcome
from app.web import access, block_forms, filters, hx, keys, page
from app.web.prices import answers, forms
from app.web.prices.blueprint import bp

PAGE = "prices/block.html"


@bp.get("/prices/block")
@access.project("editor")
def block(entry: Entry) -> ResponseReturnValue:
    return _form(entry, request.args)


@bp.get("/prices/block/copy")
@access.project("viewer", past=True)
def copy_out(entry: Entry) -> ResponseReturnValue:
    """The list as text for a spreadsheet, or its prices alone."""
    column, asked = block_forms.column(("price",)), forms.asked()
    found = blocks_out.prices(entry.project, asked, column)
    if "download" in request.args:
        return block_forms.download(entry, found)
    return hx.render(
        "prices/copy.html",
        "area",
        project=entry.project,
        found=found,
        column=column,
        asked=asked,
    )


@bp.post("/prices/block")
@access.write("editor")
def paste(project_id: int) -> ResponseReturnValue:
    entry = answers.entered(project_id)
    try:
        sent = block_forms.sent(forms.locale())
        found = prices_blocks.plan(entry.project, sent, block_forms.shown(), forms.asked())
    except Invalid as refused:
        return _form(entry, request.form, refused.problems, 422)
    if found.problems or found.asks or block_forms.is_elsewhere(found):
        return _look(entry, found)
    try:
        writer = Writer(project_id, g.me.id, keys.from_form())
        done = prices_blocks.store(writer, found, sent.reason)
    except SheetRefused as refused:
        found = outline_blocks.refused(found, refused, filters.value)
        return _look(answers.entered(project_id), found)
    block_sources.remember(g.me.id, block_forms.source(), [found.column])
    return _saved(project_id, found, done)


def _look(entry: Entry, found: Plan) -> Response:
    effect = prices_blocks.effect(entry.project, found)
    status = 422 if found.problems else 200
    return _page(entry, status, look=found, effect=effect, given=request.form)


def _form(
    entry: Entry, given: Mapping[str, str], problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    errors = block_forms.shown_to(problems)
    return _page(entry, status, given=given, errors=errors, row=_row(entry))


def _row(entry: Entry) -> Row | None:
    """Return the row that the block begins at, where one was chosen that is still there."""
    try:
        return prices_read.one(entry.project.id, forms.asked().row, forms.locale()).row
    except NotFound:
        return None


def _page(entry: Entry, status: int, **context: object) -> Response:
    return block_forms.page(PAGE, entry, status, asked=forms.asked(), **context)


def _saved(project_id: int, found: Plan, done: Outcome) -> Response:
    """Answer a block that was stored: its rows where a cell asked, the list otherwise."""
    count = int(done.result["changed"])
    undo = page.link("history.undo", project_id=project_id) if count else None
    said = ngettext("%(num)s price saved.", "%(num)s prices saved.", count)
    hx.toast("ok", said, (_("Undo"), undo) if undo else None)
    if done.result["packs"]:
        hx.toast("info", _("A price per pack is replaced by the price per unit."))
    ids = [line.row_id for line in outline_blocks.filled(found)]
    if not hx.is_partial():
        return hx.redirect(forms.row_url(project_id, ids[0]))
    entry = answers.entered(project_id)
    if request.form.get("confirmed"):
        shown = answers.listing(entry, answers.saved(ids), around=ids[0])
        return block_forms.in_place(shown)
    return answers.rows(entry, ids)
