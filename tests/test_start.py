"""What the first command of the README does, as a person at a terminal sees it."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fixtures.processes import free_port, stop

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 40  # a guard against hanging: `make bench` is where seconds count
REFUSES_WITHIN = 15
IDLE_MEGABYTES = 120


@contextmanager
def started(folder, **changes):
    """The server as `make run` starts it; yields the process and what it printed."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "TAKSIR_"))}
    environ |= {"TAKSIR_INSTANCE_PATH": str(folder), "TAKSIR_PORT": str(free_port()), **changes}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.serve", "--prepare"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process, printed(process)
    finally:
        stop(process)
        process.stdout.close()


def printed(process):
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if "http://" in line:
            break
    return lines


def test_the_first_start_tells_who_logs_in_where_and_the_second_keeps_it(tmp_path):
    with started(tmp_path) as (_, lines):
        told = "\n".join(lines)
        assert re.search(r"^First log-in: \S+@\S+$", told, re.MULTILINE)
        assert re.search(r"^One-time password: \S{12,}$", told, re.MULTILINE)
        assert re.fullmatch(r"Taksir: http://127\.0\.0\.1:\d+", lines[-1])
        assert ready(lines[-1]) == b'{"status":"ready"}\n'

    begun = time.monotonic()
    with started(tmp_path) as (process, lines):
        assert len(lines) == 1
        assert ready(lines[-1]) == b'{"status":"ready"}\n'
        assert time.monotonic() - begun < STARTS_WITHIN
        assert resident_megabytes(process.pid) < IDLE_MEGABYTES


def ready(line):
    with urllib.request.urlopen(line.split()[-1] + "/readyz") as answer:  # noqa: S310 - our own
        return answer.read()


def resident_megabytes(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def test_a_wrong_setting_stops_the_start_at_once_and_is_named():
    begun = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "app.serve"],
        cwd=ROOT,
        env={**os.environ, "TAKSIR_PROT": "8000"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "TAKSIR_PROT: no such setting\n"
    assert time.monotonic() - begun < REFUSES_WITHIN


def test_production_does_not_start_with_a_weak_key(tmp_path):
    with started(tmp_path, TAKSIR_ENV="production", TAKSIR_SECRET_KEY="dev") as (process, lines):
        assert lines == []
        assert process.wait(10) == 1


@pytest.mark.parametrize("name", ["wsgi.py", "Procfile", "Makefile", "requirements.lock"])
def test_what_a_server_needs_stands_at_the_top(name):
    assert (ROOT / name).is_file()


def test_a_worker_process_is_refused_by_the_same_names(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env={**os.environ, "TAKSIR_THREADS": "lots"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 1
    assert ran.stderr.startswith("TAKSIR_THREADS: must be")
