"""The pages of a block, the same for every list: it is copied out, a column is pasted into it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, g, make_response, request
from flask_babel import gettext as _

from app.domain.errors import Problem
from app.services import block_sources, file_names, outline_blocks
from app.services.access import Entry
from app.services.blocks import Effect, Plan
from app.services.blocks_out import Copied
from app.services.errors import Invalid, NotFound
from app.services.outline import SheetRefused
from app.services.outline_blocks import Writer
from app.services.revisions import Outcome
from app.web import block_forms, filters, hx, keys

#: Rows and problems that a look shows; the rest is counted.
SHOWN, NAMED = 100, 30


@dataclass(frozen=True, slots=True)
class Target:
    """A list that takes a column; what its form says is in `_block.html` of its templates."""

    #: Its slice: "outline" or "prices".
    name: str
    entered: Callable[[int], Entry]
    plan: Callable[[Entry], Plan]
    effect: Callable[[Entry, Plan], Effect]
    store: Callable[[Writer, Plan], Outcome]
    #: How a value that somebody else stored meanwhile is written.
    written: Callable[[object], str]
    #: What its pages show: where the person is in it.
    place: Callable[[], Mapping[str, object]]
    #: The row that the block begins at, where one was chosen that is still there.
    row: Callable[[Entry], object]
    #: The answer to rows that were stored.
    saved: Callable[[int, Outcome, Sequence[int]], Response]


def form(
    entry: Entry,
    of: Target,
    given: Mapping[str, str],
    problems: Sequence[Problem] = (),
    status: int = 200,
) -> Response:
    """Answer with the form of a block, and what is wrong with it."""
    errors = {one.place: filters.problem(one) for one in problems}
    shown = {"given": given, "errors": errors, "row": of.row(entry)}
    return page(entry, of.name, status, **of.place(), **shown)


def page(entry: Entry, of: str, status: int, **context: object) -> Response:
    """Answer with the page of a block: its form, or the look at it."""
    shown = hx.render(
        "block/page.html",
        "area",
        status=status,
        of=of,
        project=entry.project,
        locale=filters.figures(),
        most=SHOWN,
        named=NAMED,
        **context,
    )
    return block_forms.in_place(shown)


def paste(project_id: int, of: Target, rows: Callable[[Entry], Response] | None = None) -> Response:
    """Answer a column: with a look at it where something is to be asked, else stored.

    `rows` answers instead where the block is no column.
    """
    entry = of.entered(project_id)
    try:
        if rows:
            return rows(entry)
        found = of.plan(entry)
    except Invalid as refused:
        return form(entry, of, request.form, refused.problems, 422)
    except NotFound:
        gone = Problem("block.place_gone", "text")
        return form(entry, of, {**request.form, "row": ""}, [gone], 422)
    if found.problems or found.asks or block_forms.is_elsewhere(found):
        return _look(entry, of, found)
    try:
        done = of.store(Writer(project_id, g.me.id, keys.from_form()), found)
    except SheetRefused as refused:
        found = outline_blocks.refused(found, refused, of.written)
        return _look(of.entered(project_id), of, found)
    block_sources.remember(g.me.id, block_forms.source(), [found.column])
    return of.saved(project_id, done, [line.row_id for line in outline_blocks.filled(found)])


def _look(entry: Entry, of: Target, found: Plan) -> Response:
    status = 422 if found.problems else 200
    shown = {"look": found, "effect": of.effect(entry, found), "given": request.form}
    return page(entry, of.name, status, **of.place(), **shown)


def copied(
    entry: Entry,
    of: str,
    columns: Mapping[str, str],
    copy: Callable[[str], Copied],
    kept: Mapping[str, object],
) -> Response:
    """Answer with a block as text for a spreadsheet, or as a file.

    `columns` are those that can be copied alone, "" is all of them; each address keeps `kept`.
    """
    column = request.args.get("column", "")
    column = column if column in columns else ""
    found = copy(column)
    if "download" in request.args:
        return _download(entry, found)
    return hx.render(
        "block/copy.html",
        "area",
        of=of,
        project=entry.project,
        found=found,
        column=column,
        columns={"": _("All columns"), **columns},
        kept=kept,
    )


def _download(entry: Entry, found: Copied) -> Response:
    """Return a block as a file that spreadsheet programs open."""
    response = make_response(found.text + "\n")
    response.headers["Content-Type"] = "text/tab-separated-values; charset=utf-8"
    name = file_names.of(entry.project.id, entry.project.name, ".tsv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return hx.private(response)
