"""The first page of a project: what needs attention, what was done last, who takes part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import func, or_, select

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import OutlineNode, Project, Revision, User
from app.services import (
    authors,
    doubts,
    members,
    moments,
    prices_filters,
    prices_units,
    projects,
    recap,
    words,
)
from app.services.members import Member
from app.services.recap import Summary

#: Changes that the page names; the history has all of them.
RECENT = 5


@dataclass(frozen=True, slots=True)
class Attention:
    """How many of each kind want a person: the first four keep the total incomplete."""

    missing_prices: int
    no_quantity: int
    no_price: int
    #: Of those without quantity: their formula has no value.
    broken_formulas: int
    zero_from_file: int
    #: Resources whose name stands under several units.
    several_units: int
    #: Analyses whose unit was only read from a title.
    proposed_units: int
    #: Analyses with a doubtful coefficient.
    coefficients: int
    is_above_ceiling: bool

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to look at."""
        return not any(getattr(self, name) for name in Attention.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Step:
    """A revision: what was done, by whom, and its effect in rupiah before the tail."""

    number: int
    at: datetime
    who: str
    what: str
    effect: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """A version: the number of its revision, its name and its rounded total in rupiah."""

    number: int
    at: datetime
    name: str
    locked: bool
    issued: bool
    rounded: Fraction


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows; `members` is empty at an earlier moment, which does not know them."""

    recap: Summary
    items: int
    attention: Attention
    recent: Sequence[Step]
    versions: Sequence[Named]
    members: Sequence[Member]


def of(project: Project, locale: NumberLocale) -> Overview:
    """The overview of a project, now or at the moment that is being read: nine statements."""
    items, no_price, no_quantity, broken = _items(project.id)
    steps, named = _revisions(project, locale)
    resources = db.session.execute(prices_filters.light(project.id)).all()
    margin = projects.margin(project)
    return Overview(
        recap=recap.of(project),
        items=items,
        attention=Attention(
            missing_prices=project.missing_prices,
            no_quantity=no_quantity,
            no_price=no_price,
            broken_formulas=broken,
            zero_from_file=prices_filters.counted(resources).zero_file,
            several_units=len(prices_units.several(resources)),
            proposed_units=len(doubts.of_units(project.id)),
            coefficients=len(doubts.of_coefficients(project.id)),
            is_above_ceiling=margin is not None and margin < 0,
        ),
        recent=steps,
        versions=named,
        members=members.of(project.id) if db.session() is moments.present() else (),
    )


def _items(project_id: int) -> tuple[int, int, int, int]:
    """Items in all, without a price, without a quantity, with a formula that has no value."""
    node, count = OutlineNode, func.count()
    statement = select(
        count,
        count.filter(node.unit_price.is_(None)),
        count.filter(node.quantity.is_(None)),
        count.filter(node.quantity.is_(None), node.formula.is_not(None)),
    ).where(node.project_id == project_id, node.kind == "item")
    found = db.session.execute(statement).one()
    return found[0], found[1], found[2], found[3]


def _revisions(project: Project, locale: NumberLocale) -> tuple[list[Step], list[Named]]:
    """The latest steps, newest first, and the named versions, oldest first: one statement.

    Without their changes: one import has megabytes of them.
    """
    row, last = Revision, project.revision
    columns: tuple[Any, ...] = (
        row.number, row.at, authors.shown().label("who"), row.label, row.params, row.subtotal,
        row.rounded, row.name, row.locked, row.issued,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(User, User.id == row.by)
        .where(
            row.project_id == project.id,
            row.number <= last,
            or_(row.number >= last - RECENT, row.name.is_not(None)),
        )
        .order_by(row.number)
    )
    found = moments.present().execute(statement).all()
    before = {one.number: one.subtotal for one in found}
    steps = [
        Step(
            one.number, one.at, one.who, words.sentence(one.label, one.params, locale),
            one.subtotal - before.get(one.number - 1, Fraction(0)),
        )
        for one in found
        if one.number > last - RECENT
    ]  # fmt: skip
    names = ("number", "at", "name", "locked", "issued", "rounded")
    named = [Named(*(getattr(one, name) for name in names)) for one in found if one.name]
    return steps[::-1], named
