"""The history as people read it: pages of revisions, one revision in full, a refused undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Project, Revision, User
from app.services import authors, history, row_names, versions, words
from app.services.errors import NotFound, UndoRefused
from app.services.history import Available
from app.services.journal import MODELS, Change, changes_of
from app.services.versions import Version
from app.services.words import changes as told
from app.services.words.changes import Line

PAGE, DETAIL_PAGE = 50, 200
#: Revisions that are looked through for one row before the page asks whether to go on.
SEARCHED = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: revisions below a number, of one person, about one row.

    A person who came in an archive has no id: it is the number of their first revision, below 0.
    """

    before: int | None = None
    who: int | None = None
    table: str = ""
    row: int | None = None

    @property
    def about(self) -> tuple[str, int] | None:
        """The row in question, None for all of them."""
        known = self.table in MODELS and self.row is not None
        return (self.table, self.row or 0) if known else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One revision in a list; `effect` is in rupiah, before the tail."""

    number: int
    at: datetime
    who: str
    kind: str
    what: str
    first: Line | None
    #: How many changes there are beside the first.
    more: int
    effect: Fraction
    rounded: Fraction
    undone_by: int | None
    name: str
    note: str
    locked: bool
    issued: bool

    @property
    def may_be_reverted(self) -> bool:
        """The making of a project is not taken back, nor anything twice."""
        return self.number > 1 and self.undone_by is None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the history, newest first, and what its filters and buttons offer."""

    entries: Sequence[Entry]
    #: Below which number the next page begins; None at the end.
    following: int | None
    people: Mapping[int, str]
    #: The row that is asked for, in words.
    row: str
    #: Named versions, oldest first.
    named: Sequence[Version]
    available: Available


@dataclass(frozen=True, slots=True)
class Detail:
    """One revision with a page of its changes, `start` of `count`."""

    entry: Entry
    lines: Sequence[Line]
    start: int
    count: int
    #: Named versions, oldest first.
    named: Sequence[Version]


def listing(project: Project, by: int, wanted: Wanted, locale: NumberLocale) -> Listing:
    """A page of the revisions that are wanted, for one person; at most a dozen statements."""
    found, following = _wanted(project.id, wanted)
    before = _subtotals(project.id, [row.number - 1 for row, _who in found])
    first = {row.number: _first(row, wanted.about) for row, _who in found}
    shown = [change for change in first.values() if change is not None]
    names = row_names.of_changes(project.id, shown, wanted.about)
    entries = []
    for row, who in found:
        change = first[row.number]
        lines = told.describe(change, names, locale) if change else []
        line = lines[0] if lines else None
        more = len(row.changes) + max(len(lines), 1) - 2
        entries.append(_entry(row, who, (line, more), before, locale))
    return Listing(
        entries=entries,
        following=following,
        people=_people(project.id),
        row=names.get(wanted.about, "") if wanted.about else "",
        named=versions.named(project.id),
        available=history.available(project.id, by),
    )


def detail(project_id: int, number: int, start: int, locale: NumberLocale) -> Detail:
    """One revision and a page of its changes in words; NotFound where there is none."""
    row, who = _one(project_id, number)
    start = min(max(start, 0), max(len(row.changes) - 1, 0))
    part = changes_of(row.changes[start : start + DETAIL_PAGE])
    names = row_names.of_changes(project_id, part)
    lines = [line for change in part for line in told.describe(change, names, locale)]
    entry = _entry(row, who, (None, 0), _subtotals(project_id, [number - 1]), locale)
    return Detail(entry, lines, start, len(row.changes), versions.named(project_id))


def next_steps(project_id: int, by: int, locale: NumberLocale) -> Mapping[str, str]:
    """What the next undo and redo of a person would do, in words; "" where there is nothing."""
    found = history.available(project_id, by)
    numbers = {"undo": found.undo, "redo": found.redo}
    query = select(Revision.number, Revision.label, Revision.params).where(
        Revision.project_id == project_id, Revision.number.in_(filter(None, numbers.values()))
    )
    rows = db.session.execute(query).all() if any(numbers.values()) else ()
    said = {row.number: _what(row.label, row.params, locale) for row in rows}
    return {step: said.get(number or 0, "") for step, number in numbers.items()}


def _what(label: str, params: Mapping[str, Any], locale: NumberLocale) -> str:
    """The deed itself: of an undo what it took back, which a redo does again."""
    if label == "undo" and "of" in params:
        return words.sentence(params["of"], params.get("with") or {}, locale)
    return words.sentence(label, params, locale)


def sentence(project_id: int, number: int, locale: NumberLocale) -> str:
    """What one revision did, in words."""
    row, _who = _one(project_id, number)
    return words.sentence(row.label, row.params, locale)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an undo was refused: where, who, what stands there and what the undo expected."""

    number: int
    who: str
    row: str
    field: str
    expected: object
    present: object
    #: Deleted meanwhile, or there again; no value then.
    gone: bool
    back: bool


def refusal(project_id: int, error: UndoRefused, locale: NumberLocale) -> Refusal:
    """A refused undo in words."""
    before = {error.column: error.after}
    change = Change(error.table, error.row_id, before, {error.column: error.present})
    last = _last(project_id, error)
    names = row_names.of_changes(project_id, [change])
    is_row = error.column == "id"
    line = Line("", "", None, None) if is_row else told.describe(change, names, locale)[0]
    return Refusal(
        number=error.number,
        who=error.who,
        row=told.row_name(last or change, names),
        field=line.field,
        expected=line.before,
        present=line.after,
        gone=is_row and error.present is None,
        back=is_row and error.present is not None,
    )


def _last(project_id: int, error: UndoRefused) -> Change | None:
    """The change that stands against the undo: it knows the name of a row that is gone."""
    if not error.number:
        return None
    row, _who = _one(project_id, error.number)
    found = (c for c in changes_of(row.changes) if (c.table, c.id) == (error.table, error.row_id))
    return next(found, None)


def lost(project_id: int, number: int) -> frozenset[tuple[str, int]]:
    """The rows that a revision removed: pages of theirs are no place to go back to."""
    row, _who = _one(project_id, number)
    return frozenset((c.table, c.id) for c in changes_of(row.changes) if c.after is None)


def _one(project_id: int, number: int) -> tuple[Revision, str]:
    statement = _select(project_id).where(Revision.number == min(number, 2**31 - 1))
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _select(project_id: int) -> Any:  # noqa: ANN401
    return (
        select(Revision, authors.shown())
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id)
        .order_by(Revision.number.desc())
    )


def _wanted(project_id: int, wanted: Wanted) -> tuple[list[tuple[Revision, str]], int | None]:
    statement = _select(project_id)
    if wanted.before is not None:
        statement = statement.where(Revision.number < min(wanted.before, 2**31 - 1))
    if wanted.who is not None:
        statement = statement.where(_is_of(project_id, wanted.who))
    if wanted.about is None:
        rows = [(r, who) for r, who in db.session.execute(statement.limit(PAGE + 1))]
        return rows[:PAGE], rows[PAGE - 1][0].number if len(rows) > PAGE else None
    return _search(statement, wanted.about)


def _search(
    statement: Any,  # noqa: ANN401
    about: tuple[str, int],
) -> tuple[list[tuple[Revision, str]], int | None]:
    found: list[tuple[Revision, str]] = []
    last = 0
    statement = statement.limit(SEARCHED + 1).execution_options(yield_per=50)
    with db.session.execute(statement) as scanned:
        for count, (row, who) in enumerate(scanned):
            if len(found) == PAGE or count == SEARCHED:
                return found, last
            last = row.number
            if any((entry[0], entry[1]) == about for entry in row.changes):
                found.append((row, who))
    return found, None


def _first(row: Revision, about: tuple[str, int] | None) -> Change | None:
    """The change that a list shows: that of the row in question, or the first."""
    stored = row.changes
    if about is not None:
        stored = [entry for entry in stored if (entry[0], entry[1]) == about]
    return changes_of(stored[:1])[0] if stored else None


def _subtotals(project_id: int, numbers: list[int]) -> Mapping[int, Fraction]:
    statement = select(Revision.number, Revision.subtotal).where(
        Revision.project_id == project_id, Revision.number.in_(numbers)
    )
    return dict(db.session.execute(statement).all())


def _entry(
    row: Revision,
    who: str,
    shown: tuple[Line | None, int],
    before: Mapping[int, Fraction],
    locale: NumberLocale,
) -> Entry:
    return Entry(
        number=row.number,
        at=row.at,
        who=who,
        kind=row.kind,
        what=words.sentence(row.label, row.params, locale),
        first=shown[0],
        more=shown[1],
        effect=row.subtotal - before.get(row.number - 1, Fraction(0)),
        rounded=row.rounded,
        undone_by=row.undone_by,
        name=row.name or "",
        note=row.note,
        locked=row.locked,
        issued=row.issued,
    )


def _people(project_id: int) -> Mapping[int, str]:
    first, name = func.min(Revision.number), authors.shown()
    who = case((Revision.author.is_not(None), -first), else_=func.min(Revision.by))
    statement = (
        select(who, name)
        .join(User, User.id == Revision.by)
        .where(Revision.project_id == project_id)
        .group_by(Revision.by, Revision.author, User.name)
        .order_by(name)
    )
    return dict(db.session.execute(statement).all())


def _is_of(project_id: int, who: int) -> ColumnElement[bool]:
    if who >= 0:
        return authors.is_of(min(who, 2**31 - 1))
    first = select(Revision.author).where(
        Revision.project_id == project_id, Revision.number == min(-who, 2**31 - 1)
    )
    return Revision.author == first.scalar_subquery()
