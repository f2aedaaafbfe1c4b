"""Killed at any moment: nobody ever sees half an edition, and the next run makes a whole one."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Edition, Job
from app.services import catalogue_editions, catalogue_import_here
from app.services.catalogue_import_here import Source
from tests.services.catalogue.books import flat
from tests.services.catalogue.making import codes, counts

MOMENTS, ANALYSES, ROWS = 6, 150, 4
#: Forks runs of the command's own import, since starting Python costs more than the import.
NURSERY = """
import os, sys
from pathlib import Path
from app import create_app
from app.config import Config
from app.services import catalogue_import_batches, catalogue_import_here, catalogue_import_runs
from app.services.catalogue_import_here import Source

url, folder, book = sys.argv[1:]
catalogue_import_batches.MOST = 40
begin = catalogue_import_runs.begin

def told(*arguments):
    print("begins", os.getpid(), flush=True)
    return begin(*arguments)

catalogue_import_runs.begin = told
content = Path(book).read_bytes()
app = create_app(Config(instance_path=Path(folder), database_url=url, secret_key="x" * 32))
for line in sys.stdin:
    child = os.fork()
    if not child:
        with app.app_context():
            catalogue_import_here.load(Source("book.xlsx", content, "AHSP"))
            os._exit(0)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.fixture
def run(database_url, tmp_path, admin):
    """`run(seconds)`: an import that is killed so many seconds after it began to store."""
    book = tmp_path / "book.xlsx"
    book.write_bytes(flat(ANALYSES, ROWS))
    command = [sys.executable, "-c", NURSERY, database_url, str(tmp_path), str(book)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def killed(seconds):
        process.stdin.write("go\n")
        process.stdin.flush()
        child = int(process.stdout.readline().split()[1])
        time.sleep(seconds)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(child, signal.SIGKILL)
        while process.stdout.readline() != "gone\n":
            continue  # it waited for a run before it

    yield killed
    process.kill()
    process.communicate()


def test_an_import_that_is_killed_leaves_no_half_edition(context, run):
    moment = random.Random(11)  # noqa: S311 - repeatable, not secret
    left = 0
    for _ in range(MOMENTS):
        run(moment.uniform(0.0, 0.25))
        left += assert_whole_or_invisible()
    report = catalogue_import_here.load(Source("b.xlsx", flat(ANALYSES, ROWS), "AHSP"))
    assert left
    assert codes(report)[0] in {"catalogue.restarted", "catalogue.unchanged"}
    assert counts() == [1, ANALYSES, ANALYSES * ROWS, ROWS, 0, 0]


def assert_whole_or_invisible():
    """Whether a run left an edition half-way."""
    db.session.rollback()
    for each in catalogue_editions.editions():
        assert (each.analyses, each.resources) == (ANALYSES, ROWS)
        assert counts()[2] == ANALYSES * ROWS
    states = list(db.session.execute(select(Edition.state)).scalars())
    assert len(states) <= 1
    assert set(db.session.execute(select(Job.state)).scalars()) <= {"running", "waiting", "done"}
    db.session.rollback()
    return "loading" in states
