"""Resources as rows of the price list: added, described, priced by the pack, deleted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.models import Component, Resource
from app.services import cells, messages, prices, revisions
from app.services.cells import Edit
from app.services.draft import Draft
from app.services.errors import Conflict, Invalid
from app.services.idempotency import Key
from app.services.identity import identity
from app.services.prices import COLUMNS, FILE, PACK_SIZE, REASON_LIMIT, UNKNOWN, named
from app.services.revisions import Order, Outcome
from app.services.typed import Reader, Sent

CATEGORIES = ("labour", "material", "equipment", "other")
#: Longest text of each field.
LIMITS = {"name": 500, "code": 100, "unit": 50, "source": 300, "region": 120, "pack_unit": 50}
_DESCRIBED = ("name", "code", "unit")
_PRICE_FIELDS = ("price", "pack_price", "pack_size", "pack_unit", "zero_reason")

messages.add(
    {
        "resource.exists": _l(
            "“%(name)s” with this unit, category and code is in the list already."
        ),
        "resource.category": _l("Choose a category."),
        "resource.used": _l(
            "“%(name)s” is used by %(count)s rows of analyses, so it cannot be deleted."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A resource of a project as the page showed it."""

    project_id: int
    id: int
    version: int


def add(project_id: int, sent: Sent) -> Outcome:
    """Add a resource: name, code, unit, category, source, and a price per unit where known.

    The result: {"resource": id}. Raises Invalid by field; resource.exists carries the id of the
    resource that has the same identity.
    """
    reader = Reader(sent)
    texts = _texts(reader, _DESCRIBED) | {"source": reader.text("source", LIMITS["source"])}
    category = reader.raw("category")
    if category not in CATEGORIES:
        reader.refuse([Problem("resource.category", "category")])
    given = _given(reader)
    reader.done()
    values = {**texts, "category": category, **_chosen(given, UNKNOWN)}

    def action(draft: Draft) -> dict[str, Any]:
        row = Resource(**values)
        row.identity = free_identity(draft, row)
        draft.add(row)
        draft.params = named(row)
        return {"resource": row.id}

    return revisions.run(Order(project_id, "resource.added", sent.by, key=sent.key), action)


def describe(seen: Seen, sent: Sent) -> Outcome:
    """Set name, code and unit; the price stays as it is.

    Fields that the sender left as shown keep what others stored since. Raises FormConflict, and
    Invalid: resource.exists, which carries the id of the resource that has the same identity.
    """
    reader = Reader(sent)
    values = _texts(reader, _DESCRIBED)
    reader.done()

    def action(draft: Draft) -> dict[str, Any]:
        row = draft.get(Resource, seen.id)
        draft.params, known = named(row), _identity(row)
        cells.put_each(draft, _each(seen, values))
        if _identity(row) != known:
            row.identity = free_identity(draft, row)
        return {"resource": row.id}

    order = Order(seen.project_id, "resource.described", sent.by, key=sent.key)
    return revisions.run(order, action)


def set_market(seen: Seen, sent: Sent) -> Outcome:
    """Set the price, per unit or per pack (unit, size, price), its source, region and date.

    Of the two that which the sender changed counts. The result: {"resource", "incomplete"}.
    Raises FormConflict, Invalid: price.two, price.pack_size, price.pack_price, price.zero_reason.
    """
    reader = Reader(sent)
    given = _given(reader)
    about: dict[str, Any] = _texts(reader, ("source", "region"))
    about["price_date"] = reader.day("price_date")
    reader.done()

    def action(draft: Draft) -> dict[str, Any]:
        draft.params = named(draft.get(Resource, seen.id))
        edit = Edit(Resource, seen.id, seen.version, COLUMNS, "", "price")
        shown = cells.shown(draft, edit)
        values = _chosen(given, shown)
        conflicts: list[Conflict] = []
        if values != shown:
            try:
                prices.put_columns(draft, edit, values)
            except Conflict as conflict:
                conflicts.append(conflict)
        left = () if values != shown else _PRICE_FIELDS
        cells.put_each(draft, _each(seen, about), conflicts, left)
        return {"resource": seen.id, "incomplete": draft.project.incomplete}

    return revisions.run(Order(seen.project_id, "price.set", sent.by, key=sent.key), action)


def remove(project_id: int, resource_id: int, by: int, key: Key | None = None) -> Outcome:
    """Delete a resource that no analysis uses; Invalid (resource.used) otherwise."""

    def action(draft: Draft) -> dict[str, Any]:
        row = draft.get(Resource, resource_id)
        draft.params = named(row)
        uses = select(func.count()).where(
            Component.project_id == project_id, Component.resource_id == resource_id
        )
        count = draft.session.execute(uses).scalar_one()
        if count:
            raise Invalid(Problem("resource.used", "", {"name": row.name, "count": count}))
        draft.remove(row)
        return {"name": row.name}

    return revisions.run(Order(project_id, "resource.deleted", by, key=key), action)


def _texts(reader: Reader, names: tuple[str, ...]) -> dict[str, str]:
    return {name: reader.text(name, LIMITS[name], needed=name == "name") for name in names}


def _given(reader: Reader) -> dict[str, Any]:
    """The price fields as typed, each read for itself."""
    return {
        "price": reader.number("price", locale_numbers.PRICE),
        "pack_price": reader.number("pack_price", locale_numbers.PRICE),
        "pack_size": reader.number("pack_size", PACK_SIZE),
        "pack_unit": reader.text("pack_unit", LIMITS["pack_unit"]),
        "zero_reason": reader.text("zero_reason", REASON_LIMIT),
    }


def _chosen(given: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """The one price that was meant: what is given; of two that which was changed."""
    figures = given["pack_size"], given["pack_price"]
    per_unit, has_pack = given["price"] is not None, figures != (None, None)
    if per_unit and has_pack:
        if (shown["pack_size"], shown["pack_price"]) == figures:
            has_pack = False
        elif given["price"] != shown["price"]:
            raise Invalid(Problem("price.two", "price"))
        else:
            per_unit = False
    if per_unit:
        return _explained({**UNKNOWN, "price": given["price"]}, given, shown)
    if has_pack or given["pack_unit"]:
        return _explained({**UNKNOWN, **_pack(given)}, given, shown)
    return dict(UNKNOWN)


def _pack(given: Mapping[str, Any]) -> dict[str, Any]:
    for name in ("pack_size", "pack_price"):
        if given[name] is None:
            raise Invalid(Problem(f"price.{name}", name))
    return {name: given[name] for name in ("pack_unit", "pack_size", "pack_price")}


def _explained(
    values: dict[str, Any], given: Mapping[str, Any], shown: Mapping[str, Any]
) -> dict[str, Any]:
    """A zero with its reason; one that came in a file stays marked so until somebody says why."""
    if prices.per_unit(values) != 0:
        return values
    typed = given["zero_reason"]
    from_file = shown["zero_reason"] == FILE and prices.per_unit(shown) == 0
    kept = FILE if from_file and not typed else prices.reason(typed)
    return {**values, "zero_reason": kept}


def _each(seen: Seen, values: Mapping[str, Any]) -> Iterator[tuple[Edit, Mapping[str, Any]]]:
    """The columns of a form, each a cell of its own."""
    for name, value in values.items():
        edit = Edit(Resource, seen.id, seen.version, (name,), str(value))
        yield edit, {name: value}


def free_identity(draft: Draft, row: Resource) -> str:
    """The identity of a resource that no other one of the project has; Invalid otherwise."""
    wanted = _identity(row)
    with draft.session.no_autoflush:
        found = [r for r in draft.find(Resource, Resource.identity == wanted) if r is not row]
    if found:
        params: dict[str, str | int] = {"name": found[0].name, "id": str(found[0].id)}
        raise Invalid(Problem("resource.exists", "name", params))
    return wanted


def _identity(row: Resource) -> str:
    return identity(row.name, row.unit, row.category, row.code)
