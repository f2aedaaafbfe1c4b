"""A project at any revision: keyframes hold all inputs, the journal leads back from them."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import estimate as domain
from app.models import Keyframe, Project, Revision
from app.services import idempotency, journal, snapshot
from app.services.errors import NotFound
from app.services.journal import Change, DoorSession, changes_of

#: A keyframe is written after so many revisions or so many bytes of journal.
REVISIONS, BYTES = 200, 1_000_000
#: Raised whenever the arithmetic could give another figure for the same inputs.
ARITHMETIC = 1


def after_revision(
    session: DoorSession, project: Project, number: int, changes: Sequence[Change]
) -> dict[str, Any]:
    """Write a keyframe when it is due; the book-keeping columns of the project."""
    size = sum(len(json.dumps(c.stored())) for c in changes)
    due = number - project.keyframe_revision >= REVISIONS
    if not due and project.keyframe_bytes + size < BYTES:
        return {"keyframe_bytes": project.keyframe_bytes + size}
    # The project does not bear this number yet: what is stored now is what it will name.
    _keep(session, project.id, number, snapshot.inputs(session, project.id))
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
    """The totals that a named revision keeps beside its inputs."""
    recap = domain.compute(snapshot.estimate(restored(inputs))).recap
    return {name: str(getattr(recap, name)) for name in ("subtotal", "total", "rounded")}


def at(session: Session, project_id: int, number: int) -> snapshot.Inputs:
    """Every input of a project as it was when revision `number` was current.

    From the present, or the nearest keyframe at or after it, back through the journal.
    Raises NotFound where the project has no such revision.
    """
    present = session.execute(select(Project.revision).where(Project.id == project_id)).scalar_one()
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
