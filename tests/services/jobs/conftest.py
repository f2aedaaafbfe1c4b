"""Handlers of kinds that exist only here; time passes by shortening leases."""

from datetime import timedelta

import pytest

from app.services import jobs_claims, jobs_work
from app.services.jobs import Asked, ask


@pytest.fixture(autouse=True)
def _own_handlers(monkeypatch):
    monkeypatch.setattr(jobs_work, "_HANDLERS", {"test": lambda _work: {"made": 1}})


@pytest.fixture
def handle(monkeypatch):
    """`handle(function)`: what works on jobs of the kind `test` from now on."""

    def register(function, kind="test"):
        monkeypatch.setitem(jobs_work._HANDLERS, kind, function)

    return register


@pytest.fixture
def asked(context, alice):
    """`asked()`, `asked(by=bob.id)`: a job's id."""

    def make(kind="test", by=alice.id, **values):
        return ask(Asked(kind, by, **values))

    return make


@pytest.fixture
def expired(monkeypatch):
    """Every lease taken from now on has run out when it begins: as if its worker had died."""
    monkeypatch.setattr(jobs_claims, "LEASE", timedelta(seconds=-1))
