"""Numbers of the outline: the scheme by level, and freezing what is printed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

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
#: The label of a freezing: releasing looks for it in the journal.
FROZEN = "numbers.frozen"

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
        draft.project.numbers_frozen = False
        written = _written_by_freezing(draft)
        rows = draft.find(OutlineNode, OutlineNode.number_typed.is_not(None))
        free = [row.id for row in rows if written.get(row.id) == row.number_typed]
        draft.bulk_update(OutlineNode, {i: {"number_typed": None} for i in free})
        return {"rows": len(free)}

    return revisions.run(caller.order("numbers.released"), action)


def _written_by_freezing(draft: Draft) -> dict[int, str]:
    """The numbers that the latest freezing wrote, by row: the journal knows."""
    statement = (
        select(Revision.changes)
        .where(
            Revision.project_id == draft.project.id,
            Revision.label == FROZEN,
            Revision.undone_by.is_(None),
        )
        .order_by(Revision.number.desc())
        .limit(1)
    )
    stored = draft.session.execute(statement).scalar_one_or_none() or []
    return {
        change.id: change.after["number_typed"]
        for change in journal.changes_of(stored)
        if change.table == "outline_node" and change.after
    }
