"""A project: header, policies, totals; its members."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import Moment, Scaled, now

DERIVED: dict[str, Any] = {"derived": True}
#: Neither an input nor a figure: never journaled, written by the door itself.
BOOKKEEPING: dict[str, Any] = {"bookkeeping": True}


class Project(Base):
    """One estimate. Every change of an input goes through services.revisions."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("kind IN ('ee', 'bid', 'rap', 'self', 'private')", name="kind"),
        CheckConstraint("ceiling IS NULL OR ceiling >= 0", name="ceiling"),
        CheckConstraint("incomplete >= 0", name="incomplete"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), active_history=True)
    name: Mapped[str] = mapped_column(String(300), active_history=True)
    #: Header lines by key (program, activity, location, client ...): services.projects.HEADER.
    header: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, active_history=True)
    fiscal_year: Mapped[int | None] = mapped_column(active_history=True)
    document_date: Mapped[date | None] = mapped_column(Date, active_history=True)
    ceiling: Mapped[Fraction | None] = mapped_column(Scaled(4), active_history=True)
    edition: Mapped[str] = mapped_column(String(120), default="", active_history=True)
    markup_percent: Mapped[Fraction] = mapped_column(Scaled(4), active_history=True)
    #: Rounding by step: {"unit_price": {"mode": "down", "step": "1"}, ...}; absent = none.
    rounding: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, active_history=True)
    #: Tail lines: [{"label", "percent", "base", "base_factor", "sign", "rounding"}, ...].
    tail: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, active_history=True)
    #: Numbering scheme by level: ["I", "A", "1", "a"] or ["1.1"]; see domain.outline.
    numbering: Mapped[list[str]] = mapped_column(JSON, default=list, active_history=True)
    numbers_frozen: Mapped[bool] = mapped_column(default=False, active_history=True)
    hours_per_day: Mapped[int] = mapped_column(default=7, active_history=True)
    paper: Mapped[str] = mapped_column(String(8), default="F4", active_history=True)
    document_locale: Mapped[str] = mapped_column(String(8), default="id", active_history=True)

    subtotal: Mapped[Fraction] = mapped_column(Scaled(4), default=Fraction(0), info=DERIVED)
    subtotal_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    #: After the tail, before rounding.
    total: Mapped[Fraction] = mapped_column(Scaled(4), default=Fraction(0), info=DERIVED)
    total_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    rounded: Mapped[Fraction] = mapped_column(Scaled(4), default=Fraction(0), info=DERIVED)
    rounded_exact: Mapped[str | None] = mapped_column(Text, info=DERIVED)
    #: Items without an amount; and resources without a price that some analysis uses.
    incomplete: Mapped[int] = mapped_column(default=0, info=DERIVED)
    missing_prices: Mapped[int] = mapped_column(default=0, info=DERIVED)

    revision: Mapped[int] = mapped_column(default=0, info=BOOKKEEPING)
    #: Revisions and journal bytes since the last keyframe.
    keyframe_revision: Mapped[int] = mapped_column(default=0, info=BOOKKEEPING)
    keyframe_bytes: Mapped[int] = mapped_column(default=0, info=BOOKKEEPING)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now, info=BOOKKEEPING)
    created_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"), info=BOOKKEEPING)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, info=BOOKKEEPING)
    updated_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"), info=BOOKKEEPING)
    trashed_at: Mapped[datetime | None] = mapped_column(Moment, info=BOOKKEEPING)
    #: The example of the first page: where "open the example" leads.
    is_demo: Mapped[bool] = mapped_column(default=False, info=BOOKKEEPING)


class Membership(Base):
    """A person's right in one project. Not journaled: the security log keeps it."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("project_id", "user_id"),
        CheckConstraint("role IN ('owner', 'editor', 'viewer')", name="role"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
