"""The journal: revisions, keyframes, and what a repeated request already did."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import Moment, PackedJson, Scaled, now, plain


class Revision(Base):
    """One step of a project: who, when, what, with the values before and after."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        CheckConstraint("kind IN ('edit', 'undo', 'redo', 'revert')", name="kind"),
        CheckConstraint("\"right\" IN ('editor', 'owner')", name="right"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    #: Who did it; where an archive brought the revision, who brought it.
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    #: The name of who did it in another installation, where an archive brought it: nobody of here.
    author: Mapped[str | None] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(8), default="edit")
    #: The right the action needed; undoing it needs the same.
    right: Mapped[str] = mapped_column(String(8), default="editor")
    #: What was done, as a code that services.messages puts into words, with its parameters.
    label: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: [[table, id, {column: before} | null, {column: after} | null, version], ...]
    changes: Mapped[list[Any]] = mapped_column(PackedJson)
    #: Rupiah after this revision, so that the history shows what each step moved.
    subtotal: Mapped[Fraction] = mapped_column(Scaled(4))
    rounded: Mapped[Fraction] = mapped_column(Scaled(4))
    target: Mapped[int | None]
    undone_by: Mapped[int | None]
    name: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(1000), default="")


class Keyframe(Base):
    """Every input of a project at one revision; figures too where the revision has a name."""

    __tablename__ = "keyframe"
    __table_args__ = (UniqueConstraint("project_id", "revision"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    revision: Mapped[int]
    inputs: Mapped[Any] = mapped_column(PackedJson)
    figures: Mapped[Any] = mapped_column(PackedJson, nullable=True)
    arithmetic: Mapped[int]


class Idempotency(Base):
    """A request that was carried out: asked again, it answers and does nothing. Kept 24 hours."""

    __tablename__ = "idempotency"
    __table_args__ = (UniqueConstraint("user_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    key: Mapped[str] = mapped_column(plain(255))
    route: Mapped[str] = mapped_column(String(120))
    body_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(8), default="done")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
