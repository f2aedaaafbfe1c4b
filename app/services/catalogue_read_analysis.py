"""One analysis of an edition, laid out as its form: blocks A, B, C and what else there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import RowMapping, select, tuple_
from sqlalchemy.orm import aliased

from app.domain.components import CATEGORIES
from app.extensions import db
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    UnitConfirmation,
    User,
)
from app.services import catalogue_units
from app.services.catalogue_editions import known_id
from app.services.catalogue_read import EditionName
from app.services.catalogue_units import UnitState
from app.services.errors import NotFound

#: The letters of the form; what has no category stands after them.
LETTERS = dict(zip(CATEGORIES, ("A", "B", "C", ""), strict=True))
_Inner = aliased(CatalogueAnalysis)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the form; `title` is its resource, its analysis, or its own words.

    `percent_row_title` is the row that a percentage is taken of; `marks` are problem codes.
    """

    id: int
    no: int
    kind: str
    code: str
    title: str
    original: str
    unit: str
    coefficient: Fraction | None
    formula: str | None
    price: Fraction | None
    percent_of: str | None
    percent_row_title: str
    resource_id: int | None
    nested_id: int | None
    basis: str
    marks: Sequence[str]
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one category under their letter."""

    category: str
    letter: str
    rows: Sequence[RowView]


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of an analysis of the office."""

    id: int
    version: int
    published_at: datetime | None
    published_by: str


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """An analysis with its rows, where it stands in its file, and its neighbours in the book.

    `unit_read` is what the book says, `unit` what counts; `printed` its own unit price in rupiah.
    """

    id: int
    edition: EditionName
    code: str
    title: str
    original: str
    unit: str
    unit_state: UnitState
    unit_read: str
    confirmed_by: str
    confirmed_at: datetime | None
    chapter: str
    notes: Sequence[str]
    sheet: str
    cell: str
    printed: Fraction | None
    version: int
    is_latest: bool
    versions: Sequence[Version]
    blocks: Sequence[Block]
    previous_id: int | None
    next_id: int | None


def analysis(analysis_id: int) -> AnalysisView:
    """One analysis of an edition that is ready; NotFound. Five statements at most."""
    head = _head(known_id(analysis_id))
    own: CatalogueAnalysis = head["CatalogueAnalysis"]
    return AnalysisView(
        id=own.id,
        edition=EditionName(own.edition_id, head["name"], head["kind"]),
        code=own.code,
        title=own.title,
        original=own.original,
        unit=head["unit"],
        unit_state=head["unit_state"],
        unit_read=own.unit,
        confirmed_by=head["who"] or "",
        confirmed_at=head["at"],
        chapter=own.chapter,
        notes=tuple(filter(None, own.notes.split("\n"))),
        sheet=own.sheet,
        cell=own.cell,
        printed=own.printed,
        version=own.version,
        is_latest=own.is_latest,
        versions=_versions(own) if head["kind"] == "office" else (),
        blocks=_blocks(own.id),
        previous_id=_beside(own, is_next=False),
        next_id=_beside(own, is_next=True),
    )


def _head(analysis_id: int) -> RowMapping:
    own = CatalogueAnalysis
    statement = (
        select(
            own,
            Edition.name,
            Edition.kind,
            catalogue_units.effective().label("unit"),
            catalogue_units.state().label("unit_state"),
            User.name.label("who"),
            UnitConfirmation.at,
        )
        .join(Edition, Edition.id == own.edition_id)
        .outerjoin(UnitConfirmation, UnitConfirmation.analysis_id == own.id)
        .outerjoin(User, User.id == UnitConfirmation.by)
        .where(own.id == analysis_id, Edition.state == "ready")
    )
    found = db.session.execute(statement).mappings().one_or_none()
    if found is None:
        raise NotFound
    return found


def _versions(own: CatalogueAnalysis) -> list[Version]:
    known = CatalogueAnalysis
    statement = (
        select(known.id, known.version, known.published_at, User.name)
        .outerjoin(User, User.id == known.published_by)
        .where(
            known.edition_id == own.edition_id,
            known.code_key == own.code_key,
            known.title_key == own.title_key,
        )
        .order_by(known.version.desc())
    )
    return [Version(i, v, at, who or "") for i, v, at, who in db.session.execute(statement)]


def _beside(own: CatalogueAnalysis, *, is_next: bool) -> int | None:
    known = CatalogueAnalysis
    place = tuple_(known.position, known.id)
    here = tuple_(own.position, own.id)
    statement = select(known.id).where(
        known.edition_id == own.edition_id,
        known.is_latest,
        place > here if is_next else place < here,
    )
    order = (known.position, known.id) if is_next else (known.position.desc(), known.id.desc())
    return db.session.execute(statement.order_by(*order).limit(1)).scalar_one_or_none()


def _blocks(analysis_id: int) -> list[Block]:
    row, found = CatalogueComponent, CatalogueResource
    statement = (
        select(
            row, found.code.label("resource_code"), found.name.label("resource_name"),
            found.original.label("resource_original"), found.unit.label("resource_unit"),
            _Inner.code.label("inner_code"), _Inner.title.label("inner_title"),
            _Inner.unit.label("inner_unit"),
        )
        .outerjoin(found, found.id == row.resource_id)
        .outerjoin(_Inner, _Inner.id == row.nested_id)
        .where(row.analysis_id == analysis_id)
        .order_by(row.position, row.id)
    )  # fmt: skip
    rows = db.session.execute(statement).mappings().all()
    titles = {each["CatalogueComponent"].id: _title(each) for each in rows}
    by_category: dict[str, list[RowView]] = {category: [] for category in CATEGORIES}
    for each in rows:
        block = by_category[each["CatalogueComponent"].category]
        block.append(_row(each, len(block) + 1, titles))
    return [
        Block(category, LETTERS[category], by_category[category])
        for category in CATEGORIES
        if by_category[category] or category != "other"
    ]


def _title(found: RowMapping) -> str:
    own: CatalogueComponent = found["CatalogueComponent"]
    return str(found["resource_name"] or found["inner_title"] or own.label)


def _row(found: RowMapping, number: int, titles: Mapping[int, str]) -> RowView:
    own: CatalogueComponent = found["CatalogueComponent"]
    base: Any = own.percent_row_id
    return RowView(
        id=own.id,
        no=number,
        kind=own.kind,
        code=found["resource_code"] or found["inner_code"] or "",
        title=titles[own.id],
        original=own.original or found["resource_original"] or "",
        unit=found["resource_unit"] or own.unit or found["inner_unit"] or "",
        coefficient=own.coefficient,
        formula=own.formula,
        price=own.price,
        percent_of=own.percent_of,
        percent_row_title=titles.get(base, ""),
        resource_id=own.resource_id,
        nested_id=own.nested_id,
        basis=own.basis,
        marks=tuple(own.marks.split()),
        sheet=own.sheet,
        cell=own.cell,
    )
