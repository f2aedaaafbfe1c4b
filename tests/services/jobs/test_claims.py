import threading
from collections import Counter
from datetime import timedelta

import pytest

from app.extensions import db
from app.models import Job
from app.models.types import now
from app.services import jobs, jobs_claims, transactions
from app.services.jobs import Cancelled, Lost
from app.services.jobs_work import Work

KINDS = {"test"}


def state(number):
    db.session.rollback()
    return jobs.find(number).state


def test_one_job_is_taken_by_one_of_many_threads(context, asked):
    numbers = {asked() for _ in range(20)}
    taken, gate = [], threading.Barrier(6)

    def work(name):
        gate.wait()
        with context.app_context():
            while claim := jobs_claims.take(name, KINDS):
                taken.append(claim.id)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(taken) == Counter(numbers)


def test_who_has_fewest_running_comes_first(asked, alice, bob):
    first, second, third = asked(), asked(), asked()
    other = asked(by=bob.id)

    order = [jobs_claims.take("w", KINDS).id for _ in range(4)]
    assert order == [first, other, second, third]


def test_with_one_worker_a_hundred_jobs_of_one_person_do_not_hold_anothers(asked, bob):
    many = [asked() for _ in range(100)]
    other = asked(by=bob.id)

    assert [jobs.run_next("w") for _ in range(4)] == [many[0], other, many[1], many[2]]


def test_people_take_turns(asked, alice, bob):
    ours = [asked() for _ in range(3)]
    theirs = [asked(by=bob.id) for _ in range(3)]

    done = [jobs.run_next("w") for _ in range(6)]
    assert done == [number for pair in zip(ours, theirs, strict=True) for number in pair]


def test_a_job_whose_worker_is_gone_is_taken_anew_and_says_so(asked, expired):
    number = asked()
    first = jobs_claims.take("dead", KINDS)
    again = jobs_claims.take("alive", KINDS)

    assert (first.id, again.id, again.attempt) == (number, number, 2)
    assert jobs.find(number).restarted


def test_a_live_lease_keeps_others_away(asked):
    asked()
    assert jobs_claims.take("w1", KINDS) is not None
    assert jobs_claims.take("w2", KINDS) is None


def test_a_slow_worker_cannot_end_what_another_took(asked, expired):
    number = asked()
    slow = jobs_claims.take("slow", KINDS)
    fast = jobs_claims.take("fast", KINDS)

    with transactions.writing() as session:
        assert not jobs_claims.end(session, slow, "done", {"by": "slow"})
    assert jobs_claims.renew(slow) is None
    with transactions.writing() as session:
        assert jobs_claims.end(session, fast, "done", {"by": "fast"})
        assert not jobs_claims.end(session, fast, "done", {"by": "fast again"})
    assert jobs.find(number).result == {"by": "fast"}


def test_the_same_worker_in_a_later_attempt_is_another_one(asked, expired):
    asked()
    before = jobs_claims.take("w", KINDS)
    jobs_claims.take("w", KINDS)

    assert jobs_claims.renew(before) is None
    with pytest.raises(Lost):
        Work(before).step("reading")


def test_effect_and_end_happen_together_or_not_at_all(asked, expired, alice):
    number = asked()
    slow = Work(jobs_claims.take("slow", KINDS))
    jobs_claims.take("fast", KINDS)

    def effect():
        with transactions.writing() as session:
            session.add(Job(kind="effect", user_id=alice.id))
            session.flush()
            slow.done(session, {})

    with pytest.raises(Lost):
        effect()
    assert [job.id for job in jobs.mine(alice)] == [number]


def test_whoever_holds_the_job_may_write_and_nobody_else(asked, expired):
    asked()
    slow = Work(jobs_claims.take("slow", KINDS))
    fast = Work(jobs_claims.take("fast", KINDS))

    with transactions.writing() as session:
        fast.hold(session)
    with transactions.writing() as session, pytest.raises(Lost):
        slow.hold(session)


def test_a_job_that_takes_its_worker_down_three_times_is_given_up(asked, expired, alice):
    number = asked()
    claims = [jobs_claims.take("w", KINDS) for _ in range(4)]

    assert [claim and claim.attempt for claim in claims] == [1, 2, 3, None]
    job = jobs.view(number, alice)
    assert (job.state, [p.code for p in job.problems]) == ("failed", ["job.given_up"])


def test_a_given_back_job_waits_for_anybody(asked):
    number = asked()
    jobs_claims.give_back(jobs_claims.take("leaving", KINDS))

    assert state(number) == "waiting"
    assert jobs_claims.take("other", KINDS).attempt == 2


def test_cancelling_a_waiting_job_ends_it_at_once(asked, alice):
    number = asked()

    assert jobs.cancel(number, alice).state == "cancelled"
    assert jobs.cancel(number, alice).state == "cancelled"
    assert jobs.run_next("w") is None


def test_cancelling_a_running_job_reaches_it_at_its_next_word(asked, handle, alice):
    number, steps = asked(), []

    def work(work):
        work.step("reading", 10)
        steps.append(jobs.cancel(number, alice).state)
        work.step("writing")
        steps.append("too far")

    handle(work)
    jobs.run_next("w")
    assert (steps, state(number)) == (["running"], "cancelled")


def test_cancelling_is_heard_by_a_sign_of_life_too(asked, alice):
    asked()
    work = Work(jobs_claims.take("w", KINDS))
    work.advance(1)
    jobs.cancel(work.job_id, alice)
    work.beat()
    with pytest.raises(Cancelled):
        work.advance(2)


def test_a_job_that_died_while_being_cancelled_is_not_begun_again(asked, alice, monkeypatch):
    number = asked()
    jobs_claims.take("w", KINDS)
    jobs.cancel(number, alice)
    with transactions.writing() as session:
        session.get(Job, number).lease_until = now() - timedelta(seconds=1)

    assert jobs_claims.take("w", KINDS) is None
    assert state(number) == "cancelled"


def test_a_job_that_has_ended_cannot_be_cancelled(asked, alice):
    number = asked()
    jobs.run_next("w")
    assert jobs.cancel(number, alice).state == "done"


def test_looking_for_work_takes_no_writers_turn_when_there_is_none(context, monkeypatch):
    monkeypatch.setattr(transactions, "writing", None)
    assert jobs_claims.take("w", KINDS) is None
