"""Who is told how far an import is, and may stop it."""

from collections.abc import Mapping
from typing import Any, Protocol

from app.services.journal import DoorSession


class Watch(Protocol):
    """`jobs.Work` is one; so is `Silent`."""

    @property
    def attempt(self) -> int:
        """Counted from 1; more after a worker was lost."""

    def step(self, code: str, total: int | None = None) -> None:
        """Begin a step that counts to `total`."""

    def advance(self, done: int) -> None:
        """Say how far the step is; raises what ends the run early."""

    def hold(self, session: DoorSession) -> None:
        """Raise unless the run may still write."""

    def done(self, session: DoorSession, result: Mapping[str, Any]) -> None:
        """End the run in the transaction of its effect."""


class Silent:
    """Nobody is told: a run outside the jobs."""

    attempt = 1

    def step(self, code: str, total: int | None = None) -> None:
        """Nothing to do."""

    def advance(self, done: int) -> None:
        """Nothing to do."""

    def hold(self, session: DoorSession) -> None:
        """Nothing to do."""

    def done(self, session: DoorSession, result: Mapping[str, Any]) -> None:
        """Nothing to do."""


SILENT = Silent()
