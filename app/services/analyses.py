"""The cells of an analysis: coefficients, percentages, prices of lump rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.models import Analysis, Component, Resource
from app.models.types import ID_LIMIT
from app.services import cells, coefficients, entries, idempotency, messages, revisions
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Conflict, Invalid, NotFound
from app.services.revisions import Order, Outcome

Column = Literal["coefficient", "price"]
#: Columns of the table behind a cell, the one that shows first.
COLUMNS: Mapping[Column, tuple[str, ...]] = {
    "coefficient": ("formula", "coefficient"),
    "price": ("price",),
}

messages.add(
    {
        "analysis.choose": _l("Choose a row first."),
        "analysis.gone": _l("A row was deleted meanwhile. What you typed into the others is kept."),
        "analysis.no_price": _l(
            "The price of this row is not typed here. Change it where it comes from: the"
            " resource or the analysis."
        ),
        "analysis.twice": _l("This cell was sent twice, with different contents."),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as a page showed it (row and its version), and the text typed into it."""

    row_id: int
    version: int
    column: Column
    text: str

    @property
    def place(self) -> str:
        """The id of the cell on the page."""
        return f"{self.column[0]}-{self.row_id}"

    def edit(self) -> Edit:
        """The same cell as a place in the table."""
        return Edit(Component, self.row_id, self.version, COLUMNS[self.column], self.text)


class SheetRefused(Invalid):
    """An analysis of which nothing was stored: problems and conflicts, each by its cell."""

    def __init__(self, problems: Mapping[str, Problem], conflicts: Mapping[str, Conflict]) -> None:
        super().__init__(*problems.values())
        self.by_cell = problems
        self.conflicts = conflicts


@dataclass(slots=True)
class _Refusals:
    problems: dict[str, Problem] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)


def set_cell(at: tuple[int, int], by: int, cell: Cell, locale: NumberLocale) -> Outcome:
    """Set one cell of the analysis `at` (project, analysis): a number, a formula, or nothing.

    A coefficient is a quantity per unit of the analysis; that of a percent row is typed in percent;
    a lump row has a price in rupiah. The result: {"put": set|same|merged, "beside": who changed
    what else, "warnings": codes}. Raises Invalid (number.*, formula.*, quantity.out_of_range),
    NotFound and Conflict.
    """
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        row, words = load(draft, analysis_id, cell.row_id)
        draft.params = words
        return put(draft, row, cell, locale)

    label = f"{cell.column}.set" if cell.column == "coefficient" else "lump.priced"
    return revisions.run(Order(project_id, label, by, key=cell.edit().key(locale)), action)


def set_cells(
    at: tuple[int, int],
    by: int,
    sheet: Sequence[Cell],
    locale: NumberLocale,
    *,
    queued: bool = False,
) -> Outcome:
    """Set the cells of an analysis that differ from what it showed: all of them or none.

    `queued` as in `idempotency.sheet_key`. The result: {"changed": how many, "warnings": codes} and
    what `cells.overtaken` adds; raises SheetRefused.
    """
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        draft.params = words_of(draft.get(Analysis, analysis_id))
        known = {r.id: r for r in draft.find(Component, Component.analysis_id == analysis_id)}
        refusals, done = _Refusals(), []
        for cell in sheet:
            row = known.get(cell.row_id)
            if row is None:
                refusals.problems[cell.place] = Problem("analysis.gone", cell.place)
            elif _is_changed(draft, row, cell, locale):
                done.append(_try(draft, row, cell, locale, refusals))
        if refusals.problems or refusals.conflicts:
            raise SheetRefused(refusals.problems, refusals.conflicts)
        draft.params["count"] = len(done)
        return {"changed": len(done), "warnings": sorted({w for d in done for w in d["warnings"]})}

    typed = ((cell.row_id, cell.version, f"{cell.column} {cell.text}") for cell in sheet)
    key = idempotency.sheet_key("component", project_id, (locale, typed), queued=queued)
    done = revisions.run(Order(project_id, "analysis.cells", by, key=key), action)
    return cells.overtaken(done, by, Component, {cell.row_id for cell in sheet})


def _try(
    draft: Draft, row: Component, cell: Cell, locale: NumberLocale, refusals: _Refusals
) -> Mapping[str, Any]:
    try:
        return put(draft, row, cell, locale)
    except Invalid as refused:
        refusals.problems[cell.place] = refused.problems[0]
    except Conflict as conflict:
        refusals.conflicts[cell.place] = conflict
    return {}


def _is_changed(draft: Draft, row: Component, cell: Cell, locale: NumberLocale) -> bool:
    """Whether the person changed the cell: a page without script sends all of them."""
    shown = cells.shown(draft, cell.edit())
    if cell.column == "price":
        return cell.text.strip() != coefficients.price_text(shown["price"], locale)
    held = shown["coefficient"], shown["formula"]
    return cell.text.strip() != coefficients.written(row.kind, held, locale)


def put(draft: Draft, row: Component, cell: Cell, locale: NumberLocale) -> dict[str, Any]:
    """Set one cell inside a write; the result as of set_cell."""
    if cell.column == "price":
        if row.kind != "lump":
            raise Invalid(Problem("analysis.no_price", cell.place))
        price = entries.number(cell.text, locale, locale_numbers.PRICE, cell.place)
        return {**_done(draft, cell, {"price": price}), "warnings": []}
    entry = coefficients.entered(draft, row.kind, (cell.text, cell.place), locale)
    warnings = [problem.code for problem in coefficients.doubts(draft, row, entry.value)]
    values = {"formula": entry.formula, "coefficient": entry.number}
    return {**_done(draft, cell, values), "warnings": warnings}


def _done(draft: Draft, cell: Cell, values: Mapping[str, Any]) -> dict[str, Any]:
    put = cells.put(draft, cell.edit(), values)
    return {"put": put, "beside": cells.beside(draft, cell.edit(), put)}


def load(draft: Draft, analysis_id: int, row_id: int) -> tuple[Component, dict[str, Any]]:
    """A row of an analysis with the words for the history: one statement; or NotFound."""
    if not (0 < row_id < ID_LIMIT and 0 < analysis_id < ID_LIMIT):
        raise NotFound
    nested = aliased(Analysis)
    statement = (
        select(Component, Analysis, Resource.name, nested.title)
        .join(Analysis, Analysis.id == Component.analysis_id)
        .outerjoin(Resource, Resource.id == Component.resource_id)
        .outerjoin(nested, nested.id == Component.nested_id)
        .where(
            Component.id == row_id,
            Component.analysis_id == analysis_id,
            Component.project_id == draft.project.id,
        )
    )
    found = draft.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    row, analysis, resource, inner = found
    name = resource or inner or row.label
    return row, words_of(analysis) | {"row": name[:120]}


def words_of(analysis: Analysis) -> dict[str, Any]:
    """What the history calls an analysis."""
    name = f"{analysis.code} {analysis.title}".strip()
    return {"analysis": analysis.id, "title": name[:160]}
