"""Numbers of the outline: the scheme by level, and freezing what is printed."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from app.domain import numbering
from app.domain.errors import Problem
from app.models import OutlineNode, Revision
from app.services import journal, messages, revisions
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.outline_rows import Caller
from app.services.revisions import Outcome

STYLES = numbering.STYLES
#: Levels that may have a style of their own; deeper ones take the last.
LEVELS = 4
#: The labels of a freezing and of a release: releasing looks for them in the journal.
FROZEN = "numbers.frozen"
RELEASED = "numbers.released"

messages.add({"outline.scheme": _l("Choose a style for each level.")})


def set_scheme(caller: Caller, styles: Sequence[str]) -> Outcome:
    """Number the rows by one style per level; typed numbers stay."""

    def action(draft: Draft) -> dict[str, Any]:
        known = [style for style in styles if style in STYLES]
        if not 1 <= len(known) == len(styles) <= LEVELS:
            raise Invalid(Problem("outline.scheme", "numbering"))
        draft.project.numbering = list[str](known)
        return {}

    return revisions.run(caller.order("numbers.scheme"), action)


def freeze(caller: Caller) -> Outcome:
    """Write the present number into every row, so that it no longer follows moves."""
    return revisions.run(caller.order(FROZEN), lambda draft: {"rows": write_down(draft)})


def write_down(draft: Draft) -> int:
    """Freeze inside a write whose label is FROZEN; the number of rows that got theirs."""
    draft.project.numbers_frozen = True
    rows = draft.find(OutlineNode, OutlineNode.number_typed.is_(None), OutlineNode.number != "")
    numbers = {row.id: {"number_typed": row.number[:40]} for row in rows}
    draft.bulk_update(OutlineNode, numbers)
    return len(numbers)


def release(caller: Caller) -> Outcome:
    """Let the numbers follow the scheme again; those typed by hand before freezing stay typed."""

    def action(draft: Draft) -> dict[str, Any]:
        written = _written_by_freezing(draft)
        if not written and draft.project.numbers_frozen:
            written = _by_scheme(draft)
        draft.project.numbers_frozen = False
        rows = draft.find(OutlineNode, OutlineNode.number_typed.is_not(None))
        free = [row.id for row in rows if written.get(row.id) == row.number_typed]
        draft.bulk_update(OutlineNode, {i: {"number_typed": None} for i in free})
        return {"rows": len(free)}

    return revisions.run(caller.order(RELEASED), action)


def _written_by_freezing(draft: Draft) -> dict[int, str]:
    """The numbers that freezing wrote since the last release, by row: the journal knows."""
    own = (Revision.project_id == draft.project.id, Revision.number.in_(_freezings(draft)))
    statement = select(Revision.changes).where(*own).order_by(Revision.number)
    return {
        change.id: change.after["number_typed"]  # type: ignore[index]
        for stored in draft.session.execute(statement).scalars()
        for change in journal.changes_of(stored)
        if change.table == "outline_node" and "number_typed" in (change.after or {})
    }


def _freezings(draft: Draft) -> list[int]:
    """The revisions whose freezing stands: rows that came later are frozen by another one."""
    own = select(Revision.number, Revision.label, Revision.undone_by).where(
        Revision.project_id == draft.project.id,
        or_(Revision.label.in_((FROZEN, RELEASED)), Revision.undone_by.is_not(None)),
    )
    steps = draft.session.execute(own.order_by(Revision.number)).all()
    undone = {number: by for number, _label, by in steps if by is not None}
    found: list[int] = []
    for number, label, _by in steps:
        if label in (FROZEN, RELEASED) and _stands(number, undone):
            found = [*found, number] if label == FROZEN else []
    return found


def _stands(number: int, undone: Mapping[int, int]) -> bool:
    """Whether a revision was taken back an even number of times: not at all, or done again."""
    stands = True
    while number in undone:
        number, stands = undone[number], not stands
    return stands


def _by_scheme(draft: Draft) -> dict[int, str]:
    """What the scheme gives each row: a copy was frozen in a history that is not its own."""
    rows = [
        numbering.Row(row.id, row.parent_id, row.position, row.kind)
        for row in draft.find(OutlineNode)
    ]
    places = numbering.places(rows, draft.project.numbering)
    return {i: place.number for i, place in places.items()}
