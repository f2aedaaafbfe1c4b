"""A proved archive into the tables of this installation, under ids of its own."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from app.domain.errors import Problem
from app.models import Keyframe, Membership, Project, Revision
from app.models.types import now
from app.services import (
    bulk,
    figures,
    journal,
    keyframes,
    projects,
    recalculate,
    renumbering,
    traces,
)
from app.services.archive_steps import Step
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.journal import MODELS, Change, DoorSession
from app.services.renumbering import Ids
from app.services.snapshot import Inputs

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Proved:
    """What a replay proved: rows with their versions, every id that ever was, the totals."""

    inputs: Inputs
    versions: Mapping[tuple[str, int], int]
    ever: Mapping[str, Collection[int]]
    totals: Mapping[str, Any]


def store(session: DoorSession, by: int, proved: Proved, steps: Iterable[Step]) -> int:
    """Put a project with its history into the tables, owned by who brings it; its new id.

    Raises Forbidden for viewers of the site.
    """
    project = _project(session, by, proved)
    projects.may_create(Draft(session, project, by))
    ids = renumbering.fresh(session, project.id, proved.ever)
    for table, model in MODELS.items():
        if model is Project:
            continue
        rows = proved.inputs[table].items()
        moved = {ids[table][i]: renumbering.row(table, row, ids) for i, row in rows}
        versions = {ids[table][i]: proved.versions[table, i] for i in proved.inputs[table]}
        bulk.put(session, model, project.id, dict(sorted(moved.items())), versions)
    books = _history(session, by, project.id, (_Moved(step, ids) for step in steps))
    _close(session, project.id, by, {**_totals(session, project, proved), **books})
    return project.id


def _project(session: DoorSession, by: int, proved: Proved) -> Project:
    (row,) = proved.inputs["project"].values()
    values = {name: journal.decode(Project, name, value) for name, value in row.items()}
    project = Project(**values, created_by=by, updated_by=by)
    session.add(project)
    session.flush()
    session.add(Membership(project_id=project.id, user_id=by, role="owner"))
    return project


class _Moved:
    """A revision under the new ids."""

    def __init__(self, step: Step, ids: Ids) -> None:
        self.step = step
        self.changes: list[Change] = [renumbering.change(c, ids) for c in step.changes]
        self.stored = [c.stored() for c in self.changes]
        self.params = renumbering.params(step.columns["params"], ids)
        first, *self.traces = list(traces.runs(self.changes)) or [traces.NONE]
        self._first = first

    def columns(self, project_id: int, by: int) -> dict[str, Any]:
        """The row of the revision."""
        own = {"project_id": project_id, "by": by, "author": self.step.author}
        changes = {"params": self.params, "changes": self.stored}
        return {**self.step.columns, **own, **changes, **self._first}


def _history(
    session: DoorSession, by: int, project_id: int, steps: Iterable[_Moved]
) -> dict[str, Any]:
    """Write revisions and keyframes; the columns of the project that keep count of them."""
    inputs = keyframes.empty()
    waiting: list[dict[str, Any]] = []
    last, size, first = 0, 0, None
    for moved in steps:
        number = moved.step.number
        first = first or moved.step.columns["at"]
        keyframes.replay(inputs, moved.changes)
        waiting.append(moved.columns(project_id, by))
        traces.keep(session, project_id, number, moved.traces)
        size += len(json.dumps(moved.stored))
        if number - last >= keyframes.REVISIONS or size >= keyframes.BYTES:
            last, size = number, 0
            _frame(session, project_id, moved.step, inputs)
        elif moved.step.columns["name"] is not None:
            _frame(session, project_id, moved.step, inputs)
        if len(waiting) >= _AT_ONCE:
            session.execute(insert(Revision), waiting)
            waiting = []
    if waiting:
        session.execute(insert(Revision), waiting)
    books = {"keyframe_revision": last, "keyframe_bytes": size}
    return {**books, "revision": moved.step.number, "created_at": first}


def _frame(session: DoorSession, project_id: int, step: Step, inputs: Inputs) -> None:
    frame = Keyframe(project_id=project_id, revision=step.number, arithmetic=keyframes.ARITHMETIC)
    frame.inputs = keyframes.portable(inputs)
    if step.kept is not None and step.kept.arithmetic == keyframes.ARITHMETIC:
        frame.figures = keyframes.figures_of(frame.inputs)
    elif step.kept is not None:
        frame.figures, frame.arithmetic = dict(step.kept.figures), step.kept.arithmetic
    session.add(frame)
    session.flush()
    session.expunge(frame)


def _totals(session: DoorSession, project: Project, proved: Proved) -> dict[str, Any]:
    """Every figure computed again where it is stored, and equal to what the replay gave."""
    found = recalculate.whole(session, project).values
    if {name: found[name] for name in proved.totals} != proved.totals:
        raise Invalid(Problem("project_archive.present"))
    return found


def _close(session: DoorSession, project_id: int, by: int, values: Mapping[str, Any]) -> None:
    stamp = {"updated_at": now(), "updated_by": by}
    figures.write(session, Project, [(project_id, {**values, **stamp})])
