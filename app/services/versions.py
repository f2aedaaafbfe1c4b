"""Named versions: revisions that people speak of (HPS, Kontrak, MC-0, CCO-1).

A name may be changed and taken away while its version is not locked. A locked version keeps name,
note, inputs and figures for good; one that is issued is locked, and freezes the numbers of the
items, so that a letter about "II.B.3" stays about the same item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.extensions import db
from app.models import Revision, User
from app.services import authors, history, messages, outline_numbers, revisions
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.revisions import Order

#: What versions are usually called, in the order of a project's life.
USUAL = ("HPS", "Kontrak", "MC-0", "CCO-1")

messages.add(
    {
        "version.locked": _l("“%(name)s” is locked: its name stays as it is."),
        "version.not_latest": _l(
            "Only the latest revision can be issued, because issuing freezes the numbers of now:"
            " name revision %(number)s."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Version:
    """A revision as one of a row of versions; `name` is empty for one without."""

    number: int
    at: datetime
    by: int
    who: str
    name: str
    note: str
    locked: bool
    issued: bool
    rounded: Fraction


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of a version; to lock or to issue it takes the owner's right."""

    name: str
    note: str = ""
    locked: bool = False
    issued: bool = False


def named(project_id: int) -> Sequence[Version]:
    """The named versions, oldest first."""
    return select_versions(db.session(), project_id, Revision.name.is_not(None))


def select_versions(
    session: Session, project_id: int, wanted: ColumnElement[bool]
) -> Sequence[Version]:
    """The revisions that are wanted, oldest first: one statement, without their changes."""
    row = Revision
    columns: tuple[Any, ...] = (
        row.number, row.at, authors.number().label("by"), authors.shown().label("who"), row.name,
        row.note, row.locked, row.issued, row.rounded,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(User, User.id == row.by)
        .where(row.project_id == project_id, wanted)
        .order_by(row.number)
    )
    found = session.execute(statement).mappings()
    return [Version(**{**each, "name": each["name"] or ""}) for each in found]


def name(project_id: int, by: int, number: int, given: Given) -> None:
    """Name a revision, and lock or issue it.

    Raises Invalid (text.*, version.*), Forbidden for locks of who does not own the project.
    """
    words = history.name_of((given.name, given.note))
    is_bound = given.locked or given.issued
    order = Order(
        project_id,
        outline_numbers.FROZEN if given.issued else "revision.named",
        by,
        right="owner" if is_bound else "editor",
        target=number,
    )

    def action(draft: Draft) -> None:
        # First, because what is kept are the inputs as the revision left them.
        history.put_name(draft, order, words)
        found = history.unlocked(draft.session, order)
        found.locked, found.issued = is_bound, given.issued
        if given.issued:
            _freeze(draft, number)

    revisions.run(order, action)


def _freeze(draft: Draft, number: int) -> None:
    present = draft.project.revision
    if number != present:
        raise Invalid(Problem("version.not_latest", "issued", {"number": present}))
    outline_numbers.write_down(draft)


def unname(project_id: int, by: int, number: int) -> str:
    """Take the name of a version away; the name it had. Raises Invalid (version.locked)."""
    order = Order(project_id, "revision.named", by, target=number)

    def action(draft: Draft) -> dict[str, str]:
        found = history.unlocked(draft.session, order)
        had, found.name, found.note = found.name or "", None, ""
        return {"name": had}

    return str(revisions.run(order, action).result["name"])
