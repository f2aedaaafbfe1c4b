"""One's own account: who is asking, log in, profile, password, ending sessions."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import EndedSession, Membership, User
from app.models.types import ID_LIMIT, now
from app.services import email, passwords, security, text, transactions
from app.services.access import Right, effective
from app.services.errors import Invalid, NotFound
from app.services.journal import DoorSession

Role = Literal["admin", "estimator", "viewer"]
LANGUAGES = ("id", "en")
NUMBER_LOCALES = ("id", "en")
TIME_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
DENSITIES = ("dense", "roomy")
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Me:
    """The person who asks; also what Flask-Login calls the user."""

    id: int
    email: str
    name: str
    role: Role
    language: Literal["id", "en"]
    number_locale: NumberLocale
    time_zone: str
    density: Literal["dense", "roomy"]
    epoch: int
    must_change_password: bool
    #: The right in the project of the address, where it has one and this person is its member.
    right: Right | None = None

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session remembers: the account and the epoch in which it was entered."""
        return f"{self.id}:{self.epoch}"


_NAMES = tuple(name for name in Me.__dataclass_fields__ if name != "right")
_COLUMNS = tuple(getattr(User, name) for name in _NAMES)


def load(session_id: str, project_id: int = 0, ticket: str = "") -> Me | None:
    """The person of a session, with the right in a project: one statement.

    None once the session (whose random name is the ticket) was ended or the account disabled.
    """
    number, _, epoch = session_id.partition(":")
    if not (number.isascii() and number.isdecimal() and int(number) < ID_LIMIT):
        return None
    known = project_id if project_id < ID_LIMIT else 0
    own = and_(Membership.user_id == User.id, Membership.project_id == known)
    statement = (
        select(*_COLUMNS, Membership.role)
        .outerjoin(Membership, own)
        .where(User.id == int(number), User.disabled_at.is_(None))
        .where(~exists().where(EndedSession.ticket == _hashed(ticket)))
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        return None
    *values, role = found
    me = Me(*values)
    me = replace(me, right=role and effective(role, me.role))
    return me if str(me.epoch) == epoch else None


def end_session(ticket: str, lasts: timedelta) -> None:
    """Let no copy of this session's cookie count; `lasts` is how long one could have counted."""
    with transaction() as session:
        session.execute(delete(EndedSession).where(EndedSession.until < now()))
        is_postgres = session.get_bind().dialect.name == "postgresql"
        insert = postgresql_insert if is_postgres else sqlite_insert
        # Asked twice at once (a double click, two tabs), both find it not ended yet.
        ended = insert(EndedSession).values(ticket=_hashed(ticket), until=now() + lasts)
        session.execute(ended.on_conflict_do_nothing(index_elements=["ticket"]))


def _hashed(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


@contextmanager
def transaction() -> Iterator[DoorSession]:
    """A write outside every project; what is read afterwards is read afresh."""
    db.session.rollback()
    with transactions.writing() as session:
        yield session


def locked(session: DoorSession, user_id: int) -> User:
    """The account's row, held until the transaction ends; NotFound without one."""
    if not 0 < user_id < ID_LIMIT:
        raise NotFound
    statement = select(User).where(User.id == user_id).with_for_update()
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def authenticate(typed: str, password: str) -> Me | None:
    """The person with this e-mail and password; None whatever the reason, after equal work."""
    address = email.normalise(typed)
    statement = select(User.id, User.password_hash).where(
        User.email == address, User.disabled_at.is_(None)
    )
    found = db.session.execute(statement).one_or_none()
    fits = passwords.verify(found.password_hash if found else None, password)
    me = _entered(found.id, found.password_hash, password) if found and fits else None
    if me is None:
        with transaction() as session:
            security.record(session, "login.failed", subject=address)
    return me


def _entered(user_id: int, kept: str, password: str) -> Me | None:
    """Enter, unless account or password changed since: the new epoch would let the old one in."""
    with transaction() as session:
        user = locked(session, user_id)
        still_fits = user.password_hash == kept or passwords.verify(user.password_hash, password)
        if user.disabled_at is not None or not still_fits:
            return None
        user.last_login_at = now()
        if passwords.is_outdated(user.password_hash):
            user.password_hash = passwords.hashed(password)
        security.record(session, "login.ok", subject=user.email, by=user.id)
        return _me(user)


def _me(user: User) -> Me:
    return Me(*(getattr(user, name) for name in _NAMES))


def change_password(user_id: int, present: str, new: str) -> Me:
    """Set a new password; every other session of this person ends.

    Raises Invalid naming `password_now` or `password_new`.
    """
    with transaction() as session:
        user = locked(session, user_id)
        refused = _refused(user, present, new)
        if refused is None:
            _set_password(session, user, new)
            return _me(user)
        if refused.code == "password.wrong":
            security.record(session, "password.refused", subject=user.email, by=user.id)
    # Raised after the commit: the attempt stays in the log.
    raise Invalid(refused)


def _refused(user: User, present: str, new: str) -> Problem | None:
    if not passwords.verify(user.password_hash, present):
        return Problem("password.wrong", "password_now")
    if new == present:
        return Problem("password.unchanged", "password_new")
    return passwords.problem(new, "password_new", (user.email, user.name))


def _set_password(session: DoorSession, user: User, new: str) -> None:
    user.password_hash = passwords.hashed(new)
    user.must_change_password = False
    user.epoch += 1
    security.record(session, "password.changed", subject=user.email, by=user.id)


def end_sessions(user_id: int) -> None:
    """Log this person out on every device."""
    with transaction() as session:
        user = locked(session, user_id)
        user.epoch += 1
        security.record(session, "sessions.ended", subject=user.email, by=user.id)


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "number_locale": NUMBER_LOCALES,
    "time_zone": TIME_ZONES,
    "density": DENSITIES,
}
PROFILE = ("name", *_CHOICES)


def set_profile(user_id: int, values: Mapping[str, str]) -> Me:
    """Change any of name, language, number_locale, time_zone, density; Invalid names the field."""
    changes = {name: _chosen(name, value) for name, value in values.items()}
    with transaction() as session:
        user = locked(session, user_id)
        for name, value in changes.items():
            setattr(user, name, value)
        return _me(user)


def _chosen(name: str, value: str) -> str:
    if name == "name":
        return text.clean(value, NAME_LENGTH, "name", needed=True)
    if value not in _CHOICES[name]:
        raise Invalid(Problem("choice.unknown", name))
    return value
