"""What a new row of an analysis is made from: its fields by kind."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.domain import locale_numbers
from app.domain.analysis import CATEGORIES
from app.domain.errors import Problem
from app.models import Analysis, Component, Resource
from app.services import messages
from app.services.draft import Draft
from app.services.errors import Invalid, NotFound
from app.services.identity import identity
from app.services.typed import Reader

#: What can be added: a resource of the project, a new one, another analysis, and three more.
KINDS = ("resource", "new", "analysis", "percent", "lump", "note")
BASES = ("direct_cost", "unit_price")
LABEL_LIMIT, UNIT_LIMIT, NAME_LIMIT, CODE_LIMIT = 500, 50, 500, 100
Values = dict[str, Any]

messages.add(
    {
        "component.kind": _l("Choose what to add."),
        "component.category": _l("Choose labour, material, equipment or other."),
        "component.resource": _l("Choose a resource."),
        "component.nested": _l("Choose an analysis."),
        "component.base": _l("Choose of what the percentage is taken."),
        "component.basis": _l("Choose the price of the analysis: with or without markup."),
    },
    {"base": _l("Percent of"), "nested": _l("Analysis"), "resource": _l("Resource")},
)


def _category(reader: Reader, otherwise: str = "") -> Values:
    category = reader.raw("category") or otherwise
    if category not in CATEGORIES:
        reader.refuse([Problem("component.category", "category")])
    return {"category": category}


def _of_resource(draft: Draft, reader: Reader, _analysis_id: int) -> Values:
    try:
        resource = draft.get(Resource, _id(reader, "resource"))
    except NotFound:
        raise Invalid(Problem("component.resource", "resource")) from None
    return {"kind": "resource", "resource_id": resource.id} | _category(reader, resource.category)


def _of_new(draft: Draft, reader: Reader, _analysis_id: int) -> Values:
    """A resource that the project has already under the same identity is taken as it is."""
    given = {
        "name": reader.text("name", NAME_LIMIT, needed=True),
        "unit": reader.text("unit", UNIT_LIMIT),
        "code": reader.text("code", CODE_LIMIT),
    } | _category(reader)
    reader.done()
    known = identity(given["name"], given["unit"], given["category"], given["code"])
    found = draft.find(Resource, Resource.identity == known)
    resource = found[0] if found else draft.add(Resource(identity=known, **given))
    return {"kind": "resource", "resource_id": resource.id, "category": given["category"]}


def _of_analysis(draft: Draft, reader: Reader, _analysis_id: int) -> Values:
    try:
        nested = draft.get(Analysis, _id(reader, "nested"))
    except NotFound:
        raise Invalid(Problem("component.nested", "nested")) from None
    basis = reader.raw("basis") or "direct_cost"
    if basis not in BASES:
        reader.refuse([Problem("component.basis", "basis")])
    return {"kind": "analysis", "nested_id": nested.id, "basis": basis} | _category(reader)


def _of_percent(draft: Draft, reader: Reader, analysis_id: int) -> Values:
    label = reader.text("label", LABEL_LIMIT, needed=True)
    taken_of = base(draft, reader, (analysis_id, None))
    return {"kind": "percent", "label": label} | taken_of | _category(reader)


def _of_lump(_draft: Draft, reader: Reader, _analysis_id: int) -> Values:
    return {
        "kind": "lump",
        "label": reader.text("label", LABEL_LIMIT, needed=True),
        "unit": reader.text("unit", UNIT_LIMIT),
        "price": reader.number("price", locale_numbers.PRICE),
    } | _category(reader)


def _of_note(_draft: Draft, reader: Reader, _analysis_id: int) -> Values:
    label = reader.text("label", LABEL_LIMIT, needed=True)
    return {"kind": "note", "label": label} | _category(reader, "other")


#: (draft, reader, analysis) -> the columns of a row of this kind; Invalid where it cannot be made.
FILLED: Mapping[str, Callable[[Draft, Reader, int], Values]] = {
    "resource": _of_resource,
    "new": _of_new,
    "analysis": _of_analysis,
    "percent": _of_percent,
    "lump": _of_lump,
    "note": _of_note,
}


def _id(reader: Reader, name: str) -> int:
    typed = reader.raw(name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 11 else 0


def base(draft: Draft, reader: Reader, row: tuple[int, int | None]) -> Values:
    """What a percentage is taken of: a block by its name, or a row by its id."""
    typed = reader.raw("base")
    if typed in {"labour", "material", "equipment"}:
        return {"percent_of": typed, "percent_row_id": None}
    analysis_id, own = row
    rows = {r.id: r for r in draft.find(Component, Component.analysis_id == analysis_id)}
    found = rows.get(_id(reader, "base"))
    if found is None or found.kind == "note":
        reader.refuse([Problem("component.base", "base")])
        return {}
    seen: Component | None = found
    while seen is not None:
        if seen.id == own:
            reader.refuse([Problem("analysis.percent_cycle", "base")])
            return {}
        seen = rows.get(seen.percent_row_id or 0)
    return {"percent_of": "row", "percent_row_id": found.id}
