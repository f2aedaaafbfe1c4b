"""What a small change reaches: analyses above a price or a coefficient, items, their sections."""

from fractions import Fraction

from sqlalchemy.orm import Session

from app.models import Project
from app.services import reach_analyses, reach_items
from app.services.journal import Change
from app.services.walk import Walk, carry_up


def walk(session: Session, project: Project, changes: list[Change]) -> tuple[Fraction, int] | None:
    """Write what the changes reach; return subtotal and incomplete items where they moved."""
    step = Walk(session, project, changes)
    costs = reach_analyses.recalculate(step)
    if any(c.table == "outline_node" for c in changes):
        reach_items.recalculate(step)
    if costs:
        reach_items.reprice(step, costs)
    return carry_up(step)
