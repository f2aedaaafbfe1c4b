"""A query cut into slots: each is one thing asked for, with all that it may be printed as."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain import units
from app.services import search_spelling, search_text
from app.services.search_index import AREAS, Index
from app.services.search_text import Piece
from app.services.search_words import DOING, EMPTY, STRENGTHS, Phrase, meanings

#: Every group must be met by one of its terms.
Groups = tuple[tuple[str, ...], ...]
_LONGEST_PHRASE = 3
#: Things asked for at once; each costs time, and no title says so many.
_MOST = 12
_STEM, _SOUND, _BEGUN, _SPLIT = 0.95, 0.9, 0.75, 0.93
#: How far, as a share, the strength of a concrete may lie from the one asked for.
_STRENGTH_REACH = 0.1
_THING, _HINT = 1.3, 0.25
#: Letters: the end of a word is guessed above the first, other spellings are sure above the second.
_SHORTEST, _SURE = 2, 5
#: Spellings of one word in one book: aluminium, alumunium.
_VARIANT = 0.85


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing asked for: readings with their weights, the best first."""

    readings: tuple[tuple[float, Groups], ...]
    is_word: bool
    #: Its weight among the others: what is named first is the thing itself.
    share: float = 1.0


def slots(words: str, index: Index) -> list[Slot]:
    """Cut a query; words without weight of their own are left out."""
    found: list[Slot] = []
    hints: list[Slot] = []
    rest = list(dict.fromkeys(search_text.pieces(search_text.plain(words))))[:_MOST]
    while rest:
        taken, slot = _next(rest, index)
        if rest[0].kind in ("grade", "strength"):
            hints.append(Slot(((1.0, (("mutu",),)),), is_word=False, share=_HINT))
        elif slot is not None and slot.is_word and not hints and rest[0].text not in DOING:
            slot = replace(slot, share=_THING)
            hints.append(_about(slot))
        rest = rest[taken:]
        if slot is not None:
            found.append(slot)
    return found + hints


def _about(slot: Slot) -> Slot:
    """A title that is about the thing that the query names first."""
    readings = tuple(
        (weight, (tuple(f"^{term}" for term in groups[0]),)) for weight, groups in slot.readings
    )
    return Slot(readings, is_word=False, share=_HINT)


def _next(rest: Sequence[Piece], index: Index) -> tuple[int, Slot | None]:
    first = rest[0]
    if first.kind != "word":
        return 1, _slot(dict(_figure(first, index)), is_word=False)
    for length in range(_LONGEST_PHRASE, 1, -1):
        words = tuple(piece.text for piece in rest[:length] if piece.kind == "word")
        if len(words) == length and (words in meanings() or "".join(words) in index.postings):
            return length, _phrase(words, index)
    if len(rest) > 1 and rest[1].joined and rest[1].kind == "number":
        return _numbered(first.text, rest[1], index)
    if first.text in EMPTY:
        return 1, None
    return 1, _slot(_word(first.text, index, last=len(rest) == 1), is_word=True)


def _numbered(word: str, figure: Piece, index: Index) -> tuple[int, Slot | None]:
    """A word with a number at its end: a type (`HB20`, `M10`) or a doubled word (`kuda2`)."""
    joined = word + figure.text
    if joined in index.postings:
        apart = (_forms(word, index), (figure.text,))
        return 2, _slot({((joined,),): 1.0, apart: 0.7}, is_word=False)
    if figure.text == "2" and len(word) > 2:
        return 2, _slot(_word(word, index, last=False), is_word=True)
    return 1, _slot(_word(word, index, last=False), is_word=True)


def _phrase(words: Phrase, index: Index) -> Slot:
    readings: dict[Groups, float] = {tuple(_forms(word, index) for word in words): 1.0}
    readings[(("".join(words),),)] = _SPLIT
    for printed, weight in meanings().get(words, ()):
        readings.setdefault(tuple(_forms(word, index) for word in printed), weight)
    for word in words:
        readings.setdefault((_forms(word, index),), 0.35)
    return _slot(readings, is_word=True)


def _word(word: str, index: Index, *, last: bool) -> dict[Groups, float]:
    """All readings of one word; what it may have been meant to be only if nothing is known."""
    readings: dict[Groups, float] = dict(_said(word, index))
    known = any(_is_met(groups, index) for groups in readings)
    if word not in AREAS and len(word) > _SHORTEST and (last or not known):
        for longer in index.begun(word):
            weight = _BEGUN * (0.6 + 0.4 * len(word) / len(longer)) * (0.8 if known else 1)
            readings.setdefault(((longer,),), weight)
    if not any(_is_met(groups, index) for groups in readings):
        readings.update(_meant(word, index))
    return readings


def _said(word: str, index: Index) -> Iterator[tuple[Groups, float]]:
    """A known word: its forms, its spellings, what it stands for; the unit it may be. Best last."""
    unit = units.quantity_of(word)
    if f"={unit}" in index.postings:
        yield ((f"={unit}",),), 0.8
    if word in AREAS:
        return
    if len(word) > _SURE and word in index.postings:
        for variant, likeness in index.near(word, _VARIANT):
            yield ((variant,),), likeness * _SOUND
    for printed, weight in meanings().get((word,), ()):
        yield tuple(_forms(part, index) for part in printed), weight
    if forms := index.folds.get(search_spelling.folded(word)):
        yield (tuple(forms),), _SOUND
    if forms := index.stems.get(search_spelling.stem(word)):
        yield (tuple(forms),), _STEM
    if word in index.postings:
        yield ((word,),), 1.0


def _meant(word: str, index: Index) -> Iterator[tuple[Groups, float]]:
    """Two words written as one, or a slip of typing."""
    for at in range(2, len(word) - 1):
        parts = (_forms(word[:at], index), _forms(word[at:], index))
        if _is_met(parts, index) and min(at, len(word) - at) > (1 if len(word) < 7 else 2):
            yield parts, _SPLIT
    if len(word) > 3:
        for meant, likeness in index.near(word):
            yield (_forms(meant, index),), 0.9 * likeness


def _forms(word: str, index: Index) -> tuple[str, ...]:
    """A word with the other forms of its root."""
    return tuple(dict.fromkeys((word, *index.stems.get(search_spelling.stem(word), ()))))


def _is_met(groups: Groups, index: Index) -> bool:
    return all(any(term in index.postings for term in group) for group in groups)


def _slot(readings: dict[Groups, float], *, is_word: bool) -> Slot:
    ordered = sorted(readings.items(), key=lambda reading: -reading[1])
    return Slot(tuple((weight, groups) for groups, weight in ordered), is_word)


def _figure(piece: Piece, index: Index) -> Iterator[tuple[Groups, float]]:
    text = piece.text
    if piece.kind in ("strength", "grade"):
        yield from _strength(piece, index)
    elif piece.kind == "size":
        yield ((text,),), 1.0
        if longer := [t for t in index.sizes if t.startswith(f"{text}x")]:
            yield (tuple(longer),), 0.95
        yield (("x".join(reversed(piece.parts)),),), 0.8
        yield tuple((part,) for part in dict.fromkeys(piece.parts)), 0.6
    elif piece.unit:
        yield ((f"{text}{piece.unit}",),), 1.0
        yield ((f"{text}{piece.unit}<",),), 0.75
        yield ((text,),), 0.65
        for other in _same_length(text, piece.unit):
            yield ((other,),), 0.8
    else:
        yield ((text,),), 1.0


def _strength(piece: Piece, index: Index) -> Iterator[tuple[Groups, float]]:
    """A concrete grade: its own figure, else strengths close to the one it stands for."""
    is_grade = piece.kind == "grade"
    yield ((f"{'k' if is_grade else 'fc'}{piece.text}",),), 1.0
    asked = float(piece.text)
    if is_grade:
        asked = STRENGTHS.get(int(asked), asked * 0.0858)
    for term, strength in index.strengths.items():
        apart = abs(strength - asked) / asked if asked else 1.0
        if apart <= _STRENGTH_REACH:
            yield ((term,),), 0.95 - 3 * apart
    yield ((piece.text,),), 0.3


def _same_length(text: str, unit: str) -> Iterator[str]:
    """10 cm may be printed as 100 mm; 2.5 inches as 2-1/2."""
    whole, _, places = text.partition(".")
    if unit == "cm" and not places:
        yield f"{text}0mm"
    elif unit == "mm" and not places and whole.endswith("0"):
        yield f"{whole[:-1]}cm"
    elif unit == '"' and places in ("5", "25", "75"):
        yield f'{whole}-{ {"5": "1/2", "25": "1/4", "75": "3/4"}[places] }"'
