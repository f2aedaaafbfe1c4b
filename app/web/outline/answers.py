"""The answers of the sheet: the page, one row with what changed around it, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Response, current_app, flash, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import (
    access,
    entries,
    gone,
    messages,
    outline_detail,
    outline_gone,
    outline_read,
    outline_sheet,
    presence,
)
from app.services.access import Entry
from app.services.errors import Conflict, Invalid
from app.services.gone import Gone
from app.services.outline import Cell, SheetRefused
from app.services.outline_sheet import View
from app.web import beside, filters, hx, page
from app.web.outline import folds, forms

PAGE, ANSWER = "outline/index.html", "outline/answer.html"
#: The seconds between two questions for news that sheet.js knows by itself.
USUAL_SECONDS = 15
#: Rows that a phone shows at once; where there are more, it shows the sections first.
FEW = 20


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row shows beside its figures: state, typed cell, error, conflict; by row.

    A typed cell keeps the version it was typed into: what others did since must stay a conflict.
    """

    states: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, Cell] = field(default_factory=dict)
    errors: Mapping[int, Problem] = field(default_factory=dict)
    conflicts: Mapping[int, Conflict] = field(default_factory=dict)
    #: Who changed a row while the page stood open.
    by: Mapping[int, str] = field(default_factory=dict)
    #: Rows that are chosen, and what kept something from being done with them.
    picked: frozenset[int] = frozenset()
    refused: Sequence[Problem] = ()
    #: Rows that somebody deleted, each with what was typed into it.
    lost: Sequence[tuple[Gone, str]] = ()

    def status(self) -> int:
        """Return the status of an answer with these marks."""
        if self.errors or self.refused:
            return 422
        return 409 if self.conflicts or self.lost else 200


def entered(project_id: int) -> Entry:
    """Return the project as it is after a write, for the answer to it."""
    return access.enter(project_id, g.me.id)


def sheet(
    entry: Entry, view: View, marks: Marks | None = None, chosen: int | None = None
) -> Response:
    """Answer with a page of the sheet; 422 or 409 where marks say that something was refused."""
    marks, chosen = marks or Marks(), chosen or forms.chosen()
    view = replace(view, folded=folds.kept(), revealed=chosen)
    found = outline_sheet.sheet(entry.project, view)
    return hx.render(
        PAGE,
        "area",
        status=marks.status(),
        sheet=found,
        view=view,
        chosen=chosen,
        drill=len(found.rows) > FEW and found.rows[0].kind == "section" and forms.is_whole(),
        here=presence.enter(entry.project.id, g.me.id, g.me.name),
        next_steps=page.steps(entry.project.id) if entry.may_edit else {},
        **(shown(entry, marks) | _choosing(entry)),
    )


def cell_saved(project_id: int, node_id: int, done: Mapping[str, Any]) -> Response:
    """Answer a cell that was stored: its row, the sections above, the total bar."""
    if done["unusual"]:
        warn_unusual()
    beside.tell(done.get("beside", ()))
    if not hx.is_partial():
        return hx.redirect(forms.sheet_url(project_id, node_id))
    own = done["revision"] if done["put"] != "same" else None
    return _row(entered(project_id), node_id, saved([node_id]), own)


def cell_refused(project_id: int, cell: Cell, refused: Invalid) -> Response:
    """Answer a cell that was refused: the text stays, the reason stands beside it."""
    problem = refused.problems[0]
    marks = Marks({cell.node_id: "unsaved"}, {cell.node_id: cell}, {cell.node_id: problem})
    return _refusal(project_id, cell, marks)


def cell_conflict(project_id: int, cell: Cell, conflict: Conflict) -> Response:
    """Answer a cell that somebody else changed: both values, and what can be done."""
    marks = Marks(
        states={cell.node_id: "conflict"},
        typed={cell.node_id: cell},
        conflicts={cell.node_id: conflict},
    )
    return _refusal(project_id, cell, marks)


def cell_gone(project_id: int, cell: Cell) -> Response:
    """Answer a cell of a row that somebody deleted: who did, and a way to bring it back."""
    entry = entered(project_id)
    marks = Marks(lost=[(outline_gone.gone(entry.project, cell.node_id), cell.text)])
    if hx.is_partial():
        return hx.render(ANSWER, "gone", status=marks.status(), **shown(entry, marks))
    return sheet(entry, forms.view(), marks)


def sheet_saved(project_id: int, cells: Sequence[Cell], done: Mapping[str, Any]) -> Response:
    """Answer a sheet that was stored: the page anew to htmx, else back to where it was saved."""
    count = done["changed"]
    flash(ngettext("%(num)s quantity saved.", "%(num)s quantities saved.", count))
    if done["unusual"]:
        warn_unusual()
    if hx.is_partial():
        states = beside.saved((cell.node_id for cell in cells), done)
        marks = Marks(states, by=done.get("overtaken", {}))
        return sheet(entered(project_id), forms.view(), marks)
    return hx.redirect(forms.sheet_url(project_id))


def sheet_refused(project_id: int, cells: Sequence[Cell], refused: SheetRefused) -> Response:
    """Answer a sheet of which nothing was stored; every text stays where it was typed."""
    states = dict.fromkeys(refused.by_row, "unsaved") | dict.fromkeys(refused.conflicts, "conflict")
    typed = {cell.node_id: cell for cell in cells}
    entry = entered(project_id)
    missing = [row for row, problem in refused.by_row.items() if problem.code == "outline.gone"]
    known = gone.several(partial(outline_gone.gone, entry.project), missing)
    lost = [(each, typed[row].text) for row, each in known.items()]
    marks = Marks(states, typed, refused.by_row, refused.conflicts, lost=lost)
    return sheet(entry, forms.view(), marks)


def row(entry: Entry, node_id: int) -> Response:
    """Answer with one row as it is now."""
    if hx.is_partial():
        return _row(entry, node_id, Marks())
    outline_read.with_sections(entry.project, node_id, forms.locale())  # NotFound before a redirect
    return hx.redirect(forms.sheet_url(entry.project.id, node_id))


def rows(entry: Entry, ids: Sequence[int], own: int | None) -> Response:
    """Answer a block that was stored from the sheet: its rows, the sections above, the totals."""
    found = outline_read.several(entry.project, ids, forms.locale())
    context = shown(entry, saved(ids)) | {"own": own}
    return hx.partials(ANSWER, "pasted", "totals", rows=found, **context)


def saved(ids: Sequence[int]) -> Marks:
    """Return the marks of rows that were stored just now."""
    return Marks(dict.fromkeys(ids, "saved"))


def unsaved(cells: Sequence[Cell]) -> Marks:
    """Return the marks of cells that wait for their correction while the sheet is arranged."""
    waiting = {cell.node_id: cell for cell in cells}
    return Marks(dict.fromkeys(waiting, "unsaved"), waiting)


def warn_unusual() -> None:
    """Say that a value was stored although it looks like a slip."""
    flash(_("Stored, but a quantity is a million times the usual. Please check it."), "warn")


def written(value: object) -> str:
    """Return a value of a conflict as its cell would show it."""
    if isinstance(value, str) and value.startswith("="):
        return entries.written(None, value, filters.figures(), 6)
    return filters.quantity(value) if isinstance(value, Fraction) else filters.value(value)


def _refusal(project_id: int, cell: Cell, marks: Marks) -> Response:
    entry = entered(project_id)
    if hx.is_partial():
        return _row(entry, cell.node_id, marks)
    view = forms.view()
    return sheet(entry, View(cell.node_id, view.size, "", view.locale, view.since), marks)


def _row(entry: Entry, node_id: int, marks: Marks, own: int | None = None) -> Response:
    *above, row = outline_read.with_sections(entry.project, node_id, forms.locale())
    around = ("around",) if above or forms.settling() else ()
    status = marks.status()
    blocks = ("row", *around, "totals") if status == 200 else ("row",)
    context = shown(entry, marks) | {"own": own}
    return hx.render(ANSWER, *blocks, status=status, row=row, above=above, **context)


def _choosing(entry: Entry) -> dict[str, Any]:
    """Where rows are chosen nothing is typed; what can be done with them needs the sections."""
    if not (forms.picking() and entry.may_edit):
        return {}
    places = outline_detail.places(entry.project.id)
    return {
        "picking": True,
        "may_edit": False,
        "places": places,
        "errors": {},
        "sent": request.form,
    }


def shown(entry: Entry, marks: Marks) -> dict[str, Any]:
    """Return what every row and the total bar are rendered with."""
    every = current_app.config["TAKSIR"].poll_seconds
    return {
        "every": every if every != USUAL_SECONDS else None,
        "project": entry.project,
        "may_edit": entry.may_edit,
        "bar": outline_read.bar(entry.project),
        "marks": marks,
        "written": written,
        "field": messages.field,
        "locale": filters.figures(),
        "settling": forms.settling(),
        "folds": folds.kept(),
    }
