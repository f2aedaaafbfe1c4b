"""Looking at a workbook and importing it, as jobs."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from app.models import ColumnMapping, Edition, Job
from app.services import (
    blobs,
    catalogue_editions,
    catalogue_import,
    catalogue_upload,
    jobs,
    transactions,
)
from app.services.catalogue_import import Into, ask_import, ask_preview, read
from app.services.catalogue_upload import Upload
from app.services.errors import Invalid, Locked, NotFound
from app.services.jobs_work import Work
from tests.services.catalogue.books import flat, foreign
from tests.services.catalogue.making import all_of, codes, counts, stored

pytestmark = pytest.mark.usefixtures("context")
COLUMNS = {"code": 0, "title": 1, "name": 2, "unit": 3, "coefficient": 4}


@pytest.fixture
def kept(admin):
    """`kept(content)`: a file that was uploaded; its id."""

    def put(content, name="buku.xlsx"):
        with transactions.writing() as session:
            return blobs.put(session, name, content, admin.id)

    return put


@pytest.fixture
def looked(kept, admin):
    def look(content, columns=None):
        return jobs.run_here(ask_preview(kept(content), admin.id, columns))

    return look


@pytest.fixture
def imported(kept, admin):
    def load(content, edition="AHSP", columns=None):
        return jobs.run_here(ask_import(kept(content), edition, admin.id, columns))

    return load


def test_a_look_stores_nothing_and_tells_everything(looked):
    before = counts()
    job = looked(flat(3, 2))
    assert (job.state, counts()) == ("done", before)
    told = job.result
    assert (told["layout"], told["analyses"], told["components"]) == ("flat", 3, 6)
    assert told["counts"]["rows"] == 6
    assert told["new"] == {"analyses_new": 3, "analyses_known": 0, "against": None}
    assert (told["same_file"], told["file"], told["problems"]) == (None, "buku.xlsx", [])


def test_an_upload_into_a_busy_database_is_told_to_come_again(admin, monkeypatch):
    """Another process, a worker say, is writing: the wait for it lies in the database."""
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorname = "SQLITE_BUSY"

    def put(*_given):
        raise OperationalError("BEGIN IMMEDIATE", None, busy)

    monkeypatch.setattr(blobs, "put", put)
    with pytest.raises(Locked):
        catalogue_upload.receive(Upload("buku.xlsx", flat(1), admin.id))


def test_a_look_tells_what_is_new_against_the_current_edition(looked, imported):
    imported(flat(3))
    told = looked(flat(5)).result
    assert told["new"] == {"analyses_new": 2, "analyses_known": 3, "against": "AHSP"}
    again = looked(flat(3)).result
    assert again["same_file"] == {"id": all_of(Edition)[0].id, "name": "AHSP"}


def test_a_look_at_an_unknown_table_asks_for_its_columns(looked):
    told = looked(foreign()).result
    assert (told["layout"], told["analyses"]) == ("table", 0)
    assert told["heading"][0] == "Kolom satu"
    assert told["sample"][0][2] == "Pekerja"
    assert told["meanings"] == list(catalogue_import.MEANINGS)
    assert looked(foreign(), COLUMNS).result["analyses"] == 1


def test_an_import_is_an_edition_when_its_job_is_done(imported, admin):
    job = imported(flat(3, 2))
    (edition,) = all_of(Edition)
    assert (job.state, job.result["edition_id"], job.result["components"]) == (
        "done", edition.id, 6,
    )  # fmt: skip
    assert (edition.created_by, edition.state, edition.report["analyses"]) == (admin.id, "ready", 3)
    assert job.result["problems"] == len(edition.report["problems"])
    assert job.percent == 100


def test_the_same_file_again_is_a_job_that_changed_nothing(imported):
    imported(flat())
    before = counts()
    job = imported(flat())
    assert (job.state, job.result["unchanged"], counts()) == ("done", True, before)


def test_what_a_person_said_about_columns_is_remembered_by_the_import(imported, looked):
    assert imported(foreign()).state == "failed"
    assert imported(foreign(), columns=COLUMNS).state == "done"
    assert all_of(ColumnMapping)[0].columns == COLUMNS
    assert looked(foreign()).result["analyses"] == 1
    other = {**COLUMNS, "title": 2, "name": 1}
    imported(foreign(), "Lain", other)
    assert [row.columns for row in all_of(ColumnMapping)] == [other]


def test_an_import_of_an_unknown_table_says_what_is_missing(imported):
    job = imported(foreign())
    assert [p.code for p in job.problems] == ["catalogue.no_columns"]
    assert "Kolom satu" in job.problems[0].params["heading"]
    assert counts()[0] == 0


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"a,b\n1,2\n"])
def test_a_file_that_is_no_workbook_ends_its_job_and_stores_nothing(imported, looked, content):
    job = imported(content)
    assert job.state == "failed"
    assert job.problems[0].code.startswith("file.")
    told = looked(content).result
    assert (told["layout"], told["analyses"]) == (None, 0)
    assert codes(told) == [job.problems[0].code]
    assert counts()[0] == 0


def test_an_edition_that_holds_another_file_is_refused_when_asked(kept, admin):
    stored(edition="AHSP")
    with pytest.raises(Invalid) as refused:
        ask_import(kept(flat()), " ahsp ", admin.id)
    assert refused.value.problems[0].code == "catalogue.edition_exists"
    assert all_of(Job) == []


def test_a_file_that_is_gone_cannot_be_asked_for(admin):
    with pytest.raises(NotFound):
        ask_import(99, "AHSP", admin.id)


def test_asked_twice_with_one_key_it_is_one_job(kept, admin):
    blob = kept(flat())
    first = ask_import(blob, "AHSP", admin.id, key="k")
    assert ask_import(blob, "AHSP", admin.id, key="k") == first
    assert ask_preview(blob, admin.id, key="l") == ask_preview(blob, admin.id, key="l")


def test_another_attempt_begins_again_and_says_so(imported, monkeypatch):
    stopped = []
    advance = Work.advance

    def stop_once(work, done):
        if done and not stopped:
            stopped.append(done)
            raise MemoryError
        advance(work, done)

    monkeypatch.setattr(Work, "advance", stop_once)
    monkeypatch.setattr("app.services.jobs_claims.PAUSE", 0)
    job = imported(flat(40))
    (edition,) = all_of(Edition)
    assert (job.state, job.attempts, job.restarted) == ("done", 2, True)
    assert codes(edition.report)[0] == "catalogue.restarted"
    assert counts()[1:4] == [40, 80, 2]


def test_a_cancelled_import_leaves_nothing(imported, admin, monkeypatch):
    advance = Work.advance

    def cancel(work, done):
        jobs.cancel(work.job_id, admin)
        work.beat()
        advance(work, done)

    monkeypatch.setattr(Work, "advance", cancel)
    assert imported(flat(40)).state == "cancelled"
    assert counts() == [0] * 6


def test_no_transaction_is_open_while_a_file_is_read(imported, monkeypatch):
    seen = []

    def watched(content, columns=None):
        pool = catalogue_import.db.engine.pool
        seen.append(getattr(pool, "checkedout", lambda: 0)())
        return read(content, columns)

    monkeypatch.setattr(catalogue_import, "read", watched)
    assert imported(flat()).state == "done"
    assert seen == [0]


def test_two_jobs_into_one_edition_leave_one(kept, admin):
    blob = kept(flat(20))
    first, second = (ask_import(blob, "AHSP", admin.id) for _ in range(2))
    assert jobs.run_here(first).result["edition_id"] == jobs.run_here(second).result["edition_id"]
    assert [each.name for each in catalogue_editions.editions()] == ["AHSP"]
    assert Into("a", None).kind == "official"
