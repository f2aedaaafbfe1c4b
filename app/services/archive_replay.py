"""An archive proved before it is stored: its history carried out again, step by step.

The steps run through the same bulk changes, guards and recalculation as the door's, on an empty
copy of the tables in memory. So a row breaks the rules of the tables there or nowhere, and the
total of every revision is computed, not believed.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, MetaData, UniqueConstraint, create_engine, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool

from app.domain.errors import Problem
from app.domain.numbers import json_figure
from app.interchange.archive import Refused
from app.models import Parameter, Project, Resource, User
from app.services import (
    figures,
    guards,
    journal,
    keyframes,
    recalculate,
    renumbering,
    snapshot,
    totals,
)
from app.services.archive_steps import Step
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.journal import JOURNALED, MODELS, Change, DoorSession

#: What must be told apart within a project; asked at the end of a revision, because two rows may
#: exchange their names in one.
_APART = ((Parameter, Parameter.name), (Resource, Resource.identity))
_MOST_WARNINGS = 20


class Replay:
    """A project that grows step by step in memory; `close` it at the end."""

    def __init__(self, arithmetic: int) -> None:
        self._arithmetic = arithmetic
        self.project_id = 0
        self.warnings: list[Problem] = []
        #: Every row that ever was: its version as the journal last told it.
        self.versions: dict[tuple[str, int], int] = {}
        #: Rows of published forms: in a copy they may have stood in the original alone.
        self.named: set[tuple[str, int]] = set()

    @cached_property
    def _engine(self) -> Engine:
        # Made when the first step was read: most of what is refused never gets that far.
        return _tables()

    def close(self) -> None:
        """Forget everything."""
        if "_engine" in self.__dict__:
            self._engine.dispose()

    @contextmanager
    def session(self) -> Iterator[DoorSession]:
        """A transaction in the memory."""
        with DoorSession(bind=self._engine) as session, session.begin():
            yield session

    def step(self, step: Step) -> None:
        """Carry one revision out; Refused where it could not have been."""
        try:
            with self.session() as session:
                project = self._project(session, step)
                draft = Draft(session, project, 1)
                _fits(draft, step)
                _apply(draft, step.changes)
                _nothing_dangles(draft, step)
                _recalculated(draft, step.number)
                session.flush()
                self._compare(project, step)
        except IntegrityError as error:
            dangling = "FOREIGNKEY" in str(getattr(error.orig, "sqlite_errorname", ""))
            code = "project_archive.dangling" if dangling else "project_archive.rule"
            raise Refused(code, step.place, number=step.number) from error
        except Invalid as invalid:
            found = invalid.problems[0]
            params = {"number": step.number, **found.params}
            raise Refused(found.code, step.place, **params) from invalid
        self.versions |= {(c.table, c.id): c.version for c in step.changes}
        for change in step.changes:
            if change.table == "analysis":
                self.named.update(renumbering.named((change.after or {}).get("published") or {}))

    def inputs(self) -> snapshot.Inputs:
        """Every input after the last step."""
        with self.session() as session:
            return snapshot.inputs(session, self.project_id)

    def _project(self, session: DoorSession, step: Step) -> Project:
        """The project; the first revision makes it, and no other one makes or removes one."""
        made = [c for c in step.changes if c.table == "project" and c.before is None]
        gone = any(c.table == "project" and c.after is None for c in step.changes)
        if len(made) != (step.number == 1) or gone:
            raise Refused("project_archive.history", step.place, number=step.number)
        if not made:
            return session.get_one(Project, self.project_id)
        self.project_id = made[0].id
        decoded = {n: journal.decode(Project, n, v) for n, v in (made[0].after or {}).items()}
        project = Project(id=self.project_id, created_by=1, updated_by=1, **decoded)
        session.add(project)
        session.flush()
        return project

    def _compare(self, project: Project, step: Step) -> None:
        session: Any = DoorSession.object_session(project)
        session.refresh(project)
        said = {"subtotal": step.columns["subtotal"], "rounded": step.columns["rounded"]}
        found: Mapping[str, Fraction] = {name: getattr(project, name) for name in said}
        self.judge(said, found, (step.number, step.place), self._arithmetic)
        if step.kept is not None:
            exact: dict[str, str] = {n: str(totals.exact(project, n)) for n in totals.NAMES}
            self.judge(step.kept.figures, exact, (step.number, step.place), step.kept.arithmetic)

    def judge(
        self,
        said: Mapping[str, Any],
        found: Mapping[str, Any],
        where: tuple[int, str],
        arithmetic: int,
    ) -> None:
        """Refuse other totals; where other arithmetic gave them, they stand and are told."""
        wrong = [name for name in said if said[name] != found[name]]
        if not wrong:
            return
        params: dict[str, str | int] = {
            "number": where[0],
            "stored": _shown(said[wrong[0]]),
            "computed": _shown(found[wrong[0]]),
        }
        if arithmetic == keyframes.ARITHMETIC:
            raise Refused("project_archive.figures", where[1], **params)
        if len(self.warnings) < _MOST_WARNINGS:
            code = "project_archive.arithmetic"
            self.warnings.append(Problem(code, where[1], params, warning=True))


def _tables() -> Engine:
    """An empty database in memory with the tables that a project needs."""
    engine = create_engine("sqlite://", poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.execute("PRAGMA foreign_keys=ON")

    memory = MetaData()
    models: tuple[Any, ...] = (User, *JOURNALED)
    for model in models:
        table: Any = model.__table__
        copied = table.to_metadata(memory)
        copied.constraints = {
            c for c in copied.constraints if not isinstance(c, UniqueConstraint) or model is User
        }
    memory.create_all(engine)
    with DoorSession(bind=engine) as session, session.begin():
        session.add(User(id=1, email="", name="", password_hash="", role="estimator"))
    return engine


def _fits(draft: Draft, step: Step) -> None:
    """Refuse changes of rows that were not there, or held something else."""
    for table, model in MODELS.items():
        own = [c for c in step.changes if c.table == table and not _makes(c)]
        present = draft.stored(model, [c.id for c in own])
        for change in own:
            row = present.get(change.id, {})
            if (not row) != (change.before is None) or any(
                row[name] != value for name, value in (change.before or {}).items()
            ):
                raise Refused("project_archive.history", step.place, number=step.number)
    if len({(c.table, c.id) for c in step.changes}) < len(step.changes):
        raise Refused("project_archive.history", step.place, number=step.number)


def _makes(change: Change) -> bool:
    return change.table == "project" and change.before is None


def _apply(draft: Draft, changes: Iterable[Change]) -> None:
    """Carry changes out again: what goes, then what changes, then what comes."""
    for table in reversed(MODELS):
        model = MODELS[table]
        own = [c for c in changes if c.table == table]
        draft.bulk_delete(model, [c.id for c in own if c.after is None])
        updates: dict[tuple[str, ...], dict[int, Any]] = {}
        for change in own:
            if change.before is not None and change.after is not None:
                updates.setdefault(tuple(sorted(change.after)), {})[change.id] = change.after
        for rows in updates.values():
            draft.bulk_update(model, rows)
    for table, model in MODELS.items():
        new = [c for c in changes if c.table == table and c.before is None and not _makes(c)]
        versions = {c.id: c.version - 1 for c in new}
        draft.bulk_restore(model, {c.id: c.after or {} for c in new}, versions)


def _nothing_dangles(draft: Draft, step: Step) -> None:
    """Refuse references to nothing before anything is computed from them.

    The commit would find them, too, but the arithmetic runs before it.
    """
    session, named = draft.session, dict[str, set[int]]()
    for change in step.changes:
        for name, target in renumbering.references(MODELS[change.table]).items():
            if change.after and change.after.get(name) is not None:
                named.setdefault(target, set()).add(change.after[name])
    for target, ids in named.items():
        # One column is enough to know that a row is there.
        if len(draft.stored(MODELS[target], ids, journal.inputs(MODELS[target])[:1])) < len(ids):
            raise Refused("project_archive.dangling", step.place, number=step.number)
    if any(change.after is None for change in step.changes):
        left = session.connection().exec_driver_sql("PRAGMA foreign_key_check").first()
        if left is not None:
            raise Refused("project_archive.dangling", step.place, number=step.number)


def _recalculated(draft: Draft, number: int) -> None:
    """What the door does at the end of every write."""
    session, project = draft.session, draft.project
    session.flush()
    changes = session.net_changes()
    if not changes:
        raise Invalid(Problem("project_archive.history"))
    _told_apart(draft, {c.table for c in changes})
    guards.check(draft, changes)
    values = recalculate.after(session, project, changes).values
    figures.write(session, Project, [(project.id, {**values, "revision": number})])


def _told_apart(draft: Draft, tables: set[str]) -> None:
    for model, column in _APART:
        if model.__tablename__ in tables:
            twice = select(column).group_by(column).having(func.count() > 1).limit(1)
            if draft.session.execute(twice).first() is not None:
                raise Invalid(Problem("row.duplicate"))


def _shown(value: Fraction | str) -> str:
    return str(value) if isinstance(value, str) else json_figure(value)[0]
