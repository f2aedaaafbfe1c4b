"""Which resources want attention: prices unknown, zero or unused; found and counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, and_, func, or_, select

from app.models import Component, Resource
from app.services.prices import FILE

Only = Literal["", "unknown", "zero_file", "zero_typed", "unused", "units"]
ONLY: tuple[Only, ...] = ("", "unknown", "zero_file", "zero_typed", "unused", "units")


@dataclass(frozen=True, slots=True)
class Counts:
    """Resources in all, and those of each filter."""

    total: int
    unknown: int
    zero_file: int
    zero_typed: int
    unused: int


def light(project_id: int) -> Select[*tuple[Any, ...]]:
    """What decides about place and filter of every resource: little enough to read all of it."""
    return select(
        Resource.id,
        Resource.code,
        Resource.name,
        Resource.unit,
        Resource.category,
        _is_unknown().label("unknown"),
        _is_zero("file").label("zero_file"),
        _is_zero("typed").label("zero_typed"),
        (~_in_analyses()).label("unused"),
    ).where(Resource.project_id == project_id)


def counts(project_id: int) -> Select[*tuple[Any, ...]]:
    """How many resources each filter finds, counted by the database."""
    count = func.count()
    return select(
        count.label("total"),
        count.filter(_is_unknown()).label("unknown"),
        count.filter(_is_zero("file")).label("zero_file"),
        count.filter(_is_zero("typed")).label("zero_typed"),
        count.filter(~_in_analyses()).label("unused"),
    ).where(Resource.project_id == project_id)


def counted(rows: Sequence[Any]) -> Counts:
    """The same from the rows of `light`."""
    names = ("unknown", "zero_file", "zero_typed", "unused")
    return Counts(len(rows), *(sum(bool(getattr(row, n)) for row in rows) for n in names))


def _is_unknown() -> Any:  # noqa: ANN401
    return and_(Resource.price.is_(None), Resource.pack_price.is_(None))


def _is_zero(origin: Literal["file", "typed"]) -> Any:  # noqa: ANN401
    given = Resource.zero_reason == FILE
    zero = or_(Resource.price == 0, Resource.pack_price == 0)
    return and_(zero, given if origin == "file" else ~given)


def _in_analyses() -> Any:  # noqa: ANN401
    return (
        select(Component.id)
        .where(Component.project_id == Resource.project_id, Component.resource_id == Resource.id)
        .exists()
    )
