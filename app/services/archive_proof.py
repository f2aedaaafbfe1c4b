"""An archive looked at before it is stored: read, carried out again in memory, compared."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select

from app.domain.archive_format import HISTORY, MANIFEST, ROWS, Manifest
from app.domain.errors import Problem
from app.domain.recap import recap
from app.interchange import project_archive as reader
from app.interchange.archive import UPLOADED, Limits, Refused
from app.interchange.project_archive import Archive
from app.models import OutlineNode, Project
from app.services import archive_steps, figures, journal, snapshot, tables, totals
from app.services.archive_replay import Replay
from app.services.archive_store import Proved
from app.services.errors import Invalid
from app.services.journal import MODELS, DoorSession
from app.services.snapshot import Inputs


@dataclass
class Told:
    """What the history says of itself: who wrote it, from when to when, how many steps."""

    people: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None
    revisions: int = 0


@dataclass(frozen=True, slots=True)
class Preview(tables.Preview):
    """What would be taken over, with its totals in rupiah."""

    told: Told


@dataclass(frozen=True, slots=True)
class Proof:
    """An archive whose every revision was computed again, and what is to be said of it."""

    archive: Archive
    proved: Proved
    preview: Preview
    problems: tuple[Problem, ...]


class _Course:
    """How far a history is, in bytes: half of a revision when it is read, all once it is done."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._at = self._done = 0

    def read(self, at: int) -> None:
        """So many bytes were read."""
        self._at = at
        self._tell((self._done + at) // 2)

    def carried_out(self) -> None:
        """All that was read was carried out."""
        self._done = self._at
        self._tell(self._done)


def prove(
    content: bytes, limits: Limits = UPLOADED, tell: Callable[[int], None] = lambda _: None
) -> Proof:
    """Read an archive and carry its whole history out again, in memory.

    `tell` hears how many bytes of the history are done. Raises Invalid with the one reason why
    nothing of it is taken over.
    """
    try:
        archive = reader.open_(content, limits)
        _known(archive.manifest)
        replay = Replay(archive.manifest.arithmetic)
        try:
            return _proof(archive, replay, _Course(tell))
        finally:
            replay.close()
    except Refused as refused:
        raise Invalid(refused.problem) from refused


def _known(manifest: Manifest) -> None:
    """Refuse tables and columns of a later release: they would be lost without a word."""
    for table, names in manifest.columns.items():
        if table not in MODELS:
            raise Refused("project_archive.table", MANIFEST, name=archive_steps.shown(table))
        for name in set(names) - set(journal.inputs(MODELS[table])):
            raise Refused("project_archive.column", MANIFEST, name=archive_steps.shown(name))


def _proof(archive: Archive, replay: Replay, course: _Course) -> Proof:
    told = _replayed(archive, replay, course)
    inputs, versions = _present(archive, replay)
    ever: dict[str, set[int]] = {table: set() for table in MODELS}
    for table, number in (*replay.versions, *replay.named):
        ever[table].add(number)
    with replay.session() as session:
        project = session.get_one(Project, replay.project_id)
        _same(archive.manifest, project, replay)
        preview = _preview(session, project, inputs, told)
        stored = figures.present(session, project.id)[Project][project.id]
    return Proof(archive, Proved(inputs, versions, ever, stored), preview, tuple(replay.warnings))


def _replayed(archive: Archive, replay: Replay, course: _Course) -> Told:
    told = Told()
    people: dict[str, None] = {}
    end = time.monotonic() + archive.limits.seconds
    for step in archive_steps.history(archive, course.read):
        if time.monotonic() > end:
            raise Refused("project_archive.long", step.place, number=step.number)
        replay.step(step)
        course.carried_out()
        people[step.author] = None
        told.until = step.columns["at"]
        told.since = told.since or told.until
        told.revisions = step.number
    if not told.revisions:
        raise Refused("project_archive.order", HISTORY, number=1)
    told.people = list(people)
    return told


def _present(archive: Archive, replay: Replay) -> tuple[Inputs, dict[tuple[str, int], int]]:
    """The rows as they are now: those that the history leads to, no more and no fewer."""
    inputs, versions = replay.inputs(), dict[tuple[str, int], int]()
    for row in archive_steps.rows(archive):
        key = (row.table, row.id)
        is_told = key in replay.versions and row.version >= replay.versions[key]
        if not is_told or key in versions or inputs[row.table].get(row.id) != row.values:
            raise Refused("project_archive.present", row.place)
        versions[key] = row.version
    if len(versions) != sum(map(len, inputs.values())):
        raise Refused("project_archive.present", ROWS)
    return inputs, versions


def _same(manifest: Manifest, project: Project, replay: Replay) -> None:
    said = {**manifest.totals, "incomplete": str(manifest.incomplete)}
    found: dict[str, str] = {name: str(totals.exact(project, name)) for name in totals.NAMES}
    found["incomplete"] = str(project.incomplete)
    if project.name != manifest.name:
        raise Refused("project_archive.present", MANIFEST)
    replay.judge(said, found, (manifest.revision, MANIFEST), manifest.arithmetic)


def _preview(session: DoorSession, project: Project, inputs: Inputs, told: Told) -> Preview:
    kinds = [row["kind"] for row in inputs["outline_node"].values()]
    lines = recap(
        totals.exact(project, "subtotal"),
        snapshot.tail(project.tail),
        snapshot.policies(project.rounding),
    )
    top = select(OutlineNode.title, OutlineNode.amount).where(
        OutlineNode.kind == "section", OutlineNode.parent_id.is_(None)
    )
    found: Mapping[str, int] = {table: len(rows) for table, rows in inputs.items()}
    return Preview(
        name=project.name,
        told=told,
        sections=kinds.count("section"),
        items=kinds.count("item"),
        analyses=found["analysis"],
        components=found["component"],
        resources=found["resource"],
        missing_prices=project.missing_prices,
        amounts=tuple(
            (row.title, row.amount or Fraction(0))
            for row in session.execute(top.order_by(OutlineNode.sort_path))
        ),
        recap=lines,
        incomplete=project.incomplete,
    )
