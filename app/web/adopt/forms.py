"""What the requests of this slice say: numbers, a place in the sheet, a list and its answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import g, request

from app.domain.locale_numbers import NumberLocale
from app.services.adopt import Place
from app.services.price_lists import Ask
from app.web import filters

#: u is the answer of a person: which listed price a resource takes.
_ANSWER = re.compile(r"u-(?P<resource>[0-9]{1,10})")
_ID = re.compile(r"[0-9]{1,10}")
SEARCHED = 100
#: What a search is asked by beside the row to go after.
_SEARCH = ("q", "edition", "unit", "prices")


@dataclass(frozen=True, slots=True)
class Adoption:
    """An analysis that is to become an item, its place, the list that prices what is new."""

    analysis: int
    place: Place
    prices: int | None


def locale() -> NumberLocale:
    """Return the number locale of the person."""
    return filters.figures()


def number(name: str) -> int | None:
    """Return an id of the form or the address; None for what is none."""
    text = request.values.get(name, "")
    return int(text) if _ID.fullmatch(text) else None


def adoption() -> Adoption:
    """Return what is to be taken over, and where to."""
    place = Place(number("after"), number("section"))
    return Adoption(number("analysis") or 0, place, number("prices"))


def again() -> Mapping[str, str] | None:
    """Return what to search with next; None for somebody who goes back to the sheet."""
    if "again" not in request.form:
        return None
    sent = {name: request.form.get(name, "")[:SEARCHED] for name in _SEARCH}
    return {name: text for name, text in sent.items() if text or name == "q"}


def ask() -> Ask:
    """Return which prices are to be filled from which list, with the answers that were given."""
    chosen = {}
    for name, text in request.form.items():
        match = _ANSWER.fullmatch(name)
        if match and _ID.fullmatch(text):
            chosen[int(match["resource"])] = int(text)
    return Ask(
        list_id=number("list") or 0,
        only_unknown=not request.values.get("all"),
        chosen=chosen,
        seen=request.form.get("seen", "")[:64],
    )


def me() -> int:
    """Return the id of the person who asks."""
    return int(g.me.id)
