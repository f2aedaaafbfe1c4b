"""Codes in an index: found by their first segments, old codes inside titles too."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable

_SEGMENT = re.compile(r"\d+|[a-z]+")
#: A code said within a title: `U.3.6.a.1 (a)`, `A.4.1.1.5`.
_SAID = re.compile(r"(?<![\w.])[A-Za-z]{1,3}\.\d[\w.]*(?:\s?\([a-z]\))?")
#: What may be a code in a query; with commas as a numeric keypad writes them.
_ASKED = re.compile(
    r"(?<!\S)(?:[a-z]{1,3}[.-]?)?\d+[a-z]?(?:[.,-](?:\d+[a-z]?|[a-z]))*(?:\s?\([a-z\d]+\))*[.,]?(?!\S)"
)
#: A figure never looks like this: three segments, or letters and a dot.
_SURE = re.compile(r"(?:\w+[.,-]){2}|[a-z]+\.")
_EXACT, _BELOW, _BEGUN = 1.0, 0.9, 0.7


def key(code: str) -> str:
    """Segments with a dot after each: `A.4.1.1.05` is `a.4.1.1.5.`; order and zeros are lost."""
    segments = _SEGMENT.findall(code.casefold())
    return "".join(f"{part.lstrip('0') or '0'}." for part in segments)


def said_in(text: str) -> list[str]:
    """The codes that a title or its original refers to, as keys."""
    return [key(found) for found in _SAID.findall(text)]


def asked_in(words: str) -> tuple[str, str]:
    """The code that a query may contain, and the rest of the query; "" without one."""
    for found in _ASKED.finditer(words):
        text = found.group()
        marks = sum(text.count(mark) for mark in ".-,")
        is_alone = text == words.strip()
        is_lettered = text[0].isalpha()
        if marks >= 2 or (marks and is_lettered) or (is_alone and (marks or is_lettered)):
            return text, words[: found.start()] + " " + words[found.end() :]
    return "", words


def is_surely(text: str) -> bool:
    """Whether it can be nothing but a code: `A.4.1.1.5`, not `k-175` or `7,5`."""
    return _SURE.match(text) is not None


class Codes:
    """Sorted keys of codes with the places of their analyses."""

    def __init__(self, rows: Iterable[tuple[str, int]]) -> None:
        """Take (key, place) pairs."""
        ordered = sorted(rows)
        self._keys = [row[0] for row in ordered]
        self._places = array("I", (row[1] for row in ordered))

    def find(self, code: str) -> dict[int, float]:
        """Places whose code begins with this one, best first by weight."""
        asked = key(code)
        if not asked:
            return {}
        stem, found = asked[:-1], dict[int, float]()
        for at in range(bisect_left(self._keys, stem), len(self._keys)):
            other = self._keys[at]
            if not other.startswith(stem):
                break
            weight = _EXACT if other == asked else _BELOW if other.startswith(asked) else _BEGUN
            place = self._places[at]
            found[place] = max(weight, found.get(place, 0.0))
        return found
