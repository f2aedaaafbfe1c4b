"""A project at one moment: every input and every figure that follows, now or at a revision."""

from dataclasses import dataclass

from app.domain.estimate import Estimate, Figures, compute
from app.extensions import db
from app.services import access, keyframes, snapshot
from app.services.snapshot import Inputs


@dataclass(frozen=True, slots=True)
class Moment:
    """What a project said when `revision` was current; figures are exact."""

    project_id: int
    revision: int
    is_present: bool
    inputs: Inputs
    estimate: Estimate
    figures: Figures


def load(project_id: int, by: int, at: int | None = None) -> Moment:
    """The project now, or as it was at revision `at`.

    Raises NotFound for who may not read the project, and for a revision that it does not have.
    """
    present = access.enter(project_id, by).project.revision
    revision = present if at is None else at
    session = db.session()
    inputs = (
        snapshot.inputs(session, project_id)
        if revision == present
        else keyframes.at(session, project_id, revision)
    )
    estimate = snapshot.estimate(inputs)
    return Moment(project_id, revision, revision == present, inputs, estimate, compute(estimate))
