"""The journal: revisions, keyframes, and what a repeated request already did."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import Moment, PackedJson, Scaled, now, plain


def _traced(name: str) -> tuple[Index, Index]:
    """By row; and apart, because they are few, the traces of more than one row."""
    runs = text("last_id > first_id")
    return (
        Index(f"ix_{name}_project_id_table_first_id", "project_id", "table", "first_id"),
        Index(f"ix_{name}_runs", "project_id", "table", sqlite_where=runs, postgresql_where=runs),
    )


class Revision(Base):
    """One step of a project: who, when, what, with the values before and after."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        CheckConstraint("kind IN ('edit', 'undo', 'redo', 'revert')", name="kind"),
        CheckConstraint("\"right\" IN ('editor', 'owner')", name="right"),
        *_traced("revision"),
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
    #: A version that keeps its name for good; one that was given out besides (services.versions).
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    issued: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Its first trace stands in its own row, so that an edit of one cell writes one row less.
    table: Mapped[str | None] = mapped_column(plain(20))
    first_id: Mapped[int | None]
    last_id: Mapped[int | None]
    columns: Mapped[str | None] = mapped_column(plain(500))


class Trace(Base):
    """Which columns of which rows a revision set: a figure finds its author without the journal.

    Rows whose ids follow each other and that changed alike share one trace, so that the making of
    ten thousand rows leaves a handful. The first trace of a revision stands with the revision.
    """

    __tablename__ = "trace"
    __table_args__ = (*_traced("trace"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    table: Mapped[str] = mapped_column(plain(20))
    first_id: Mapped[int]
    last_id: Mapped[int]
    #: Names with a comma before and after each; empty for rows that came into being.
    columns: Mapped[str] = mapped_column(plain(500), default="")


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
