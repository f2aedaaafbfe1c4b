"""A worker killed at any moment: its job is begun again, says so, and is done exactly once."""

import signal

import pytest

from app.extensions import db
from app.models import Blob
from tests.jobs.desk import until


def effects(desk, number):
    with desk.app.app_context():
        return db.session.query(Blob).filter(Blob.name == f"of {number}").count()


@pytest.mark.parametrize("percent", [0, 50, 99])
def test_a_killed_workers_job_is_begun_again_and_done_once(desk, percent):
    with desk.worker(lease=1.0) as worker:
        number = desk.ask(stay=percent)
        desk.noted(f"at {percent}")
        worker.kill()

    left = desk.look(number)
    assert (left.state, left.progress, left.restarted) == ("running", percent, False)
    with desk.worker(lease=1.0):
        found = desk.ended(number)
    assert (found.state, found.attempts, found.restarted) == ("done", 2, True)
    assert found.result["attempt"] == 2
    assert effects(desk, number) == 1


def test_a_worker_that_slept_through_its_lease_does_nothing_more(desk):
    """Stopped, not killed: it wakes up after another worker has done its job."""
    with desk.worker(lease=0.8) as sleeper:
        number = desk.ask(stay=99, seconds=0.1)
        desk.noted("at 99")
        sleeper.send(signal.SIGSTOP)
        try:
            with desk.worker(lease=0.8):
                found = desk.ended(number)
        finally:
            sleeper.send(signal.SIGCONT)
        sleeper.send(signal.SIGTERM)
        assert sleeper.wait() == 0

    assert found.state == "done"
    assert effects(desk, number) == 1


def test_a_job_that_takes_down_every_worker_is_given_up(desk):
    number = desk.ask(stay=10, stays=9)
    for attempt in (1, 2, 3):
        with desk.worker(lease=0.5) as worker:
            desk.noted(f"begun {number} {attempt}")
            until(lambda: desk.look(number).progress == 10)
            worker.kill()
    with desk.worker(lease=0.5):
        found = desk.ended(number)

    assert (found.state, [p.code for p in found.problems]) == ("failed", ["job.given_up"])
    assert effects(desk, number) == 0
