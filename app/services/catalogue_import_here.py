"""An import from the command line: its job runs in this process and needs no worker."""

import hashlib
from dataclasses import dataclass

from app.config import UPLOAD_BYTES
from app.domain.errors import Problem
from app.extensions import db
from app.services import (
    blobs,
    catalogue_editions,
    catalogue_import,
    catalogue_import_report,
    catalogue_import_runs,
    jobs,
    users,
)
from app.services.accounts import transaction
from app.services.catalogue_import import Into
from app.services.catalogue_import_report import Report
from app.services.errors import Invalid

#: Days that the file itself is kept: the job reads it once.
_DAYS = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A file and the edition that it is to become."""

    name: str
    content: bytes
    edition: str

    def __post_init__(self) -> None:
        """Refuse what no job would take."""
        if len(self.content) > UPLOAD_BYTES:
            params = {"limit": UPLOAD_BYTES // 1024**2}
            raise Invalid(Problem("blob.too_large", "file", params))


def look(source: Source) -> Report:
    """What `load` would do; nothing is stored. Raises Invalid where nothing would be."""
    name = catalogue_import_runs.named(source.edition)
    digest = hashlib.sha256(source.content).hexdigest()
    reading = catalogue_import.read(source.content)
    if reading.catalogue is None:
        raise Invalid(*catalogue_import.refusals(reading))
    catalogue_import_runs.check(db.session(), Into(name, None, source.name, digest))
    db.session.rollback()
    return catalogue_import.preview(reading, digest)


def load(source: Source) -> Report:
    """Make the file an edition; back when it is ready. Raises Invalid where nothing was stored."""
    by = users.first_admin()
    if by is None:
        return _without_a_job(source)
    with transaction() as session:
        blob = blobs.put(session, source.name, source.content, by, _DAYS)
    done = jobs.run_here(catalogue_import.ask_import(blob, source.edition, by))
    db.session.rollback()
    if done.state != "done":
        raise Invalid(*(done.problems or [Problem("catalogue.stopped")]))
    found = dict(catalogue_editions.report(done.result["edition_id"]))
    if done.result.get("unchanged"):
        return catalogue_import.unchanged(found, done.result["edition"])
    return found


def _without_a_job(source: Source) -> Report:
    """An installation without people: there is nobody whose job it could be."""
    digest = hashlib.sha256(source.content).hexdigest()
    into = Into(source.edition, None, source.name, digest)
    return catalogue_import.store(catalogue_import.read(source.content), into)


def refused(source: str, invalid: Invalid) -> Report:
    """What is printed where nothing was stored."""
    return catalogue_import_report.told(
        catalogue_import_report.nothing(invalid.problems), source
    )  # fmt: skip
