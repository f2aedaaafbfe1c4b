"""A column of quantities pasted into the sheet, from an item on: all of them or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from app.domain import locale_numbers
from app.domain.blocks_columns import without_head
from app.domain.errors import Problem
from app.domain.estimate import Estimate, compute
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import OutlineNode, Project
from app.models.types import ID_LIMIT
from app.services import blocks, entries, outline, outline_sheet, snapshot, totals
from app.services.blocks import Effect, Line, Plan, Sent
from app.services.errors import Conflict
from app.services.idempotency import Key
from app.services.outline import Cell, SheetRefused
from app.services.outline_sheet import View
from app.services.revisions import Outcome

#: Rows by id and version, as a page showed them.
Shown = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Writer:
    """Who stores a block in which project, and the key of the form."""

    project_id: int
    by: int
    key: Key | None = None


def plan(project: Project, sent: Sent, shown: Shown, view: View) -> Plan:
    """What a pasted column would fill: the rows that were shown, then those that follow them.

    Raises Invalid (block.one_column, block.nothing).
    """
    sent = replace(sent, rows=without_head(sent.rows))
    at = blocks.only_column(sent.rows)
    texts = [row[at] for row in sent.rows]
    known = entries.parameters(db.session(), project.id)
    column = blocks.column(texts, "quantity", sent, (locale_numbers.QUANTITY, known))
    goals = extended(
        shown[: len(texts)],
        len(texts),
        lambda start, count: outline_sheet.items_from(
            project, replace(view, start=start or view.start), count
        ),
    )
    rows = _rows(project.id, [row_id for row_id, _ in goals])
    lines = [
        _line(place, text, goals[place] if place < len(goals) else None, rows)
        for place, text in enumerate(texts)
    ]
    return blocks.plan(with_problems(lines, column, at), column, at, sent)


def extended(
    shown: Shown, count: int, following: Callable[[int, int], Sequence[int]]
) -> list[tuple[int, int]]:
    """The rows of a page, and what follows them in the list where the block is longer."""
    goals = list(shown)
    if len(goals) >= count:
        return goals
    ids = following(goals[-1][0] if goals else 0, count - len(goals) + len(goals[-1:]))
    # A row that went meanwhile has nothing that follows it.
    if goals and ids[:1] != [goals[-1][0]]:
        return goals
    # A price that was set moves its row in the list: nothing is filled twice.
    seen = {row_id for row_id, _ in goals}
    return goals + [(row_id, 0) for row_id in ids[len(goals[-1:]) :] if row_id not in seen]


def _rows(project_id: int, ids: Sequence[int]) -> Mapping[int, Any]:
    node = OutlineNode
    statement = select(
        node.id, node.version, node.number, node.title, node.unit, node.quantity, node.kind
    ).where(node.project_id == project_id, node.id.in_([i for i in ids if 0 < i < ID_LIMIT]))
    return {row.id: row for row in db.session.execute(statement)}


def _line(place: int, text: str, goal: tuple[int, int] | None, rows: Mapping[int, Any]) -> Line:
    if goal is None:
        return Line(place, text, 0, 0, "", "", "", Problem("block.beyond"))
    row = rows.get(goal[0])
    if row is None or row.kind != "item":
        return Line(place, text, *goal, "", "", "", Problem("outline.gone"))
    version = goal[1] or row.version
    return Line(place, text, row.id, version, row.number, row.title, row.unit, None, row.quantity)


def with_problems(lines: Sequence[Line], column: blocks.Column, at: int) -> list[Line]:
    """Lines with what is wrong with their cells, each at its place in the form."""
    return [placed(line, line.problem or column.problem(i), at) for i, line in enumerate(lines)]


def placed(line: Line, problem: Problem | None, at: int) -> Line:
    """A line with a problem of its cell; an empty cell needs no row."""
    if problem is None or not line.text.strip():
        return replace(line, problem=None)
    return replace(line, problem=replace(problem, place=f"fix-{line.place}-{at}"))


def effect(project: Project, found: Plan) -> Effect:
    """What the quantities would make of their items and of the total, in either reading."""
    base = snapshot.estimate(snapshot.inputs(db.session(), project.id))

    def changed(locale: NumberLocale) -> Estimate:
        new = {
            line.row_id: found.column.reading(i, locale)
            for i, line in enumerate(found.lines)
            if line.row_id and line.text.strip()
        }
        return replace(
            base,
            nodes=tuple(
                replace(n, quantity=new[n.id].number, formula=new[n.id].formula)
                if n.id in new and n.kind == "item"
                else n
                for n in base.nodes
            ),
        )

    return effect_of(project, found, changed)


def effect_of(project: Project, found: Plan, changed: Callable[[NumberLocale], Estimate]) -> Effect:
    """Compute the project as it would be, once for each reading that is offered."""
    sums: dict[NumberLocale, Fraction] = {}
    amounts: dict[NumberLocale, dict[int, Fraction | None]] = {}
    for locale in found.column.locales():
        figures = compute(changed(locale))
        sums[locale] = figures.recap.rounded
        amounts[locale] = {
            line.place: figures.nodes[line.row_id].amount
            for line in found.lines
            if line.row_id in figures.nodes and found.column.role == "quantity"
        }
    return Effect(totals.exact(project, "rounded"), sums, amounts)


def store(writer: Writer, found: Plan) -> Outcome:
    """Store the quantities as one revision; SheetRefused where rows changed meanwhile."""
    cells = [Cell(line.row_id, line.version, line.text) for line in filled(found)]
    return outline.set_quantities(
        writer.project_id, writer.by, cells, found.column.locale, writer.key
    )


def filled(found: Plan) -> list[Line]:
    """The lines that change something: an empty cell leaves its row as it is."""
    return [line for line in found.lines if line.text.strip()]


def refused(found: Plan, error: SheetRefused, write: Callable[[object], str]) -> Plan:
    """The plan with what kept it from being stored; confirmed again it overwrites knowingly."""
    lines = [_refused(line, error, write, found.at) for line in found.lines]
    return replace(found, lines=lines)


def _refused(line: Line, error: SheetRefused, write: Callable[[object], str], at: int) -> Line:
    conflict: Conflict | None = error.conflicts.get(line.row_id)
    if conflict is None:
        return placed(line, error.by_row.get(line.row_id), at)
    told = {"who": conflict.who, "value": write(conflict.theirs)}
    changed = placed(line, Problem("block.changed", params=told), at)
    return replace(changed, version=conflict.version)
