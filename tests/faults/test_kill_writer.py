"""Killed without warning: what was acknowledged is there, what was not left nothing behind."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from fractions import Fraction

import pytest

from app.extensions import db
from app.models import OutlineNode, Revision
from app.services import verification

MOMENTS = 15
#: Forks writers, since starting Python costs more than writing. Each one writes until it is
#: killed, and says a write only after the door has committed it.
NURSERY = """
import os, sys
from fractions import Fraction
from pathlib import Path
from app import create_app
from app.config import Config
from app.models import OutlineNode, Resource
from app.services import revisions
from app.services.revisions import Order

url, folder, project, by, node, labourer = sys.argv[1:]
app = create_app(Config(instance_path=Path(folder), database_url=url, secret_key="x" * 32))

def write(number):
    def action(draft):
        draft.get(OutlineNode, int(node)).quantity_typed = Fraction(number, 100)
        draft.get(Resource, int(labourer)).price = Fraction(number)

    return revisions.run(Order(int(project), "test", int(by)), action).revision

for line in sys.stdin:
    number = int(line)
    child = os.fork()
    if child:
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)
        continue
    with app.app_context():
        while True:
            number += 1
            print("done", number, write(number), flush=True)
"""


class Nursery:
    """Starts writers, one after the other, and kills each at its moment."""

    def __init__(self, *arguments):
        command = [sys.executable, "-c", NURSERY, *map(str, arguments)]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def killed(self, first, seconds):
        """Count on from `first`; (number, revision) of the last write that was acknowledged.

        The moment is counted from the first acknowledgement: connecting takes its own time.
        """
        self.process.stdin.write(f"{first}\n")
        self.process.stdin.flush()
        child = int(self.process.stdout.readline().split()[1])
        said = [self.process.stdout.readline()]
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        while not said[-1].endswith("gone\n"):
            said.append(self.process.stdout.readline())
        done = [line.split() for line in said if line.startswith("done")]
        number, revision = [parts for parts in done if len(parts) == 3][-1][1:]
        return int(number), int(revision)

    def end(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def nursery(database_url, tmp_path, project, alice):
    made = Nursery(
        database_url, tmp_path, project.id, alice.id, project.excavation, project.labourer
    )
    yield made
    made.end()


def test_every_acknowledged_write_survives_a_kill_at_any_moment(app, project, nursery):
    moment = random.Random(7)  # noqa: S311 - repeatable, not secret
    last, revision = 1000, 1
    for _ in range(MOMENTS):
        acknowledged = nursery.killed(last, moment.uniform(0, 0.06))
        # One more may have been committed whose acknowledgement died with its writer.
        last, revision = assert_all_is_there(app, project, acknowledged)
    assert revision > MOMENTS
    assert_the_file_is_whole(app)


def assert_all_is_there(app, project, acknowledged):
    number, revision = acknowledged
    with app.app_context():
        quantity = db.session.get(OutlineNode, project.excavation).quantity_typed
        stored = db.session.query(Revision).count()
        assert stored in (revision, revision + 1)
        assert quantity == Fraction(number + stored - revision, 100)
        assert verification.verify(db.session).differences == ()
        return number + stored - revision, stored


def assert_the_file_is_whole(app):
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        path = db.engine.url.database
        db.session.remove()
        db.engine.dispose()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
