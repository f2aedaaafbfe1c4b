"""A large file that becomes a project: kept as a blob, looked at by a job, stored by another.

What is stored in about a second is brought within the request (`tables`, `archives`). The project,
the end of its job and the end of the file are one transaction.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select, update

from app.domain.archive_format import HISTORY
from app.domain.errors import Problem
from app.extensions import db
from app.interchange import archive
from app.interchange import heading as headings
from app.interchange import project_archive as reader
from app.interchange.archive import UPLOADED, Refused
from app.models import Job
from app.services import archives, blobs, jobs, project_imports_report, tables
from app.services.accounts import transaction
from app.services.errors import Forbidden, Invalid, Locked, NotFound
from app.services.idempotency import Key
from app.services.jobs import Asked, JobView, Person, Work
from app.services.journal import DoorSession
from app.services.project_imports_report import Report
from app.services.revisions import Outcome
from app.services.tables import Origin, Reading
from app.services.words import imports as words

__all__ = [
    "LOOK",
    "STORE",
    "Looked",
    "Upload",
    "is_large",
    "looked",
    "receive",
    "store",
    "sweep",
    "words",
]

LOOK, STORE = "project.look", "project.import"
#: Lines of tables, and bytes of a history, that take about a second to be read and stored.
LINES, BYTES = 15_000, 3_000_000
#: Carrying out one revision again takes as long as so many bytes of it.
REVISION = 15_000
#: Bytes that the page itself carries from the look to the storing.
CARRIED = 300 * 1024
#: A job may take its time with the proof; storing keeps the others waiting as long as before.
PATIENT = replace(UPLOADED, seconds=120)
#: Files that wait for one person; the oldest goes.
KEPT = 10
#: Seconds to wait for others who write.
PATIENCE = 60.0
NAME = "tables.zip"
#: States of a look that has no report and will have none.
UNSEEN = ("failed", "cancelled")
Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Upload:
    """Files as they were sent; the key makes the second sending the same job."""

    files: Files
    by: int
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at files: its job, the report once there is one, and the last job that stores them."""

    job: JobView
    report: Report | None
    storing: JobView | None

    @property
    def may_be_stored(self) -> bool:
        """Whether there is a project in the files that nobody stores or has stored."""
        ended = self.storing is None or self.storing.state in {"failed", "cancelled"}
        return ended and self.report is not None and self.report.preview is not None


def is_large(files: Files) -> bool:
    """Whether the files hold a project whose import takes more than about a second."""
    if len(files) == 1 and archives.recognises(files[0][1]):
        content = files[0][1]
        return len(content) > CARRIED or _weight(content) > BYTES
    found, refused = archive.uploaded(files)
    if refused or headings.NAME not in found:
        return False
    return _lines(found) > LINES or len(tables.packed(files)) > CARRIED


def _lines(found: Mapping[str, bytes]) -> int:
    return sum(content.count(b"\n") for name, content in found.items() if name != headings.NAME)


def _weight(content: bytes) -> int:
    try:
        manifest = reader.open_(content).manifest
    except Refused:
        return 0  # whoever reads it says why
    return manifest.parts[HISTORY].bytes + manifest.revision * REVISION


def _packed(files: Files) -> bytes:
    is_zip = len(files) == 1 and files[0][1].startswith(b"PK")
    return files[0][1] if is_zip else tables.packed(files)


def receive(upload: Upload) -> int:
    """Keep files for a look at them; the job that looks. Raises Invalid (blob.too_large)."""
    content, name = _packed(upload.files), upload.files[0][0]
    with transaction() as session:
        blob = blobs.put(session, name if len(upload.files) == 1 else NAME, content, upload.by)
        params = {"blob": blob, "name": blobs.get(session, blob).name}
        key = _named(upload.key)
        _let_go(session, upload.by, key)
        number = jobs.add(session, Asked(LOOK, upload.by, params, key=key))
        if session.get_one(Job, number).params["blob"] != blob:
            blobs.drop(session, blob)  # sent again: the first one is looked at
        _make_room(session, upload.by)
        return number


def _let_go(session: DoorSession, by: int, key: str | None) -> None:
    """Whoever sends files again whose look was stopped wants another look."""
    same = update(Job).where(Job.user_id == by, Job.key == key, Job.state.in_(UNSEEN))
    session.execute(same.values(key=None).execution_options(synchronize_session=False))


def _make_room(session: DoorSession, by: int) -> None:
    mine = select(Job.params).where(Job.user_id == by, Job.kind == LOOK).order_by(Job.id.desc())
    _drop_files(session, mine.offset(KEPT).limit(KEPT))


def sweep() -> None:
    """Remove the files of looks that ended without a report: nobody can store them."""
    with transaction() as session:
        _drop_files(session, select(Job.params).where(Job.kind == LOOK, Job.state.in_(UNSEEN)))


def _drop_files(session: DoorSession, looks: Select[tuple[dict[str, Any]]]) -> None:
    files = (params["blob"] for params in session.execute(looks).scalars())
    blobs.drop(session, *files)


def _named(key: Key | None) -> str | None:
    return None if key is None else f"{key.route}:{key.value}:{key.body_hash[:32]}"


def looked(job_id: int, me: Person) -> Looked:
    """One's own look; NotFound for any other job, an administrator's eyes included."""
    job = jobs.find(job_id)
    if job.kind != LOOK or job.user_id != me.id:
        raise NotFound
    report = project_imports_report.read(job.result) if job.state == "done" else None
    stored = select(Job.id).where(Job.user_id == me.id, Job.key.startswith(f"{STORE}:{job_id}:"))
    last = db.session.execute(stored.order_by(Job.id.desc()).limit(1)).scalar_one_or_none()
    return Looked(job, report, None if last is None else jobs.find(last))


def store(before: Looked) -> int:
    """Store what was looked at; the job. What is or was stored already is that job."""
    if before.report is None or before.report.preview is None:
        raise NotFound
    if before.storing is not None and not before.may_be_stored:
        return before.storing.id
    look = before.job
    params = {"blob": look.params["blob"], "name": before.report.preview.name}
    last = 0 if before.storing is None else before.storing.id
    return jobs.ask(Asked(STORE, look.user_id, params, key=f"{STORE}:{look.id}:{last}"))


@jobs.handler(LOOK)
def _look(work: Work) -> Mapping[str, Any]:
    report = _report(work, _content(work))
    with transaction() as session:
        if not report["preview"]:
            blobs.drop(session, work.params["blob"])
        work.done(session, report)
    return report


def _report(work: Work, content: bytes) -> dict[str, Any]:
    if not archives.recognises(content):
        reading = _read(work, content)
        if reading.tables is None:
            return project_imports_report.of(reading.problems)
        work.step("project.computing")
        try:
            preview = tables.preview(reading.tables)
        except Invalid as refused:
            return project_imports_report.of((*reading.problems, *refused.problems))
        return project_imports_report.of(reading.problems, preview)
    try:
        proof = _proved(work, content)
    except Invalid as refused:
        return project_imports_report.of(refused.problems)
    return project_imports_report.of(proof.problems, proof.preview, proof.preview.told)


@jobs.handler(STORE)
def _store(work: Work) -> Mapping[str, Any]:
    content = _content(work)
    try:
        if archives.recognises(content):
            proof = _bounded(_proved(work, content))
            made = _in_turn(work, lambda last: archives.import_(proof, work.by, witness=last))
        else:
            reading = _read(work, content)
            found = reading.tables
            if found is None:
                raise Invalid(*reading.problems)
            made = _in_turn(work, lambda last: tables.import_(found, Origin(work.by, witness=last)))
    except Forbidden:
        raise Invalid(Problem("project_import.forbidden")) from None
    return made.result


@dataclass(frozen=True, slots=True)
class _Last:
    """What ends with an import: the file goes, and the job is done."""

    work: Work

    def check(self) -> None:
        self.work.check()

    def done(self, session: DoorSession, result: Mapping[str, Any]) -> None:
        blobs.drop(session, self.work.params["blob"])
        self.work.done(session, result)


def _in_turn(work: Work, write: Callable[[_Last], Outcome]) -> Outcome:
    """Store once no other long write is in the way: what was read is not read again for that."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            work.step("project.storing")
            return write(_Last(work))
        except Locked:
            if time.monotonic() > until:
                raise
        work.advance(0)
        time.sleep(0.5)


def _content(work: Work) -> bytes:
    content = blobs.get(db.session(), work.params["blob"]).content
    # Nothing of the database is held open while the file is read.
    db.session.remove()
    return content


def _read(work: Work, content: bytes) -> Reading:
    found, _ = archive.gather(content)
    work.step("project.reading", _lines(found))
    rows = 0

    def each() -> None:
        nonlocal rows
        rows += 1
        work.advance(rows)

    return tables.read(content, each)


def _proved(work: Work, content: bytes) -> archives.Proof:
    try:
        size = reader.open_(content).manifest.parts[HISTORY].bytes
    except Refused as refused:
        raise Invalid(refused.problem) from None
    work.step("project.proving", size)
    return archives.prove(content, PATIENT, work.advance)


def _bounded(proof: archives.Proof) -> archives.Proof:
    return replace(proof, archive=replace(proof.archive, limits=UPLOADED))
