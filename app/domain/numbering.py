"""Numbers of the outline's rows by a scheme per level, and the path that sorts them.

Schemes as they stand in Indonesian budgets: I / A / 1 / a, or 1 / 1.1 / 1.1.1, or typed by hand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["I", "A", "1", "a", "i", "1.1", "typed"]
STYLES: tuple[Style, ...] = ("I", "A", "1", "a", "i", "1.1", "typed")
CLASSIC: tuple[Style, ...] = ("I", "A", "1", "a")
DECIMAL: tuple[Style, ...] = ("1", "1.1")
TYPED: tuple[Style, ...] = ("typed",)
#: Hexadecimal digits of one step of a sort path: positions are below 16^12.
_STEP = 12
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outline as far as its place matters; a typed number stays as it is."""

    id: int
    parent_id: int | None
    position: int
    kind: str
    number_typed: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its printed number, its level from 1, its path in sheet order."""

    number: str
    level: int
    sort_path: str


def roman(n: int) -> str:
    """Return a counting number in Roman numerals."""
    text = ""
    for value, letters in _ROMAN:
        count, n = divmod(n, value)
        text += letters * count
    return text


def letters(n: int) -> str:
    """Return a counting number in letters: A, B ... Z, AA, AB."""
    text = ""
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


_WRITE: Mapping[str, Callable[[int], str]] = {
    "I": roman,
    "A": letters,
    "1": str,
    "1.1": str,
    "a": lambda n: letters(n).lower(),
    "i": lambda n: roman(n).lower(),
}


def places(rows: Sequence[Row], scheme: Sequence[str]) -> dict[int, Place]:
    """Return the place of every row; rows without their parent among `rows` count as top level.

    Siblings that are written in one style count on together; a number typed on a sibling is not
    given out again. Works for any depth. An empty scheme is the classic one.
    """
    scheme = scheme or CLASSIC
    ids = {row.id for row in rows}
    below: dict[int | None, list[Row]] = {}
    for row in sorted(rows, key=lambda r: (r.position, r.id)):
        parent = row.parent_id if row.parent_id in ids else None
        below.setdefault(parent, []).append(row)
    found: dict[int, Place] = {}
    waiting: list[tuple[int | None, Place]] = [(None, Place("", 0, ""))]
    for parent, above in waiting:
        for row, number in _numbered(below.get(parent, []), above, scheme):
            path = f"{above.sort_path}{row.position:0{_STEP}x}."
            found[row.id] = Place(number, above.level + 1, path)
            if row.id in below:
                waiting.append((row.id, found[row.id]))
    return found


def _numbered(rows: list[Row], above: Place, scheme: Sequence[str]) -> list[tuple[Row, str]]:
    taken = {row.number_typed for row in rows if row.number_typed}
    counters: dict[str, int] = {}
    numbered = []
    for row in rows:
        style = _style(row.kind, above.level, scheme)
        number = row.number_typed or ""
        if not number and style in _WRITE and row.kind != "note":
            prefix = f"{above.number}." if style == "1.1" and above.number else ""
            while not number or number in taken:
                counters[style] = counters.get(style, 0) + 1
                number = prefix + _WRITE[style](counters[style])
        elif number:
            counters[style] = counters.get(style, 0) + 1
        numbered.append((row, number))
    return numbered


def _style(kind: str, level: int, scheme: Sequence[str]) -> str:
    last = len(scheme) - 1
    index = min(level, last)
    # Items are counted in figures even where they hang directly below a section of level one.
    while kind == "item" and scheme[index] in {"I", "A"} and index < last:
        index += 1
    return scheme[index]
