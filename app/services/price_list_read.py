"""One price list, page by page."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select

from app.extensions import db
from app.models import ListedPrice
from app.models.types import ID_LIMIT
from app.services import price_lists
from app.services.errors import NotFound
from app.services.price_lists import ListView

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A price of a list, rupiah per unit; None = unknown."""

    id: int
    code: str
    name: str
    unit: str
    category: str
    price: Fraction | None
    source: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a list; `next` is the id of its last line where more follow."""

    known: ListView
    lines: list[Line]
    next: int | None


def rows(list_id: int, after: int | None = None, search: str = "") -> Rows:
    """The prices after a line, in the order of the list; `search` looks into names and codes."""
    found = next((one for one in price_lists.lists() if one.id == list_id), None)
    if found is None:
        raise NotFound
    row = ListedPrice
    columns = (
        row.id, row.code, row.name, row.unit, row.category, row.price, row.source, row.sheet,
        row.cell,
    )  # fmt: skip
    statement = select(*columns).where(row.list_id == list_id).order_by(row.id)
    if after is not None:
        statement = statement.where(row.id > min(after, ID_LIMIT))
    for word in search.split()[:8]:
        statement = statement.where(
            row.name.icontains(word, autoescape=True) | row.code.icontains(word, autoescape=True)
        )
    lines = [Line(*each) for each in db.session.execute(statement.limit(PAGE_SIZE + 1))]
    more = len(lines) > PAGE_SIZE
    return Rows(found, lines[:PAGE_SIZE], lines[PAGE_SIZE - 1].id if more else None)
