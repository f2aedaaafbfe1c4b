"""An analysis of a project against its edition as the catalogue has it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.locale_numbers import NumberLocale
from app.extensions import db
from app.models import Analysis, CatalogueAnalysis, Edition, UnitConfirmation
from app.models.types import ID_LIMIT
from app.services import adopt_forms, coefficients
from app.services.adopt_forms import CATALOGUE, Book, Values
from app.services.errors import NotFound

#: What can differ beside the coefficient, in the order in which it is told.
OTHERS = ("price", "basis", "category", "unit", "percent_of", "base")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that differs: coefficients as they are typed, "" where a side has no such row.

    `others` names what differs besides (OTHERS); prices are those of lump rows.
    """

    kind: Literal["changed", "added", "removed"]
    category: str
    name: str
    code: str
    unit: str
    ours: str
    theirs: str
    price_ours: str
    price_theirs: str
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """An analysis and what its edition says; `catalogue` is None where no edition has it.

    `version` is the latest of the office library; `same` counts rows without a difference.
    """

    id: int
    code: str
    title: str
    unit: str
    edition: str
    catalogue: int | None
    version: int
    title_theirs: str
    unit_theirs: str
    rows: Sequence[Row]
    same: int

    @property
    def is_equal(self) -> bool:
        """Whether nothing at all differs."""
        texts = (self.title, self.unit) == (self.title_theirs, self.unit_theirs)
        return self.catalogue is not None and texts and not self.rows


@dataclass(frozen=True, slots=True)
class Doubt:
    """A unit that a project took over although only the title says it."""

    catalogue: int
    unit: str


def difference(project_id: int, analysis_id: int, locale: NumberLocale) -> Difference:
    """Every row that differs, in nine statements."""
    session, wanted = db.session(), [analysis_id] if 0 < analysis_id < ID_LIMIT else []
    own = adopt_forms.load(session, adopt_forms.of_project(project_id), wanted, deep=False)
    if analysis_id not in own.heads:
        raise NotFound
    head = own.heads[analysis_id]
    texts = {name: head[name] for name in ("id", "code", "title", "unit", "edition")}
    known = _known(session, head)
    if known is None:
        return Difference(**texts, catalogue=None, version=0, title_theirs="", unit_theirs="",
                          rows=(), same=0)  # fmt: skip
    book = adopt_forms.load(session, CATALOGUE, [known["id"]], deep=False)
    rows, same = _rows(_Side(own, analysis_id, locale), _Side(book, known["id"], locale))
    return Difference(
        **texts,
        catalogue=known["id"],
        version=known["version"],
        title_theirs=known["title"],
        unit_theirs=known["confirmed"] or known["unit"],
        rows=rows,
        same=same,
    )


def _known(session: Session, head: Values) -> Values | None:
    """The analysis of the edition: of this code and title, or the only one of this code."""
    row = CatalogueAnalysis
    columns = (row.id, row.title, row.unit, row.version)
    statement = (
        select(*columns, UnitConfirmation.unit.label("confirmed"))
        .join(Edition, Edition.id == row.edition_id)
        .outerjoin(UnitConfirmation, UnitConfirmation.analysis_id == row.id)
        .where(
            Edition.name == head["edition"],
            Edition.state == "ready",
            row.is_latest,
            row.code == head["code"],
        )
        .order_by(row.id)
    )
    found = [dict(row) for row in session.execute(statement).mappings()]
    titled = [one for one in found if one["title"] == head["title"]]
    alone = found if head["code"] and len(found) == 1 else []
    return next(iter(titled or alone), None)


class _Side:
    """The rows of one side by what they are, in the order of the form."""

    def __init__(self, book: Book, analysis_id: int, locale: NumberLocale) -> None:
        self.book = book
        self.locale = locale
        self.rows = book.rows[analysis_id]
        self.by_id = {row["id"]: row for row in self.rows}
        self.groups: dict[object, list[Values]] = {}
        for row in self.rows:
            self.groups.setdefault(self.key(row), []).append(row)

    def key(self, row: Values) -> object:
        """What makes a row the same on both sides."""
        kind = row["kind"]
        if kind == "resource":
            return kind, self.book.resources[row["resource_id"]]["identity"]
        if kind == "analysis":
            inner = self.book.heads[row["nested_id"]]
            return kind, inner["code"], inner["title"]
        return kind, " ".join(row["label"].casefold().split())

    def coefficient(self, row: Values) -> str:
        """The coefficient as it is typed; of a percent row in percent."""
        kept = adopt_forms.kept(row)
        held = (kept["coefficient"], kept["formula"])
        return coefficients.written(row["kind"], held, self.locale)

    def price(self, row: Values) -> str:
        """The price of a lump row as it is typed."""
        return coefficients.price_text(adopt_forms.kept(row)["price"], self.locale)

    def about(self, row: Values) -> dict[str, Any]:
        """What else a row says, for comparison."""
        base = self.by_id.get(row["percent_row_id"])
        kept = adopt_forms.kept(row)
        said = {name: kept[name] for name in ("price", "basis", "unit")}
        said |= {name: row[name] for name in ("category", "percent_of")}
        return said | {"base": None if base is None else self.key(base)}

    def source(self, row: Values) -> Mapping[str, Any]:
        """The texts of what a row draws on."""
        if row["kind"] == "resource":
            return self.book.resources[row["resource_id"]]
        if row["kind"] == "analysis":
            return self.book.heads[row["nested_id"]]
        return {"code": "", "unit": row["unit"]}


def _rows(own: _Side, their: _Side) -> tuple[list[Row], int]:
    found: list[Row] = []
    same = 0
    for key, rows in own.groups.items():
        others = their.groups.get(key, [])
        for ours, theirs in zip(rows, others, strict=False):
            row = _compared((own, ours), (their, theirs))
            found += [row] if row else []
            same += row is None
        found += [_row("added", (own, ours), None) for ours in rows[len(others) :]]
    for key, rows in their.groups.items():
        gone = rows[len(own.groups.get(key, [])) :]
        found += [_row("removed", None, (their, theirs)) for theirs in gone]
    return found, same


def _compared(ours: tuple[_Side, Values], theirs: tuple[_Side, Values]) -> Row | None:
    mine, other = ours[0].about(ours[1]), theirs[0].about(theirs[1])
    others = [name for name in OTHERS if mine[name] != other[name]]
    is_same = _held(ours[1]) == _held(theirs[1])
    return None if is_same and not others else _row("changed", ours, theirs, others)


def _held(row: Values) -> tuple[object, object]:
    kept = adopt_forms.kept(row)
    return kept["coefficient"], kept["formula"]


def _row(
    kind: Literal["changed", "added", "removed"],
    ours: tuple[_Side, Values] | None,
    theirs: tuple[_Side, Values] | None,
    others: Sequence[str] = (),
) -> Row:
    side, row = ours or theirs  # type: ignore[misc]
    source = side.source(row)
    return Row(
        kind=kind,
        category=row["category"],
        name=side.book.name(row),
        code=source["code"],
        unit="%" if row["kind"] == "percent" else source["unit"],
        ours=ours[0].coefficient(ours[1]) if ours else "",
        theirs=theirs[0].coefficient(theirs[1]) if theirs else "",
        price_ours=ours[0].price(ours[1]) if ours else "",
        price_theirs=theirs[0].price(theirs[1]) if theirs else "",
        others=others,
    )


def unit_doubt(project_id: int, analysis_id: int) -> Doubt | None:
    """The doubt about the unit of an analysis, until it is confirmed or changed: one statement."""
    row = CatalogueAnalysis
    statement = (
        select(row.id, row.unit)
        .join(Edition, Edition.id == row.edition_id)
        .join(
            Analysis,
            (Analysis.edition == Edition.name)
            & (Analysis.code == row.code)
            & (Analysis.title == row.title)
            & (Analysis.unit == row.unit),
        )
        .outerjoin(UnitConfirmation, UnitConfirmation.analysis_id == row.id)
        .where(
            Analysis.project_id == project_id,
            Analysis.id == (analysis_id if 0 < analysis_id < ID_LIMIT else 0),
            row.unit_state == "proposed",
            UnitConfirmation.id.is_(None),
        )
        .limit(1)
    )
    found = db.session.execute(statement).one_or_none()
    return None if found is None else Doubt(*found)
