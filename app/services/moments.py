"""Reading a project as it was at a revision, through the same services as the present.

    with moments.reading(project_id, number) as seen:
        outline_sheet.sheet(seen.project, view)

What was computed once is kept (a revision never changes), so that the second look is a look.
"""

import base64
import gc
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.domain import estimate as domain
from app.extensions import cache, db
from app.models import Project, Revision
from app.models.types import ID_LIMIT
from app.services import figures, keyframes, moment_book, snapshot, totals, versions
from app.services.errors import NotFound
from app.services.versions import Version

#: In a session that reads a moment: the session of the present, where the history is.
PRESENT = "taksir_present"
#: A larger image is made anew each time: others need the room, too.
LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Differs:
    """What today's arithmetic gives for a named version, where that is not what was kept."""

    rounded: Fraction
    #: Rows of the sheet, analyses and the project itself whose figures are others.
    rows: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A moment while it is read: the project as it was, its revision, the versions around it."""

    project: Project
    revision: Version
    #: Named versions, oldest first.
    versions: tuple[Version, ...]
    present: int
    differs: Differs | None

    @property
    def number(self) -> int:
        """The revision's number."""
        return self.revision.number

    @property
    def before(self) -> Version | None:
        """The nearest named version before this moment."""
        return next((v for v in reversed(self.versions) if v.number < self.number), None)

    @property
    def after(self) -> Version | None:
        """The nearest named version after it."""
        return next((v for v in self.versions if v.number > self.number), None)


@contextmanager
def reading(project_id: int, number: int) -> Iterator[Seen]:
    """Let every reading service see the project at a revision; who may is the caller's question.

    Raises NotFound where the project has no such revision.
    """
    outer, now = db.session(), present()
    found = _versions(now, project_id, number)
    revision = next(version for version in found if version.number == number)
    project = now.get_one(Project, project_id)
    kept = _kept(now, project, revision)
    with moment_book.opened(zlib.decompress(base64.b64decode(kept["image"]))) as past:
        past.info[PRESENT] = now
        if kept["standing"]:
            past.info[totals.STANDING] = keyframes.Kept(0, kept["standing"]).recap
        db.session.registry.set(past)  # type: ignore[arg-type]
        try:
            yield Seen(
                project=past.get_one(Project, project_id),
                revision=revision,
                versions=tuple(version for version in found if version.name),
                present=project.revision,
                differs=_differs(kept["differs"]),
            )
        finally:
            db.session.registry.set(outer)


def present() -> Session:
    """The session that reads the present, whatever is being read."""
    session: Session = db.session.info.get(PRESENT) or db.session()
    return session


def _versions(session: Session, project_id: int, number: int) -> list[Version]:
    if not (0 < project_id < ID_LIMIT and 0 < number < ID_LIMIT):
        raise NotFound
    wanted = or_(Revision.number == number, Revision.name.is_not(None))
    found = versions.select_versions(session, project_id, wanted)
    if all(version.number != number for version in found):
        raise NotFound
    return list(found)


def _kept(session: Session, project: Project, revision: Version) -> Mapping[str, Any]:
    """The moment from the cache, or made and put there.

    A name changes nothing of a moment but where its figures come from; tables and arithmetic of a
    new release do. When it was tells it from that of another history under the same numbers: a
    database that was restored, an installation beside the same Redis.
    """
    source = "kept" if revision.name else "computed"
    key = (
        f"moment:{project.id}:{revision.number}:{revision.at.timestamp()}:{source}"
        f":{keyframes.ARITHMETIC}:{moment_book.shape()}"
    )
    found: Any = cache.get(key)
    if found is None:
        with _uncollected():
            found = _made(session, project, revision)
        if len(found["image"]) <= LARGEST:
            cache.set(key, found)
    return found  # type: ignore[no-any-return]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause the collector: nothing of a moment is garbage before it is made.

    Looking through all of it again and again is a tenth of the work. Threads that meet here pause
    a little less.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _made(session: Session, project: Project, revision: Version) -> dict[str, Any]:
    inputs = keyframes.at(session, project.id, revision.number, project.revision)
    computed = domain.compute(snapshot.estimate(inputs))
    rows: dict[str, Any] = {
        model.__tablename__: values for model, values in figures.expected(inputs, computed).items()
    }
    kept = keyframes.kept(session, project.id, revision.number) if revision.name else None
    differs = None
    if kept is not None:
        standing = kept.rows
        count = _count_differing(standing, rows)
        if count or kept.recap != computed.recap:
            differs = {"rounded": str(computed.recap.rounded), "rows": count}
        rows = standing
    image = moment_book.image(inputs, rows, _facts(project, revision))
    return {
        "image": base64.b64encode(zlib.compress(image, 1)).decode(),
        "standing": {n: kept.figures[n] for n in (*totals.NAMES, "tail")} if kept else None,
        "differs": differs,
    }


def _count_differing(standing: Mapping[str, Any], computed: Mapping[str, Any]) -> int:
    return sum(
        values != computed[table].get(i)
        for table, rows in standing.items()
        for i, values in rows.items()
    )


def _facts(project: Project, revision: Version) -> dict[str, Any]:
    """Columns of the project beside inputs and figures, as they were."""
    return {
        "revision": revision.number,
        "keyframe_revision": 0,
        "keyframe_bytes": 0,
        "created_at": _stamp(project.created_at),
        "created_by": project.created_by,
        "updated_at": _stamp(revision.at),
        "updated_by": revision.by,
        "is_demo": project.is_demo,
    }


def _stamp(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def _differs(found: Mapping[str, Any] | None) -> Differs | None:
    return Differs(Fraction(found["rounded"]), found["rows"]) if found else None
