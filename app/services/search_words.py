"""What is said -> how it may be printed, read once from the dictionary."""

from collections.abc import Iterator
from functools import cache

from app.services import search_slang

Phrase = tuple[str, ...]

EMPTY = frozenset(search_slang.EMPTY.split())
DOING = frozenset(search_slang.DOING.split())
STRENGTHS = search_slang.STRENGTHS
#: The weight of such a reading beside the word itself.
_SHORT, _OTHER, _EQUAL = 0.95, 0.9, 0.93


@cache
def meanings() -> dict[Phrase, tuple[tuple[Phrase, float], ...]]:
    """Every expression that may be printed otherwise, with its readings and their weights."""
    found: dict[Phrase, list[tuple[Phrase, float]]] = {}
    for said, printed, weight in _readings():
        found.setdefault(said, []).append((printed, weight))
    return {said: tuple(readings) for said, readings in found.items()}


def _readings() -> Iterator[tuple[Phrase, Phrase, float]]:
    for text, weight in ((search_slang.ABBREVIATIONS, _SHORT), (search_slang.SAID, _OTHER)):
        for line in text.strip().splitlines():
            left, _, right = line.partition(": ")
            for said in _phrases(left):
                for printed in _phrases(right):
                    yield said, printed, weight
    for line in search_slang.EQUAL.strip().splitlines():
        group = _phrases(line)
        for said in group:
            for printed in group:
                if printed != said:
                    yield said, printed, _EQUAL


def _phrases(text: str) -> list[Phrase]:
    return [tuple(part.replace("-", " ").split()) for part in text.split(",")]
