"""One cell of a table: set it, merge it, or say who changed it meanwhile.

    edit = cells.Edit(Component, row_id, version, ("formula", "coefficient"), text)

    def action(draft):
        values = {"formula": None, "coefficient": Fraction(3, 2)}    # all of edit.columns
        return {"row": row_id, "merged": cells.put(draft, edit, values) == "merged"}

    revisions.run(Order(project_id, "coefficient.set", by, key=edit.key(locale)), action)

`version` is the row's version as the page showed it. Columns are named in the order in which they
show: the first one that holds something is what people see (a formula wins over its number).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select

from app.domain.locale_numbers import NumberLocale
from app.extensions import Base, db
from app.models import Revision, User
from app.services import authors, idempotency, journal
from app.services.draft import Draft
from app.services.errors import Conflict, FormConflict
from app.services.idempotency import Key
from app.services.journal import Change
from app.services.revisions import Outcome

Put = Literal["set", "same", "merged"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell as a person saw it (row, its version, columns) and what they typed into it."""

    model: type[Base]
    row_id: int
    version: int
    columns: tuple[str, ...]
    text: str
    #: What messages call the cell, where it is not its last column.
    name: str = ""

    @property
    def field(self) -> str:
        """The column that gives the cell its name."""
        return self.name or self.columns[-1]

    def key(self, locale: NumberLocale) -> Key:
        """The key of a retry: the same text, read alike, into the same version of the same cell."""
        table, typed = self.model.__tablename__, f"{locale} {self.text}"
        return idempotency.cell_key(table, self.row_id, self.version, (self.field, typed))


@dataclass(frozen=True, slots=True)
class _Touch:
    """A change of the cell since the page was read."""

    by: int
    who: str
    at: datetime
    before: Mapping[str, Any]


def put(draft: Draft, edit: Edit, values: Mapping[str, Any]) -> Put:
    """Set the columns of a cell; "same" where they hold it already, "merged" beside other changes.

    A person who alone changed the cell since may overwrite it. Raises NotFound, and Conflict when
    somebody else changed it, or when a request comes again after the cell was changed once more.
    """
    row = draft.get(edit.model, edit.row_id)
    if all(getattr(row, name) == value for name, value in values.items()):
        return "same"
    merged = False
    if row.version != edit.version:  # type: ignore[attr-defined]
        touches = list(_touches(draft, edit))
        if any(draft.is_repeat or touch.by != draft.by for touch in touches):
            raise _conflict(draft, edit, values, touches)
        merged = not touches
    for name, value in values.items():
        setattr(row, name, value)
    return "merged" if merged else "set"


def put_each(
    draft: Draft,
    form: Iterable[tuple[Edit, Mapping[str, Any]]],
    found: Sequence[Conflict] = (),
    left: Iterable[str] = (),
) -> None:
    """Set the cells of a form that the sender changed, each for itself.

    Raises FormConflict with every conflict; those that were `found`, and fields `left`, before too.
    """
    conflicts, left = list(found), list(left)
    for edit, values in form:
        held = shown(draft, edit)
        if all(values[name] == held[name] for name in edit.columns):
            left.append(edit.field)
            continue
        try:
            put(draft, edit, values)
        except Conflict as conflict:
            conflicts.append(conflict)
    if conflicts:
        raise FormConflict(conflicts, left)


def shown(draft: Draft, edit: Edit) -> dict[str, Any]:
    """The columns of a cell as the page showed them: as they were at the version it names."""
    row = draft.get(edit.model, edit.row_id)
    values = {name: getattr(row, name) for name in edit.columns}
    if row.version == edit.version:  # type: ignore[attr-defined]
        return values
    return _before(edit, values, _touches(draft, edit))


def _before(edit: Edit, present: Mapping[str, Any], touches: Iterable[_Touch]) -> dict[str, Any]:
    values = dict(present)
    for touch in touches:
        for name in touch.before.keys() & values.keys():
            values[name] = journal.decode(edit.model, name, touch.before[name])
    return values


def beside(draft: Draft, edit: Edit, done: Put) -> list[Any]:
    """Return [who, columns] of the row that others changed since the page was read.

    Nothing where the cell was not merged beside other changes.
    """
    others: dict[str, dict[str, None]] = {}
    if done == "merged":
        for by, who, _at, change in _changes(draft, edit):
            if by != draft.by and change.after is not None:
                others.setdefault(who, {}).update(dict.fromkeys(change.after))
    return [[who, list(names)] for who, names in others.items()]


def overtaken(done: Outcome, by: int, model: type[Base], ids: Collection[int]) -> Outcome:
    """What a request did; where it is a repeat, with the rows that were changed or went since.

    Its result then has {"overtaken": {row: who else did it last, "" the person himself}}.
    """
    if not done.replayed:
        return done
    statement = (
        select(authors.number(), authors.shown(), Revision.changes)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == done.project_id, Revision.number > done.revision)
        .order_by(Revision.number)
    )
    since = {}
    for author, who, stored in db.session.execute(statement):
        for change in journal.changes_of(stored):
            if change.table == model.__tablename__ and change.id in ids:
                since[change.id] = "" if author == by else who
    return replace(done, result={**done.result, "overtaken": since})


def _touches(draft: Draft, edit: Edit) -> Iterator[_Touch]:
    """Changes of the cell after the version that the page showed, newest first."""
    for by, who, at, change in _changes(draft, edit):
        # A row that was deleted and came back holds what it held.
        if change.before is None or change.after is None:
            continue
        if not change.after.keys().isdisjoint(edit.columns):
            yield _Touch(by, who, at, change.before)


def _changes(draft: Draft, edit: Edit) -> Iterator[tuple[int, str, datetime, Change]]:
    """Changes of the row after the version that the page showed, newest first."""
    statement = (
        select(authors.number(), authors.shown(), Revision.at, Revision.changes)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == draft.project.id)
        .order_by(Revision.number.desc())
        .execution_options(yield_per=50)
    )
    # Closed by name: a server cursor left half read would stay open until it is collected.
    with draft.session.execute(statement) as found:
        for by, who, at, stored in found:
            for change in journal.changes_of(stored):
                if (change.table, change.id) != (edit.model.__tablename__, edit.row_id):
                    continue
                if change.version <= edit.version:
                    return
                yield by, who, at, change


def _conflict(
    draft: Draft, edit: Edit, values: Mapping[str, Any], touches: list[_Touch]
) -> Conflict:
    row = draft.get(edit.model, edit.row_id)
    theirs = {name: getattr(row, name) for name in edit.columns}
    latest = next((touch for touch in touches if touch.by != draft.by), touches[0])
    return Conflict(
        field=edit.field,
        row_id=edit.row_id,
        version=row.version,  # type: ignore[attr-defined]
        mine=_seen(edit, values),
        before=_seen(edit, _before(edit, theirs, touches)),
        theirs=_seen(edit, theirs),
        who=latest.who,
        at=latest.at,
        table=edit.model.__tablename__,
    )


def _seen(edit: Edit, values: Mapping[str, Any]) -> object:
    """What people see of a cell: the first of its columns that holds something."""
    held = (values.get(name) for name in edit.columns)
    return next((value for value in held if value is not None and value != ""), None)
