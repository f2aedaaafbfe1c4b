"""Editions as they are read: chapters, pages of analyses, resources; only those that are ready."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from app.domain import codes
from app.extensions import db
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    UnitConfirmation,
)
from app.services import catalogue_units
from app.services.catalogue_editions import known_id
from app.services.catalogue_units import UnitState
from app.services.errors import NotFound

confirm_unit = catalogue_units.confirm
PAGE, SEARCH_LIMIT = 50, 100
#: A chapter that is the beginning of codes: `2.2`, `A.4`.
_NUMBER = re.compile(r"[A-Z]{0,3}\.?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class EditionName:
    """Which edition something stands in."""

    id: int
    name: str
    kind: Literal["official", "starter", "office"]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Headings with " / " between them, and how many analyses stand below the last one.

    `first` is the title of one of them where the book has only numbers for its chapters.
    """

    name: str
    analyses: int
    first: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which analyses: of one chapter, with these words in code or title, after one of them."""

    chapter: str | None = None
    after: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An analysis in a list; `printed` is the book's own unit price in rupiah."""

    id: int
    code: str
    title: str
    unit: str
    unit_state: UnitState
    printed: Fraction | None
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of `count` analyses; `next` is what to ask `after`, None at the end."""

    lines: Sequence[Line]
    next: int | None
    count: int


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """A resource in a list, with the number of rows that draw on it."""

    id: int
    code: str
    name: str
    unit: str
    category: str
    uses: int


@dataclass(frozen=True, slots=True)
class ResourceListing:
    """A page of `count` resources; `next` is what to ask `after`, None at the end."""

    lines: Sequence[ResourceLine]
    next: int | None
    count: int


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A resource of an edition; `original` is what the file said where that was repaired."""

    id: int
    edition: EditionName
    code: str
    name: str
    original: str
    unit: str
    category: str
    uses: int
    #: The first hundred analyses with it, in the order of the book.
    analyses: Sequence[Line]


def chapters(edition_id: int) -> list[Chapter]:
    """The chapters of an edition in the order of the book, or of their numbers: two statements."""
    own, place = CatalogueAnalysis, func.min(CatalogueAnalysis.position)
    statement = (
        select(own.chapter, func.count(), place)
        .where(*_standing(edition_id))
        .group_by(own.chapter)
        .order_by(place)
    )
    rows = db.session.execute(statement).all()
    if not all(_NUMBER.fullmatch(row.chapter) for row in rows):
        return [Chapter(*row[:2]) for row in rows]
    titles = _titles(edition_id, [row[2] for row in rows])
    rows = sorted(rows, key=lambda row: codes.sort_key(row.chapter))
    return [Chapter(*row[:2], titles.get(row[2], "")) for row in rows]


def _titles(edition_id: int, positions: Sequence[int]) -> dict[int, str]:
    own = CatalogueAnalysis
    found = select(own.position, own.title).where(
        own.edition_id == edition_id, own.position.in_(positions), own.is_latest.is_(True)
    )
    return {row.position: row.title for row in db.session.execute(found)}


def listing(edition_id: int, asked: Asked | None = None) -> Listing:
    """A page of analyses in the order of the book: two statements."""
    asked = asked or Asked()
    own = CatalogueAnalysis
    where = [*_standing(edition_id), *_wanted(asked)]
    count = db.session.execute(select(func.count()).select_from(own).where(*where)).scalar_one()
    if asked.after is not None:
        last = select(own.position, own.id).where(own.id == known_id(asked.after))
        where.append(tuple_(own.position, own.id) > last.scalar_subquery())
    statement = _lines().where(*where).order_by(own.position, own.id).limit(PAGE + 1)
    lines = [Line(**row) for row in db.session.execute(statement).mappings()]
    return Listing(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None, count)


def resources(
    edition_id: int, category: str | None = None, after: int | None = None
) -> ResourceListing:
    """A page of resources in the order in which the book first names them: two statements."""
    own = CatalogueResource
    where = [own.edition_id == known_id(edition_id), _is_ready(edition_id)]
    if category is not None:
        where.append(own.category == category)
    count = db.session.execute(select(func.count()).select_from(own).where(*where)).scalar_one()
    if after is not None:
        where.append(own.id > known_id(after))
    columns = (own.id, own.code, own.name, own.unit, own.category, _uses().label("uses"))
    rows = db.session.execute(select(*columns).where(*where).order_by(own.id).limit(PAGE + 1))
    lines = [ResourceLine(**row) for row in rows.mappings()]
    return ResourceListing(lines[:PAGE], lines[PAGE - 1].id if len(lines) > PAGE else None, count)


def resource(resource_id: int) -> ResourceView:
    """One resource with the analyses that draw on it; NotFound. Two statements."""
    own = CatalogueResource
    statement = (
        select(own, Edition.id, Edition.name, Edition.kind, _uses())
        .join(Edition, Edition.id == own.edition_id)
        .where(own.id == known_id(resource_id), Edition.state == "ready")
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotFound
    row, *names, uses = found
    head = (row.code, row.name, row.original, row.unit, row.category)
    return ResourceView(row.id, EditionName(*names), *head, uses, _with(resource_id))


def _with(resource_id: int) -> list[Line]:
    own = CatalogueAnalysis
    inside = select(CatalogueComponent.analysis_id).where(
        CatalogueComponent.resource_id == resource_id
    )
    statement = _lines().where(own.id.in_(inside), own.is_latest).order_by(own.position, own.id)
    rows = db.session.execute(statement.limit(100)).mappings()
    return [Line(**row) for row in rows]


def _uses() -> Any:  # noqa: ANN401
    rows = select(func.count()).where(CatalogueComponent.resource_id == CatalogueResource.id)
    return rows.correlate(CatalogueResource).scalar_subquery()


def _lines() -> Any:  # noqa: ANN401 - a select of the columns of Line
    own = CatalogueAnalysis
    return select(
        own.id,
        own.code,
        own.title,
        catalogue_units.effective().label("unit"),
        catalogue_units.state().label("unit_state"),
        own.printed,
        own.version,
    ).outerjoin(UnitConfirmation, UnitConfirmation.analysis_id == own.id)


def _standing(edition_id: int) -> list[ColumnElement[bool]]:
    own = CatalogueAnalysis
    return [own.edition_id == known_id(edition_id), own.is_latest.is_(True), _is_ready(edition_id)]


def _is_ready(edition_id: int) -> ColumnElement[bool]:
    return select(Edition.id).where(Edition.id == edition_id, Edition.state == "ready").exists()


def _wanted(asked: Asked) -> list[ColumnElement[bool]]:
    own = CatalogueAnalysis
    where: list[ColumnElement[bool]] = []
    if asked.chapter is not None:
        where.append(own.chapter == asked.chapter)
    for word in asked.search[:SEARCH_LIMIT].casefold().split():
        inside = (func.lower(c).contains(word, autoescape=True) for c in (own.code, own.title))
        where.append(or_(*inside))
    return where
