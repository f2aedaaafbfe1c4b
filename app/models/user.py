"""People and what they did to the installation."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import Moment, now, plain


class User(Base):
    """A person who may log in; disabled, never deleted."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("role IN ('admin', 'estimator', 'viewer')", name="role"),
        CheckConstraint("language IN ('id', 'en')", name="language"),
        CheckConstraint("number_locale IN ('id', 'en')", name="number_locale"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(plain(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(255))
    #: Raised at every password change and log-out everywhere: older cookies stop working.
    epoch: Mapped[int] = mapped_column(default=0)
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8), default="id")
    number_locale: Mapped[str] = mapped_column(String(8), default="id")
    time_zone: Mapped[str] = mapped_column(String(64), default="Asia/Jakarta")
    density: Mapped[str] = mapped_column(String(16), default="dense")
    #: How columns of pasted numbers were meant, by program and kind: {"excel.quantity": "en"}.
    readings: Mapped[dict[str, str] | None] = mapped_column(JSON)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    last_login_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)


class SecurityEvent(Base):
    """What happened to accounts, memberships and access: outside every project's journal."""

    __tablename__ = "security_event"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    action: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: Whom or what it concerned, as text: an e-mail typed at login, a project's id.
    subject: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(64), default="")


class EndedSession(Base):
    """A session that was logged out: a copy of its cookie opens nothing any more."""

    __tablename__ = "ended_session"

    #: SHA-256 of the session's random name.
    ticket: Mapped[str] = mapped_column(plain(64), primary_key=True)
    #: After this moment the cookie is too old anyway, and the row goes.
    until: Mapped[datetime] = mapped_column(Moment, index=True)
