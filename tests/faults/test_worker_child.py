"""One command is the whole installation: its worker is replaced, and never outlives it."""

import os
import signal
from pathlib import Path

import pytest

from tests.jobs.desk import until
from tests.test_start import started


@pytest.fixture
def installation(tmp_path):
    with started(tmp_path) as (process, _lines):
        until(lambda: workers(process.pid))
        yield process


def workers(parent):
    """Processes that say they are workers of `parent`, whoever their parent is by now."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[-4:-1] == [b"app.jobs", b"--parent", str(parent).encode()]:
            found.append(int(path.parent.name))
    return found


def test_a_worker_that_dies_is_replaced(installation):
    (first,) = workers(installation.pid)
    os.kill(first, signal.SIGKILL)
    until(lambda: workers(installation.pid) not in ([], [first]))

    assert len(workers(installation.pid)) == 1


def test_the_worker_ends_with_the_server(installation):
    installation.terminate()

    assert installation.wait(60) == 0
    assert workers(installation.pid) == []


def test_the_worker_of_a_killed_server_notices(installation):
    installation.kill()
    installation.wait(10)
    until(lambda: not workers(installation.pid))

    assert workers(installation.pid) == []
