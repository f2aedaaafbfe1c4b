"""Proof that stored figures are right: everything computed again, every difference named."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import estimate as domain
from app.models import Project
from app.services import figures, snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored figure that is not what its inputs give."""

    project: int
    table: str
    row: int
    column: str
    stored: Any
    computed: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was checked, and what was wrong."""

    projects: int
    figures: int
    differences: tuple[Difference, ...]


def verify(session: Session, project_id: int | None = None) -> Verdict:
    """Compute one project, or all of them, again and compare with what is stored."""
    statement = select(Project.id).order_by(Project.id)
    if project_id is not None:
        statement = statement.where(Project.id == project_id)
    ids = list(session.execute(statement).scalars())
    checked, wrong = 0, []
    for number in ids:
        count, differences = _verify_one(session, number)
        checked += count
        wrong += differences
    return Verdict(len(ids), checked, tuple(wrong))


def _verify_one(session: Session, project_id: int) -> tuple[int, list[Difference]]:
    inputs = snapshot.inputs(session, project_id)
    expected = figures.expected(inputs, domain.compute(snapshot.estimate(inputs)))
    present = figures.present(session, project_id)
    checked, wrong = 0, []
    for model, rows in expected.items():
        for row_id, values in rows.items():
            checked += len(values)
            stored = present[model][row_id]
            if stored != values:
                wrong += [
                    Difference(project_id, model.__tablename__, row_id, n, stored[n], v)
                    for n, v in values.items()
                    if stored[n] != v
                ]
    return checked, wrong
