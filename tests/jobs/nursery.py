"""Forks workers: starting Python for each of them would cost more than all they do.

A line of JSON starts one; `poll PID` tells how it ended, or that it has not. Its handlers exist
only here. The kind `test` notes each attempt in a file and has one effect: a blob, made in the
transaction that ends the job. The kind `slow` takes its time and has none.
A worker that is told to `pause` sleeps at a step of any job's first attempt, or (`committing`) when
all is written and nothing committed, until it is killed or hears that the job is to end.
"""

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from app import create_app
from app.config import Config
from app.jobs import worker
from app.services import blobs, jobs, jobs_claims, jobs_work, transactions

folder = Path()


def note(words):
    with (folder / "notes").open("a") as file:
        file.write(words + "\n")


@jobs.handler("test")
def count(work):
    note(f"begun {work.job_id} {work.attempt} {time.time()}")
    stay = work.params.get("stay", -1)
    work.step("counting", 100)
    for done in (0, 10, 50, 99, 100):
        work.advance(done)
        if done == stay and work.attempt <= work.params.get("stays", 1):
            note(f"at {done}")
            time.sleep(work.params.get("seconds", 60))
    with transactions.writing() as session:
        made = blobs.put(session, f"of {work.job_id}", b"made", work.by)
        work.done(session, {"blob": made, "attempt": work.attempt})
    return {}


@jobs.handler("slow")
def slow(work):
    work.step("waiting", 1000)
    note(f"begun {work.job_id} {work.attempt} {time.time()}")
    for done in range(1000):
        work.advance(done)
        time.sleep(0.05)
    return {}


def pausing(moment):
    step, done = jobs_work.Work.step, jobs_work.Work.done

    def pause(work, now):
        if now != moment or work.attempt > 1:
            return
        note(f"at {now}")
        for _ in range(1200):
            if work._verdict is not False:
                return
            time.sleep(0.05)

    def stepping(work, code, total=None):
        step(work, code, total)
        pause(work, code)

    def ending(work, session, result):
        done(work, session, result)
        pause(work, "committing")

    jobs_work.Work.step, jobs_work.Work.done = stepping, ending


def grow(wish):
    """The life of one worker."""
    global folder  # noqa: PLW0603 - this process is this worker's alone
    folder = Path(wish["folder"])
    jobs_claims.LEASE = timedelta(seconds=wish["lease"])
    jobs_work.BEAT, jobs_work.STRIDE = wish["lease"] / 4, 0.0
    worker.LOOK, worker.DRAIN = 0.3, wish["drain"]
    pausing(wish["pause"])
    config = Config(
        instance_path=folder,
        database_url=wish["url"],
        redis_url=wish["redis_url"],
        secret_key="x" * 32,
    )
    worker.run(create_app(config), wish["parent"])


def ended(pid):
    """The exit code, negative for a signal; None while it lives."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main():
    create_app(Config(instance_path=Path(sys.argv[1]), secret_key="x" * 32))  # loads everything
    for line in sys.stdin:
        if line.startswith("poll"):
            say(ended(int(line.split()[1])))
        elif child := os.fork():
            say(child)
        else:
            grow(json.loads(line))
            return


if __name__ == "__main__":
    main()
