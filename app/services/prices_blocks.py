"""A column of prices pasted into the price list, from a resource on: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.domain import locale_numbers
from app.domain.blocks_columns import without_head
from app.domain.errors import Problem
from app.domain.estimate import Estimate
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Project, Resource
from app.models.types import ID_LIMIT
from app.services import blocks, outline_blocks, prices, prices_read, snapshot
from app.services.blocks import Effect, Line, Plan, Sent
from app.services.outline_blocks import Shown, Writer, filled
from app.services.prices import Cell
from app.services.prices_read import Asked
from app.services.revisions import Outcome


def plan(project: Project, sent: Sent, shown: Shown, asked: Asked) -> Plan:
    """What a pasted column would fill: the rows that were shown, then those that follow them.

    Raises Invalid (block.one_column, block.nothing).
    """
    sent = replace(sent, rows=without_head(sent.rows))
    at = blocks.only_column(sent.rows)
    texts = [row[at] for row in sent.rows]
    column = blocks.column(texts, "price", sent, (locale_numbers.PRICE, None))
    goals = outline_blocks.extended(
        shown[: len(texts)],
        len(texts),
        lambda start, count: prices_read.ids_from(
            project.id, replace(asked, row=start or asked.row), count
        ),
    )
    rows = _rows(project.id, [row_id for row_id, _ in goals])
    lines = [
        _line(place, text, goals[place] if place < len(goals) else None, rows)
        for place, text in enumerate(texts)
    ]
    return blocks.plan(_with_problems(lines, column, (at, sent)), column, at, sent)


def _rows(project_id: int, ids: Sequence[int]) -> Mapping[int, Any]:
    names = ("id", "version", "code", "name", "unit", *prices.COLUMNS)
    known = [i for i in ids if 0 < i < ID_LIMIT]
    statement = select(*(getattr(Resource, name) for name in names)).where(
        Resource.project_id == project_id, Resource.id.in_(known)
    )
    return {row["id"]: row for row in db.session.execute(statement).mappings()}


def _line(place: int, text: str, goal: tuple[int, int] | None, rows: Mapping[int, Any]) -> Line:
    if goal is None:
        return Line(place, text, 0, 0, "", "", "", Problem("block.beyond"))
    row = rows.get(goal[0])
    if row is None:
        return Line(place, text, *goal, "", "", "", Problem("price.gone"))
    version, price = goal[1] or row["version"], prices.per_unit(row)
    return Line(place, text, row["id"], version, row["code"], row["name"], row["unit"], None, price)


def _with_problems(
    lines: Sequence[Line], column: blocks.Column, where: tuple[int, Sent]
) -> list[Line]:
    """Lines with their problems; a price becomes 0 only where somebody says why."""
    at, sent = where
    found = outline_blocks.with_problems(lines, column, at)
    if sent.reason.strip():
        return found
    zero = Problem("price.zero_reason")
    return [
        outline_blocks.placed(line, zero, at)
        if line.problem is None and column.reading(i).value == 0 and line.before != 0
        else line
        for i, line in enumerate(found)
    ]


def effect(project: Project, found: Plan) -> Effect:
    """What the prices would make of the total, in either reading."""
    base = snapshot.estimate(snapshot.inputs(db.session(), project.id))

    def changed(locale: NumberLocale) -> Estimate:
        new = {
            line.row_id: found.column.reading(i, locale).value
            for i, line in enumerate(found.lines)
            if line.row_id and line.text.strip()
        }
        return replace(base, resources={**base.resources, **new})

    return outline_blocks.effect_of(project, found, changed)


def store(writer: Writer, found: Plan, reason: str) -> Outcome:
    """Store the prices as one revision; SheetRefused where rows changed meanwhile."""
    cells = [Cell(line.row_id, line.version, line.text, reason) for line in filled(found)]
    return prices.set_prices(writer.project_id, writer.by, cells, found.column.locale, writer.key)
