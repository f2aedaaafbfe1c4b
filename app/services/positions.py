"""Where a row stands among its siblings: positions with gaps, so that one insert writes one row."""

from collections.abc import Collection, Sequence
from itertools import groupby, pairwise

from sqlalchemy import func, select

from app.domain.errors import Problem
from app.models import OutlineNode
from app.services import journal
from app.services.draft import Draft
from app.services.errors import Invalid

GAP = 1 << 20
#: A sort path has room for positions below this.
LIMIT = 16**12
#: The place of a row is counted from 0; this stands for the end.
LAST = None


def siblings(draft: Draft, parent_id: int | None, without: int | None = None) -> list[int]:
    """Ids of the rows below a section (or on top), in their order."""
    return [row_id for row_id, _ in _rows(draft, parent_id) if row_id != without]


def section(draft: Draft, parent_id: int | None) -> None:
    """Refuse a parent that is not a section of this project; None is the top."""
    if parent_id is None:
        return
    if draft.get(OutlineNode, parent_id).kind != "section":
        raise Invalid(Problem("outline.parent_is_no_section", place="parent"))


def take(draft: Draft, parent_id: int | None, index: int | None, moving: int | None = None) -> int:
    """The position of a row that becomes the index-th (from 0) child; siblings make room for it."""
    return take_many(draft, parent_id, (index, 1), {moving})[0]


def take_many(
    draft: Draft,
    parent_id: int | None,
    where: tuple[int | None, int],
    moving: Collection[int | None] = (),
) -> list[int]:
    """The positions of rows that become children from the index-th on, in their order.

    `where` is the index, among those that do not move, and how many rows come.
    """
    index, count = where
    rows = [row for row in _rows(draft, parent_id) if row[0] not in moving]
    if index is None or index > len(rows):
        index = len(rows)
    index = max(index, 0)
    low = rows[index - 1][1] if index else 0
    high = rows[index][1] if index < len(rows) else min(low + (count + 1) * GAP, LIMIT)
    step = (high - low) // (count + 1)
    if step:
        return [low + (i + 1) * step for i in range(count)]
    _respread(draft, rows, index, count)
    return [(index + 1 + i) * GAP for i in range(count)]


def behind(draft: Draft, parent_id: int | None, ids: Collection[int]) -> dict[int, int]:
    """The positions of rows that come right behind each of these siblings, by its id."""
    rows = _rows(draft, parent_id)
    found: dict[int, int] = {}
    end = min(rows[-1][1] + 2 * GAP, LIMIT)
    for (row_id, low), (_, high) in pairwise([*rows, (0, end)]):
        if row_id in ids:
            found[row_id] = (low + high) // 2
            if found[row_id] == low:
                return _spread(draft, rows, ids)
    return found


def _spread(draft: Draft, rows: Sequence[tuple[int, int]], ids: Collection[int]) -> dict[int, int]:
    """Give every sibling a gap again, and one more behind each of `ids`; the places of those."""
    place, found, moved = 0, dict[int, int](), dict[int, journal.Values]()
    for row_id, position in rows:
        place += GAP
        if position != place:
            moved[row_id] = {"position": place}
        if row_id in ids:
            place += GAP
            found[row_id] = place
    draft.bulk_update(OutlineNode, moved)
    return found


def part(draft: Draft, put_back: Collection[int]) -> None:
    """Part siblings that stand at one position: a row was put back where another came meanwhile.

    The path of a row is made of positions, so two such rows would be taken for one. Those that
    were put back go right behind the others.
    """
    node = OutlineNode
    shared = (
        select(node.parent_id)
        .where(node.project_id == draft.project.id)
        .group_by(node.parent_id, node.position)
        .having(func.count() > 1)
    )
    for parent_id in set(draft.session.execute(shared).scalars()):
        rows = _rows(draft, parent_id)
        _part(draft, sorted(rows, key=lambda row: (row[1], row[0] in put_back, row[0])))


def _part(draft: Draft, rows: Sequence[tuple[int, int]]) -> None:
    places = sorted({position for _, position in rows})
    ends = dict(pairwise([*places, min(places[-1] + len(rows) * GAP, LIMIT)]))
    moved: dict[int, journal.Values] = {}
    for position, together in groupby(rows, key=lambda row: row[1]):
        ids = [row_id for row_id, _ in together]
        step = (ends[position] - position) // len(ids)
        if not step:
            _respread(draft, rows, len(rows), 0)
            return
        moved |= {i: {"position": position + k * step} for k, i in enumerate(ids) if k}
    draft.bulk_update(OutlineNode, moved)


def _rows(draft: Draft, parent_id: int | None) -> Sequence[tuple[int, int]]:
    statement = (
        select(OutlineNode.id, OutlineNode.position)
        .where(
            OutlineNode.project_id == draft.project.id,
            OutlineNode.parent_id.is_(None)
            if parent_id is None
            else OutlineNode.parent_id == parent_id,
        )
        .order_by(OutlineNode.position, OutlineNode.id)
    )
    return [(row.id, row.position) for row in draft.session.execute(statement)]


def _respread(draft: Draft, rows: Sequence[tuple[int, int]], index: int, count: int) -> None:
    """Give every sibling a gap of its own again, with some left free from the index-th on."""
    wanted = {row_id: (i + 1 + count * (i >= index)) * GAP for i, (row_id, _) in enumerate(rows)}
    present = dict(rows)
    draft.bulk_update(
        OutlineNode, {i: {"position": p} for i, p in wanted.items() if present[i] != p}
    )
