"""A large import that is stopped, overtaken or kept waiting when all of it is written."""

import threading

import pytest

from app.models import Blob, OutlineNode
from app.services import archive_store, jobs, jobs_work, project_imports, table_store
from app.services.errors import Locked
from tests.services.imports.kiosk import count, projects


@pytest.fixture
def at_the_end(monkeypatch):
    """`at_the_end(do)`: what happens when all rows are written and nothing is committed."""

    def arrange(do):
        for module, name in ((table_store, "insert"), (archive_store, "store")):
            real = getattr(module, name)

            def write(*given, real=real):
                found = real(*given)
                do()
                return found

            monkeypatch.setattr(module, name, write)

    return arrange


@pytest.fixture
def hold(monkeypatch):
    """The work that is under way."""
    held, real = [], jobs_work.Work.__init__

    def begin(work, *given):
        real(work, *given)
        held.append(work)

    monkeypatch.setattr(jobs_work.Work, "__init__", begin)
    return held


def test_one_that_is_stopped_when_all_is_written_leaves_nothing(seen, work, hold, at_the_end):
    rows, number = count(OutlineNode), project_imports.store(seen)
    at_the_end(lambda: setattr(hold[-1], "_verdict", True))
    work()
    assert jobs.find(number).state == "cancelled"
    assert (projects(), count(OutlineNode), count(Blob)) == ([], rows, 1)


def test_a_worker_that_lost_its_job_stores_nothing(seen, work, hold, at_the_end):
    number = project_imports.store(seen)
    at_the_end(lambda: setattr(hold[-1], "_verdict", None))
    jobs.run_next("slow")
    assert (projects(), jobs.find(number).state) == ([], "running")


def test_a_worker_that_ends_hands_it_back_and_the_next_one_stores_it(seen, hold, at_the_end):
    leaving, number = threading.Event(), project_imports.store(seen)
    at_the_end(leaving.set)
    jobs.run_next("old", leaving)
    assert (projects(), jobs.find(number).state) == ([], "waiting")
    jobs.run_next("new")
    assert (len(projects()), jobs.find(number).state) == (1, "done")


def test_one_that_waits_for_another_writer_is_stored_in_the_same_attempt(seen, work, at_the_end):
    number, waits = project_imports.store(seen), [1, 1]

    def somebody_writes():
        if waits:
            waits.pop()
            raise Locked

    at_the_end(somebody_writes)
    work()
    job = jobs.find(number)
    assert (job.state, job.attempts, len(projects())) == ("done", 1, 1)
