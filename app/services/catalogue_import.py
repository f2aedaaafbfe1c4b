"""Workbooks of analyses become editions: looked at first, then stored, always as a job.

Files are read outside any transaction. Rows come in short batches into an edition that nobody
sees yet; one write makes it ready. Wherever a run dies, the next one takes away what it left and
begins again. The same file again changes nothing; another file into an edition is refused.
"""

import time
from collections.abc import Mapping
from typing import Any

from app.domain import printed
from app.domain.errors import Problem
from app.extensions import db
from app.interchange.catalogue import Reading
from app.interchange.mapped import MEANINGS, REQUIRED
from app.models import Edition
from app.services import (
    blobs,
    catalogue_import_columns,
    catalogue_import_left,
    catalogue_import_plan,
    catalogue_import_report,
    catalogue_import_runs,
    catalogue_import_store,
    catalogue_words,
    jobs,
)
from app.services.accounts import transaction
from app.services.blobs import File
from app.services.catalogue_import_new import news
from app.services.catalogue_import_plan import Plan
from app.services.catalogue_import_report import Report
from app.services.catalogue_import_runs import Into, Loading, Superseded
from app.services.catalogue_import_watch import SILENT, Silent, Watch
from app.services.errors import Invalid
from app.services.jobs import Asked, Cancelled, Lost, Work

__all__ = [
    "MEANINGS",
    "REQUIRED",
    "SILENT",
    "Into",
    "Report",
    "Silent",
    "Watch",
    "ask_import",
    "ask_preview",
    "catalogue_words",
    "preview",
    "read",
    "refusals",
    "store",
    "unchanged",
]

PREVIEW, IMPORT = "catalogue.preview", "catalogue.import"
#: Seconds to wait for another run into the same edition, which lives or only seems to.
PATIENCE = 25.0
_HEADING = 200

read = catalogue_import_columns.read


def ask_preview(
    blob_id: int, by: int, columns: Mapping[str, int] | None = None, key: str | None = None
) -> int:
    """Ask for a look at a file; the id of the job."""
    params = {"blob": blob_id, "columns": dict(columns) if columns else None}
    return jobs.ask(Asked(PREVIEW, by, params, key=key))


def ask_import(
    blob_id: int,
    edition: str,
    by: int,
    columns: Mapping[str, int] | None = None,
    key: str | None = None,
) -> int:
    """Ask for a file to become an edition; the id of the job.

    Raises NotFound without the file and Invalid (place `edition`): text.*, or
    catalogue.edition_exists where this name holds another file.
    """
    name = catalogue_import_runs.named(edition)
    with transaction() as session:
        file = blobs.get(session, blob_id)
        catalogue_import_runs.check(session, Into(name, by, file.name, file.sha256))
        params = {"blob": blob_id, "edition": name, "columns": dict(columns) if columns else None}
        return jobs.add(session, Asked(IMPORT, by, params, key=key))


@jobs.handler(PREVIEW)
def _look(work: Work) -> Report:
    work.step("catalogue.reading")
    file = _file(work)
    found = preview(read(file.content, work.params["columns"]), file.sha256)
    return {**found, "file": file.name, "blob": file.id}


@jobs.handler(IMPORT)
def _import(work: Work) -> Report:
    work.step("catalogue.reading")
    file = _file(work)
    columns = work.params["columns"]
    reading = read(file.content, columns)
    if columns and reading.heading and reading.catalogue:
        with transaction() as session:
            work.hold(session)
            catalogue_import_columns.remember(session, reading.heading, columns, work.by)
    into = Into(work.params["edition"], work.by, file.name, file.sha256)
    try:
        return catalogue_import_store.summary(store(reading, into, work))
    except Superseded:
        raise Lost from None


def _file(work: Work) -> File:
    file = blobs.get(db.session(), work.params["blob"])
    # Nothing of the database is held open while the file is read.
    db.session.remove()
    return file


def preview(reading: Reading, sha256: str) -> Report:
    """What storing a file would do, and what of it is new; nothing is stored."""
    plan = _plan(reading)
    return {
        **_report(reading, plan),
        **news(plan, sha256),
        "heading": list(reading.heading),
        "proposed": dict(reading.proposed),
        "sample": [list(row) for row in reading.sample],
        "meanings": list(MEANINGS),
    }


def store(reading: Reading, into: Into, watch: Watch = SILENT) -> Report:
    """Make a catalogue an edition that is ready; the report, with `edition` and `edition_id`.

    The same file again changes nothing: the report of then, with a warning
    (catalogue.unchanged). What a dead run left is taken away first (catalogue.restarted).
    Raises Invalid: what made the file unreadable, catalogue.edition_exists,
    catalogue.being_loaded, text.*.
    """
    name = catalogue_import_runs.named(into.edition)
    into = Into(name, into.by, into.file_name, into.sha256, into.kind)
    plan = _plan(reading)
    if plan is None or not plan.size:
        raise Invalid(*refusals(reading))
    found = _report(reading, plan)
    loading = _begin(into, watch)
    if isinstance(loading, Edition):
        found = unchanged(loading.report, loading.name)
        return {**found, "edition": loading.name, "edition_id": loading.id}
    if loading.was_left or watch.attempt > 1:
        again = catalogue_import_report.stored([Problem("catalogue.restarted", warning=True)])
        found["problems"] = [*again, *found["problems"]]
    try:
        _fill(loading, plan, into, watch)
        catalogue_import_store.flip(loading, watch, str(reading.layout), found)
    except Cancelled:
        catalogue_import_left.drop(loading, watch)
        raise
    return {**found, "edition": into.edition, "edition_id": loading.id}


def refusals(reading: Reading) -> list[Problem]:
    """Why a file gives nothing to store."""
    if reading.catalogue is None and reading.heading and not reading.problems:
        heading = ", ".join(filter(None, reading.heading))
        return [Problem("catalogue.no_columns", "", {"heading": heading[:_HEADING]})]
    return list(reading.problems) or [Problem("file.no_table")]


def _plan(reading: Reading) -> Plan | None:
    return catalogue_import_plan.plan(reading.catalogue) if reading.catalogue else None


def _report(reading: Reading, plan: Plan | None) -> Report:
    compared = None
    if reading.catalogue is not None:
        compared = printed.compare(reading.catalogue, reading.problems)
    return catalogue_import_report.report(reading, plan, compared)


def _begin(into: Into, watch: Watch) -> Loading | Edition:
    """Wait for another run into this edition: it ends, or its lease does."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return catalogue_import_runs.begin(into, watch)
        except Invalid as refused:
            waits = refused.problems[0].code == "catalogue.being_loaded"
            if not waits or time.monotonic() > until:
                raise
        watch.advance(0)
        time.sleep(0.5)


def _fill(loading: Loading, plan: Plan, into: Into, watch: Watch) -> None:
    if loading.was_left:
        watch.step("catalogue.clearing")
        catalogue_import_left.clear(loading, watch)
    catalogue_import_store.rows(plan, loading, into, watch)


def unchanged(report: Mapping[str, Any], edition: str) -> Report:
    """The report of an edition that has this file already."""
    same = [Problem("catalogue.unchanged", "", {"edition": edition}, warning=True)]
    problems = [*catalogue_import_report.stored(same), *report["problems"]]
    return {**report, "problems": problems, "unchanged": True}
