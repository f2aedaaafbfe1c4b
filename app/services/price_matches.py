"""Resources of a project against the rows of a price list: what fits, and what must be asked.

Pure: rows in, decisions out. Nothing is matched by likeness.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from app.domain import units
from app.domain.identity import identity
from app.services.prices import FILE, per_unit

#: twice: two prices for one identity; code: another code or category; unit: another unit;
#: zero: the list says 0, which is no price until somebody says why.
Why = Literal["twice", "code", "unit", "zero"]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A price of a list, rupiah per unit, and where it stands in its file."""

    id: int
    identity: str
    code: str
    name: str
    unit: str
    category: str
    price: Fraction
    source: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Change:
    """A price that the list fills: before (None = unknown) and after, rupiah per unit."""

    resource_id: int
    code: str
    name: str
    unit: str
    before: Fraction | None
    listed: Listed


@dataclass(frozen=True, slots=True)
class Question:
    """A resource about which the list leaves a choice; of another unit there is none."""

    resource_id: int
    code: str
    name: str
    unit: str
    why: Why
    offers: Sequence[Listed]

    @property
    def may_choose(self) -> bool:
        """Whether a person may take one of the offers."""
        return self.why in {"twice", "code"}


@dataclass(frozen=True, slots=True)
class Matches:
    """What a list does to the resources of a project: `same` have its price, `absent` it lacks."""

    changes: Sequence[Change]
    questions: Sequence[Question]
    same: int
    absent: int

    @property
    def digest(self) -> str:
        """A name of exactly these decisions: another one when anything differs."""
        said = [(c.resource_id, c.before, c.listed.id, c.listed.price) for c in self.changes]
        open_ = [(q.resource_id, q.why, [row.id for row in q.offers]) for q in self.questions]
        return hashlib.sha256(repr((said, open_)).encode()).hexdigest()


def match(own: Sequence[Values], listed: Sequence[Listed], *, only_unknown: bool) -> Matches:
    """Compare the resources of a project, or those without a price, with a list.

    A zero that a person gave a reason for is their decision and stays.
    """
    exact: dict[str, list[Listed]] = {}
    named: dict[str, list[Listed]] = {}
    for row in listed:
        exact.setdefault(row.identity, []).append(row)
        named.setdefault(_name(row.name), []).append(row)
    changes, questions, same, absent = list[Change](), list[Question](), 0, 0
    for resource in own:
        before = per_unit(resource)
        if before is not None and (only_unknown or _is_decided(resource, before)):
            continue
        found = _decide(resource, exact.get(resource["identity"], []), named)
        if isinstance(found, Question):
            questions.append(found)
        elif found is None:
            absent += 1
        elif found.price == before:
            same += 1
        else:
            changes.append(Change(*_head(resource), before, found))
    questions.sort(key=lambda question: not question.may_choose)
    return Matches(changes, questions, same, absent)


def says_one(rows: Sequence[Listed]) -> bool:
    """Whether the rows of one identity are one price, and that is not 0."""
    return len({row.price for row in rows}) == 1 and rows[0].price > 0


def _is_decided(resource: Values, price: Fraction) -> bool:
    return price == 0 and resource["zero_reason"] not in {"", FILE}


def _decide(
    resource: Values, exact: Sequence[Listed], named: Mapping[str, Sequence[Listed]]
) -> Listed | Question | None:
    if exact and says_one(exact):
        return exact[0]
    if exact:
        why: Why = "twice" if any(row.price for row in exact) else "zero"
        return Question(*_head(resource), why, [row for row in exact if row.price or why == "zero"])
    unit = units.canonical(resource["unit"])
    alike = [row for row in named.get(_name(resource["name"]), ()) if row.price]
    own_unit = [row for row in alike if units.canonical(row.unit) == unit]
    if own_unit:
        return Question(*_head(resource), "code", own_unit)
    return Question(*_head(resource), "unit", alike) if alike else None


def _head(resource: Values) -> tuple[int, str, str, str]:
    return resource["id"], resource["code"], resource["name"], resource["unit"]


def _name(name: str) -> str:
    return identity(name, "", "", "")
