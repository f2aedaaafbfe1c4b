"""The rows of an analysis: added, described, moved within their block, deleted."""

from collections.abc import Mapping
from typing import Any, Literal

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.domain.errors import Problem
from app.models import Analysis, Component
from app.services import analyses, analyses_kinds, cells, coefficients, messages, revisions
from app.services.analyses_kinds import BASES, KINDS, LABEL_LIMIT, UNIT_LIMIT
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.positions import GAP
from app.services.revisions import Order, Outcome
from app.services.typed import Reader, Sent

Values = dict[str, Any]

messages.add(
    {
        "component.at_edge": _l(
            "The row cannot go further in this direction: it is the first or the last there."
        ),
        "component.is_base": _l(
            "“%(name)s” is a percentage of this row. Delete it first, or give it another base."
        ),
    },
    {"base": _l("Percent of")},
)

#: Columns that one field of the form sets, by the name of that field.
_NAMES: Mapping[tuple[str, ...], str] = {("percent_of", "percent_row_id"): "base"}


def add(at: tuple[int, int], sent: Sent) -> Outcome:
    """Add a row at the end of its block in the analysis `at` (project, analysis).

    Fields: kind (KINDS), category, coefficient; resource (id); name, unit, code of a new one, whose
    price is unknown; nested (id) and basis; base (labour, material, equipment, or the id of a row)
    with label; label, unit, price of a lump; label of a note. The result: {"row": id, "warnings"}.
    Raises Invalid by field, analysis.cycle among them.
    """
    project_id, analysis_id = at

    def action(draft: Draft) -> dict[str, Any]:
        draft.get(Analysis, analysis_id)
        reader = Reader(sent)
        kind = reader.raw("kind")
        if kind not in KINDS:
            raise Invalid(Problem("component.kind", "kind"))
        values = analyses_kinds.FILLED[kind](draft, reader, analysis_id)
        if kind != "note":
            values |= _coefficient(draft, reader, sent, kind)
        reader.done()
        row = Component(analysis_id=analysis_id, position=end(draft, analysis_id), **values)
        draft.add(row)
        name = analyses.load(draft, analysis_id, row.id)[1]
        draft.params = name
        warnings = [p.code for p in coefficients.doubts(draft, row, row.coefficient)]
        return {"row": row.id, "warnings": warnings}

    return revisions.run(Order(project_id, "component.added", sent.by, key=sent.key), action)


def _coefficient(draft: Draft, reader: Reader, sent: Sent, kind: str) -> Values:
    text = reader.raw("coefficient")
    if kind == "lump" and not text.strip():
        text = "1"
    try:
        entry = coefficients.entered(draft, kind, (text, "coefficient"), sent.locale)
    except Invalid as refused:
        reader.refuse(refused.problems)
        return {}
    return {"coefficient": entry.number, "formula": entry.formula}


def end(draft: Draft, analysis_id: int) -> int:
    """Return the position behind the last row of an analysis."""
    last = select(func.max(Component.position)).where(Component.analysis_id == analysis_id)
    return (draft.session.execute(last).scalar() or 0) + GAP


def describe(at: tuple[int, int, int], version: int, sent: Sent) -> Outcome:
    """Change what a row says besides its figures: label, unit, basis, percent base.

    `at` names project, analysis and row; fields left out stay. Raises Invalid and FormConflict.
    """
    project_id, analysis_id, row_id = at

    def action(draft: Draft) -> dict[str, Any]:
        row, draft.params = analyses.load(draft, analysis_id, row_id)
        reader = Reader(sent)
        values = _described(draft, reader, row)
        reader.done()
        form = (
            (Edit(Component, row_id, version, columns, "", _NAMES.get(columns, "")), cell)
            for columns, cell in values
        )
        cells.put_each(draft, form)
        return {"row": row_id}

    return revisions.run(Order(project_id, "component.described", sent.by, key=sent.key), action)


def _described(
    draft: Draft, reader: Reader, row: Component
) -> list[tuple[tuple[str, ...], Mapping[str, Any]]]:
    found: list[tuple[tuple[str, ...], Mapping[str, Any]]] = []
    names = set(reader.names())
    if row.kind in {"percent", "lump", "note"} and "label" in names:
        found.append((("label",), {"label": reader.text("label", LABEL_LIMIT, needed=True)}))
    if row.kind == "lump" and "unit" in names:
        found.append((("unit",), {"unit": reader.text("unit", UNIT_LIMIT)}))
    if row.kind == "analysis" and "basis" in names:
        basis = reader.raw("basis")
        if basis not in BASES:
            raise Invalid(Problem("component.basis", "basis"))
        found.append((("basis",), {"basis": basis}))
    if row.kind == "percent" and "base" in names:
        base = analyses_kinds.base(draft, reader, (row.analysis_id, row.id))
        found.append((("percent_of", "percent_row_id"), base))
    return found


def move(
    at: tuple[int, int, int], by: int, step: Literal["up", "down"], key: Key | None = None
) -> Outcome:
    """Let a row change places with its neighbour in the same block; component.at_edge at an end."""
    project_id, analysis_id, row_id = at

    def action(draft: Draft) -> dict[str, Any]:
        row, draft.params = analyses.load(draft, analysis_id, row_id)
        rows = sorted(
            draft.find(Component, Component.analysis_id == analysis_id),
            key=lambda r: (r.position, r.id),
        )
        if len({r.position for r in rows}) < len(rows):
            for place, each in enumerate(rows, 1):
                each.position = place * GAP
        block = [r for r in rows if r.category == row.category]
        index = block.index(row) + (-1 if step == "up" else 1)
        if not 0 <= index < len(block):
            raise Invalid(Problem("component.at_edge"))
        row.position, block[index].position = block[index].position, row.position
        return {"row": row_id}

    return revisions.run(Order(project_id, "component.moved", by, key=key), action)


def delete(at: tuple[int, int, int], by: int, key: Key | None = None) -> Outcome:
    """Delete a row; component.is_base while a percentage is taken of it."""
    project_id, analysis_id, row_id = at

    def action(draft: Draft) -> dict[str, Any]:
        row, draft.params = analyses.load(draft, analysis_id, row_id)
        above = draft.find(Component, Component.percent_row_id == row_id)
        if above:
            raise Invalid(Problem("component.is_base", params={"name": above[0].label[:80]}))
        draft.remove(row)
        return {"row": row_id, "name": draft.params["row"]}

    return revisions.run(Order(project_id, "component.deleted", by, key=key), action)
