"""What a found analysis costs in a project or by a price list, and the row it goes after."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import RowMapping, select

from app.domain import analysis
from app.domain.analysis import Component, Prices
from app.extensions import db
from app.models import CatalogueComponent, CatalogueResource, OutlineNode, Project, Resource
from app.models.types import ID_LIMIT
from app.services import price_lists, snapshot

#: Prices in rupiah per unit by the identity of a resource; None = known to be unknown.
_Known = dict[str, Fraction | None]
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


def priced(
    ids: Iterable[int], project: Project, price_list: int | None = None
) -> Mapping[int, Fraction | None]:
    """Unit prices in rupiah by analysis of a catalogue, at the markup of the project.

    Resources are those of the same identity, with their prices, also where those are unknown; the
    list prices those that the project lacks, as `adopt.add_item` would. None where a price is
    missing. Two statements, however deep the analyses are nested, and two more with a list.
    """
    rounded = snapshot.policies(project.rounding).unit_price
    factor = 1 + project.markup_percent / 100

    def known(identities: set[str]) -> _Known:
        return _listed(price_list, identities) | _prices(project.id, identities)

    return _costs(list(ids), known, lambda cost: rounded(cost * factor))


def direct_costs(ids: Iterable[int], price_list: int | None) -> Mapping[int, Fraction | None]:
    """Direct costs in rupiah by a price list alone: without markup, which a project decides.

    None where the list does not name one price of each resource. Three statements.
    """
    if price_list is None:
        return {}
    return _costs(list(ids), lambda identities: _listed(price_list, identities), lambda cost: cost)


def _costs(
    wanted: list[int],
    known: Callable[[set[str]], _Known],
    finished: Callable[[Fraction], Fraction],
) -> dict[int, Fraction | None]:
    rows = _rows(wanted) if wanted else []
    sheets: dict[int, list[Component]] = {}
    for row in rows:
        sheets.setdefault(row["analysis_id"], []).append(_component(row))
    for nested in {row["nested_id"] for row in rows} - {None}:
        sheets.setdefault(nested, [])
    prices = known({row["identity"] for row in rows} - {None})
    resource = {row["resource_id"]: prices.get(row["identity"]) for row in rows}
    direct: dict[int, Fraction | None] = {}
    unit: dict[int, Fraction | None] = {}
    for number in analysis.order(sheets):
        cost = analysis.cost(sheets[number], Prices(resource, direct, unit)).direct_cost
        direct[number] = cost
        unit[number] = None if cost is None else finished(cost)
    return {number: unit.get(number) for number in wanted}


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


def _listed(price_list: int | None, identities: set[str]) -> _Known:
    if price_list is None or not identities:
        return {}
    offered = price_lists.offered(db.session(), price_list, identities)
    return {identity: row["price"] for identity, row in offered.items()}


def _prices(project_id: int, identities: set[str]) -> _Known:
    statement = select(
        Resource.identity, Resource.price, Resource.pack_price, Resource.pack_size
    ).where(Resource.project_id == project_id, Resource.identity.in_(sorted(identities)))
    return {
        row.identity: row.price if row.pack_price is None else row.pack_price / row.pack_size
        for row in db.session.execute(statement)
    }
