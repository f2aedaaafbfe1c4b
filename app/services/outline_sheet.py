"""A page of the sheet: its rows, the jump list, what is missing; the same few statements always."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import OutlineNode, Project
from app.services import authored, changed_since, outline_folds, totals
from app.services.changed_since import Since
from app.services.outline_folds import Folds
from app.services.outline_read import Row, known_id, rows, select_rows
from app.services.outline_rows import AFTER

Only = Literal["", "price", "quantity", "changed", "mine"]
USUAL, MOST = 100, 200
#: Sections of the second level are listed as long as the list stays one that people read.
_JUMPS = 60


@dataclass(frozen=True, slots=True)
class Jump:
    """A section of the jump list."""

    id: int
    number: str
    title: str
    level: int
    amount: Fraction | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Items in all, and those without a price or a quantity."""

    items: int
    no_price: int
    no_quantity: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the sheet. `above` are the sections that its first row continues."""

    rows: Sequence[Row]
    above: Sequence[Row]
    jumps: Sequence[Jump]
    counts: Counts
    previous: int | None
    following: int | None
    #: What differs from an earlier revision, where that is asked for.
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Which page of the sheet: from which row on, how many rows, which items only.

    `since` is the revision that marks compare with; without it "changed" filters nothing.
    """

    start: int | None = None
    size: int = USUAL
    only: Only = ""
    locale: NumberLocale = "id"
    since: int | None = None
    #: Who "mine" means; 0 = nobody, then it filters nothing.
    reader: int = 0
    #: Nothing below these is shown, unless the page begins there or shows `revealed`.
    folded: Folds = outline_folds.NONE
    revealed: int | None = None


def sheet(project: Project, view: View) -> Sheet:
    """One page of the sheet: at most ten statements, whatever the size of the project."""
    since = changed_since.since(project, view.since) if view.since is not None else None
    return _sheet(project, view, since)


def _sheet(project: Project, view: View, since: Since | None) -> Sheet:
    size = min(max(view.size, 1), MOST)
    wanted = _wanted(project, view, since)
    page = select_rows().where(*wanted).order_by(OutlineNode.sort_path).limit(size + 1)
    if view.start is not None:
        page = page.where(OutlineNode.sort_path >= _path_of(project.id, view.start))
    found = rows(project, page, view.locale)
    if not found and view.start is not None:  # the row is gone: from the top then
        return _sheet(project, replace(view, start=None), since)
    return Sheet(
        rows=found[:size],
        above=_above(project, found[0], view.locale) if found else (),
        jumps=_jumps(project),
        counts=_counts(project.id),
        previous=_previous(wanted, found[0], size) if view.start is not None else None,
        following=found[size].id if len(found) > size else None,
        since=since,
    )


def items_from(project: Project, view: View, count: int) -> list[int]:
    """The ids of at most `count` items of a view, in its order, from its first row on."""
    since = changed_since.since(project, view.since) if view.since is not None else None
    statement = select(OutlineNode.id).where(
        *_wanted(project, view, since), OutlineNode.kind == "item"
    )
    if view.start is not None:
        statement = statement.where(OutlineNode.sort_path >= _path_of(project.id, view.start))
    return list(db.session.scalars(statement.order_by(OutlineNode.sort_path).limit(count)))


def _wanted(project: Project, view: View, since: Since | None) -> list[ColumnElement[bool]]:
    """Rows of the project; of one filter the rows that it names, and the sections above them."""
    conditions: list[ColumnElement[bool]] = [OutlineNode.project_id == project.id]
    if view.only == "changed":
        if since is not None:
            conditions.append(_among(OutlineNode, [*since.marks, *since.above]))
    elif view.only == "mine":
        if view.reader:
            ids = authored.rows_of(project, view.reader)
            conditions.append(_with_sections(project.id, lambda node: _among(node, ids)))
    elif view.only:
        conditions.append(_with_sections(project.id, lambda node: _lacks(node, view.only)))
    elif view.folded:
        conditions += outline_folds.left(project.id, view.folded, (view.start, view.revealed))
    return conditions


def _with_sections(
    project_id: int, of: Callable[[Any], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Rows that a condition names, and the sections above them."""
    row = aliased(OutlineNode)
    below = exists().where(
        row.project_id == project_id,
        of(row),
        row.sort_path > OutlineNode.sort_path,
        row.sort_path < OutlineNode.sort_path + AFTER,
    )
    return or_(of(OutlineNode), and_(OutlineNode.kind == "section", below))


def _among(node: Any, ids: list[int]) -> ColumnElement[bool]:  # noqa: ANN401
    """Rows of these ids, written into the statement: a driver takes so many values, and no more."""
    known: Any = bindparam(None, ids, expanding=True, literal_execute=True)
    return node.id.in_(known)  # type: ignore[no-any-return]


def _lacks(node: Any, only: Only) -> ColumnElement[bool]:  # noqa: ANN401
    figure = node.unit_price if only == "price" else node.quantity
    return and_(node.kind == "item", figure.is_(None))


def _path_of(project_id: int, node_id: int) -> Any:  # noqa: ANN401
    node = aliased(OutlineNode)
    known = known_id(node_id)
    return (
        select(node.sort_path).where(node.project_id == project_id, node.id == known)
    ).scalar_subquery()


def _above(project: Project, first: Row, locale: NumberLocale) -> Sequence[Row]:
    """The sections around the first row of a page, when it does not begin with them."""
    steps = first.path.split(".")[:-2]
    if not steps:
        return ()
    paths = [".".join(steps[: i + 1]) + "." for i in range(len(steps))]
    statement = select_rows().where(
        OutlineNode.project_id == project.id, OutlineNode.sort_path.in_(paths)
    )
    return rows(project, statement.order_by(OutlineNode.sort_path), locale)


def _previous(wanted: list[ColumnElement[bool]], first: Row, size: int) -> int | None:
    before = (
        select(OutlineNode.id)
        .where(*wanted, OutlineNode.sort_path < first.path)
        .order_by(OutlineNode.sort_path.desc())
        .limit(size)
    )
    ids = db.session.execute(before).scalars().all()
    return ids[-1] if ids else None


def _jumps(project: Project) -> list[Jump]:
    subtotal = totals.exact(project, "subtotal")
    node = OutlineNode
    statement = (
        select(node.id, node.number, node.title, node.level, node.amount)
        .where(node.project_id == project.id, node.kind == "section", node.level <= 2)
        .order_by(node.sort_path)
        .limit(1000)
    )
    found = [
        Jump(*row, share=row.amount * 100 / subtotal if row.amount and subtotal else None)
        for row in db.session.execute(statement)
    ]
    return found if len(found) <= _JUMPS else [jump for jump in found if jump.level == 1]


def _counts(project_id: int) -> Counts:
    node = OutlineNode
    statement = select(
        func.count(),
        func.count().filter(node.unit_price.is_(None)),
        func.count().filter(node.quantity.is_(None)),
    ).where(node.project_id == project_id, node.kind == "item")
    return Counts(*db.session.execute(statement).one())
