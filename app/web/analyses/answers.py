"""The answers of an analysis: its page, one row with what changed around it, refusals."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Response, g, request, url_for
from flask_babel import gettext as _

from app.domain.errors import Problem
from app.services import (
    access,
    analyses_gone,
    analyses_list,
    analyses_read,
    catalogue_difference,
    coefficients,
    doubts,
    gone,
    messages,
)
from app.services.access import Entry
from app.services.analyses import Cell, SheetRefused
from app.services.analyses_read import Row
from app.services.errors import Conflict, Invalid, NotFound
from app.services.gone import Gone
from app.web import beside, filters, hx, page
from app.web.analyses import forms

PAGE, ANSWER = "analyses/show.html", "analyses/answer.html"
#: Analyses that want a person, by what the address calls them.
FILTERS: Mapping[str, Callable[[int], Collection[int]]] = {
    "odd": doubts.of_coefficients,
    "unit": doubts.of_units,
}


@dataclass(frozen=True, slots=True)
class Marks:
    """What cells show beside their figures: typed text, error, conflict, by cell; rows a state."""

    states: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Problem] = field(default_factory=dict)
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    #: Rows that somebody deleted, each with what was typed into it.
    lost: Sequence[tuple[Gone, Cell]] = ()

    @property
    def status(self) -> int:
        """The status of an answer with these marks."""
        if self.errors:
            return 422
        return 409 if self.conflicts or self.lost else 200


def entered(project_id: int) -> Entry:
    """Return the project as it is after a write, for the answer to it."""
    return access.enter(project_id, g.me.id)


def url(project_id: int, analysis_id: int, row_id: int | None = None) -> str:
    """Return the address of an analysis, at a row."""
    anchor = f"i-{row_id}" if row_id else None
    return url_for("analyses.show", project_id=project_id, analysis_id=analysis_id, _anchor=anchor)


def listing(entry: Entry) -> Response:
    """Answer with the list of analyses: found by words, or of one filter."""
    project, search, only = entry.project, request.args.get("q", ""), request.args.get("only", "")
    among = FILTERS[only](project.id) if only in FILTERS else None
    return hx.render(
        "analyses/index.html",
        "list",
        project=project,
        may_edit=entry.may_edit,
        search=search,
        only=only if only in FILTERS else "",
        listing=analyses_list.listing(project.id, search, forms.number("page", 1), among),
    )


def show(
    entry: Entry, analysis_id: int, marks: Marks | None = None, chosen: int | None = None
) -> Response:
    """Answer with the page of an analysis."""
    marks = marks or Marks()
    shown = _shown((entry.project.id, analysis_id), marks)
    return hx.render(
        PAGE,
        "area",
        status=marks.status,
        project=entry.project,
        may_edit=entry.may_edit,
        around=analyses_list.around(entry.project.id, analysis_id),
        doubt=catalogue_difference.unit_doubt(entry.project.id, analysis_id),
        chosen=chosen or forms.number("row"),
        next_steps=page.steps(entry.project.id) if entry.may_edit else {},
        **shown,
    )


def cell_saved(at: tuple[int, int], cell: Cell, done: Mapping[str, Any]) -> Response:
    """Answer a cell that was stored: its row, percent rows, the sums and the total bar."""
    tell(done["warnings"])
    beside.tell(done.get("beside", ()))
    if not hx.is_partial():
        return hx.redirect(url(*at, cell.row_id))
    return _row(at, cell.row_id, Marks(states={cell.row_id: "saved"}))


def row(entry: Entry, analysis_id: int, row_id: int) -> Response:
    """Answer with one row as it is now."""
    if hx.is_partial():
        return _row((entry.project.id, analysis_id), row_id, Marks(), may_edit=entry.may_edit)
    shown = _shown((entry.project.id, analysis_id), Marks())  # NotFound comes before a redirect
    if row_id not in {each.id for each in shown["form"].rows}:
        raise NotFound
    return hx.redirect(url(entry.project.id, analysis_id, row_id))


def cell_refused(at: tuple[int, int], cell: Cell, refused: Invalid) -> Response:
    """Answer a cell that was refused: the text stays, the reason stands beside it."""
    errors = {cell.place: refused.problems[0]}
    marks = Marks({cell.row_id: "unsaved"}, {cell.place: cell.text}, errors)
    return _refusal(at, cell, marks)


def cell_conflict(at: tuple[int, int], cell: Cell, conflict: Conflict) -> Response:
    """Answer a cell that somebody else changed: both values, and what can be done."""
    marks = Marks(
        states={cell.row_id: "conflict"},
        typed={cell.place: cell.text},
        conflicts={cell.place: conflict},
    )
    return _refusal(at, cell, marks)


def cell_gone(at: tuple[int, int], cell: Cell) -> Response:
    """Answer a cell of a row that somebody deleted: who did, and a way to bring it back."""
    entry = entered(at[0])
    marks = Marks(lost=[(analyses_gone.gone(entry.project, at[1], cell.row_id), cell)])
    if hx.is_partial():
        shown = _shown(at, marks) | {"project": entry.project}
        return hx.render(ANSWER, "gone", status=marks.status, **shown)
    return show(entry, at[1], marks)


def sheet_saved(at: tuple[int, int], cells: Sequence[Cell], done: Mapping[str, Any]) -> Response:
    """Answer cells that were stored: the analysis anew to htmx, else back to its page."""
    if hx.is_partial():
        states = beside.saved((cell.row_id for cell in cells), done)
        return show(entered(at[0]), at[1], Marks(states))
    return hx.redirect(url(*at))


def restored(at: tuple[int, int], row_id: int) -> Response:
    """Answer a row that came back: the analysis with it."""
    if hx.is_partial():
        return show(entered(at[0]), at[1], Marks({row_id: "saved"}), chosen=row_id)
    return hx.redirect(url(*at, row_id))


def sheet_refused(at: tuple[int, int], cells: Sequence[Cell], refused: SheetRefused) -> Response:
    """Answer a form of which nothing was stored; every text stays where it was typed."""
    states = {}
    for cell in cells:
        if cell.place in refused.by_cell:
            states[cell.row_id] = "unsaved"
        elif cell.place in refused.conflicts:
            states.setdefault(cell.row_id, "conflict")
    typed = {cell.place: cell.text for cell in cells}
    entry = entered(at[0])
    missing = {place for place, one in refused.by_cell.items() if one.code == "analysis.gone"}
    typed_into = {cell.row_id: cell for cell in cells if cell.place in missing}
    known = gone.several(partial(analyses_gone.gone, entry.project, at[1]), typed_into)
    lost = [(each, typed_into[row]) for row, each in known.items()]
    marks = Marks(states, typed, refused.by_cell, refused.conflicts, lost)
    return show(entry, at[1], marks)


def tell(warnings: Sequence[str]) -> None:
    """Say that something was stored although it looks like a slip."""
    for code in warnings:
        hx.toast("warn", _("Stored. %(warning)s", warning=filters.problem(Problem(code))))


def written(value: object, kind: str) -> str:
    """Return a value of a conflict as its cell would show it."""
    if isinstance(value, str) and value.startswith("="):
        return coefficients.written(kind, (None, value), filters.figures())
    if isinstance(value, Fraction) and kind == "percent":
        value *= 100
    return filters.value(value)


def _refusal(at: tuple[int, int], cell: Cell, marks: Marks) -> Response:
    if hx.is_partial():
        return _row(at, cell.row_id, marks)
    return show(entered(at[0]), at[1], marks)


def _row(at: tuple[int, int], row_id: int, marks: Marks, *, may_edit: bool = True) -> Response:
    shown = _shown(at, marks) | {"project": {"id": at[0]}, "may_edit": may_edit}
    rows: list[Row] = shown["form"].rows
    found = [each for each in rows if each.id == row_id]
    if not found:
        raise NotFound
    others = [each for each in rows if each.kind == "percent" and each.id != row_id]
    blocks = ("row", "around", "bar") if marks.status == 200 else ("row",)
    return hx.render(
        ANSWER, *blocks, status=marks.status, row=found[0], others=others, chosen=None, **shown
    )


def _shown(at: tuple[int, int], marks: Marks) -> dict[str, Any]:
    locale = forms.locale()
    form = analyses_read.form(*at, locale)
    return {
        "form": form,
        "names": {row.id: row.title for row in form.rows},
        "marks": marks,
        "written": written,
        "field": messages.field,
        "locale": locale,
        "settling": "conflict" in request.args,
    }
