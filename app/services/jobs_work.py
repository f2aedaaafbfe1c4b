"""Doing a job: the handler of its kind works, the lease is renewed while it does."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.domain.errors import Problem
from app.extensions import db
from app.models import Job
from app.models.types import now
from app.services import jobs_claims as claims
from app.services.accounts import transaction
from app.services.errors import Forbidden, Invalid, Locked, NotFound
from app.services.jobs_claims import Claim
from app.services.journal import DoorSession

#: Seconds between two signs of life.
BEAT = 5.0
#: Seconds without a word from the handler after which its job may be taken from it.
SILENCE = 900.0
#: Seconds between two writes of progress.
STRIDE = 1.0

Handler = Callable[["Work"], Mapping[str, Any]]
_HANDLERS: dict[str, Handler] = {}
log = logging.getLogger("taksir.jobs")


class Cancelled(Exception):
    """The person does not want it any more. Let it pass: what was stored must be cleaned up."""


class Lost(Exception):
    """Another worker has the job by now. Let it pass and store nothing more."""


class HandedBack(Exception):
    """This process ends; another one begins the job again. Let it pass."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Make a function the one that works on jobs of `kind`; it returns the result as JSON.

    It may run again after a lost worker, so doing its work twice must equal doing it once.
    Refusals are raised (Invalid ...); anything else that is raised is tried again.
    """

    def register(function: Handler) -> Handler:
        _HANDLERS[kind] = function
        return function

    return register


class Work:
    """A job as its handler sees it."""

    def __init__(self, claim: Claim, leaving: threading.Event | None = None) -> None:
        self._claim = claim
        self._leaving = leaving or threading.Event()
        self._heard = time.monotonic()
        self._told = float("-inf")
        self._total: int | None = None
        self._verdict: bool | None = False
        self.is_done = False
        self.job_id, self.by, self.project_id = claim.id, claim.by, claim.project_id
        self.params, self.attempt = claim.params, claim.attempt

    def step(self, code: str, total: int | None = None) -> None:
        """Begin a step (a code with words in jobs_words) that counts to `total`, if known."""
        self._total = total
        self._renew(step=code, total=total, progress=0, step_at=now())

    def advance(self, done: int) -> None:
        """Say how far the step is, as often as you like, outside transactions: one write a second.

        Raises Cancelled, Lost or HandedBack; none of them is to be caught.
        """
        self.check()
        if self._heard - self._told >= STRIDE:
            try:
                self._renew(progress=done if self._total is None else min(done, self._total))
            except Locked:
                # Somebody's long write: the next word tells more, and the lease has its own beat.
                self._told = time.monotonic()

    def check(self) -> None:
        """Raise as `advance` does, for what the last sign of life heard: inside transactions."""
        self._heard = time.monotonic()
        if self._leaving.is_set():
            raise HandedBack
        self._listen()

    def hold(self, session: DoorSession) -> None:
        """Raise Lost unless the job is still this worker's when the transaction commits."""
        statement = select(Job.id).where(self._claim.held).with_for_update()
        if session.execute(statement).first() is None:
            raise Lost

    def done(self, session: DoorSession, result: Mapping[str, Any]) -> None:
        """End the job in the transaction of its effect: both happen, once, or neither."""
        if not claims.end(session, self._claim, "done", dict(result)):
            raise Lost
        self.is_done = True

    def beat(self) -> None:
        """Renew the lease, unless the handler has been silent too long."""
        if time.monotonic() - self._heard < SILENCE:
            self._verdict = claims.renew(self._claim)

    def _renew(self, **values: Any) -> None:  # noqa: ANN401
        self._verdict = claims.renew(self._claim, **values)
        self._told = self._heard = time.monotonic()
        self._listen()

    def _listen(self) -> None:
        if self._verdict is None:
            raise Lost
        if self._verdict:
            raise Cancelled


def run_next(
    worker: str, leaving: threading.Event | None = None, only: int | None = None
) -> int | None:
    """Claim the next job, do it and end it; its id, None when there was none.

    Once `leaving` is set the job is handed back at its next word.
    """
    claim = claims.take(worker, _HANDLERS, only)
    if claim is None:
        return None
    work = Work(claim, leaving)
    log.info("job", extra={"fields": {"job": claim.id, "kind": claim.kind, "begins": True}})
    try:
        with _beating(work):
            result = _HANDLERS[claim.kind](work)
    except KeyboardInterrupt:
        _end(claim, "cancelled")
        raise
    except Exception as error:  # noqa: BLE001 - a worker outlives whatever a job does
        _fail(claim, error)
    else:
        if not work.is_done:
            _end(claim, "done", dict(result))
    finally:
        db.session.rollback()
    return claim.id


def _fail(claim: Claim, error: Exception) -> None:
    match error:
        case Cancelled():
            _end(claim, "cancelled")
        case HandedBack():
            claims.give_back(claim)
        case Lost():
            log.warning("job %s is another worker's by now", claim.id)
        case Invalid():
            _end(claim, "failed", claims.failure(*error.problems))
        case NotFound():
            _end(claim, "failed", claims.failure(Problem("job.gone")))
        case Forbidden():
            _end(claim, "failed", claims.failure(Problem("job.forbidden")))
        case _:
            _try_again(claim, error)


def _try_again(claim: Claim, error: Exception) -> None:
    log.error("job %s (%s), attempt %s", claim.id, claim.kind, claim.attempt, exc_info=error)
    if claim.attempt < claims.ATTEMPTS:
        claims.give_back(claim, pause=claims.PAUSE * claim.attempt)
    else:
        _end(claim, "failed", claims.failure(Problem("job.broken")))


def _end(claim: Claim, state: str, result: Mapping[str, Any] | None = None) -> None:
    """Somebody else's long write must not cost the work that is done."""
    for is_last in (False, False, True):
        try:
            with transaction() as session:
                if not claims.end(session, claim, state, result):
                    log.warning("job %s is another worker's by now", claim.id)
        except Locked:
            if is_last:
                raise
        else:
            return


@contextmanager
def _beating(work: Work) -> Iterator[None]:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    over = threading.Event()

    def beats() -> None:
        while not over.wait(BEAT):
            try:
                with app.app_context():
                    work.beat()
            except (Locked, SQLAlchemyError) as error:
                log.warning("job %s: lease not renewed: %r", work.job_id, error)

    thread = threading.Thread(target=beats, name=f"lease-{work.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
