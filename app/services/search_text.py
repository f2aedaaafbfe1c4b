"""What a title or a query is made of: words, sizes, mixes, grades, fractions, numbers.

Titles and queries are cut by the same rules, so `1SP : 4PP`, `1 pc 4 ps` and `1:4` meet, as do
`½ Batu` and `1/2`, `40 cm x 40 cm` and `40/40`, and `f’c = 20 MPa` and `fc 20`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "strength", "grade", "mix", "size", "fraction", "number"]

_SIGNS = {
    **dict.fromkeys("’‘′`´", "'"),
    **dict.fromkeys("″“”„", '"'),
    **dict.fromkeys("×✕", "x"),
    **dict.fromkeys("–—‐‑−", "-"),
    **dict.fromkeys("øØ∅φΦ⌀ϕ", " diameter "),
}
_FRACTION_SIGNS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅛": "1/8"}
_SIGNED = re.compile(f"(\\d?)([{''.join(_FRACTION_SIGNS)}])")
_TRANSLATION = str.maketrans(_SIGNS)
_N = r"\d+(?:[.,]\d+)?"
_INCH = r"""(?P<{}>\s*(?:"|''|(?:inch|inchi|inci|inc|dim)\b))?"""
_UNITS = (
    r"mm2|mm|cm|km|kg|m2|m3|m'|meter|mtr|m|liter|ltr|lt|l|watt|w|kva|va|mpa|ton|gr|pk|lpm|u|k|a"
)
_PIECE = re.compile(
    rf"""
      (?<![a-z0-9])f['3]?\s?c(?:'|3(?!\d))?\s*=?\s*(?P<bound>[<>≤≥])?\s*
          (?P<strength>\d+(?:[.,]\s?\d+)?)(?:\s*mpa\b)?
    | (?<![a-z0-9])k[\s.-]?(?P<grade>[1-6]\d\d)(?![\d.,]*\d)
    | (?<![\w.,])(?P<mix1>\d{{1,2}})\s*(?:(?:sp|pc|ps)?\s*:\s*|(?:sp|pc)\s+)
          (?P<mix2>\d{{1,2}}(?:[.,]\d+)?)(?:\s*(?:pp|psr|ps|kp|kr)\b)?
          (?:\s*:\s*(?P<mix3>\d{{1,2}})(?:\s*(?:kr|pp|ps)\b)?)?
    | (?<![\d.,/])(?P<size1>{_N})\s*(?:cm|mm|m)?\s*[x*]\s*(?P<size2>{_N})
          (?:\s*(?:cm|mm|m)?\s*[x*]\s*(?P<size3>{_N}))?
    | (?<![\w.,/])(?:(?P<whole>[1-9])[\s-])?(?P<top>\d{{1,3}})/(?P<below>\d{{1,3}})(?![\d/])
          {_INCH.format("inch1")}
    | (?P<above>[>≥]\s*)?(?P<number>\d{{1,3}}(?:\.\d{{3}})+(?![\d.])|{_N})
          (?:{_INCH.format("inch2")})(?:\s*(?P<unit>{_UNITS})(?![a-z0-9]))?
          (?P<upto>(?=\s*(?:s\.?\s?d\b|s/d)))?
    | (?P<area>(?<![a-z])m[23](?!\d)|(?<![a-z])m'(?!\w))
    | (?P<word>[a-z]+)
    """,
    re.VERBOSE,
)
_UNIT_NAMES = {"meter": "m", "mtr": "m", "m'": "m", "ltr": "liter", "lt": "liter", "l": "liter"}
_UNIT_NAMES["watt"] = "w"
#: The quantity that a title prices, `Pemasangan 1 m2 dinding`, says nothing about the work.
_PRICED = re.compile(
    r"(?<![\w.,:/])(?:1\s?|per-)(?:m2|m3|m'|m|kg|buah|bh|unit|titik|ttk|set|ton|ha|batang|btg)(?![\w'])"
)
_MEASURES = re.compile(
    r"(?:sedalam|s\.?d\.?|tinggi|tebal|panjang|jarak|lebar|tiap|tambah|[<>≥≤])\s*$"
)
_REFERENCE = re.compile(r"\(\s*lihat\s.*", re.DOTALL)
#: Parts of an inch; every other a/b is a size, as in timber 5/7.
_PARTS = {(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 8), (3, 8), (5, 8), (7, 8)}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a text in its one spelling; `parts` are the numbers of a size.

    `bound` marks a figure that is only the lower end of a range: `> 1 m` of `> 1 m s.d. 2 m`.
    """

    kind: Kind
    text: str
    unit: str = ""
    parts: tuple[str, ...] = ()
    bound: bool = False
    #: No space or only a hyphen stands between it and the piece before.
    joined: Literal["", "near", "hyphen"] = ""


def plain(text: str) -> str:
    """Fold case, typographic signs and fractions: the form that everything else reads."""
    signed = _SIGNED.sub(_spelled, text.translate(_TRANSLATION))
    return unicodedata.normalize("NFKC", signed).casefold()


def titled(title: str) -> str:
    """The plain words of a title, without the quantity it prices and its legal reference."""
    text = _REFERENCE.sub(" ", plain(title))
    for found in _PRICED.finditer(text):
        if not _MEASURES.search(text[: found.start()]):
            return text[: found.start()] + " " + text[found.end() :]
    return text


def pieces(text: str) -> Iterator[Piece]:
    """Cut a plain text."""
    end = -1
    for found in _PIECE.finditer(text):
        between = text[end : found.start()] if end >= 0 else " "
        piece = _piece(found)
        if between in ("", "-"):
            piece = Piece(piece.kind, piece.text, piece.unit, piece.parts, piece.bound,
                          "hyphen" if between else "near")  # fmt: skip
        end = found.end()
        yield piece


def decimal(text: str) -> str:
    """One spelling of a number: `7,50` is 7.5, `2.000` is 2000."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return text.replace(".", "").lstrip("0") or "0"
    whole, _, places = text.replace(" ", "").replace(",", ".").partition(".")
    places = places.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{places}" if places else "")


def _spelled(found: re.Match[str]) -> str:
    whole, sign = found.groups()
    return f"{whole}-{_FRACTION_SIGNS[sign]}" if whole else _FRACTION_SIGNS[sign]


def _piece(found: re.Match[str]) -> Piece:
    get = found.group
    if word := get("word") or get("area"):
        return Piece("word", "m" if word == "m'" else word)
    if number := get("number"):
        unit = '"' if get("inch2") else _UNIT_NAMES.get(get("unit") or "", get("unit") or "")
        bound = bool(get("above")) or get("upto") is not None
        return Piece("number", decimal(number), unit, bound=bound)
    if get("size1"):
        parts = tuple(decimal(part) for part in found.group("size1", "size2", "size3") if part)
        return Piece("size", "x".join(parts), parts=parts)
    if get("top"):
        return _fraction(found)
    if get("mix1"):
        parts = tuple(decimal(part) for part in found.group("mix1", "mix2", "mix3") if part)
        return Piece("mix", ":".join(parts))
    if grade := get("grade"):
        return Piece("grade", grade)
    return Piece("strength", decimal(get("strength")), bound=bool(get("bound")))


def _fraction(found: re.Match[str]) -> Piece:
    top, below = int(found.group("top")), int(found.group("below"))
    if (top, below) not in _PARTS:
        parts = (str(top), str(below))
        return Piece("size", "x".join(parts), parts=parts)
    whole = found.group("whole")
    text = f"{whole}-{top}/{below}" if whole else f"{top}/{below}"
    return Piece("fraction", text, '"' if found.group("inch1") else "")
