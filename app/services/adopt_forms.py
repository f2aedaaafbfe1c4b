"""Analyses of a project and of a catalogue in one form, so that the two can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.domain.components import Component as Row
from app.domain.nesting import order
from app.models import (
    Analysis,
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Component,
    Resource,
)

Values = dict[str, Any]
#: Ids in one statement: far below what either database takes.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """What makes a row what it is, in words that both sides share.

    `draws_on` is the identity of a resource, or whatever the caller calls a nested analysis;
    `percent_row` is the place of the base among the rows, from 0.
    """

    kind: str
    category: str
    draws_on: object
    basis: str
    coefficient: Fraction | None
    formula: str | None
    label: str
    unit: str
    price: Fraction | None
    percent_of: str | None
    percent_row: int | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where analyses stand: three tables, and the project where they are a project's."""

    analysis: Table
    component: Table
    resource: Table
    project_id: int | None = None


CATALOGUE = Shelf(
    CatalogueAnalysis.__table__,  # type: ignore[arg-type]
    CatalogueComponent.__table__,  # type: ignore[arg-type]
    CatalogueResource.__table__,  # type: ignore[arg-type]
)


def of_project(project_id: int) -> Shelf:
    """The tables of one project."""
    return Shelf(
        Analysis.__table__,  # type: ignore[arg-type]
        Component.__table__,  # type: ignore[arg-type]
        Resource.__table__,  # type: ignore[arg-type]
        project_id,
    )


@dataclass(frozen=True, slots=True)
class Book:
    """Analyses by id with their rows in order, and the resources that these draw on."""

    heads: Mapping[int, Values]
    rows: Mapping[int, Sequence[Values]]
    resources: Mapping[int, Values]

    def order(self) -> list[int]:
        """Every analysis once, after those that it contains."""
        return order(
            {
                i: [
                    Row(row["id"], row["kind"], row["category"], analysis_id=row["nested_id"])
                    for row in rows
                ]
                for i, rows in self.rows.items()
            }
        )

    def lines(self, analysis_id: int, nested: Mapping[int, object]) -> tuple[Line, ...]:
        """The rows of one; `nested` says what the analyses within it are called."""
        rows = self.rows[analysis_id]
        places = {row["id"]: place for place, row in enumerate(rows)}
        return tuple(
            Line(
                **kept(row),
                kind=row["kind"],
                category=row["category"],
                draws_on=self._source(row, nested),
                percent_of=row["percent_of"],
                percent_row=places.get(row["percent_row_id"]),
            )
            for row in rows
        )

    def name(self, row: Values) -> str:
        """What a row is called: its resource, its analysis, its own label."""
        if row["kind"] == "resource":
            return str(self.resources[row["resource_id"]]["name"])
        if row["kind"] == "analysis":
            return str(self.heads[row["nested_id"]]["title"])
        return str(row["label"])

    def _source(self, row: Values, nested: Mapping[int, object]) -> object:
        if row["kind"] == "resource":
            return self.resources[row["resource_id"]]["identity"]
        return nested[row["nested_id"]] if row["kind"] == "analysis" else None


def kept(row: Mapping[str, Any]) -> Values:
    """The columns that a row of this kind means: books also fill some that say nothing."""
    kind, formula = row["kind"], row["formula"]
    is_named = kind in {"percent", "lump", "note"}
    return {
        "basis": row["basis"] if kind == "analysis" else "direct_cost",
        "coefficient": None if formula or kind == "note" else row["coefficient"],
        "formula": None if kind == "note" else formula,
        "label": row["label"] if is_named else "",
        "unit": row["unit"] if kind == "lump" else "",
        "price": row["price"] if kind == "lump" else None,
    }


def load(session: Session, shelf: Shelf, ids: Iterable[int], *, deep: bool = True) -> Book:
    """Analyses with all those inside them: two statements a level, and one for resources.

    Not `deep`: only what those inside are called, in four statements.
    """
    session.flush()
    heads: dict[int, Values] = {}
    rows: dict[int, list[Values]] = {}
    wanted = set(ids)
    while wanted:
        found = _rows(session, shelf, shelf.analysis.c.id, wanted)
        heads |= {head["id"]: head for head in found}
        if rows and not deep:
            break
        rows |= _of(
            found,
            _rows(session, shelf, shelf.component.c.analysis_id, {head["id"] for head in found}),
        )
        wanted = _drawn(rows, "nested_id") - heads.keys()
    resources = _rows(session, shelf, shelf.resource.c.id, _drawn(rows, "resource_id"))
    return Book(heads, rows, {row["id"]: row for row in resources})


def _of(heads: Iterable[Values], rows: Iterable[Values]) -> dict[int, list[Values]]:
    """Rows in order, by the analysis that they belong to."""
    found: dict[int, list[Values]] = {head["id"]: [] for head in heads}
    for row in sorted(rows, key=lambda row: (row["position"], row["id"])):
        found[row["analysis_id"]].append(row)
    return found


def _drawn(rows: Mapping[int, Sequence[Values]], column: str) -> set[int]:
    return {row[column] for found in rows.values() for row in found} - {None}


def _rows(session: Session, shelf: Shelf, column: Any, ids: set[int]) -> list[Values]:  # noqa: ANN401
    table: Table = column.table
    known = sorted(ids)
    found: list[Values] = []
    for start in range(0, len(known), _AT_ONCE):
        statement = select(table).where(column.in_(known[start : start + _AT_ONCE]))
        if shelf.project_id is not None:
            statement = statement.where(table.c.project_id == shelf.project_id)
        found += [dict(row) for row in session.execute(statement).mappings()]
    return found
