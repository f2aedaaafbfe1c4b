"""The one door for writes to a project: lock, rights, idempotency, journal, recalculation.

    outcome = revisions.run(Order(project_id, "quantity.set", by=user_id), action)

`action(draft)` edits rows through `draft` and returns what it did as plain JSON. It sees only ids
and values, and rows that were loaded after the lock. Either all of it is committed as one
revision, or nothing is.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, Protocol

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Membership, Project, Revision
from app.models.types import ID_LIMIT, now
from app.services import (
    access,
    figures,
    guards,
    idempotency,
    keyframes,
    recalculate,
    traces,
    transactions,
)
from app.services.draft import Draft
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.journal import DoorSession

__all__ = [
    "Draft",
    "Key",
    "Order",
    "Outcome",
    "Rehearsal",
    "Witness",
    "bring",
    "create",
    "rehearse",
    "run",
]

Kind = Literal["edit", "undo", "redo", "revert"]
Action = Callable[[Draft], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the door: where, what (a label code), by whom, and the key of a retry."""

    project_id: int
    label: str
    by: int
    params: Mapping[str, Any] = field(default_factory=dict)
    key: Key | None = None
    right: Literal["editor", "owner"] = "editor"
    kind: Kind = "edit"
    target: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the revision that holds it, the result, and whether it is a repeat."""

    project_id: int
    revision: int
    result: Mapping[str, Any]
    replayed: bool = False


class Witness(Protocol):
    """Who ends with a write, in its transaction: both happen, or neither. `jobs.Work` is one."""

    def check(self) -> None:
        """Raise what ends the write early."""

    def done(self, session: DoorSession, result: Mapping[str, Any]) -> None:
        """Take note of what was done, as the last thing before the commit."""


def run(order: Order, action: Action) -> Outcome:
    """Carry out one write, or answer what the same request did before.

    Raises NotFound (no such project for this person), Forbidden, Invalid, Conflict, Locked.
    """
    with _transaction() as session:
        project = _lock(session, order)
        return _carry_out(session, Draft(session, project, order.by), order, action)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a write would do: its result, and the project's figures before and after."""

    result: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]


class _Rehearsed(Exception):
    """Raised so that nothing of a rehearsal stays."""


def rehearse(order: Order, action: Action) -> Rehearsal:
    """Carry out a write, look at the figures, and take all of it back: no revision, no trace.

    The same arithmetic under the same lock as the write itself, so that what is shown before is
    what will be. Raises what `run` raises.
    """
    seen: list[Rehearsal] = []
    with suppress(_Rehearsed), _transaction() as session:
        project = _lock(session, order)
        before = _figures(session, project.id)
        draft = Draft(session, project, order.by)
        result = _close(draft, replace(order, key=None), dict(action(draft) or {})).result
        seen.append(Rehearsal(result, before, _figures(session, project.id)))
        raise _Rehearsed
    return seen[0]


def _figures(session: DoorSession, project_id: int) -> Mapping[str, Any]:
    names = ("revision", "subtotal", "rounded", "incomplete", "missing_prices")
    columns = (getattr(Project, name) for name in names)
    return dict(session.execute(select(*columns).where(Project.id == project_id)).mappings().one())


def create(
    order: Order, values: Mapping[str, Any], action: Action, witness: Witness | None = None
) -> Outcome:
    """Make a project with its owner as revision 1, filled by `action`; `order.project_id` is 0."""
    with _transaction() as session:
        repeat = idempotency.claim(session, order.by, order.key)
        if repeat is not None:
            return Outcome(repeat["project"], repeat["revision"], repeat, replayed=True)
        project = Project(**values, created_by=order.by, updated_by=order.by)
        session.add(project)
        session.flush()
        session.add(Membership(project_id=project.id, user_id=order.by, role="owner"))
        draft = Draft(session, project, order.by)
        return _witnessed(session, _close(draft, order, dict(action(draft) or {})), witness)


def bring(
    by: int,
    key: Key | None,
    store: Callable[[DoorSession], Mapping[str, Any]],
    witness: Witness | None = None,
) -> Outcome:
    """Take over a project with the history that it has; `store` writes it and tells what it did.

    The one write that is no revision: whoever calls has proved what is stored. Its result names
    "project" and "revision".
    """
    with _transaction() as session:
        repeat = idempotency.claim(session, by, key)
        if repeat is not None:
            return Outcome(repeat["project"], repeat["revision"], repeat, replayed=True)
        result = dict(store(session))
        idempotency.fulfil(session, by, key, result)
        session.flush()
        return _witnessed(session, Outcome(result["project"], result["revision"], result), witness)


def _witnessed(session: DoorSession, outcome: Outcome, witness: Witness | None) -> Outcome:
    if witness is not None:
        witness.check()
        witness.done(session, outcome.result)
    return outcome


def _carry_out(session: DoorSession, draft: Draft, order: Order, action: Action) -> Outcome:
    repeat = idempotency.claim(session, order.by, order.key)
    if repeat is not None and not _is_overtaken(draft, order, repeat):
        return Outcome(order.project_id, repeat["revision"], repeat, replayed=True)
    draft.is_repeat = repeat is not None
    return _close(draft, order, dict(action(draft) or {}))


def _is_overtaken(draft: Draft, order: Order, repeat: Mapping[str, Any]) -> bool:
    """Whether what a repeated edit of a cell did may stand no more: to say "saved" might be wrong.

    Somebody typed it again into an old page, or it came late: the cell itself tells (cells.put).
    """
    is_cell = order.key is not None and order.key.is_cell
    return is_cell and bool(draft.project.revision > repeat["revision"])


def _close(draft: Draft, order: Order, result: dict[str, Any]) -> Outcome:
    session, project = draft.session, draft.project
    session.flush()
    changes = session.net_changes()
    if changes:
        guards.check(draft, changes)
        found = recalculate.after(session, project, changes)
        totals = found.values
        number = project.revision + 1
        first, *others = list(traces.runs(changes)) or [traces.NONE]
        revision = Revision(
            project_id=project.id,
            number=number,
            by=order.by,
            kind=order.kind,
            right=order.right,
            label=order.label,
            params={**order.params, **draft.params},
            changes=[c.stored() for c in changes],
            target=order.target,
            **first,
            **{n: _total(project, totals, n) for n in ("subtotal", "rounded")},
        )
        session.add(revision)
        traces.keep(session, project.id, number, others)
        books = keyframes.after_revision(session, project, changes, found.inputs)
        _stamp(session, project.id, {**totals, **books, "revision": number}, order.by)
    else:
        number = project.revision
    result = {**result, "project": project.id, "revision": number}
    idempotency.fulfil(session, order.by, order.key, result)
    session.flush()
    return Outcome(project.id, number, result)


def _total(project: Project, totals: Mapping[str, Any], name: str) -> Fraction:
    if name in totals:
        return from_scaled(totals[name], figures.MONEY)
    return getattr(project, name)  # type: ignore[no-any-return]


def _stamp(session: DoorSession, project_id: int, values: Mapping[str, Any], by: int) -> None:
    stamp = {"updated_at": now(), "updated_by": by}
    figures.write(session, Project, [(project_id, {**values, **stamp})])


def _lock(session: DoorSession, order: Order) -> Project:
    """Take the project's row before anything else is read, and check the right under the lock."""
    if session.get_bind().dialect.name == "postgresql" and 0 < order.project_id < ID_LIMIT:
        # Alone first: a statement that waits for a lock still joins rows as they were before the
        # wait, and somebody who lost the membership meanwhile would write.
        lock = select(Project.id).where(Project.id == order.project_id).with_for_update()
        session.execute(lock)
    if not 0 < order.project_id < ID_LIMIT:
        raise NotFound
    statement = access.of_member(order.project_id, order.by).where(Project.trashed_at.is_(None))
    found = session.execute(statement.with_for_update(of=Project)).one_or_none()
    if found is None:
        raise NotFound
    project, role, site_role = found
    if not access.allows(access.effective(role, site_role), order.right):
        raise Forbidden
    return project


@contextmanager
def _transaction() -> Iterator[DoorSession]:
    # The request's own session may hold a snapshot from before: end it, so that what is rendered
    # after the commit is read afresh, and that one request never holds two read views.
    db.session.rollback()
    try:
        with transactions.writing() as session:
            yield session
    except IntegrityError as error:
        problem = transactions.broken_rule(error)
        if problem is None:
            raise
        raise Invalid(problem) from error
