"""The projects of one person: the list, its search, and the trash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Membership, Project, User
from app.models.types import now
from app.services import access, members, presets, security, totals
from app.services.access import Right
from app.services.accounts import transaction

PAGE = 25
KEPT = timedelta(days=30)
SEARCH_LIMIT = 100
_LastHand = aliased(User)
_Rows = Select[Project, str, str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One project in a list."""

    id: int
    name: str
    kind: str
    location: str
    year: int | None
    rounded: Fraction
    incomplete: int
    missing_prices: int
    at: datetime
    who: str
    right: Right


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list: `count` projects in `pages` pages, this being `page`."""

    lines: Sequence[Line]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Trashed:
    """A project in the trash, and when it goes for good."""

    id: int
    name: str
    kind: str
    rounded: Fraction
    trashed_at: datetime
    gone_at: datetime
    may_restore: bool


def of(user_id: int, search: str = "", kind: str = "", page: int = 1) -> Listing:
    """A person's projects whose name or location contains `search`: two statements.

    An unknown kind is no filter; a page that does not exist is the nearest one.
    """
    statement = _wanted(_joined(user_id).where(Project.trashed_at.is_(None)), search, kind)
    count = db.session.execute(
        select(func.count()).select_from(statement.with_only_columns(Project.id).subquery())
    ).scalar_one()
    pages = max(1, -(-count // PAGE))
    page = min(max(1, page), pages)
    rows = db.session.execute(
        statement.order_by(Project.updated_at.desc(), Project.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Listing([_line(*row) for row in rows], count, page, pages)


def trash(user_id: int) -> list[Trashed]:
    """A person's projects in the trash, latest first."""
    statement = _joined(user_id).where(Project.trashed_at.is_not(None))
    rows = db.session.execute(statement.order_by(Project.trashed_at.desc()))
    return [_trashed(project, access.effective(role, site)) for project, role, site, _who in rows]


def discard(project_id: int, by: int) -> str:
    """Put a project into the trash; its name. Asked again it stays there. Owners only."""
    with transaction() as session:
        project = members.own(session, project_id, by, trashed=True)
        if project.trashed_at is None:
            project.trashed_at = now()
            security.record(session, "project.trashed", f"project {project_id}", by)
        return project.name


def restore(project_id: int, by: int) -> str:
    """Take a project out of the trash; its name. Owners only."""
    with transaction() as session:
        project = members.own(session, project_id, by, trashed=True)
        if project.trashed_at is not None:
            project.trashed_at = None
            security.record(session, "project.restored", f"project {project_id}", by)
        return project.name


def _joined(user_id: int) -> _Rows:
    return (
        select(Project, Membership.role, User.role, _LastHand.name)
        .join(Membership, Membership.project_id == Project.id)
        .join(User, User.id == Membership.user_id)
        .join(_LastHand, _LastHand.id == Project.updated_by)
        .where(Membership.user_id == user_id)
    )


def _wanted(statement: _Rows, search: str, kind: str) -> _Rows:
    if kind in presets.KINDS:
        statement = statement.where(Project.kind == kind)
    # What cannot be seen cannot be meant; a database may refuse it, too.
    term = "".join(c for c in search[:SEARCH_LIMIT] if c.isprintable()).strip()
    if not term:
        return statement
    location = Project.header["location"].as_string()
    found = (column.icontains(term, autoescape=True) for column in (Project.name, location))
    return statement.where(or_(*found))


def _trashed(project: Project, right: Right) -> Trashed:
    at = project.trashed_at or now()
    return Trashed(
        project.id, project.name, project.kind, totals.exact(project, "rounded"),
        at, at + KEPT, access.allows(right, "owner"),
    )  # fmt: skip


def _line(project: Project, role: str, site_role: str, who: str) -> Line:
    return Line(
        project.id, project.name, project.kind, project.header.get("location", ""),
        project.fiscal_year, totals.exact(project, "rounded"), project.incomplete,
        project.missing_prices, project.updated_at, who, access.effective(role, site_role),
    )  # fmt: skip
