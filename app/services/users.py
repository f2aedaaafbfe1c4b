"""Keeping the people of an installation: who they are, what they may do on the site."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from app.domain.errors import Problem
from app.extensions import db
from app.models import User
from app.models.types import now
from app.services import accounts, email, messages, passwords, security, text
from app.services.accounts import NAME_LENGTH, Role
from app.services.errors import Invalid
from app.services.journal import DoorSession

ROLES: tuple[Role, ...] = ("admin", "estimator", "viewer")

messages.add(
    {
        "user.last_admin": _l("This is the last administrator: make somebody else one first."),
        "user.self": _l("You cannot do this to your own account."),
    },
    {"role": _l("Role")},
)


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the list of users."""

    id: int
    email: str
    name: str
    role: Role
    must_change_password: bool
    last_login_at: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An account with the password that opens it once; it is shown now and never again."""

    id: int
    email: str
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is needed for a new account; without a name its e-mail address serves."""

    email: str
    role: str
    name: str = ""


_COLUMNS = tuple(getattr(User, name) for name in Person.__dataclass_fields__)


def everybody() -> list[Person]:
    """All people by name, those who may not log in last."""
    order = (User.disabled_at.is_not(None), User.name, User.id)
    return [Person(*row) for row in db.session.execute(select(*_COLUMNS).order_by(*order))]


def first_admin() -> int | None:
    """The oldest administrator who may log in."""
    statement = _admins().limit(1)
    return db.session.execute(statement).scalar_one_or_none()


def is_empty() -> bool:
    """Whether there is nobody yet."""
    return db.session.execute(select(User.id).limit(1)).scalar_one_or_none() is None


def create(draft: Draft, by: int | None = None) -> Invited:
    """Make an account with a generated password that must be changed at the first log-in.

    Raises Invalid naming `email`, `name` or `role`.
    """
    address, password = email.clean(draft.email), passwords.generate()
    user = User(
        email=address,
        name=text.clean(draft.name, NAME_LENGTH, "name") or address.partition("@")[0],
        role=_role(draft.role),
        password_hash=passwords.hashed(password),
        must_change_password=True,
    )
    try:
        with accounts.transaction() as session:
            session.add(user)
            session.flush()
            security.record(session, "user.created", f"{address} ({user.role})", by)
            return Invited(user.id, user.email, user.name, password)
    except IntegrityError as error:
        raise Invalid(Problem("email.taken", "email")) from error


def set_role(user_id: int, role: str, by: int) -> None:
    """Change what a person may do on the site; the last administrator stays one."""
    role = _role(role)
    with accounts.transaction() as session:
        admins = _lock_admins(session)
        user = accounts.locked(session, user_id)
        if role != "admin" and admins == {user.id}:
            raise Invalid(Problem("user.last_admin", "role"))
        if user.role != role:
            security.record(session, "user.role", f"{user.email}: {user.role} > {role}", by)
            user.role = role


def disable(user_id: int, by: int) -> None:
    """Keep a person out, from this moment on; the account and its traces stay."""
    with accounts.transaction() as session:
        admins = _lock_admins(session)
        user = accounts.locked(session, user_id)
        if admins == {user.id}:
            raise Invalid(Problem("user.last_admin"))
        if user.id == by:
            raise Invalid(Problem("user.self"))
        if user.disabled_at is None:
            user.disabled_at, user.epoch = now(), user.epoch + 1
            security.record(session, "user.disabled", user.email, by)


def enable(user_id: int, by: int) -> None:
    """Let a person in again."""
    with accounts.transaction() as session:
        user = accounts.locked(session, user_id)
        if user.disabled_at is not None:
            user.disabled_at = None
            security.record(session, "user.enabled", user.email, by)


def reset_password(user_id: int, by: int) -> Invited:
    """Give a person a new first password and end all their sessions."""
    password = passwords.generate()
    with accounts.transaction() as session:
        user = accounts.locked(session, user_id)
        if user.id == by:
            raise Invalid(Problem("user.self"))
        user.password_hash = passwords.hashed(password)
        user.must_change_password = True
        user.epoch += 1
        security.record(session, "password.reset", user.email, by)
        return Invited(user.id, user.email, user.name, password)


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise Invalid(Problem("choice.unknown", "role"))


def _lock_admins(session: DoorSession) -> set[int]:
    """Everybody who keeps the site, held: two of them cannot remove each other at once."""
    return set(session.execute(_admins().with_for_update()).scalars())


def _admins() -> Select[int]:
    return select(User.id).where(User.role == "admin", User.disabled_at.is_(None)).order_by(User.id)
