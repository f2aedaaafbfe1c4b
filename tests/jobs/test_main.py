"""The command of a worker, without its work."""

import os

import pytest

from app.jobs import __main__ as command
from app.jobs import worker
from app.services import jobs_work


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """How workers were run: (parent, kinds that they knew)."""
    seen = []
    monkeypatch.setenv("TAKSIR_INSTANCE_PATH", str(tmp_path))
    monkeypatch.setattr(os, "nice", lambda _step: 0)
    monkeypatch.setattr(command.observe, "log_to", lambda _stream: None)
    monkeypatch.setattr(
        worker, "run", lambda _app, parent: seen.append((parent, set(jobs_work._HANDLERS)))
    )
    return seen


def test_a_worker_knows_every_kind_and_its_parent(ran):
    command.main([])
    command.main(["--parent", "12"])

    assert [parent for parent, _kinds in ran] == [None, 12]
    assert {"catalogue.preview", "catalogue.import"} <= ran[0][1]


def test_a_wrong_setting_stops_it_with_one_line(ran, monkeypatch):
    monkeypatch.setenv("TAKSIR_REDIS_URL", "here")
    with pytest.raises(SystemExit, match=r"^TAKSIR_REDIS_URL: must be redis://"):
        command.main([])
    assert ran == []
