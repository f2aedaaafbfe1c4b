"""An installation with its workers: asks for jobs and waits for what becomes of them."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from app.services import jobs
from app.services.jobs import Asked

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    def __init__(self, folder):
        environ = {k: v for k, v in os.environ.items() if not k.startswith("TAKSIR")}
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.jobs.nursery", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdin=pipe, stdout=pipe, text=True
        )

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate()


class Worker:
    def __init__(self, nursery, **wish):
        self.nursery, self.pid, self.code = nursery, nursery.ask(json.dumps(wish)), None

    def poll(self):
        if self.code is None:
            self.code = self.nursery.ask(f"poll {self.pid}")
        return self.code

    def send(self, number):
        os.kill(self.pid, number)

    def kill(self):
        self.send(signal.SIGKILL)
        assert self.wait() == -signal.SIGKILL

    def wait(self, seconds=60):
        until(lambda: self.poll() is not None, seconds)
        return self.code


class Desk:
    def __init__(self, nursery, app, person):
        self.nursery, self.app, self.person = nursery, app, person
        self.folder = app.config["TAKSIR"].folder

    @contextmanager
    def worker(self, *, lease=2.0, drain=10.0, parent=None, pause=None):
        config = self.app.config["TAKSIR"]
        worker = Worker(
            self.nursery,
            folder=str(self.folder),
            url=config.database,
            redis_url=config.redis_url,
            lease=lease,
            drain=drain,
            parent=parent,
            pause=pause,
        )
        try:
            yield worker
        finally:
            if worker.poll() is None:
                worker.kill()

    def ask(self, kind="test", **params):
        with self.app.app_context():
            return jobs.ask(Asked(kind, self.person.id, params))

    def look(self, number):
        with self.app.app_context():
            return jobs.find(number)

    def ended(self, number):
        until(lambda: self.look(number).has_ended)
        return self.look(number)

    def notes(self):
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def noted(self, words):
        until(lambda: any(line.startswith(words) for line in self.notes()))


def until(holds, seconds=60):
    """A guard against hanging, far beyond what it should take."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
