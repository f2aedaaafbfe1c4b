"""Price lists of the office, and the prices of a project filled from one.

A list is matched by the identity of a resource. Where it says two things, or one in another unit,
it is asked about and nothing is filled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Problem
from app.extensions import db
from app.models import Edition, ListedPrice, PriceList, Resource
from app.models.types import ID_LIMIT
from app.services import journal, messages, price_matches, revisions
from app.services.draft import Draft
from app.services.errors import Invalid
from app.services.idempotency import Key
from app.services.price_matches import Listed, Matches
from app.services.prices import UNKNOWN
from app.services.revisions import Order, Outcome

_SOURCE_LIMIT = 300
Values = dict[str, Any]

messages.add(
    {
        "prices.no_list": _l("Choose a price list."),
        "prices.changed_since": _l(
            "Prices of the project or of the list changed since this was shown. Look at it again."
        ),
        "prices.nothing_to_fill": _l("There is nothing to fill from this list."),
        "prices.not_offered": _l("The price that you chose is not one of those offered."),
    },
    {"list": _l("Price list")},
)


@dataclass(frozen=True, slots=True)
class ListView:
    """A price list: its source, region and date, and how many prices it holds."""

    id: int
    name: str
    edition: str
    region: str
    price_date: date | None
    prices: int


@dataclass(frozen=True, slots=True)
class Ask:
    """Which prices are to be filled from which list.

    `chosen` answers what the list leaves open: the id of a listed price by that of a resource.
    `seen` is the digest of what the person looked at; "" where nobody looked.
    """

    list_id: int
    only_unknown: bool = True
    chosen: Mapping[int, int] | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a list would do to the prices of a project."""

    list: ListView
    matches: Matches


def lists() -> list[ListView]:
    """The price lists that are ready, newest first."""
    return _lists(db.session())


def _lists(session: Session, list_id: int | None = None) -> list[ListView]:
    count = (
        select(func.count())
        .where(ListedPrice.list_id == PriceList.id, ListedPrice.price.is_not(None))
        .scalar_subquery()
    )
    statement = (
        select(
            PriceList.id,
            PriceList.name,
            func.coalesce(Edition.name, ""),
            PriceList.region,
            PriceList.price_date,
            count,
        )
        .outerjoin(Edition, Edition.id == PriceList.edition_id)
        .where(PriceList.state == "ready")
        .order_by(PriceList.id.desc())
    )
    if list_id is not None:
        statement = statement.where(PriceList.id == list_id)
    return [ListView(*row) for row in session.execute(statement)]


def preview(project_id: int, ask: Ask) -> Filling:
    """What `fill` would do now; Invalid (prices.no_list) where there is no such list."""
    return _filling(db.session(), project_id, ask)


def _filling(session: Session, project_id: int, ask: Ask) -> Filling:
    found = _lists(session, ask.list_id) if 0 < ask.list_id < ID_LIMIT else []
    if not found:
        raise Invalid(Problem("prices.no_list", "list"))
    columns = (Resource.id, Resource.identity, Resource.code, Resource.name, Resource.unit,
               Resource.category, Resource.price, Resource.pack_price, Resource.pack_size,
               Resource.zero_reason)  # fmt: skip
    rows = session.execute(
        select(*columns).where(Resource.project_id == project_id).order_by(Resource.id)
    )
    own = [dict(row) for row in rows.mappings()]
    listed = _listed(session, ListedPrice.list_id == ask.list_id)
    matches = price_matches.match(own, listed, only_unknown=ask.only_unknown)
    return Filling(found[0], matches)


def _listed(session: Session, *where: Any) -> list[Listed]:  # noqa: ANN401
    row = ListedPrice
    statement = select(
        row.id, row.identity, row.code, row.name, row.unit, row.category, row.price, row.source,
        row.sheet, row.cell,
    )  # fmt: skip
    wanted = statement.where(*where, row.price.is_not(None)).order_by(row.id)
    return [Listed(**each) for each in session.execute(wanted).mappings()]


def fill(project_id: int, by: int, ask: Ask, key: Key | None = None) -> Outcome:
    """Fill prices of a project from a list, in one revision.

    The result: {"count": how many, "list": its name}. Known prices stay unless asked otherwise;
    zeros with a reason of a person always do. Raises Invalid: prices.no_list,
    prices.changed_since (what was seen is not what would be done now), prices.not_offered,
    prices.nothing_to_fill.
    """

    def action(draft: Draft) -> dict[str, Any]:
        filling = _filling(draft.session, project_id, ask)
        if ask.seen and ask.seen != filling.matches.digest:
            raise Invalid(Problem("prices.changed_since"))
        wanted = {change.resource_id: change.listed for change in filling.matches.changes}
        wanted |= _answers(filling.matches, ask.chosen or {})
        if not wanted:
            raise Invalid(Problem("prices.nothing_to_fill"))
        values = {i: _encoded(_price(filling.list, row)) for i, row in wanted.items()}
        draft.bulk_update(Resource, values)
        draft.params = {"count": len(wanted), "list": filling.list.name}
        return {"count": len(wanted), "list": filling.list.name}

    return revisions.run(Order(project_id, "prices.filled", by, key=key), action)


def _answers(matches: Matches, chosen: Mapping[int, int]) -> dict[int, Listed]:
    offers = {
        question.resource_id: {row.id: row for row in question.offers}
        for question in matches.questions
        if question.may_choose
    }
    found = {}
    for resource_id, listed_id in chosen.items():
        if listed_id not in offers.get(resource_id, {}):
            raise Invalid(Problem("prices.not_offered"))
        found[resource_id] = offers[resource_id][listed_id]
    return found


def _price(known: ListView, row: Listed) -> Values:
    """The columns of a price that came from a list: with its source, region and date."""
    source = f"{known.name}: {row.source}" if row.source else known.name
    return {
        **UNKNOWN,
        "price": row.price,
        "source": source[:_SOURCE_LIMIT],
        "region": known.region,
        "price_date": known.price_date,
    }


def _encoded(values: Values) -> Values:
    return {name: journal.encode(Resource, name, value) for name, value in values.items()}


def offered(session: Session, list_id: int, identities: Iterable[str]) -> dict[str, Values]:
    """The columns of a price by identity, for new resources: only where the list says one thing.

    Raises Invalid (prices.no_list).
    """
    found = _lists(session, list_id) if 0 < list_id < ID_LIMIT else []
    if not found:
        raise Invalid(Problem("prices.no_list", "list"))
    wanted = ListedPrice.identity.in_(sorted(set(identities)))
    by_identity: dict[str, list[Listed]] = {}
    for row in _listed(session, ListedPrice.list_id == list_id, wanted):
        by_identity.setdefault(row.identity, []).append(row)
    return {
        identity: _price(found[0], rows[0])
        for identity, rows in by_identity.items()
        if price_matches.says_one(rows)
    }
