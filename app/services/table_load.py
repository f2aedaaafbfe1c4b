"""A stored project as tables."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain import numbering
from app.domain.numbers import from_scaled
from app.domain.tables import (
    AnalysisRow,
    ComponentRow,
    Heading,
    OutlineRow,
    ParameterRow,
    ResourceRow,
    Tables,
)
from app.services import snapshot
from app.services.snapshot import COEFFICIENT, PRICE, QUANTITY, Inputs

Values = dict[str, Any]


def tables(inputs: Inputs) -> Tables:
    """The tables of a project from everything it stores; rows of the outline in sheet order."""
    nodes = _in_order(inputs)
    resources = {i: place for place, i in enumerate(sorted(inputs["resource"]))}
    analyses = {i: place for place, i in enumerate(_by_use(inputs, nodes))}
    rows = snapshot.analyses(inputs)
    return Tables(
        _heading(next(iter(inputs["project"].values()))),
        tuple(_parameter(row) for _, row in sorted(inputs["parameter"].items())),
        tuple(_resource(inputs["resource"][i]) for i in resources),
        tuple(
            _analysis(
                inputs["analysis"][i],
                {c.id: inputs["component"][c.id] for c in rows[i]},
                resources,
                analyses,
            )
            for i in analyses
        ),
        tuple(_node(inputs["outline_node"][i], nodes, analyses) for i in nodes),
    )


def _in_order(inputs: Inputs) -> dict[int, int]:
    """The place of every row of the outline in sheet order, by its id."""
    (project,) = inputs["project"].values()
    rows = [
        numbering.Row(i, n["parent_id"], n["position"], n["kind"], n["number_typed"])
        for i, n in inputs["outline_node"].items()
    ]
    places = numbering.places(rows, project["numbering"])
    return {i: place for place, i in enumerate(sorted(places, key=lambda i: places[i].sort_path))}


def _by_use(inputs: Inputs, nodes: Mapping[int, int]) -> list[int]:
    """The analyses in the order in which items use them, then those that no item uses."""
    used = (inputs["outline_node"][i]["analysis_id"] for i in nodes)
    return list(dict.fromkeys([*(i for i in used if i is not None), *sorted(inputs["analysis"])]))


def _heading(row: Values) -> Heading:
    return Heading(
        name=row["name"],
        kind=row["kind"],
        markup_percent=from_scaled(row["markup_percent"], PRICE),
        policies=snapshot.policies(row["rounding"]),
        tail=snapshot.tail(row["tail"]),
        edition=row["edition"],
        header=row["header"],
        fiscal_year=row["fiscal_year"],
        document_date=_day(row["document_date"]),
        ceiling=_number(row["ceiling"], PRICE),
        numbering=tuple(row["numbering"]),
        numbers_frozen=bool(row["numbers_frozen"]),
        hours_per_day=row["hours_per_day"],
        paper=row["paper"],
        document_locale=row["document_locale"],
    )


def _parameter(row: Values) -> ParameterRow:
    value = _number(row["value"], QUANTITY)
    return ParameterRow(row["name"], row["label"], row["unit"], value, row["formula"])


def _resource(row: Values) -> ResourceRow:
    return ResourceRow(
        code=row["code"],
        category=row["category"],
        name=row["name"],
        unit=row["unit"],
        price=_number(row["price"], PRICE),
        pack_unit=row["pack_unit"],
        pack_size=_number(row["pack_size"], COEFFICIENT),
        pack_price=_number(row["pack_price"], PRICE),
        source=row["source"],
        region=row["region"],
        price_date=_day(row["price_date"]),
        zero_reason=row["zero_reason"],
    )


def _analysis(
    row: Values,
    components: Mapping[int, Values],
    resources: Mapping[int, int],
    analyses: Mapping[int, int],
) -> AnalysisRow:
    places = {i: place for place, i in enumerate(components)}
    return AnalysisRow(
        title=row["title"],
        code=row["code"],
        unit=row["unit"],
        edition=row["edition"],
        published=row["published"] is not None,
        components=tuple(
            _component(row, places, (resources, analyses)) for row in components.values()
        ),
    )


def _component(
    row: Values, places: Mapping[int, int], ids: tuple[Mapping[int, int], Mapping[int, int]]
) -> ComponentRow:
    resources, analyses = ids
    return ComponentRow(
        kind=row["kind"],
        category=row["category"],
        resource=resources.get(row["resource_id"]),
        nested=analyses.get(row["nested_id"]),
        basis=row["basis"],
        coefficient=_number(row["coefficient"], COEFFICIENT),
        formula=row["formula"],
        label=row["label"],
        unit=row["unit"],
        price=_number(row["price"], PRICE),
        percent_of=row["percent_of"],
        percent_row=places.get(row["percent_row_id"]),
    )


def _node(row: Values, nodes: Mapping[int, int], analyses: Mapping[int, int]) -> OutlineRow:
    return OutlineRow(
        kind=row["kind"],
        parent=nodes.get(row["parent_id"]),
        number=row["number_typed"],
        code=row["code"],
        title=row["title"],
        unit=row["unit"],
        quantity=_number(row["quantity_typed"], QUANTITY),
        formula=row["formula"],
        origin=row["origin"],
        analysis=analyses.get(row["analysis_id"]),
        price=_number(row["price"], PRICE),
        price_source=row["price_source"],
        markup_included=bool(row["markup_included"]),
        zero_reason=row["zero_reason"],
        markup_percent=_number(row["markup_percent"], PRICE),
    )


def _number(value: int | None, places: int) -> Fraction | None:
    return None if value is None else from_scaled(value, places)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
