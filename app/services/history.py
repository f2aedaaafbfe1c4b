"""Undo, redo, revert, and what changed since: the journal read backwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.extensions import db
from app.models import Component, OutlineNode, Resource, Revision, User
from app.models.types import ID_LIMIT
from app.services import authors, keyframes, positions, revisions, text
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound, UndoRefused
from app.services.idempotency import Key
from app.services.journal import MODELS, Change, changes_of
from app.services.kin import Kin
from app.services.revisions import Order, Outcome

#: Revisions that can be taken back: an undo is taken back by redo instead.
_DOES = ("edit", "redo", "revert")
#: What comes back as a copy where somebody was typing into it.
_COPIED: dict[str, type[Any]] = {
    model.__tablename__: model for model in (OutlineNode, Resource, Component)
}


@dataclass(frozen=True, slots=True)
class Step:
    """A revision as the history shows it."""

    number: int
    at: datetime
    by: str
    #: 0 where a name came in an archive.
    by_id: int
    kind: str
    label: str
    params: dict[str, Any]
    name: str | None
    note: str
    undone_by: int | None
    target: int | None
    #: Rupiah after the revision, before the tail; and rounded at the end.
    subtotal: Fraction
    rounded: Fraction
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Available:
    """What the caller's next undo and redo would take back and do again, or None."""

    undo: int | None
    redo: int | None


def undo(project_id: int, by: int, key: Key | None = None) -> Outcome:
    """Take back the caller's own latest revision; Invalid (history.nothing) where there is none."""
    number = available(project_id, by).undo
    return _reverse(Order(project_id, "undo", by, key=key, kind="undo", target=number))


def redo(project_id: int, by: int, key: Key | None = None) -> Outcome:
    """Do again what the caller's latest undo took back, until their next edit."""
    number = available(project_id, by).redo
    return _reverse(Order(project_id, "redo", by, key=key, kind="redo", target=number))


def revert(project_id: int, by: int, number: int, key: Key | None = None) -> Outcome:
    """Take back any revision, under the same rule: every value must still be what it left."""
    return _reverse(Order(project_id, "revert", by, key=key, kind="revert", target=number))


def available(project_id: int, by: int, session: Session | None = None) -> Available:
    """The revisions that undo and redo of this person would act on."""
    if not 0 < project_id < ID_LIMIT:
        raise NotFound
    own = select(func.max(Revision.number)).where(
        Revision.project_id == project_id, authors.is_of(by)
    )
    live = own.where(Revision.undone_by.is_(None))
    statement = select(
        # Revision 1 made the project: taking it back is deleting the project.
        live.where(Revision.kind.in_(_DOES), Revision.number > 1).scalar_subquery(),
        live.where(Revision.kind == "undo").scalar_subquery(),
        own.where(Revision.kind.in_(("edit", "revert"))).scalar_subquery(),
    )
    undoable, undone, edited = (session or db.session()).execute(statement).one()
    return Available(undoable, undone if undone and undone > (edited or 0) else None)


def _reverse(order: Order) -> Outcome:
    # Whether it can still be taken back is asked under the lock only: a repeated request must
    # come as far as its key, and be told what it did.
    revision = _found(db.session(), order) if order.target else None
    if revision is not None:
        order = replace(order, right=revision.right, params=_words(revision))  # type: ignore[arg-type]

    def action(draft: Draft) -> dict[str, Any]:
        number = _still_due(draft, order)
        found = _revision(draft.session, replace(order, target=number))
        take_back(draft, changes_of(found.changes))
        # Not `project.revision + 1` by chance: the door gives exactly that number at its end.
        found.undone_by = draft.project.revision + 1
        return {"target": number}

    try:
        return revisions.run(order, action)
    except IntegrityError as error:
        # Each value still stands, but together with what was entered later the row would
        # contradict itself: a price and a pack price, say.
        raise Invalid(Problem("history.contradicts")) from error


def _still_due(draft: Draft, order: Order) -> int:
    """The revision to act on, looked up again under the lock: another tab may have been faster."""
    due = order.target
    if order.kind in {"undo", "redo"}:
        choice = available(draft.project.id, draft.by, draft.session)
        due = choice.undo if order.kind == "undo" else choice.redo
    if due is None or due != order.target:
        raise Invalid(Problem("history.nothing"))
    return due


def _found(session: Session, order: Order) -> Revision:
    number = order.target if order.target and 0 < order.target < ID_LIMIT else 0
    found = session.execute(
        select(Revision).where(Revision.project_id == order.project_id, Revision.number == number)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _revision(session: Session, order: Order) -> Revision:
    found = _found(session, order)
    if found.number == 1:
        raise Invalid(Problem("history.first"))
    if found.undone_by is not None:
        raise Invalid(Problem("history.already_undone", params={"number": found.number}))
    return found


def _words(revision: Revision) -> dict[str, Any]:
    inner = revision.params if revision.label in {"undo", "redo", "revert"} else None
    if inner and "of" in inner:
        return {**inner, "number": revision.number}
    return {"of": revision.label, "with": revision.params, "number": revision.number}


def take_back(draft: Draft, changes: Sequence[Change]) -> None:
    """Put every row back as it was before; all or nothing."""
    present = {
        table: draft.stored(model, [c.id for c in changes if c.table == table])
        for table, model in MODELS.items()
    }
    for change in changes:
        _must_stand(draft, change, present[change.table].get(change.id))
    _must_be_alone(draft, changes)
    for table in reversed(MODELS):
        model = MODELS[table]
        own = [c for c in changes if c.table == table]
        draft.bulk_delete(model, [c.id for c in own if c.before is None])
        updates: dict[tuple[str, ...], dict[int, Any]] = {}
        for change in own:
            if change.before is not None and change.after is not None:
                updates.setdefault(tuple(sorted(change.before)), {})[change.id] = change.before
        for rows in updates.values():
            draft.bulk_update(model, rows)
    for table, model in MODELS.items():
        gone = [c for c in changes if c.table == table and c.after is None]
        versions = {c.id: c.version for c in gone}
        draft.bulk_restore(model, {c.id: c.before or {} for c in gone}, versions)
    nodes = {c.id for c in changes if c.table == OutlineNode.__tablename__}
    if nodes:
        positions.part(draft, nodes)


def _must_stand(draft: Draft, change: Change, present: dict[str, Any] | None) -> None:
    """Refuse where a later hand changed a value, naming row, person and both values."""
    if change.after is None:
        if present is not None:
            raise _refusal(draft, change, ("id", None, change.id))
        return
    if present is None:
        raise _refusal(draft, change, ("id", change.id, None))
    for column, after in change.after.items():
        if present[column] != after:
            raise _refusal(draft, change, (column, after, present[column]))


def _must_be_alone(draft: Draft, changes: Sequence[Change]) -> None:
    """Refuse to bring a row back that stands there as a copy: it would be counted twice."""
    for table, model in _COPIED.items():
        lost = {change.id for change in changes if change.table == table and change.after is None}
        kin = Kin(draft, model) if lost else None
        others = set().union(*(kin.of(row_id) for row_id in lost)) - lost if kin else ()
        for row in draft.find(model, model.id.in_(others)) if others else ():
            raise _refusal(draft, Change(table, row.id, None, {}), ("id", None, row.id))


def _refusal(draft: Draft, change: Change, difference: tuple[str, Any, Any]) -> UndoRefused:
    column, after, present = difference
    last = last_change(draft.session, draft.project.id, (change.table, change.id, column))
    return UndoRefused(
        number=last[0] if last else 0,
        table=change.table,
        row_id=change.id,
        column=column,
        after=after,
        present=present,
        who=last[1] if last else "",
    )


def last_change(
    session: Session, project_id: int, cell: tuple[str, int, str], newer_than: int = 0
) -> tuple[int, str, datetime, Change] | None:
    """The latest revision that changed one cell: number, person, moment, change."""
    # Closed at the first find: a cursor left open on the server would outlive the search.
    with _latest(session, project_id, newer_than) as steps_back:
        for step in steps_back:
            for change in changes_of(step[3]):
                if (change.table, change.id) == cell[:2] and _touches(change, cell[2]):
                    return step[0], step[1], step[2], change
    return None


def _touches(change: Change, column: str) -> bool:
    if change.before is None or change.after is None:
        return True
    return column in change.after


def _latest(session: Session, project_id: int, newer_than: int) -> Any:  # noqa: ANN401
    statement = (
        select(Revision.number, authors.shown(), Revision.at, Revision.changes)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id, Revision.number > newer_than)
        .order_by(Revision.number.desc())
        .execution_options(yield_per=50)
    )
    return session.execute(statement)


def steps(project_id: int, before: int | None = None, limit: int = 50) -> list[Step]:
    """The revisions of a project, newest first; those below `before` for the next page."""
    statement = (
        select(Revision, authors.shown(), authors.number())
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id)
        .order_by(Revision.number.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(Revision.number < before)
    return [_step(row, name, by) for row, name, by in db.session.execute(statement)]


def step(project_id: int, number: int) -> Step:
    """One revision; NotFound where there is none."""
    if not 0 < number < ID_LIMIT:
        raise NotFound
    found = [s for s in steps(project_id, number + 1, 1) if s.number == number]
    if not found:
        raise NotFound
    return found[0]


def _step(row: Revision, name: str, by: int) -> Step:
    return Step(
        row.number, row.at, name, by, row.kind, row.label, row.params, row.name, row.note,
        row.undone_by, row.target, row.subtotal, row.rounded, changes_of(row.changes),
    )  # fmt: skip


def name(project_id: int, by: int, number: int, words: tuple[str, str]) -> None:
    """Give a revision a name and a note, and keep its inputs and figures for good.

    Raises Invalid (text.*, version.locked) and NotFound.
    """
    cleaned = name_of(words)
    order = Order(project_id, "revision.named", by, target=number)
    revisions.run(order, lambda draft: put_name(draft, order, cleaned))


def name_of(words: tuple[str, str]) -> tuple[str, str]:
    """A name and a note as they are kept; Invalid naming the field."""
    return (
        text.clean(words[0], 120, "name", needed=True),
        text.clean(words[1], 1000, "note", lines=True),
    )


def put_name(draft: Draft, order: Order, words: tuple[str, str]) -> None:
    """Name the order's target and keep its figures; Invalid (version.locked).

    Another name keeps no other figures: those of the first one stand, whatever arithmetic is new.
    """
    found = unlocked(draft.session, order)
    kept = found.name and keyframes.kept(draft.session, found.project_id, found.number)
    found.name, found.note = words
    if not kept:
        keyframes.write(draft.session, found.project_id, found.number, named=True)


def unlocked(session: Session, order: Order) -> Revision:
    """The order's target, whose name may still change; Invalid (version.locked)."""
    found = _found(session, order)
    if found.locked:
        raise Invalid(Problem("version.locked", "name", {"name": found.name or ""}))
    return found
