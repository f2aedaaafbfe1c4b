"""The answers of the price list: the page, one row with what changed around it, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from flask import Response, flash, g
from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.errors import Problem
from app.services import access, outline_read, prices_gone, prices_read
from app.services import gone as rows_gone
from app.services.access import Entry
from app.services.errors import Conflict
from app.services.gone import Gone
from app.services.outline import SheetRefused
from app.services.prices import Cell
from app.web import beside, filters, hx, page
from app.web.prices import forms

PAGE, ANSWER = "prices/index.html", "prices/answer.html"


@dataclass(frozen=True, slots=True)
class Marks:
    """What a row shows beside its figures: state, typed text, error, conflict; by row."""

    states: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, Cell] = field(default_factory=dict)
    errors: Mapping[int, Problem] = field(default_factory=dict)
    conflicts: Mapping[int, Conflict] = field(default_factory=dict)
    #: Resources that somebody deleted, each with what was typed into it.
    lost: Sequence[tuple[Gone, Cell]] = ()


def entered(project_id: int) -> Entry:
    """Return the project as it is after a write, for the answer to it."""
    return access.enter(project_id, g.me.id, "editor")


def listing(
    entry: Entry,
    marks: Marks | None = None,
    status: int = 200,
    around: int = 0,
    blocks: Sequence[str] = ("area",),
) -> Response:
    """Answer with a page of the list, the one that the row `around` is on."""
    asked = forms.asked()
    asked = replace(asked, row=around or asked.row)
    found = prices_read.listing(entry.project.id, asked)
    return hx.render(
        PAGE,
        *blocks,
        status=status,
        found=found,
        counts=found.counts,
        asked=asked,
        list_url=forms.list_url,
        next_steps=page.steps(entry.project.id) if entry.may_edit else {},
        **_shown(entry, marks or Marks()),
    )


def cell_saved(project_id: int, resource_id: int, done: Mapping[str, Any]) -> Response:
    """Answer a price that was stored: its row, the total bar, the counts."""
    found = prices_read.one(project_id, resource_id, forms.locale())
    entry = Entry(found.project, "editor")  # the door has just said so
    tell(entry, found.row.unit, done)
    if not hx.is_partial():
        return hx.redirect(forms.row_url(project_id, resource_id))
    shown = _shown(entry, Marks({resource_id: "saved"}))
    blocks = ("row", *_below(), "totals", "counts")
    return hx.render(ANSWER, *blocks, row=found.row, counts=found.counts, **shown)


def row(entry: Entry, resource_id: int, marks: Marks, status: int = 200) -> Response:
    """Answer with one row as it is stored, or as it was refused."""
    found = prices_read.one(entry.project.id, resource_id, forms.locale()).row
    shown = _shown(entry, marks)
    return hx.render(ANSWER, "row", *_below(), status=status, row=found, **shown)


def rows(entry: Entry, ids: Sequence[int]) -> Response:
    """Answer a block that was stored from the list: its rows, the total bar, the counts."""
    found, counts = prices_read.several(entry.project.id, ids, forms.locale())
    shown = _shown(entry, saved(ids))
    return hx.partials(ANSWER, "pasted", "totals", "counts", rows=found, counts=counts, **shown)


def all_saved(project_id: int, cells: Sequence[Cell], done: Mapping[str, Any]) -> Response:
    """Answer prices that were stored: the page anew to htmx, else back to where it was saved."""
    if hx.is_partial():
        marks = Marks(beside.saved((cell.resource_id for cell in cells), done))
        return listing(entered(project_id), marks, blocks=("area", "counts"))
    return hx.redirect(forms.list_url(project_id, forms.asked()))


def saved(ids: Sequence[int]) -> Marks:
    """Return the marks of rows that were stored just now."""
    return Marks(dict.fromkeys(ids, "saved"))


def _below() -> tuple[str, ...]:
    """Return the block that takes the note below the row away, where one stood."""
    return ("note",) if forms.note() else ()


def refused(project_id: int, cells: Sequence[Cell], error: SheetRefused) -> Response:
    """Answer prices of which nothing was stored; every text stays where it was typed."""
    states = dict.fromkeys(error.by_row, "unsaved") | dict.fromkeys(error.conflicts, "conflict")
    typed = {cell.resource_id: cell for cell in cells}
    entry = entered(project_id)
    missing = [row for row, problem in error.by_row.items() if problem.code == "price.gone"]
    known = rows_gone.several(partial(prices_gone.gone, entry.project), missing)
    lost = [(each, typed[row]) for row, each in known.items()]
    marks = Marks(states, typed, error.by_row, error.conflicts, lost)
    status = 422 if error.by_row else 409
    only = cells[0].resource_id if len(cells) == 1 else 0
    if hx.is_partial() and only:
        return row(entry, only, marks, status)
    return listing(entry, marks, status, around=only)


def gone(project_id: int, cell: Cell) -> Response:
    """Answer a price of a resource that somebody deleted: who did, and a way to bring it back."""
    entry = entered(project_id)
    marks = Marks(lost=[(prices_gone.gone(entry.project, cell.resource_id), cell)])
    if hx.is_partial():
        return hx.render(ANSWER, "gone", status=409, **_shown(entry, marks))
    return listing(entry, marks, 409)


def tell(entry: Entry, unit: str, done: Mapping[str, Any]) -> None:
    """Say what a price did beside being stored: a pack replaced, items that wait for it."""
    if done["pack"] is not None:
        pack = pack_text(unit, *done["pack"])
        flash(_("The price per pack (%(pack)s) is replaced by the price per unit.", pack=pack))
    if done["cleared"]:
        tell_incomplete(entry, done["incomplete"])
    beside.tell(done.get("beside", ()))


def tell_incomplete(entry: Entry, before: int) -> None:
    """Say how many items have no amount any more since a price became unknown."""
    count = max(0, entry.project.incomplete - before)
    flash(
        ngettext(
            "The price is unknown now: %(num)s more item is incomplete.",
            "The price is unknown now: %(num)s more items are incomplete.",
            count,
        ),
        "warn",
    )


def pack_text(unit: str, pack_unit: str, size: Fraction | str, price: Fraction | str) -> str:
    """Return a market price as people say it: `zak 40 kg: 62.000`."""
    amount = filters.number(Fraction(size), 10, 0)
    return f"{pack_unit} {amount} {unit}: {filters.number(Fraction(price), 4, 0)}".strip()


def _shown(entry: Entry, marks: Marks) -> dict[str, Any]:
    return {
        "project": entry.project,
        "may_edit": entry.may_edit,
        "bar": outline_read.bar(entry.project),
        "marks": marks,
        "pack_text": pack_text,
        "locale": filters.figures(),
        "note": forms.note(),
    }
