"""Ranking: which entries meet the slots of a query, and how well."""

from array import array
from collections.abc import Container
from heapq import nsmallest

from app.services import search_codes, search_query, search_text
from app.services.search_index import Index
from app.services.search_query import Groups, Slot

#: A slot that so large a share of all titles meets only orders what rarer ones have found.
_COMMON = 0.15
#: A title that says little else is what was meant.
_BREVITY = 0.25
#: Hits that meet much less than the best one are noise.
_NOISE = 0.5
_SCALE = 1 / (1 + _BREVITY)


def rank(
    words: str, index: Index, limit: int, allowed: Container[int] | None = None
) -> list[tuple[int, float]]:
    """Places with their scores from 0 to 1, best first; equal ones in the order of the book."""
    code, rest = search_codes.asked_in(search_text.plain(words))
    by_code = index.codes.find(code) if code else {}
    is_code = by_code or search_codes.is_surely(code)
    asked = search_query.slots(rest if is_code else words, index)
    scores = _scores(asked, index) if asked else {}
    if by_code:
        best = {
            place: weight * (1 + scores.get(place, 0.0)) / 2 for place, weight in by_code.items()
        }
        if not asked:
            best = by_code
        scores = {place: score / 2 for place, score in scores.items()} | best
    if allowed is not None:
        scores = {place: score for place, score in scores.items() if place in allowed}
    least = _NOISE * max(scores.values(), default=0.0)
    kept = ((-score, place) for place, score in scores.items() if score >= least)
    return [(place, -score) for score, place in nsmallest(limit, kept)]


def _scores(asked: list[Slot], index: Index) -> dict[int, float]:
    met = sorted(((_met(slot, index), slot) for slot in asked), key=lambda pair: _count(pair[0]))
    scores: dict[int, float] = {}
    worded: dict[int, float] = {}
    total = 0.0
    for readings, slot in met:
        told = slot.share * (index.told_by(_count(readings)) + 0.05)
        total += told
        is_common = _count(readings) > _COMMON * index.size and len(scores) > 0
        for weight, places in readings:
            gained = told * weight
            for place in places if not is_common else places & scores.keys():
                scores[place] = scores.get(place, 0.0) + gained
                if slot.is_word:
                    worded[place] = worded.get(place, 0.0) + gained
    weights = index.weights
    return {
        place: _SCALE
        * (score / total + _BREVITY * min(1.0, worded.get(place, 0.0) / (weights[place] + 1.0)))
        for place, score in scores.items()
    }


def _count(readings: list[tuple[float, set[int]]]) -> int:
    return sum(len(places) for _, places in readings)


def _met(slot: Slot, index: Index) -> list[tuple[float, set[int]]]:
    """The places that meet each reading and no better one."""
    seen: set[int] = set()
    found = []
    for weight, groups in slot.readings:
        places = _meeting(groups, index) - seen
        if places:
            found.append((weight, places))
            seen |= places
    return found


def _meeting(groups: Groups, index: Index) -> set[int]:
    empty = array("I")
    places: set[int] | None = None
    for group in groups:
        own = set().union(*(index.postings.get(term, empty) for term in group))
        places = own if places is None else places & own
        if not places:
            return set()
    return places or set()
