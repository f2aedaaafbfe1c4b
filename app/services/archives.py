"""A project with its whole history as one file: written, and taken over.

content = archives.export(project_id)
proof = archives.prove(content)              # raises Invalid; nothing is stored yet
made = archives.import_(proof, by)
"""

import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DataError

from app.documents import project_archive as writer
from app.domain.archive_format import HISTORY, ROWS, Manifest
from app.domain.errors import Problem
from app.extensions import db
from app.interchange import project_archive as reader
from app.interchange.archive import UNPACKED_BYTES, ZIP_BYTES, Limits
from app.models import Keyframe, Project, Revision, User
from app.models.types import ID_LIMIT
from app.services import (
    archive_steps,
    archive_store,
    journal,
    keyframes,
    revisions,
    snapshot,
    totals,
)
from app.services.archive_proof import Preview, Proof, prove
from app.services.archive_steps import Step
from app.services.errors import Invalid, NotFound
from app.services.idempotency import Key
from app.services.journal import MODELS, DoorSession
from app.services.revisions import Outcome, Witness
from app.services.words import archives as words

__all__ = [
    "BY_COMMAND",
    "Preview",
    "Proof",
    "export",
    "import_",
    "is_too_large",
    "prove",
    "recognises",
    "words",
]

#: What a page takes is for whoever may log in; a command reads what its machine can hold.
BY_COMMAND = Limits(500 * 1024**2, 4 * 1024**3, 24 * 3600, 10_000_000)


def recognises(content: bytes) -> bool:
    """Whether these bytes are an archive of a project, whatever the file is called."""
    return reader.recognises(content)


def export(project_id: int) -> bytes:
    """The project and its history; who may see it is for the caller to judge. NotFound."""
    found = db.session.get(Project, project_id) if 0 < project_id < ID_LIMIT else None
    if found is None:
        raise NotFound
    manifest = Manifest(
        arithmetic=keyframes.ARITHMETIC,
        name=found.name,
        revision=found.revision,
        totals={name: str(totals.exact(found, name)) for name in totals.NAMES},
        incomplete=found.incomplete,
        columns={table: journal.inputs(model) for table, model in MODELS.items()},
        parts={},
    )
    return writer.write(manifest, {ROWS: _rows(project_id), HISTORY: _history(project_id)})


def is_too_large(content: bytes) -> bool:
    """Whether a page would refuse to take this archive back, so that only a command can."""
    return len(content) > ZIP_BYTES or reader.unpacked(content) > UNPACKED_BYTES


def import_(
    proof: Proof, by: int, key: Key | None = None, witness: Witness | None = None
) -> Outcome:
    """Take a proved archive over as a project of this person; the result: {"items": count}.

    Raises Forbidden for viewers of the site, Invalid for what this database cannot keep, or not
    while others wait.
    """
    steps = _in_time(archive_steps.history(proof.archive), proof.archive.limits.seconds, witness)

    def store(session: DoorSession) -> dict[str, Any]:
        project_id = archive_store.store(session, by, proof.proved, steps)
        revision = proof.archive.manifest.revision
        return {"project": project_id, "revision": revision, "items": proof.preview.items}

    try:
        return revisions.bring(by, key, store, witness)
    except DataError as error:
        raise Invalid(Problem("project_archive.rule", ROWS)) from error


def _in_time(steps: Iterator[Step], seconds: int, witness: Witness | None) -> Iterator[Step]:
    """Nobody else writes meanwhile on SQLite, and each named revision is computed again."""
    end = time.monotonic() + seconds
    for step in steps:
        if time.monotonic() > end:
            raise Invalid(Problem("project_archive.long", step.place, {"number": step.number}))
        if witness is not None:
            witness.check()
        yield step


def _rows(project_id: int) -> Iterator[list[Any]]:
    inputs = snapshot.inputs(db.session(), project_id)
    for table, model in MODELS.items():
        names = journal.inputs(model)
        versions = _versions(table, project_id)
        for i, row in sorted(inputs[table].items()):
            yield [table, i, versions.get(i, 1), [row[name] for name in names]]


def _versions(table: str, project_id: int) -> dict[int, int]:
    model: Any = MODELS[table]
    if model is Project:
        return {}
    statement = select(model.id, model.version).where(model.project_id == project_id)
    return dict(db.session.execute(statement).all())


def _history(project_id: int) -> Iterator[Any]:
    statement = (
        select(Revision, func.coalesce(Revision.author, User.name))
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id)
        .order_by(Revision.number)
        .execution_options(yield_per=50)
    )
    frames = _frames(project_id)
    with db.session.execute(statement) as found:
        for revision, author in found:
            kept = frames.get(revision.number) if revision.name else None
            yield archive_steps.line(revision, author, kept)
            yield from revision.changes


def _frames(project_id: int) -> dict[int, archive_steps.Kept]:
    """The figures that named revisions keep, without the inputs beside them."""
    statement = select(Keyframe.revision, Keyframe.arithmetic, Keyframe.figures).where(
        Keyframe.project_id == project_id, Keyframe.figures.is_not(None)
    )
    return {
        number: archive_steps.Kept(arithmetic, {name: figures[name] for name in totals.NAMES})
        for number, arithmetic, figures in db.session.execute(statement)
    }
