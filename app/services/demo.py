"""The example: a building of our own, its prices marked as illustrations.

Everybody who opens it gets a copy, made once, so that it may be changed freely.
"""

from sqlalchemy import func, select

from app.extensions import db
from app.models import Membership, Project
from app.services import demo_files, tables
from app.services.idempotency import Key
from app.services.tables import Origin


def load(by: int) -> int:
    """The example of this installation, made for this person where there was never one.

    Somebody who threw it away does not find it again after the next start.
    """
    statement = select(Project.id).where(Project.is_demo).order_by(Project.id).limit(1)
    found = db.session.execute(statement).scalar_one_or_none()
    return copy_for(by) if found is None else found


def copy_for(user_id: int) -> int:
    """This person's own example; made where they have none, or put the last one into the bin."""
    mine = select(Project.id).where(Project.is_demo, Project.created_by == user_id)
    present = mine.join(Membership, Membership.project_id == Project.id).where(
        Project.trashed_at.is_(None), Membership.user_id == user_id
    )
    found = db.session.execute(present.order_by(Project.id).limit(1)).scalar_one_or_none()
    if found is not None:
        return found
    # Two clicks at once ask for the same copy: the number of earlier ones names it.
    count = select(func.count()).select_from(mine.subquery())
    name = f"example-{db.session.execute(count).scalar_one()}"
    key = Key(name, "demo.copy", "")
    return tables.import_(demo_files.building(), Origin(user_id, key, is_demo=True)).project_id
