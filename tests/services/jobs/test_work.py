import threading
from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Job
from app.models.types import now
from app.services import jobs, jobs_claims, jobs_work, transactions
from app.services.errors import Locked
from app.services.jobs_work import Work


def test_progress_is_told_and_stays_within_its_total(asked, handle, monkeypatch):
    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    number, seen = asked(), []

    def look():
        db.session.rollback()
        job = jobs.find(number)
        seen.append((job.step, job.progress, job.total, job.percent))

    def work(work):
        look()
        work.step("reading", 8)
        work.advance(4)
        look()
        work.advance(99)
        look()
        work.step("writing")
        look()
        return {}

    handle(work)
    jobs.run_next("w")
    assert seen == [
        ("", 0, None, None),
        ("reading", 4, 8, 50),
        ("reading", 8, 8, 100),
        ("writing", 0, None, None),
    ]


def test_progress_is_written_once_a_second_however_often_it_is_told(asked, handle, monkeypatch):
    writes, real = [], jobs_claims.renew
    monkeypatch.setattr(
        jobs_claims, "renew", lambda *a, **values: writes.append(values) or real(*a, **values)
    )

    def work(work):
        work.step("reading", 1000)
        for done in range(1000):
            work.advance(done)
        return {}

    asked()
    handle(work)
    jobs.run_next("w")
    assert len(writes) <= 3


def test_the_lease_is_renewed_while_the_handler_is_silent(asked, handle, monkeypatch):
    monkeypatch.setattr(jobs_work, "BEAT", 0.02)
    number, leases = asked(), []

    def work(_work):
        for _ in range(2):
            db.session.rollback()
            leases.append(db.session.get(Job, number).lease_until)
            threading.Event().wait(0.3)
        return {}

    handle(work)
    jobs.run_next("w")
    assert leases[1] > leases[0]
    assert jobs.find(number).state == "done"


def test_a_handler_that_is_silent_for_too_long_may_lose_its_job(asked, monkeypatch):
    asked()
    work, renewed = Work(jobs_claims.take("w", {"test"})), []
    monkeypatch.setattr(jobs_claims, "renew", lambda *_a: renewed.append(1) or False)
    work.beat()
    monkeypatch.setattr(jobs_work, "SILENCE", -1.0)
    work.beat()
    assert renewed == [1]


def test_what_breaks_is_tried_three_times_and_then_told(asked, handle, alice, monkeypatch, caplog):
    monkeypatch.setattr(jobs_claims, "PAUSE", -1)
    attempts = []

    def work(work):
        attempts.append(work.attempt)
        raise ZeroDivisionError

    handle(work)
    number = asked()
    while jobs.run_next("w"):
        pass

    job = jobs.view(number, alice)
    assert attempts == [1, 2, 3]
    assert (job.state, [p.code for p in job.problems]) == ("failed", ["job.broken"])
    assert caplog.text.count("\nZeroDivisionError") == 3


def test_what_breaks_pauses_before_it_is_tried_again(asked, handle):
    def work(_work):
        raise Locked

    handle(work)
    number = asked()
    jobs.run_next("w")

    row = db.session.get(Job, number)
    assert (row.state, row.worker) == ("running", "")
    assert timedelta(seconds=3) < row.lease_until - now() < timedelta(seconds=6)


def test_a_leaving_worker_gives_its_job_back(asked, handle):
    leaving = threading.Event()

    def work(work):
        leaving.set()
        work.advance(1)

    handle(work)
    number = asked()
    jobs.run_next("w", leaving)
    job = jobs.find(number)
    assert (job.state, job.restarted, job.has_ended) == ("waiting", True, False)


def test_progress_that_cannot_be_written_stops_no_work(asked, handle, monkeypatch):
    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    real, busy = jobs_claims.renew, []

    def renew(*given, **values):
        if values.get("progress") == 1:
            busy.append(1)
            raise Locked
        return real(*given, **values)

    def work(work):
        work.step("reading", 3)
        for done in range(4):
            work.advance(done)
        return {"attempt": work.attempt}

    monkeypatch.setattr(jobs_claims, "renew", renew)
    handle(work)
    number = asked()
    jobs.run_next("w")
    job = jobs.find(number)
    assert (job.state, job.result, busy) == ("done", {"attempt": 1}, [1])


def test_a_handler_may_end_its_job_with_its_effect(asked, handle, alice):
    def work(work):
        with transactions.writing() as session:
            work.done(session, {"edition": 7})
        return {"not": "this"}

    handle(work)
    number = asked()
    jobs.run_next("w")
    assert jobs.view(number, alice).result == {"edition": 7}


def test_somebodys_long_write_does_not_cost_what_was_done(asked, alice, monkeypatch):
    real, tries = jobs_claims.end, []

    def busy(*given):
        tries.append(1)
        if len(tries) < 3:
            raise Locked
        return real(*given)

    monkeypatch.setattr(jobs_claims, "end", busy)
    number = asked()
    jobs.run_next("w")
    assert jobs.view(number, alice).state == "done"


def test_a_command_does_its_own_job(asked):
    asked()
    number = asked()
    assert jobs.run_here(number).state == "done"


def test_a_command_waits_for_a_job_that_a_worker_took_first(asked, monkeypatch):
    number = asked()
    claim = jobs_claims.take("worker", {"test"})

    def end(_seconds):
        with transactions.writing() as session:
            jobs_claims.end(session, claim, "done", {"by": "worker"})

    monkeypatch.setattr(jobs.time, "sleep", end)
    assert jobs.run_here(number).result == {"by": "worker"}


def test_a_command_that_is_interrupted_cancels_its_job(asked, handle):
    def work(_work):
        raise KeyboardInterrupt

    handle(work)
    number = asked()
    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(number)
    assert jobs.find(number).state == "cancelled"


def test_what_is_left_is_told_from_the_pace_of_the_step(asked):
    number = asked()
    jobs_claims.take("w", {"test"})
    with transactions.writing() as session:
        row = session.get(Job, number)
        row.step_at, row.progress, row.total = now() - timedelta(seconds=30), 25, 100

    assert 88 <= jobs.find(number).eta_seconds <= 95


def test_old_jobs_are_forgotten_and_young_ones_stay(asked, alice):
    old, young, waiting = asked(), asked(), asked()
    for number, age in ((old, 8), (young, 6)):
        jobs.cancel(number, alice)
        with transactions.writing() as session:
            session.get(Job, number).ended_at = now() - timedelta(days=age)

    assert jobs.sweep() == 1
    assert [job.id for job in jobs.mine(alice)] == [waiting, young]
