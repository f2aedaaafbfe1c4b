"""Resources of one name under several units: never merged, always told.

Sand in m3 and sand in kg are two resources with two prices, and nobody but a person knows how much
of one the other is. What a person says of it is a pack: one m3 holds 1.400 kg.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain import units
from app.domain.errors import Problem
from app.domain.identity import folded, named
from app.extensions import db
from app.models import ListedPrice, PriceList, Resource
from app.models.types import ID_LIMIT
from app.services.prices import per_unit

#: Rows of price lists that one page offers.
OFFERS = 8
#: How long a working day is, the estimate says and no table.
_DAY = "OH"
_COLUMNS = (
    Resource.id, Resource.name, Resource.code, Resource.unit, Resource.category, Resource.price,
    Resource.pack_unit, Resource.pack_size, Resource.pack_price,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A resource by what makes it one of a name."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Other:
    """A resource of the same name under another unit."""

    id: int
    unit: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A price in another unit, as a pack of this one; `size` is None where a person must say it."""

    id: int
    unit: str
    price: Fraction
    size: Fraction | None
    source: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands under the name of a resource in other units: in the project and in lists."""

    others: Sequence[Other]
    packs: Mapping[int, Pack]
    listed: Sequence[Pack]


def several(rows: Iterable[Any]) -> dict[int, list[Other]]:
    """For rows with id, name and unit: the others of the same name under another unit."""
    alike: dict[str, list[Any]] = {}
    for row in rows:
        alike.setdefault(folded(row.name), []).append(row)
    found = {}
    for group in alike.values():
        spelled = {row.id: units.canonical(row.unit) for row in group} if len(group) > 1 else {}
        if len(set(spelled.values())) > 1:
            for row in group:
                found[row.id] = _others(row, group, spelled)
    return found


def _others(row: Any, group: Sequence[Any], spelled: Mapping[int, str]) -> list[Other]:  # noqa: ANN401
    return [Other(o.id, o.unit) for o in group if spelled[o.id] != spelled[row.id]]


def new_ones(session: Session, project_id: int, ids: Iterable[int], names: Iterable[str]) -> Any:  # noqa: ANN401
    """Of resources that were just made, those whose name stood under another unit before.

    A list of {"id", "name", "unit", "other": the unit before}.
    """
    rows = {row.id: row for row in _alike(session, project_id, names)}
    made, found = set(ids), []
    for i, alike in several(rows.values()).items():
        before = [other for other in alike if other.id not in made]
        if i in made and before:
            row = rows[i]
            found.append(
                {"id": i, "name": row.name[:120], "unit": row.unit, "other": before[0].unit}
            )
    return found


def elsewhere(project_id: int, resource: Any) -> Elsewhere:  # noqa: ANN401
    """What else is called like a resource (its id, name and unit): two statements."""
    rows = {row.id: row for row in _alike(db.session(), project_id, [resource.name])}
    found = several(rows.values()).get(resource.id, [])
    packs = {o.id: _pack(rows[o.id], resource.unit) for o in found}
    priced = {i: pack for i, pack in packs.items() if pack is not None}
    return Elsewhere(found, priced, _listed(resource))


def _alike(session: Session, project_id: int, names: Iterable[str]) -> Sequence[Any]:
    starts = sorted({named(name) for name in names})
    if not starts:
        return ()
    same = or_(*(Resource.identity.startswith(start, autoescape=True) for start in starts))
    statement = select(*_COLUMNS).where(Resource.project_id == project_id, same)
    return session.execute(statement.order_by(Resource.id)).all()


def _pack(row: Any, unit: str) -> Pack | None:  # noqa: ANN401
    price = per_unit(row._mapping)  # noqa: SLF001
    if price is None:
        return None
    size, source = _size(row.unit, unit), f"{row.name} ({row.unit})"
    if row.pack_price is None:
        return Pack(row.id, row.unit, price, size, source)
    whole = None if size is None else size * row.pack_size
    return Pack(row.id, row.pack_unit or row.unit, row.pack_price, whole, source)


def _listed(resource: Any) -> list[Pack]:  # noqa: ANN401
    row = ListedPrice
    statement = (
        select(row.id, row.unit, row.price, PriceList.name)
        .join(PriceList, PriceList.id == row.list_id)
        .where(
            PriceList.state == "ready",
            row.identity.startswith(named(resource.name), autoescape=True),
            row.price > 0,
        )
        .order_by(row.list_id.desc(), row.id)
        .limit(OFFERS * 4)
    )
    own = units.canonical(resource.unit)
    found = [
        Pack(i, unit, price, _size(unit, resource.unit), name)
        for i, unit, price, name in db.session.execute(statement)
        if price is not None and units.canonical(unit) != own
    ]
    return found[:OFFERS]


def _size(source: str, target: str) -> Fraction | None:
    """How many units of a resource one of the other unit is, where that has a name."""
    if _DAY in {units.canonical(source), units.canonical(target)}:
        return None
    found = units.convert(Fraction(1), source, target)
    return None if isinstance(found, Problem) else found


def known(found: Elsewhere, resource_id: int, listed_id: int) -> Pack | None:
    """The pack that an address asks for: of the project, or of a list."""
    if 0 < resource_id < ID_LIMIT:
        return found.packs.get(resource_id)
    return next((pack for pack in found.listed if pack.id == listed_id), None)
