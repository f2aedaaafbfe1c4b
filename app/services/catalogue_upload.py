"""A workbook that an administrator brings: kept as a blob, read by a job, stored by another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import Problem
from app.interchange.book import BookError, open_book
from app.services import blobs, catalogue_import, jobs
from app.services.accounts import transaction
from app.services.errors import Invalid, NotFound
from app.services.idempotency import Key
from app.services.jobs import JobView, Person

KIND = "catalogue.preview"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; the key makes the second sending the same job."""

    name: str
    content: bytes
    by: int
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A look at a workbook: its job, and the report once there is one."""

    job: JobView
    report: Mapping[str, Any] | None

    @property
    def needed(self) -> Mapping[str, Any]:
        """The report; NotFound while there is none."""
        if self.report is None:
            raise NotFound
        return self.report

    @property
    def has_content(self) -> bool:
        """Whether there is something to store."""
        return bool(self.report and (self.report["analyses"] or self.report["prices"]))

    @property
    def has_columns(self) -> bool:
        """Whether a person may say what the columns mean."""
        return bool(self.report and self.report["heading"])

    @property
    def columns(self) -> Mapping[str, int]:
        """The column of each meaning, as it was chosen or guessed."""
        columns: Mapping[str, int] = self.job.params.get("columns") or self.needed["proposed"]
        return columns

    @property
    def name(self) -> str:
        """The name of the file, as far as it is known yet."""
        return str(self.report["file"]) if self.report else ""

    @property
    def same_file(self) -> Mapping[str, Any] | None:
        """The edition (id, name) that was made from this very file."""
        return self.report["same_file"] if self.report else None


def receive(upload: Upload) -> int:
    """Keep a workbook for a look; the job that reads it.

    Raises Invalid (file.*, at `file`) for what is no workbook, or one that may do harm.
    """
    try:
        open_book(upload.content).close()
    except BookError as error:
        raise Invalid(Problem(error.problem.code, "file", error.problem.params)) from None
    with transaction() as session:
        blob = blobs.put(session, upload.name, upload.content, upload.by)
    digest = hashlib.sha256(upload.content).hexdigest()
    return catalogue_import.ask_preview(blob, upload.by, key=_key(upload.key, digest))


def looked(job_id: int, me: Person) -> Looked:
    """The look that a job is; NotFound where it is another kind of job, or somebody else's."""
    job = jobs.view(job_id, me)
    if job.kind != KIND:
        raise NotFound
    return Looked(job, job.result if job.state == "done" else None)


def again(before: Looked, columns: Mapping[str, int], by: int, key: Key | None) -> int:
    """Read the workbook again with the meanings of its columns; the job."""
    blob = before.job.params["blob"]
    return catalogue_import.ask_preview(blob, by, columns, key=_key(key))


def store(before: Looked, name: str, by: int, key: Key | None) -> int:
    """Store the workbook as an edition; the job. Raises Invalid (at `edition`)."""
    if not before.has_content:
        raise NotFound
    blob, columns = before.job.params["blob"], before.job.params.get("columns")
    return catalogue_import.ask_import(blob, name, by, columns, key=_key(key))


def _key(key: Key | None, content: str = "") -> str | None:
    """One key for one form with one content."""
    if key is None:
        return None
    digest = hashlib.sha256(f"{key.body_hash}{content}".encode()).hexdigest()
    return f"{key.route}:{key.value}:{digest[:32]}"
