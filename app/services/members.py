"""Who takes part in a project. Not journaled: the security log keeps what happened."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.domain.errors import Problem
from app.extensions import db
from app.models import Membership, Project, User
from app.models.types import ID_LIMIT
from app.services import access, email, messages, security
from app.services.access import Right
from app.services.accounts import transaction
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.journal import DoorSession

ROLES = ("owner", "editor", "viewer")

messages.add(
    {
        "member.unknown": _l("There is no active user with this e-mail in this office."),
        "member.already": _l("This person takes part already."),
        "member.only_viewer": _l("This person may only view projects, so only “viewer” fits."),
        "member.last_owner": _l("A project keeps at least one owner. Name another one first."),
    },
    {"role": _l("Role")},
)


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a role here; `right` is what it comes to under their role on the site."""

    user_id: int
    name: str
    email: str
    role: str
    right: Right
    disabled: bool
    only_viewer: bool


def of(project_id: int) -> list[Member]:
    """The people of a project, owners first."""
    statement = (
        select(Membership.role, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.project_id == project_id)
    )
    found = [
        Member(
            user.id, user.name, user.email, role, access.effective(role, user.role),
            user.disabled_at is not None, user.role == "viewer",
        )
        for role, user in db.session.execute(statement)
    ]  # fmt: skip
    return sorted(found, key=lambda m: (ROLES.index(m.role), m.name.casefold(), m.user_id))


def add(project_id: int, by: int, typed: str, role: str) -> str:
    """Let an active user of this office take part; their name.

    Raises NotFound, Forbidden, Invalid naming `email` or `role`. Adding somebody with the role
    that they have already is the same request again.
    """
    _known(role)
    address = email.clean(typed)
    with transaction() as session:
        own(session, project_id, by)
        user = session.execute(
            select(User).where(User.email == address, User.disabled_at.is_(None))
        ).scalar_one_or_none()
        if user is None:
            raise Invalid(Problem("member.unknown", "email"))
        known = _membership(session, project_id, user.id)
        if known is not None and known.role != role:
            raise Invalid(Problem("member.already", "email"))
        _fits(user, role)
        if known is None:
            session.add(Membership(project_id=project_id, user_id=user.id, role=role))
            security.record(session, "member.added", _subject(project_id, user, role), by)
        return user.name


def change(project_id: int, by: int, user_id: int, role: str) -> str:
    """Give a member another role; their name. Raises NotFound, Forbidden, Invalid."""
    _known(role)
    with transaction() as session:
        own(session, project_id, by)
        membership, user = _member(session, project_id, user_id)
        if membership.role != role:
            _fits(user, role)
            if role != "owner":
                _another_owner(session, project_id, user_id)
            membership.role = role
            security.record(session, "member.changed", _subject(project_id, user, role), by)
        return user.name


def remove(project_id: int, by: int, user_id: int) -> str:
    """End a membership; the name. Raises NotFound, Forbidden, Invalid (member.last_owner)."""
    with transaction() as session:
        own(session, project_id, by)
        membership, user = _member(session, project_id, user_id)
        if membership.role == "owner":
            _another_owner(session, project_id, user_id)
        session.delete(membership)
        security.record(session, "member.removed", _subject(project_id, user, ""), by)
        return user.name


def own(session: DoorSession, project_id: int, by: int, *, trashed: bool = False) -> Project:
    """The project's row, locked, for an owner of it; NotFound for strangers, else Forbidden.

    A project in the trash is found only where the caller deals with the trash.
    """
    if not 0 < project_id < ID_LIMIT:
        raise NotFound
    statement = access.of_member(project_id, by).with_for_update(of=Project)
    found = session.execute(statement).one_or_none()
    if found is None or (found[0].trashed_at is not None and not trashed):
        raise NotFound
    project, role, site_role = found
    if not access.allows(access.effective(role, site_role), "owner"):
        raise Forbidden
    return project


def _known(role: str) -> None:
    if role not in ROLES:
        raise Invalid(Problem("choice.unknown", "role"))


def _fits(user: User, role: str) -> None:
    if user.role == "viewer" and role != "viewer":
        raise Invalid(Problem("member.only_viewer", "role"))


def _membership(session: DoorSession, project_id: int, user_id: int) -> Membership | None:
    return session.execute(
        select(Membership).where(Membership.project_id == project_id, Membership.user_id == user_id)
    ).scalar_one_or_none()


def _member(session: DoorSession, project_id: int, user_id: int) -> tuple[Membership, User]:
    if not 0 < user_id < ID_LIMIT:
        raise NotFound
    membership = _membership(session, project_id, user_id)
    user = session.get(User, user_id)
    if membership is None or user is None:
        raise NotFound
    return membership, user


def _another_owner(session: DoorSession, project_id: int, user_id: int) -> None:
    """Raise Invalid where nobody else could act as an owner."""
    others = session.execute(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.project_id == project_id,
            Membership.role == "owner",
            User.id != user_id,
            User.role != "viewer",
            User.disabled_at.is_(None),
        )
        .limit(1)
    )
    if others.first() is None:
        raise Invalid(Problem("member.last_owner", "role"))


def _subject(project_id: int, user: User, role: str) -> str:
    return f"project {project_id}: {user.email} {role}".rstrip()
