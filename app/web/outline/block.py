"""Blocks of a spreadsheet: pasted from an item on, looked at where something is to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import block_sources, blocks_out, outline_blocks, outline_read
from app.services.access import Entry
from app.services.blocks import Plan
from app.services.errors import Invalid, NotFound
from app.services.outline import SheetRefused
from app.services.outline_blocks import Writer
from app.services.outline_read import Row
from app.services.revisions import Outcome
from app.web import access, block_forms, hx, keys, page
from app.web.outline import answers, block_rows, folds, forms
from app.web.outline.blueprint import bp


@bp.get("/items/block")
@access.project("editor")
def block(entry: Entry) -> ResponseReturnValue:
    return _form(entry, request.args)


@bp.get("/items/block/copy")
@access.project("viewer", past=True)
def copy_out(entry: Entry) -> ResponseReturnValue:
    """The section of the chosen row as text for a spreadsheet, or one column of it."""
    column = block_forms.column(blocks_out.COLUMNS)
    found = blocks_out.sheet(entry.project, forms.chosen(), forms.locale(), column)
    if "download" in request.args:
        return block_forms.download(entry, found)
    return hx.render(
        "outline/copy.html",
        "area",
        project=entry.project,
        found=found,
        column=column,
        row=forms.chosen(),
    )


@bp.post("/items/block")
@access.write("editor")
def paste(project_id: int) -> ResponseReturnValue:
    entry = answers.entered(project_id)
    try:
        if block_rows.are_meant():
            return block_rows.paste(entry)
        found = _plan(entry)
    except Invalid as refused:
        return _form(entry, request.form, refused.problems, 422)
    except NotFound:
        gone = Problem("block.place_gone", "text")
        return _form(entry, {**request.form, "row": ""}, [gone], 422)
    if found.problems or found.asks or block_forms.is_elsewhere(found):
        return _look(entry, found)
    try:
        done = outline_blocks.store(Writer(project_id, g.me.id, keys.from_form()), found)
    except SheetRefused as refused:
        found = outline_blocks.refused(found, refused, answers.written)
        return _look(answers.entered(project_id), found)
    block_sources.remember(g.me.id, block_forms.source(), [found.column])
    return _saved(project_id, found, done)


def _plan(entry: Entry) -> Plan:
    view = forms.view()
    first = replace(view, start=forms.chosen() or view.start, folded=folds.kept())
    sent = block_forms.sent(view.locale)
    return outline_blocks.plan(entry.project, sent, block_forms.shown(), first)


def _look(entry: Entry, found: Plan) -> Response:
    effect = outline_blocks.effect(entry.project, found)
    status = 422 if found.problems else 200
    return block_rows.page(entry, status, look=found, effect=effect, given=request.form)


def _form(
    entry: Entry, given: Mapping[str, str], problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    errors = block_forms.shown_to(problems)
    row = _row(entry, forms.chosen())
    return block_rows.page(entry, status, given=given, errors=errors, row=row)


def _row(entry: Entry, node_id: int | None) -> Row | None:
    """Return the row that the block begins at, where one was chosen that is still there."""
    try:
        return outline_read.row(entry.project, node_id or 0, forms.locale())
    except NotFound:
        return None


def _saved(project_id: int, found: Plan, done: Outcome) -> Response:
    """Answer a block that was stored: its rows where a cell asked, the sheet otherwise."""
    count = int(done.result["changed"])
    undo = page.link("history.undo", project_id=project_id) if count else None
    said = ngettext("%(num)s quantity saved.", "%(num)s quantities saved.", count)
    hx.toast("ok", said, (_("Undo"), undo) if undo else None)
    if done.result["unusual"]:
        answers.warn_unusual()
    ids = [line.row_id for line in outline_blocks.filled(found)]
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
    place = {"from": node_id, "row": node_id, "_anchor": f"i-{node_id}"}
    return url_for("outline.index", project_id=project_id, **place)  # type: ignore[arg-type]
