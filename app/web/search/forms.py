"""What a search asks for: words, an edition, a unit, the row to go after."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.services import search
from app.services.price_lists import ListView
from app.services.search import Place

#: Fewer letters would find everything.
SHORTEST = 2
#: Units offered beside the words; rarer ones are found by words.
_UNITS = 24
ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked; `edition` is "" (the usual ones), "all" or an id.

    `editions` are the ids that this means, `units` those that occur there; `prices` is the list
    that prices what the project does not.
    """

    words: str
    edition: str
    unit: str
    editions: Sequence[int]
    units: Sequence[str]
    prices: int | None

    @property
    def is_enough(self) -> bool:
        """Whether there is something to search for."""
        return len(self.words.replace(" ", "")) >= SHORTEST


def asked(known: Sequence[Place], lists: Sequence[ListView], own: str = "") -> Asked:
    """Read the address; an edition that is not there is the usual ones, `own` before others.

    A price list that is not there is none.
    """
    words = request.args.get("q", "")[: search.LONGEST].strip()
    edition = request.args.get("edition", "")
    ids = [place.id for place in known]
    if edition != ALL and edition not in {str(i) for i in ids}:
        edition = ""
    chosen = ids if edition == ALL else [int(edition)] if edition else search.usual(known, own)
    offered = search.units_of(chosen, known)
    unit = request.args.get("unit", "")[:50].strip()
    if unit and unit not in offered:
        offered.insert(0, unit)
    prices = number("prices")
    prices = prices if prices in {one.id for one in lists} else None
    return Asked(words, edition, unit, chosen, offered[:_UNITS], prices)


def number(name: str) -> int | None:
    """Return an id of the address; None for what is none."""
    text = request.args.get(name, "")
    return int(text) if re.fullmatch("[0-9]{1,10}", text) else None
