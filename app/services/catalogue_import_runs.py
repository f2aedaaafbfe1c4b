"""Whose turn it is to load an edition, and what a run that died left behind.

An edition that is loading names its run. Another run takes over only from a dead one, and from
then on the dead one, should it wake up, cannot write into it any more.
"""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.models import Edition, Job
from app.models.types import now
from app.services import text
from app.services.catalogue_import_batches import write
from app.services.catalogue_import_watch import Watch
from app.services.errors import Invalid
from app.services.journal import DoorSession

#: A run outside the jobs, on another host, that has not ended after this long is dead.
_LONGEST = timedelta(minutes=10)
NAME_LIMIT, _FILE_LIMIT, _HOST = 120, 255, 40


@dataclass(frozen=True, slots=True)
class Into:
    """Which edition a catalogue becomes, by whom, and from which file."""

    edition: str
    by: int | None
    file_name: str = ""
    sha256: str = ""
    kind: Literal["official", "starter"] = "official"


@dataclass(frozen=True, slots=True)
class Loading:
    """An edition that this run may write; `was_left`: another run had begun it and died."""

    id: int
    run: str
    was_left: bool


class Superseded(Exception):
    """Another run has taken this edition over: nothing more is written."""


def normal(name: str) -> str:
    """The identity of an edition's name: case and spaces do not make another edition."""
    return " ".join(name.casefold().split())[:NAME_LIMIT]


def named(name: str) -> str:
    """The name as it is stored; Invalid (text.*, place `edition`)."""
    return " ".join(text.clean(name, NAME_LIMIT, "edition", needed=True).split())


def run_name(watch: Watch) -> str:
    """A name that no other run has."""
    job: int | None = getattr(watch, "job_id", None)
    if job is not None:
        return f"job:{job}:{watch.attempt}"
    return f"run:{_host()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def begin(into: Into, watch: Watch) -> Loading | Edition:
    """The edition to load, or the one that holds this very file already.

    Raises Invalid (place `edition`): catalogue.edition_exists where it holds another file,
    catalogue.being_loaded while another run lives.
    """
    run = run_name(watch)

    def action(session: DoorSession) -> Loading | Edition:
        watch.hold(session)
        same = select(Edition).where(Edition.identity == normal(into.edition)).with_for_update()
        found = session.execute(same).scalar_one_or_none()
        if found is not None and found.state == "ready":
            session.expunge(found)
            return _ready(found, into)
        if found is not None and is_alive(session, found, run):
            raise Invalid(_being_loaded(found.name))
        edition = found or Edition()
        _claim(edition, into, run)
        session.add(edition)
        session.flush()
        return Loading(edition.id, run, found is not None)

    try:
        return write(action)[0]
    except IntegrityError:  # two runs made it at the same moment
        raise Invalid(_being_loaded(into.edition)) from None


def check(session: Session, into: Into) -> None:
    """Raise Invalid (catalogue.edition_exists) where another file is in this edition already."""
    same = select(Edition).where(Edition.identity == normal(into.edition))
    found = session.execute(same).scalar_one_or_none()
    if found is not None and found.state == "ready":
        _ready(found, into)


def own(session: DoorSession, loading: Loading) -> Edition:
    """The edition, locked; raises Superseded when it is another run's by now."""
    mine = select(Edition).where(Edition.id == loading.id, Edition.loader == loading.run)
    found = session.execute(mine.with_for_update()).scalar_one_or_none()
    if found is None or found.state != "loading":
        raise Superseded(loading.run)
    return found


def hold_all(session: DoorSession) -> None:
    """Lock every edition: of two runs that end together, the second sees what the first made."""
    session.execute(select(Edition.id).order_by(Edition.id).with_for_update())


def _ready(found: Edition, into: Into) -> Edition:
    if into.sha256 and found.sha256 == into.sha256:
        return found
    params = {"edition": found.name, "file": found.file_name or "—"}
    raise Invalid(Problem("catalogue.edition_exists", "edition", params))


def _being_loaded(name: str) -> Problem:
    return Problem("catalogue.being_loaded", "edition", {"edition": name})


def _claim(edition: Edition, into: Into, run: str) -> None:
    edition.kind, edition.name, edition.identity = into.kind, into.edition, normal(into.edition)
    edition.state, edition.loader = "loading", run
    edition.file_name, edition.sha256 = into.file_name[-_FILE_LIMIT:], into.sha256
    edition.created_by, edition.created_at = into.by, now()


def is_alive(session: Session, edition: Edition, run: str = "") -> bool:
    """Whether the run that loads an edition still works on it; `run` is the one that asks."""
    kind, _, rest = edition.loader.partition(":")
    first, _, second = rest.partition(":")
    if kind == "run":
        if first != _host():
            return now() - edition.created_at < _LONGEST
        pid = int(second.partition(":")[0])
        # This process would not ask while it works on another one.
        return pid != os.getpid() and _lives(pid)
    if kind != "job" or run.startswith(f"job:{first}:"):
        return False
    held = select(Job.worker, Job.lease_until).where(Job.id == int(first), Job.state == "running")
    found = session.execute(held).one_or_none()
    if found is None or found.lease_until is None or found.lease_until < now():
        return False
    host, _, process = found.worker.partition(":")
    return host != _host() or _lives(int(process.partition(":")[0]))


def _host() -> str:
    return socket.gethostname()[:_HOST]


def _lives(pid: int) -> bool:
    """Whether a process of this host has this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
