"""Work of more than a second, and the files it reads: the rows are the truth, queues carry them."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.types import Moment, PackedJson, now, plain


class Job(Base):
    """One piece of work. A worker holds it while its lease lasts; without one it is taken anew."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("progress >= 0 AND (total IS NULL OR progress <= total)", name="progress"),
        UniqueConstraint("user_id", "key"),
        Index("ix_job_state_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    #: Asked twice with one key, it is one job.
    key: Mapped[str | None] = mapped_column(plain(255))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: What is being done now, as a code; how far, of how much (None: not known yet).
    step: Mapped[str] = mapped_column(String(40), default="")
    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    #: When this step began: what is left of it is estimated from its own pace.
    step_at: Mapped[datetime | None] = mapped_column(Moment)
    #: {"problems": [{"code", "place", "params"}]} of a failed job; what a done one made.
    result: Mapped[Any] = mapped_column(PackedJson, nullable=True)
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(String(80), default="")
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Blob(Base):
    """A file of at most 20 MB, kept in the database so that backups and several hosts hold."""

    __tablename__ = "blob"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(plain(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    #: After this nobody needs it: a periodic task removes it.
    expires_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
