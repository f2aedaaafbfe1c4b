"""components.csv, row by row.

A row that cannot be resolved stays as one without a price, so that the item that contains it is
incomplete and never too cheap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.components import Basis, Component, Kind, PercentOf
from app.domain.errors import Problem
from app.domain.inputs import COEFFICIENT_LIMIT
from app.domain.locale_numbers import COEFFICIENT, PRICE, printable
from app.domain.percents import chains
from app.domain.tables import ComponentRow
from app.interchange.prices import CATEGORIES, Resources
from app.interchange.sheet import Row

COLUMNS = ("category", "resource_code", "coefficient")
OPTIONS = (
    "item_no",
    "analysis",
    "kind",
    "resource_key",
    "nested",
    "basis",
    "formula",
    "label",
    "unit",
    "price",
    "percent_of",
    "percent_row",
)
KINDS: Mapping[str, Kind] = {
    "": "resource",
    "resource": "resource",
    "analysis": "analysis",
    "percent": "percent",
    "lump": "lump",
    "note": "note",
}
BASES: Mapping[str, Basis] = {
    "": "direct_cost",
    "direct_cost": "direct_cost",
    "unit_price": "unit_price",
}
PERCENTS: Mapping[str, PercentOf] = {
    "row": "row",
    **{name: category for name, category in CATEGORIES.items() if category != "other"},
}
Rows = tuple[ComponentRow, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What components point at: resources, analyses by key, and how many rows their own has."""

    resources: Resources
    analyses: Mapping[str, int]
    count: int = 0


def read(row: Row, names: Names) -> ComponentRow:
    """The component that a row says, whatever is wrong with it."""
    component = _resolved(_cells(row), row, names)
    if row.refused:
        return unknown(component, component.label or printable(row.raw("resource_code")[:100]))
    return component


def _cells(row: Row) -> ComponentRow:
    kind = row.choice("kind", KINDS)
    category = row.choice("category", CATEGORIES) or "other"
    formula = row.formula(COEFFICIENT_LIMIT)
    # The number beside a formula that cannot be read is not known to be its value.
    is_known = formula is not None or not row.raw("formula")
    return ComponentRow(
        kind=kind or "lump",
        category=category,
        basis=row.choice("basis", BASES) or "direct_cost",
        coefficient=row.number("coefficient", COEFFICIENT) if is_known else None,
        formula=formula,
        label=row.text("label", 500),
        unit=row.text("unit", 50),
        price=row.number("price", PRICE),
    )


def _resolved(component: ComponentRow, row: Row, names: Names) -> ComponentRow:
    match component.kind:
        case "resource":
            return _of_resource(component, row, names)
        case "analysis":
            return _of_analysis(component, row, names)
        case "percent":
            return _of_percent(component, row, names)
        case _:
            return component


def _of_resource(component: ComponentRow, row: Row, names: Names) -> ComponentRow:
    code, key = row.text("resource_code", 100), row.raw("resource_key")
    place = names.resources.find(code, key)
    if not code and not key:
        row.refuse(Problem("component.no_resource"), "resource_code")
    elif isinstance(place, Problem):
        row.refuse(place, "resource_key" if key else "resource_code")
    else:
        if names.resources.rows[place].category != component.category:
            row.report(Problem("component.category_differs", warning=True), "category")
        return replace(component, resource=place)
    return component


def _of_analysis(component: ComponentRow, row: Row, names: Names) -> ComponentRow:
    key = row.raw("nested")
    if key in names.analyses:
        return replace(component, nested=names.analyses[key])
    row.refuse(Problem("analysis.unknown_key", params={"text": key[:60]}), "nested")
    return replace(component, label=component.label or row.text("nested", 100))


def _of_percent(component: ComponentRow, row: Row, names: Names) -> ComponentRow:
    percent_of = row.choice("percent_of", PERCENTS)
    raw = row.raw("percent_row")
    if percent_of != "row" or not raw:
        return replace(component, percent_of=percent_of)
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 6 and 1 <= int(raw) <= names.count):
        row.refuse(Problem("component.no_percent_row", params={"text": raw[:60]}), "percent_row")
        return component
    return replace(component, percent_of=percent_of, percent_row=int(raw) - 1)


def without_circles(found: Sequence[Row], rows: Sequence[ComponentRow]) -> Rows:
    """The rows of one analysis, those that are percents of each other without a price."""
    if not any(row.percent_row is not None for row in rows):
        return tuple(rows)
    ends = chains([_percent(place, row) for place, row in enumerate(rows)]).ends
    kept = list(rows)
    for place, row in enumerate(rows):
        if ends.get(place) == "cycle":
            found[place].report(Problem("analysis.percent_cycle"), "percent_row")
            kept[place] = unknown(row, row.label)
    return tuple(kept)


def _percent(place: int, row: ComponentRow) -> Component:
    base = row.percent_row
    return Component(place, row.kind, row.category, percent_of=row.percent_of, percent_row_id=base)


def unknown(component: ComponentRow, label: str) -> ComponentRow:
    """The row as one whose price nobody knows; a note brings no money and stays one."""
    if component.kind == "note":
        return component
    return ComponentRow(
        kind="lump",
        category=component.category,
        coefficient=component.coefficient,
        formula=component.formula,
        label=label,
        unit=component.unit,
    )
