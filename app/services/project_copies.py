"""A project begun from another one: every input of now, a history of its own, prices as asked."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.domain.errors import Problem
from app.models import Project, Resource
from app.services import access, journal, price_lists, projects, renumbering, revisions, snapshot
from app.services.draft import Draft
from app.services.journal import MODELS, Values
from app.services.prices import UNKNOWN
from app.services.projects import NAME_LIMIT, YEARS
from app.services.revisions import Order, Outcome
from app.services.snapshot import Inputs
from app.services.typed import Reader, Sent

#: What becomes of the prices of resources. Prices that an item or a lump row has of its own stay:
#: they are no prices of a market that a list could name.
PRICES = ("keep", "clear", "list")
_NO_PRICE = {**UNKNOWN, "source": "", "region": "", "price_date": None}


def copy(project_id: int, sent: Sent) -> Outcome:
    """Begin a project from what another one holds now, for a person who may read that one.

    Fields: name, document_date, fiscal_year, prices (one of PRICES), list (an id, where prices
    come from a list). The copy is the caller's; nobody else takes part. The result: {"items",
    "unpriced": resources without a price}. Raises Invalid naming fields, NotFound, and Forbidden
    for viewers of the site.
    """
    source = access.enter(project_id, sent.by).project
    reader = Reader(sent)
    own = {
        "name": reader.text("name", NAME_LIMIT, needed=True),
        "document_date": reader.day("document_date"),
        "fiscal_year": reader.whole("fiscal_year", YEARS),
    }
    prices = reader.choice("prices", PRICES)
    list_id = _list(reader) if prices == "list" else 0
    reader.done()
    columns = {"kind": source.kind, "markup_percent": source.markup_percent, **own}

    def action(draft: Draft) -> dict[str, Any]:
        projects.may_create(draft)
        inputs = _read(draft, project_id)
        _filled(draft, inputs["resource"], prices, list_id)
        _put(draft, inputs, own)
        kinds = [row["kind"] for row in inputs["outline_node"].values()]
        return {"items": kinds.count("item"), "unpriced": _unpriced(inputs)}

    params = {"name": source.name[:120]}
    order = Order(0, "project.copied", sent.by, params=params, key=sent.key)
    return revisions.create(order, columns, action)


def fields(project: Project) -> dict[str, str]:
    """The fields of the form as they are offered."""
    day = project.document_date
    return {
        "name": str(_("%(name)s (copy)", name=project.name[: NAME_LIMIT - 20])),
        "document_date": day.isoformat() if day else "",
        "fiscal_year": str(project.fiscal_year or ""),
        "prices": "keep",
        "list": "",
    }


def _list(reader: Reader) -> int:
    typed = reader.raw("list")
    if typed.isascii() and typed.isdecimal() and len(typed) < 10:
        return int(typed)
    reader.refuse([Problem("prices.no_list", "list")])
    return 0


def _read(draft: Draft, project_id: int) -> Inputs:
    """Everything of the other project as one moment has it: nobody writes to it meanwhile."""
    lock = select(Project.id).where(Project.id == project_id).with_for_update(read=True)
    draft.session.execute(lock)
    access.enter(project_id, draft.by, session=draft.session)
    return snapshot.inputs(draft.session, project_id)


def _put(draft: Draft, inputs: Inputs, own: Mapping[str, Any]) -> None:
    (row,) = inputs["project"].values()
    for name, value in row.items():
        if name not in own:
            setattr(draft.project, name, journal.decode(Project, name, value))
    ids = renumbering.fresh(draft.session, draft.project.id, _named(inputs))
    for table, model in MODELS.items():
        if model is not Project:
            rows = inputs[table].items()
            moved = {ids[table][i]: renumbering.row(table, r, ids) for i, r in rows}
            # Counted from 0, so that a new row has version 1.
            draft.bulk_restore(model, dict(sorted(moved.items())), dict.fromkeys(moved, 0))


def _named(inputs: Inputs) -> Mapping[str, set[int]]:
    """The rows, and those that were deleted and could be put back from a published form."""
    found = {table: set(rows) for table, rows in inputs.items()}
    for analysis in inputs["analysis"].values():
        for table, i in renumbering.named(analysis["published"] or {}):
            found[table].add(i)
    return found


def _filled(draft: Draft, resources: dict[int, Values], prices: str, list_id: int) -> None:
    """Give the resources the prices that were asked for."""
    if prices == "keep":
        return
    offered: Mapping[str, Values] = {}
    if prices == "list":
        named = (row["identity"] for row in resources.values())
        offered = price_lists.offered(draft.session, list_id, named)
    for i, row in resources.items():
        price = {**_NO_PRICE, **offered.get(row["identity"], {})}
        resources[i] = row | {n: journal.encode(Resource, n, v) for n, v in price.items()}


def _unpriced(inputs: Inputs) -> int:
    rows = inputs["resource"].values()
    return sum(1 for row in rows if row["price"] is None and row["pack_price"] is None)
