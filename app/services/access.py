"""Who may do what in a project: owner > editor > viewer; a stranger does not know it exists."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.models import Membership, Project, User
from app.models.types import ID_LIMIT
from app.services.errors import Forbidden, NotFound

Right = Literal["viewer", "editor", "owner"]
_RANK = {"viewer": 1, "editor": 2, "owner": 3}


@dataclass(frozen=True, slots=True)
class Entry:
    """A project as one person enters it: the row, read only, and the right."""

    project: Project
    right: Right

    @property
    def may_edit(self) -> bool:
        """Whether inputs may be changed."""
        return allows(self.right, "editor")


def allows(has: str, needs: str) -> bool:
    """Whether a right covers another one."""
    return _RANK[has] >= _RANK[needs]


def effective(role: str, site_role: str) -> Right:
    """The right in a project: who is a viewer of the whole site is at most a viewer in it."""
    if site_role == "viewer":
        return "viewer"
    return role  # type: ignore[return-value]


def of_member(project_id: int, user_id: int) -> Select[Project, str, str]:
    """Select a project with a person's roles in it and on the site, in the trash or not."""
    return (
        select(Project, Membership.role, User.role)
        .join(Membership, Membership.project_id == Project.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Project.id == project_id,
            Membership.user_id == user_id,
            User.disabled_at.is_(None),
        )
    )


def enter(
    project_id: int, user_id: int, needs: Right = "viewer", session: Session | None = None
) -> Entry:
    """The project for this person; NotFound for strangers, Forbidden below the needed right."""
    if not 0 < project_id < ID_LIMIT:
        raise NotFound
    statement = of_member(project_id, user_id).where(Project.trashed_at.is_(None))
    found = (session or db.session()).execute(statement).one_or_none()
    if found is None:
        raise NotFound
    project, role, site_role = found
    right = effective(role, site_role)
    if not allows(right, needs):
        raise Forbidden
    return Entry(project, right)
