"""A project at any revision: keyframes hold all inputs, the journal leads back from them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import estimate as domain
from app.domain.recap import Recap, TailFigure
from app.models import Keyframe, Project, Revision
from app.services import figures as derived
from app.services import idempotency, journal, snapshot, totals
from app.services.errors import NotFound
from app.services.journal import Change, DoorSession, changes_of

#: A keyframe is written after so many revisions or so many bytes of journal.
REVISIONS, BYTES = 200, 1_000_000
#: Raised whenever the arithmetic could give another figure for the same inputs.
ARITHMETIC = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures of a named revision as its keyframe holds them."""

    arithmetic: int
    figures: Mapping[str, Any]

    @property
    def recap(self) -> Recap:
        """The totals and tail lines, exact."""
        subtotal, total, rounded = (Fraction(self.figures[name]) for name in totals.NAMES)
        lines = ((label, Fraction(b), Fraction(a)) for label, b, a in self.figures["tail"])
        return Recap(subtotal, tuple(TailFigure(*line) for line in lines), total, rounded)

    @property
    def rows(self) -> snapshot.Inputs:
        """Every derived value by table and row."""
        return restored(self.figures["rows"])


def after_revision(
    session: DoorSession,
    project: Project,
    changes: Sequence[Change],
    inputs: snapshot.Inputs | None,
) -> dict[str, Any]:
    """Write a keyframe when it is due; the book-keeping columns of the project.

    `inputs` are those that this write has read already, if it has read all of them.
    """
    number = project.revision + 1
    size = len(json.dumps([c.stored() for c in changes]))
    due = number - project.keyframe_revision >= REVISIONS
    if not due and project.keyframe_bytes + size < BYTES:
        return {"keyframe_bytes": project.keyframe_bytes + size}
    # The project does not bear this number yet: what is stored now is what it will name.
    _keep(session, project.id, number, inputs or snapshot.inputs(session, project.id))
    idempotency.forget_old(session)
    return {"keyframe_revision": number, "keyframe_bytes": 0}


def write(session: Session, project_id: int, number: int, *, named: bool = False) -> None:
    """Keep all inputs of the project at a revision; with figures where the revision is named."""
    frame = _keep(session, project_id, number, at(session, project_id, number))
    if named:
        frame.figures = figures_of(frame.inputs)
        frame.arithmetic = ARITHMETIC


def _keep(session: Session, project_id: int, number: int, inputs: snapshot.Inputs) -> Keyframe:
    present = session.execute(
        select(Keyframe).where(Keyframe.project_id == project_id, Keyframe.revision == number)
    ).scalar_one_or_none()
    frame = present or Keyframe(project_id=project_id, revision=number, arithmetic=ARITHMETIC)
    frame.inputs = portable(inputs)
    session.add(frame)
    return frame


def figures_of(inputs: Any) -> dict[str, Any]:  # noqa: ANN401
    """What a named revision keeps beside its inputs: totals, tail lines, every derived value."""
    stored = restored(inputs)
    figures = domain.compute(snapshot.estimate(stored))
    recap = figures.recap
    return {
        **{name: str(getattr(recap, name)) for name in totals.NAMES},
        "tail": [[line.label, str(line.base), str(line.amount)] for line in recap.tail],
        "rows": {
            model.__tablename__: _listed(rows)
            for model, rows in derived.expected(stored, figures).items()
        },
    }


def _listed(rows: Mapping[int, journal.Values]) -> list[Any]:
    names = list(next(iter(rows.values()), ()))
    return [names, [[i, *(row[n] for n in names)] for i, row in rows.items()]]


def kept(session: Session, project_id: int, number: int) -> Kept | None:
    """The figures that stand for a named revision, whatever later arithmetic says of them."""
    found = session.execute(
        select(Keyframe.figures, Keyframe.arithmetic).where(
            Keyframe.project_id == project_id, Keyframe.revision == number
        )
    ).one_or_none()
    if found is None or not found.figures or "rows" not in found.figures:
        return None
    return Kept(found.arithmetic, found.figures)


def at(
    session: Session, project_id: int, number: int, present: int | None = None
) -> snapshot.Inputs:
    """Every input of a project as it was when revision `number` was current.

    From the present (its revision is asked for unless it is given), or the nearest keyframe at or
    after it, back through the journal. Raises NotFound where the project has no such revision.
    """
    if present is None:
        latest = select(Project.revision).where(Project.id == project_id)
        present = session.execute(latest).scalar_one()
    if not 1 <= number <= present:
        raise NotFound
    frame = session.execute(
        select(Keyframe)
        .where(Keyframe.project_id == project_id, Keyframe.revision >= number)
        .order_by(Keyframe.revision)
        .limit(1)
    ).scalar_one_or_none()
    if frame is None:
        inputs, start = snapshot.inputs(session, project_id), present
    else:
        inputs, start = restored(frame.inputs), frame.revision
    steps = session.execute(
        select(Revision.changes)
        .where(
            Revision.project_id == project_id,
            Revision.number > number,
            Revision.number <= start,
        )
        .order_by(Revision.number.desc())
    )
    for (stored,) in steps:
        rewind(inputs, changes_of(stored))
    return inputs


def rewind(inputs: snapshot.Inputs, changes: Iterable[Change]) -> None:
    """Take one revision back: rows as they were before it."""
    for change in changes:
        _set(inputs, change, change.before, gone=change.before is None)


def replay(inputs: snapshot.Inputs, changes: Iterable[Change]) -> None:
    """Carry one revision out again: rows as they were after it."""
    for change in changes:
        _set(inputs, change, change.after, gone=change.after is None)


def _set(
    inputs: snapshot.Inputs, change: Change, values: journal.Values | None, *, gone: bool
) -> None:
    rows = inputs[change.table]
    if gone:
        rows.pop(change.id, None)
    else:
        rows[change.id] = {**rows.get(change.id, {}), **(values or {})}


def empty() -> snapshot.Inputs:
    """The inputs of a project before its first revision: none."""
    return {model.__tablename__: {} for model in journal.JOURNALED}


def portable(inputs: snapshot.Inputs) -> dict[str, list[Any]]:
    """Column names once, then rows: half the size of repeating them."""
    found: dict[str, list[Any]] = {}
    for table, rows in inputs.items():
        names = journal.inputs(journal.MODELS[table])
        found[table] = [names, [[i, *(row[n] for n in names)] for i, row in rows.items()]]
    return found


def restored(portable: dict[str, list[Any]]) -> snapshot.Inputs:
    """Inputs from the form a keyframe keeps: column names once, then rows."""
    return {
        table: {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
        for table, (names, rows) in portable.items()
    }
