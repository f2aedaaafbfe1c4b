"""The index of one edition: which titles have which words, figures and codes.

Held in memory, made of plain values and never changed after it is built, so threads share it.
"""

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.domain import units
from app.services import search_codes, search_spelling, search_text
from app.services.search_text import Piece
from app.services.search_words import DOING, EMPTY

Form = TypeVar("Form", str, int)
#: Readings of a word of which only the beginning is typed.
_BEGUN = 40
_SLIPS = 4
#: Units that are no words of a title.
AREAS = frozenset(("m", "m2", "m3"))
_SIZE = re.compile(r"\d[\d.]*x\d")
_STRENGTH = re.compile(r"fc\d[\d.]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One analysis as it is indexed; `also` is another text that may name its old codes."""

    code: str
    title: str
    unit: str = ""
    also: str = ""


class Index:
    """Words, figures and codes of a sequence of entries, whose places count from 0."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Read every entry once; about 0.1 ms for each."""
        self.size = len(entries)
        self.postings: dict[str, array[int]] = {}
        words: set[str] = set()
        spoken: list[tuple[str, ...]] = []
        for place, entry in enumerate(entries):
            said = dict(terms(search_text.pieces(search_text.titled(entry.title))))
            for term in (*said, *_marks(said, entry.unit)):
                self.postings.setdefault(term, array("I")).append(place)
            spoken.append(tuple(term for term, is_word in said.items() if is_word))
            words.update(spoken[-1])
        self.words = sorted(words)
        self.stems = _grouped(self.words, search_spelling.stem)
        self.folds = _grouped(self.words, search_spelling.folded)
        self._by_length = _grouped(list(self.folds), len)
        self.sizes = sorted(term for term in self.postings if _SIZE.match(term))
        self.strengths = {t: float(t[2:]) for t in self.postings if _STRENGTH.fullmatch(t)}
        #: What the words of each title tell together: long titles say less by one word.
        self.weights = array("f", (sum(map(self.rarity, said)) for said in spoken))
        self.codes = search_codes.Codes(_codes(entries))

    def rarity(self, term: str) -> float:
        """How much one term tells: 0 for one that every title has."""
        return self.told_by(len(self.postings.get(term, ())))

    def told_by(self, count: int) -> float:
        """How much a word tells that so many titles have."""
        return math.log((1 + self.size) / (1 + count))

    def begun(self, start: str) -> list[str]:
        """Words that begin so, the shortest first."""
        at, found = bisect_left(self.words, start), list[str]()
        while at < len(self.words) and self.words[at].startswith(start):
            found.append(self.words[at])
            at += 1
        return sorted(found, key=len)[:_BEGUN]

    def near(self, word: str, least: float = 0.0) -> list[tuple[str, float]]:
        """Words that a slip of typing may have meant, with their likeness from 0 to 1."""
        asked = search_spelling.folded(word)
        cutoff = least or (0.7 if len(asked) > 7 else 0.74)
        reach = int(len(asked) * (1 - cutoff) / cutoff)
        lengths = range(len(asked) - reach, len(asked) + reach + 1)
        hits = process.extract(
            asked,
            [fold for length in lengths for fold in self._by_length.get(length, ())],
            scorer=OSA.normalized_similarity,
            limit=_SLIPS,
            score_cutoff=cutoff,
        )
        return [(meant, score) for fold, score, _ in hits for meant in self.folds[fold]]


def terms(pieces: Iterable[Piece]) -> Iterator[tuple[str, bool]]:
    """What a title is found by, and whether it is a word of the language."""
    before = ""
    for piece in pieces:
        if piece.kind == "word":
            if piece.text not in EMPTY and piece.text not in AREAS:
                yield piece.text, True
            if before and piece.joined == "hyphen" and piece.text != before:
                yield before + piece.text, True
            before = piece.text
            continue
        if before and piece.joined and piece.kind == "number":
            yield before + piece.text, False
        before = ""
        for term in figures(piece):
            yield term, False


def _marks(said: Mapping[str, bool], unit: str) -> Iterator[str]:
    """The thing a title is about, as `^kusen`, and its unit, as `=m2`."""
    for term, is_word in said.items():
        if is_word and term not in DOING:
            yield f"^{term}"
            break
    if unit:
        yield f"={units.quantity_of(unit)}"


def figures(piece: Piece) -> tuple[str, ...]:
    """The terms of a piece that is no word; the lower end of a range is marked by `<`."""
    text, mark = piece.text, "<" if piece.bound else ""
    if piece.kind == "strength":
        return (text,) if piece.bound else (f"fc{text}", text)
    if piece.kind == "grade":
        return f"k{text}", text
    if piece.kind == "size":
        return text, *piece.parts
    if piece.unit:
        return text, f"{text}{piece.unit}{mark}"
    return (text,)


def _codes(entries: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    for place, entry in enumerate(entries):
        own = search_codes.key(entry.code)
        if own:
            yield own, place
        for said in {*search_codes.said_in(entry.title), *search_codes.said_in(entry.also)}:
            if said != own:
                yield said, place


def _grouped(words: Sequence[str], form: Callable[[str], Form]) -> dict[Form, list[str]]:
    groups: dict[Form, list[str]] = {}
    for word in words:
        groups.setdefault(form(word), []).append(word)
    return groups
