"""The number of a project's latest revision."""

from sqlalchemy import select

from app.extensions import db
from app.models import Project


def latest(project_id: int) -> int:
    return db.session.execute(select(Project.revision).where(Project.id == project_id)).scalar_one()
