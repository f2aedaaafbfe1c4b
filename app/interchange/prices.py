"""resources.csv and parameters.csv. An empty price is unknown; a price of 0 is a given zero."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.domain import formula
from app.domain.components import Category
from app.domain.errors import Problem
from app.domain.estimate import parameter_values
from app.domain.identity import identity
from app.domain.locale_numbers import COEFFICIENT, PRICE, Field
from app.domain.tables import ParameterRow, ResourceRow
from app.interchange.sheet import Row, Sheet

CATEGORIES: Mapping[str, Category] = {
    "TK": "labour",
    "BHN": "material",
    "ALT": "equipment",
    "LAIN": "other",
}
RESOURCE_COLUMNS = ("code", "category", "name", "unit", "price")
RESOURCE_OPTIONS = (
    "key",
    "pack_unit",
    "pack_size",
    "pack_price",
    "source",
    "region",
    "price_date",
    "zero_reason",
)
PARAMETER_COLUMNS = ("name", "value")
PARAMETER_OPTIONS = ("label", "unit", "formula")
#: The reason that marks a zero which came in a file and was not typed by anybody.
ZERO_IN_FILE = "file"
_PARAMETER = Field(6, -Fraction(10**9), Fraction(10**9))
_AMBIGUOUS = -1


@dataclass(slots=True)
class Resources:
    """The resources of the project, and how components find them."""

    rows: list[ResourceRow] = field(default_factory=list)
    by_code: dict[str, int] = field(default_factory=dict)
    by_key: dict[str, int] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def find(self, code: str, key: str) -> int | Problem:
        """The place of the one resource that a component names."""
        found = self.by_key.get(key) if key else self.by_code.get(code)
        name = key or code
        if found is None:
            return Problem("component.resource_unknown", params={"name": name})
        if found == _AMBIGUOUS:
            return Problem("component.resource_ambiguous", params={"name": name})
        return found


def resources(sheet: Sheet) -> Resources:
    """Every resource; two rows of one identity are one where they say the same."""
    found = Resources()
    for row in sheet:
        resource = _resource(row)
        if row.refused:
            continue
        place = _placed(found, row, resource)
        code, key = resource.code, row.raw("key")
        if code:
            known = found.by_code.setdefault(code, place)
            found.by_code[code] = place if known == place else _AMBIGUOUS
        if key and found.by_key.setdefault(key, place) != place:
            row.report(Problem("resource.key_twice", params={"text": key[:60]}), "key")
            found.by_key[key] = _AMBIGUOUS
    zeros = sum(r.unit_price == 0 and r.zero_reason == ZERO_IN_FILE for r in found.rows)
    if zeros:
        params = {"count": zeros}
        sheet.problems.append(Problem("resource.zero_prices", sheet.name, params, warning=True))
    return found


def _placed(found: Resources, row: Row, resource: ResourceRow) -> int:
    """The place of the resource in the list, where the same one may stand already."""
    known = identity(resource.name, resource.unit, resource.category, resource.code)
    if known not in found.places:
        found.places[known] = (len(found.rows), row.line)
        found.rows.append(resource)
        return len(found.rows) - 1
    place, line = found.places[known]
    before = found.rows[place]
    if before != resource:
        row.report(Problem("resource.contradicts", params={"line": line}))
        if before.unit_price != resource.unit_price:
            # Which of the two is right is not ours to say.
            found.rows[place] = replace(
                before, price=None, pack_price=None, pack_size=None, zero_reason=""
            )
    return place


def _resource(row: Row) -> ResourceRow:
    price, pack_size, pack_price = _prices(row)
    reason = row.text("zero_reason", 300)
    if price == 0 or pack_price == 0:
        reason = reason or ZERO_IN_FILE
    return ResourceRow(
        code=row.text("code", 100),
        category=row.choice("category", CATEGORIES) or "other",
        name=row.text("name", 500, needed=True),
        unit=row.text("unit", 50),
        price=price,
        pack_unit=row.text("pack_unit", 50),
        pack_size=pack_size,
        pack_price=pack_price,
        source=row.text("source", 300),
        region=row.text("region", 120),
        price_date=row.day("price_date"),
        zero_reason=reason,
    )


def _prices(row: Row) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Price, pack size and pack price: one of the two ways of saying it, or unknown."""
    price = row.number("price", PRICE)
    size, pack = row.number("pack_size", COEFFICIENT), row.number("pack_price", PRICE)
    if not row.raw("pack_size") and not row.raw("pack_price"):
        return price, None, None
    if size is None or pack is None or size <= 0:
        row.report(Problem("resource.pack"), "pack_size")
        return None, None, None
    if row.raw("price") and price != pack / size:
        row.report(Problem("resource.two_prices"), "price")
        return None, None, None
    return None, size, pack


@dataclass(slots=True)
class Parameters:
    """The parameters of the project, and the values of those that have one."""

    rows: list[ParameterRow] = field(default_factory=list)
    values: Mapping[str, Fraction] = field(default_factory=dict)


def parameters(sheet: Sheet) -> Parameters:
    """Every parameter once, by its name in lower case; what has no value is reported."""
    found: dict[str, tuple[Row, ParameterRow]] = {}
    for row in sheet:
        name = formula.parameter_name(row.text("name", 40))
        if isinstance(name, Problem):
            row.refuse(name, "name")
        elif name in found:
            row.refuse(Problem("parameter.twice", params={"name": name}), "name")
        else:
            parameter = _parameter(row, name)
            if not row.refused:
                found[name] = row, parameter
    given = {
        name: value for name, (_, p) in found.items() if (value := p.formula or p.value) is not None
    }
    values, problems = parameter_values(given)
    for problem in problems:
        found[problem.place][0].report(problem, "formula")
    return Parameters([p for _, p in found.values()], values)


def _parameter(row: Row, name: str) -> ParameterRow:
    written = row.formula()
    is_known = written is not None or not row.raw("formula")
    value = row.number("value", _PARAMETER) if is_known else None
    return ParameterRow(name, row.text("label", 200), row.text("unit", 20), value, written)
