"""After a write: bring every stored figure in line with the inputs, where the change reaches.

Small changes walk: resource -> analyses -> items -> sections -> project. What moves everything
(markup, rounding, parameters, sections that move) is computed as a whole and only differences
are stored. `services.verification` proves that both ways agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from app.domain import estimate as domain
from app.domain import numbering
from app.domain.recap import recap
from app.extensions import Base
from app.models import Component, OutlineNode, Project, Resource
from app.services import figures, reach, snapshot, totals
from app.services.journal import Change, raw

Values = dict[str, Any]
#: More changed rows than this are not worth walking.
_WALK_AT_MOST = 400
_PLACE = {"parent_id", "position", "number_typed", "kind"}
_PRICE = {"price", "pack_price", "pack_size"}


@dataclass(frozen=True, slots=True)
class Recalculated:
    """The derived columns of the project itself; every input, where all of them were read."""

    values: Values
    inputs: snapshot.Inputs | None = None


def after(session: Session, project: Project, changes: list[Change]) -> Recalculated:
    """Write the derived columns that `changes` reach, those of the project aside."""
    if _is_wide(changes):
        return whole(session, project)
    if _moves(changes):
        _place(session, project)
    moved = reach.walk(session, project, changes)
    values: Values = {}
    if moved is not None or _touched(changes, "project", {"tail", "rounding"}):
        total, incomplete = moved or (totals.exact(project, "subtotal"), project.incomplete)
        line = recap(total, snapshot.tail(project.tail), snapshot.policies(project.rounding))
        values = figures.project_values(line, incomplete)
    if _touched(changes, "component", {"resource_id"}) or _touched(changes, "resource", _PRICE):
        values["missing_prices"] = missing_prices(project.id)
    return Recalculated(values)


def whole(session: Session, project: Project) -> Recalculated:
    """Compute the whole estimate and store what differs."""
    inputs = snapshot.inputs(session, project.id)
    expected = figures.expected(inputs, domain.compute(snapshot.estimate(inputs)))
    # A project that is being made has no figures yet.
    present = figures.present(session, project.id) if project.revision else {}
    own = expected.pop(Project)[project.id]
    for model, rows in expected.items():
        _store_differences(session, model, rows, present.get(model, {}))
    return Recalculated(own, inputs)


def _store_differences(
    session: Session, model: type[Base], rows: dict[int, Values], present: dict[int, Values]
) -> None:
    changed = [(i, v) for i, v in rows.items() if v != present.get(i)]
    figures.write(session, model, changed)


def missing_prices(project_id: int) -> ScalarSelect[int]:
    """How many resources without a price some analysis uses, counted by the write itself."""
    used = select(Component.resource_id).where(
        Component.project_id == project_id, Component.resource_id == Resource.id
    )
    statement = select(func.count()).where(
        Resource.project_id == project_id,
        Resource.price.is_(None),
        Resource.pack_price.is_(None),
        used.exists(),
    )
    return statement.scalar_subquery()


def _is_wide(changes: list[Change]) -> bool:
    if len(changes) > _WALK_AT_MOST:
        return True
    return any(_is_wide_change(c) for c in changes)


def _is_wide_change(change: Change) -> bool:
    columns = set(change.after or {}) if change.before else set()
    if change.table == "project":
        return change.before is None or bool(columns & {"markup_percent", "rounding", "numbering"})
    if change.table == "parameter":
        return (
            change.before is None
            or change.after is None
            or bool(columns & {"name", "value", "formula"})
        )
    if change.table == "outline_node" and columns & {"parent_id", "markup_percent", "kind"}:
        return change.is_section is not False
    return False


def _touched(changes: Iterable[Change], table: str, columns: set[str]) -> bool:
    return any(
        c.table == table
        and (c.before is None or c.after is None or not columns.isdisjoint(c.after))
        for c in changes
    )


def _moves(changes: Iterable[Change]) -> bool:
    return _touched(changes, "outline_node", _PLACE)


def _place(session: Session, project: Project) -> None:
    """Number and sort the outline anew; rows that keep their place are not written."""
    names = ("parent_id", "position", "kind", "number_typed", *figures.NODE_PLACE)
    columns = (raw(OutlineNode, n) for n in names)
    statement = select(OutlineNode.id, *columns).where(OutlineNode.project_id == project.id)
    stored = session.execute(statement).all()
    places = numbering.places([numbering.Row(*row[:5]) for row in stored], project.numbering)
    changed = [
        (row[0], figures.place_values(places[row[0]]))
        for row in stored
        if places[row[0]] != numbering.Place(*row[5:])
    ]
    figures.write(session, OutlineNode, changed)
