"""Files that jobs read and make: kept in the database, so that every host finds them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.config import UPLOAD_BYTES
from app.domain.errors import Problem
from app.models import Blob
from app.models.types import ID_LIMIT, now
from app.services import messages
from app.services.accounts import transaction
from app.services.errors import Invalid, NotFound
from app.services.journal import DoorSession

NAME_LENGTH = 255

messages.add({"blob.too_large": _l("The file is too large: at most %(limit)s MB.")})


@dataclass(frozen=True, slots=True)
class File:
    """A kept file with its content."""

    id: int
    sha256: str
    name: str
    size: int
    content: bytes
    created_at: datetime
    created_by: int | None


def put(session: DoorSession, name: str, content: bytes, by: int | None, days: int = 7) -> int:
    """Keep a file for so many days, in the caller's transaction; its id.

    Raises Invalid (blob.too_large, place `file`).
    """
    if len(content) > UPLOAD_BYTES:
        raise Invalid(Problem("blob.too_large", "file", {"limit": UPLOAD_BYTES // 1024**2}))
    row = Blob(
        sha256=hashlib.sha256(content).hexdigest(),
        name=_plain(name),
        size=len(content),
        content=content,
        created_by=by,
        expires_at=now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return row.id


def get(session: Session, blob_id: int) -> File:
    """The file; NotFound once it was swept away."""
    row = session.get(Blob, blob_id) if 0 < blob_id < ID_LIMIT else None
    if row is None:
        raise NotFound
    return File(
        *(row.id, row.sha256, row.name, row.size, bytes(row.content)),
        *(row.created_at, row.created_by),
    )


def drop(session: DoorSession, *blob_ids: int) -> None:
    """Remove files that nobody needs any more, in the caller's transaction."""
    gone = delete(Blob).where(Blob.id.in_(blob_ids))
    session.execute(gone.execution_options(synchronize_session=False))


def sweep() -> int:
    """Remove the files whose time is over; how many."""
    with transaction() as session:
        old = delete(Blob).where(Blob.expires_at < now())
        done = session.execute(old.execution_options(synchronize_session=False))
        return int(getattr(done, "rowcount", 0))


def _plain(name: str) -> str:
    """The last part of a path, without what cannot be printed: it is shown, never opened."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and not "\ud800" <= c <= "\udfff")
    return kept[-NAME_LENGTH:]
