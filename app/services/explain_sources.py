"""The ends of the chains: which row and columns hold an input, and where its value comes from."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.explain_address import Address
from app.domain.locale_numbers import NumberLocale
from app.domain.numbers import from_scaled
from app.services import explain_words
from app.services.explain_facts import Facts
from app.services.traces import Wanted

Values = Mapping[str, Any]
TABLES = {
    "node": "outline_node",
    "analysis": "analysis",
    "component": "component",
    "resource": "resource",
    "parameter": "parameter",
    "project": "project",
    "tail": "project",
}
#: The columns that say what a figure is; of one that is computed, what chose its way.
_COLUMNS: Mapping[tuple[str, str], Collection[str]] = {
    ("node", "quantity"): ("quantity_typed", "formula"),
    ("node", "entered"): ("quantity_typed", "formula"),
    ("node", "price"): ("price", "origin"),
    ("node", "unit_price"): ("origin", "analysis_id", "zero_reason"),
    ("node", "direct_cost"): ("origin", "analysis_id", "zero_reason"),
    ("node", "markup"): ("markup_percent",),
    ("component", "coefficient"): ("coefficient", "formula"),
    ("component", "price"): ("price",),
    ("resource", "price"): ("price", "pack_price", "pack_size"),
    ("resource", "pack_price"): ("pack_price",),
    ("resource", "pack_size"): ("pack_size",),
    ("parameter", "value"): ("value", "formula"),
    ("project", "markup"): ("markup_percent",),
    ("tail", "percent"): ("tail",),
    ("tail", "amount"): ("tail",),
    ("tail", "base"): ("tail",),
}


def held(facts: Facts, address: Address) -> Wanted | None:
    """Where the value of a figure was entered; None for what only follows from others."""
    columns = _COLUMNS.get((address.kind, address.figure))
    if columns is None:
        return None
    table = TABLES[address.kind]
    return (table, facts.project_id if table == "project" else address.id, columns)


def rules(facts: Facts, address: Address) -> Wanted:
    """Where the rounding rule of a figure was entered."""
    tail = facts.inputs["project"][facts.project_id]["tail"] if address.kind == "tail" else []
    own = bool(tail) and bool(tail[address.id - 1].get("rounding"))
    return ("project", facts.project_id, ("tail",) if own else ("rounding",))


def row(facts: Facts, address: Address) -> Values:
    """The inputs of the row that an address names; empty where they were not read."""
    table = TABLES[address.kind]
    key = facts.project_id if table == "project" else address.id
    return facts.inputs[table].get(key, {})


def source(facts: Facts, address: Address, locale: NumberLocale) -> str:
    """Where a value comes from, in words: edition and code, price source and date, a reason."""
    values = row(facts, address)
    match address.kind, address.figure:
        case "resource", _figure:
            return _of_price(values, locale)
        case "component", "coefficient" | "price":
            return _of_row(facts, address, values)
        case "analysis", "direct_cost" | "unit_price":
            return _of_form(values)
        case "node", "price":
            return str(values["price_source"])
        case "node", "unit_price" | "direct_cost" if values.get("origin") == "zero":
            return str(values["zero_reason"])
    return ""


def _of_price(values: Values, locale: NumberLocale) -> str:
    """`zak 40: 52.000; survei TB Maju, Sleman, 2026-10-12`."""
    parts = [values["source"], values["region"], _day(values["price_date"])]
    told = ", ".join(part for part in parts if part)
    if values["pack_price"] is not None:
        size = explain_words.exact(from_scaled(values["pack_size"], 10), locale)
        price = explain_words.exact(from_scaled(values["pack_price"], 4), locale)
        pack = f"{values['pack_unit']} {size} {values['unit']}: {price}".strip()
        told = "; ".join(part for part in (pack, told) if part)
    if values["zero_reason"] == "file":
        return "; ".join(part for part in (str(_("zero as the file has it")), told) if part)
    return "; ".join(part for part in (str(values["zero_reason"]), told) if part)


def _day(stored: str | date | None) -> str:
    found = date.fromisoformat(stored) if isinstance(stored, str) else stored
    return "" if found is None else f"{found.day:02}/{found.month:02}/{found.year}"


def _of_form(analysis: Values) -> str:
    """Code, edition, and whether the analysis still is as it was published."""
    parts = [analysis["code"], analysis["edition"], _state(analysis)]
    return ", ".join(part for part in parts if part)


def _state(analysis: Values) -> str:
    known = {
        "own": _("an analysis of this project"),
        "published": _("as published"),
        "modified": _("changed here"),
    }
    return str(known.get(analysis.get("state", ""), ""))


def _of_row(facts: Facts, address: Address, values: Values) -> str:
    """Edition and code, and whether the row still is as it was published."""
    analysis = facts.inputs["analysis"][values["analysis_id"]]
    told = ", ".join(part for part in (analysis["edition"], analysis["code"]) if part)
    published = analysis.get("published")
    if published is None:  # only that of a changed analysis is read
        return ", ".join(part for part in (told, _state(analysis)) if part)
    before = published.get(str(address.id))
    if before is None:
        said = _("a row that was added here")
    elif all(before[name] == values[name] for name in ("coefficient", "formula", "price")):
        said = _("as published")
    else:
        said = _("changed here")
    return f"{told}, {said}"


def name(facts: Facts, address: Address) -> tuple[str, str, str]:
    """What the row of an address is called: its number or code, its name, its unit."""
    values = row(facts, address)
    match address.kind:
        case "node":
            place = facts.places.get(address.id)
            return (place.number if place else "", values["title"], values["unit"])
        case "analysis" | "resource":
            title = values["title" if address.kind == "analysis" else "name"]
            return (values["code"], title, values["unit"])
        case "component":
            return _of_component(facts, values)
        case "parameter":
            return (values["name"], values["label"], values["unit"])
        case "tail":
            return ("", values["tail"][address.id - 1]["label"], "")
    return ("", "", "")


def _of_component(facts: Facts, values: Values) -> tuple[str, str, str]:
    for key, kind in (("resource_id", "resource"), ("nested_id", "analysis")):
        if values[key] is not None:
            return name(facts, Address(kind, values[key], ""))
    unit = "%" if values["kind"] == "percent" else values["unit"]
    return ("", values["label"], unit)


def unit_of(facts: Facts, address: Address) -> str:
    """The unit of a figure that is no money: of a quantity, of a coefficient."""
    if address.figure in ("markup", "percent", "share") and address.kind != "analysis":
        return "%"
    if address.figure in ("quantity", "entered", "coefficient", "value"):
        return name(facts, address)[2]
    return ""
