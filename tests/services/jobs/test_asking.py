import pytest

from app.domain.errors import Problem
from app.services import jobs, transactions
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.jobs import SENDER, Asked


@pytest.fixture
def sent(context, monkeypatch):
    calls = []
    monkeypatch.setitem(context.extensions, SENDER, lambda: calls.append(1))
    return calls


def test_a_worker_is_woken_once_after_the_commit_that_asked(context, alice, sent):
    with transactions.writing() as session:
        jobs.add(session, Asked("test", alice.id))
        jobs.add(session, Asked("test", alice.id))
        assert sent == []
    assert sent == [1]


def test_what_is_rolled_back_was_not_asked(context, alice, sent):
    def fail():
        with transactions.writing() as session:
            jobs.add(session, Asked("test", alice.id))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (sent, jobs.mine(alice)) == ([], [])


def test_without_a_queue_a_job_is_stored_all_the_same(context, asked, alice, monkeypatch):
    monkeypatch.delitem(context.extensions, SENDER)
    number = asked()
    assert [job.id for job in jobs.mine(alice)] == [number]


def test_one_key_is_one_job_of_one_person(asked, alice, bob):
    first = asked(key="form-1")
    assert asked(key="form-1") == first
    assert asked(by=bob.id, key="form-1") != first
    assert asked() != asked()


def test_a_job_is_seen_by_its_person_and_the_admin(asked, alice, bob, admin):
    number = asked(params={"blob": 3})

    assert jobs.view(number, alice).params == {"blob": 3}
    assert jobs.view(number, admin).id == number
    assert [job.id for job in jobs.mine(alice)] == [number]
    assert jobs.mine(bob) == []
    with pytest.raises(NotFound):
        jobs.view(number, bob)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63])
def test_there_is_no_job_of_an_impossible_number(context, alice, number):
    with pytest.raises(NotFound):
        jobs.view(number, alice)


def test_a_done_job_tells_what_it_made(asked, alice):
    number = asked()
    assert jobs.run_next("w") == number

    job = jobs.view(number, alice)
    assert (job.state, job.result, job.percent, job.has_ended) == ("done", {"made": 1}, 100, True)
    assert (job.attempts, job.restarted, job.problems) == (1, False, ())
    assert job.created_at <= job.started_at <= job.ended_at
    assert jobs.run_next("w") is None


@pytest.mark.parametrize(
    ("raised", "codes"),
    [
        (Invalid(Problem("file.empty", "Sheet!A1", {"count": 3})), ["file.empty"]),
        (NotFound(), ["job.gone"]),
        (Forbidden(), ["job.forbidden"]),
    ],
)
def test_a_refusal_ends_the_job_and_is_told(asked, handle, alice, raised, codes):
    def refuse(_work):
        raise raised

    handle(refuse)
    number = asked()
    jobs.run_next("w")

    job = jobs.view(number, alice)
    assert (job.state, [problem.code for problem in job.problems]) == ("failed", codes)
    assert jobs.run_next("w") is None


def test_the_problems_come_back_as_they_were(asked, handle, alice):
    problem = Problem("file.empty", "Sheet!A1", {"count": 3})

    def refuse(_work):
        raise Invalid(problem)

    handle(refuse)
    number = asked()
    jobs.run_next("w")
    assert jobs.view(number, alice).problems == (problem,)


def test_a_worker_leaves_kinds_that_it_does_not_know(asked):
    asked(kind="of a newer release")
    assert jobs.run_next("w") is None


def test_jobs_are_counted_by_state(asked, handle):
    asked()
    jobs.run_next("w")
    asked()
    assert jobs.counts() == {"waiting": 1, "running": 0, "failed": 0}
