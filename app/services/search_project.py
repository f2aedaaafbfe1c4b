"""What a found analysis means in a project: its unit price there, and the row it goes after."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import RowMapping, select

from app.domain import analysis
from app.domain.analysis import Component, Prices
from app.extensions import db
from app.models import CatalogueComponent, CatalogueResource, OutlineNode, Project, Resource
from app.models.types import ID_LIMIT
from app.services import snapshot

_OWN = (
    "id", "analysis_id", "kind", "category", "resource_id", "nested_id", "basis", "coefficient",
    "formula", "price", "percent_of", "percent_row_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """The row of the outline that an item goes after; into it, where it is a section."""

    id: int
    number: str
    title: str
    is_section: bool


def beside(project_id: int, node_id: int | None) -> Beside | None:
    """The row of that id; None where the project has none."""
    if node_id is None or not 0 < node_id < ID_LIMIT:
        return None
    columns = (OutlineNode.id, OutlineNode.number, OutlineNode.title, OutlineNode.kind)
    found = db.session.execute(
        select(*columns).where(OutlineNode.project_id == project_id, OutlineNode.id == node_id)
    ).one_or_none()
    return found and Beside(found.id, found.number or "", found.title, found.kind == "section")


def priced(ids: Iterable[int], project: Project) -> dict[int, Fraction | None]:
    """Unit prices in rupiah by analysis of a catalogue, at the markup of the project.

    Resources are those of the same identity, with their prices; None where one is missing. Two
    statements, however deep the analyses are nested.
    """
    wanted = list(ids)
    rows = _rows(wanted) if wanted else []
    sheets: dict[int, list[Component]] = {}
    for row in rows:
        sheets.setdefault(row["analysis_id"], []).append(_component(row))
    for nested in {row["nested_id"] for row in rows} - {None}:
        sheets.setdefault(nested, [])
    known = _prices(project.id, {row["identity"] for row in rows} - {None})
    resource = {row["resource_id"]: known.get(row["identity"]) for row in rows}
    prices = _unit_prices(sheets, resource, project)
    return {number: prices.get(number) for number in wanted}


def _unit_prices(
    sheets: dict[int, list[Component]], resource: dict[int, Fraction | None], project: Project
) -> dict[int, Fraction | None]:
    rounded = snapshot.policies(project.rounding).unit_price
    factor = 1 + project.markup_percent / 100
    direct: dict[int, Fraction | None] = {}
    unit: dict[int, Fraction | None] = {}
    for number in analysis.order(sheets):
        cost = analysis.cost(sheets[number], Prices(resource, direct, unit)).direct_cost
        direct[number] = cost
        unit[number] = None if cost is None else rounded(cost * factor)
    return unit


def _rows(ids: list[int]) -> list[RowMapping]:
    """The rows of these analyses and of all inside them, each with the identity of its resource."""
    first = (
        select(CatalogueComponent.analysis_id.label("id"))
        .where(CatalogueComponent.analysis_id.in_(ids))
        .cte("reached", recursive=True)
    )
    inner = (
        select(CatalogueComponent.nested_id)
        .join(first, CatalogueComponent.analysis_id == first.c.id)
        .where(CatalogueComponent.nested_id.is_not(None))
    )
    reached = first.union(inner)
    own: list[Any] = [getattr(CatalogueComponent, name) for name in _OWN]
    statement = (
        select(*own, CatalogueResource.identity)
        .outerjoin(CatalogueResource, CatalogueResource.id == CatalogueComponent.resource_id)
        .where(CatalogueComponent.analysis_id.in_(select(reached.c.id)))
        .order_by(CatalogueComponent.position, CatalogueComponent.id)
    )
    return list(db.session.execute(statement).mappings())


def _component(row: RowMapping) -> Component:
    shared = {name: row[name] for name in _OWN if name not in {"analysis_id", "nested_id"}}
    return Component(**shared, analysis_id=row["nested_id"])


def _prices(project_id: int, identities: set[str]) -> dict[str, Fraction | None]:
    statement = select(
        Resource.identity, Resource.price, Resource.pack_price, Resource.pack_size
    ).where(Resource.project_id == project_id, Resource.identity.in_(sorted(identities)))
    return {
        row.identity: row.price if row.pack_price is None else row.pack_price / row.pack_size
        for row in db.session.execute(statement)
    }
