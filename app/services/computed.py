"""A project computed whole, now or at a revision, for who writes all of it out."""

from dataclasses import dataclass

from app.domain.estimate import Estimate, Figures, compute
from app.extensions import db
from app.services import access, keyframes, snapshot
from app.services.snapshot import Inputs


@dataclass(frozen=True, slots=True)
class Computed:
    """What a project said when `revision` was current; figures are exact."""

    project_id: int
    revision: int
    is_present: bool
    inputs: Inputs
    estimate: Estimate
    figures: Figures


def at(project_id: int, by: int, number: int | None = None) -> Computed:
    """The project now, or as it was at revision `number`.

    Raises NotFound for who may not read the project, and for a revision that it does not have.
    """
    present = access.enter(project_id, by).project.revision
    revision = present if number is None else number
    session = db.session()
    inputs = (
        snapshot.inputs(session, project_id)
        if revision == present
        else keyframes.at(session, project_id, revision)
    )
    estimate = snapshot.estimate(inputs)
    return Computed(project_id, revision, revision == present, inputs, estimate, compute(estimate))
