"""Numbers of one column, by the habit of that column: text and number cells, comma or dot.

`1.234` alone says nothing. In a column where `0.6` and `26.41` stand it is a little more than
one; in a column of prices where `1.250.000` stands it is a thousand and more. Coefficients are
never written with grouped thousands: what would need that stays unknown, and is said.
"""

import re
from collections import Counter
from fractions import Fraction

from app.domain.errors import Problem
from app.domain.locale_numbers import printable
from app.interchange.book import Cell, Error, number

_PLAIN = re.compile(r"(-?)([0-9]{1,15})(?:([.,])([0-9]{1,20}))?")
_GROUPED = re.compile(r"(-?)([1-9][0-9]{0,2}([.,])[0-9]{3}(?:\3[0-9]{3})*)(?:([.,])([0-9]{1,20}))?")
_MONEY = re.compile(r"(?:rp\.?\s*)?(.*?)(?:,-|\.-)?", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "–", "—"})
#: A whole number from here on may once have been a number with three decimals.
_THOUSAND = 1000
#: Part of the texts of a column, in percent, that is a habit and no accident.
_HABIT = 95

#: What a cell holds, and what is to be said about it; None and None for an empty one.
Figure = tuple[Fraction | None, Problem | None]


class NumberColumn:
    """First `see` every cell of the column, then `read` them."""

    def __init__(self, *, groups: bool = False) -> None:
        #: Whether thousands may be grouped here.
        self._groups = groups
        self._marks: Counter[str] = Counter()
        #: Texts like `1.234`, by their mark.
        self._ambiguous: Counter[str] = Counter()
        self._texts = self._numbers = 0
        self._known: dict[str, Figure] = {}

    def see(self, cell: Cell) -> None:
        """Count what this cell tells about the habit of its column."""
        if not isinstance(cell, str):
            self._numbers += number(cell) is not None
            return
        text = _undressed(cell)
        plain, grouped = _PLAIN.fullmatch(text), _GROUPED.fullmatch(text)
        self._texts += bool(plain or grouped)
        if plain and plain[3]:
            (self._ambiguous if grouped else self._marks)[plain[3]] += 1
        elif grouped and not plain:
            self._marks["," if grouped[3] == "." else "."] += 1

    @property
    def mark(self) -> str:
        """The decimal mark of the texts of this column; empty where they do not agree."""
        mark, count = max((("", 0), *self._marks.items()), key=lambda item: item[1])
        return mark if 100 * count >= _HABIT * self._marks.total() else ""

    def decided(self, place: str) -> list[Problem]:
        """What the habit of the column decided, for the report."""
        count = self._ambiguous.total() if self._groups else self._ambiguous[self.mark]
        if not count or not self.mark:
            return []
        return [Problem("column.mark", place, {"mark": self.mark, "count": count}, warning=True)]

    def read(self, cell: Cell) -> Figure:
        """The exact number of a cell.

        Problems: cell.error, cell.not_a_number, cell.ambiguous, all without a number;
        cell.decimal_lost, a warning, with one.
        """
        if cell is None or (isinstance(cell, str) and cell.strip() in _NOTHING):
            return None, None
        if isinstance(cell, Error):
            return None, Problem("cell.error", params={"text": cell.text})
        if isinstance(cell, str):
            if cell not in self._known:
                self._known[cell] = self._text(cell)
            return self._known[cell]
        value = number(cell)
        if value is None:
            return None, Problem("cell.not_a_number", params={"text": str(cell)[:60]})
        return value, _lost(value) if self._is_lost(value) else None

    def _is_lost(self, value: Fraction) -> bool:
        """Whether a number cell is one that lost its decimal mark on the way.

        A program that writes decimals with a comma takes the text `83.349` for 83349, and leaves
        `0.6` and `12.5` as the texts they were. So a whole number of thousands among texts with
        dots is no measure that anybody wrote.
        """
        is_whole = value.denominator == 1 and abs(value) >= _THOUSAND
        return is_whole and not self._groups and self._texts > self._numbers

    def _text(self, cell: str) -> Figure:
        text = _undressed(cell)
        plain, grouped = _PLAIN.fullmatch(text), _GROUPED.fullmatch(text)
        if plain and (not grouped or plain[3] == self.mark):
            return _value(plain[1], plain[2], plain[4] or ""), None
        if grouped and grouped[3] != grouped[4] and (not plain or (self._groups and self.mark)):
            whole = grouped[2].replace(grouped[3], "")
            return _value(grouped[1], whole, grouped[5] or ""), None
        shown = printable(cell[:60])
        if plain:
            return None, Problem("cell.ambiguous", params={"text": shown})
        return None, Problem("cell.not_a_number", params={"text": shown})


def _lost(value: Fraction) -> Problem:
    whole = str(value.numerator)
    params = {"text": whole, "suggestion": f"{whole[:-3]}.{whole[-3:]}"}
    return Problem("cell.decimal_lost", params=params, warning=True)


def _undressed(text: str) -> str:
    """The text without what money is dressed in."""
    match = _MONEY.fullmatch(text.replace("\u00a0", " ").strip())
    return match[1].strip() if match else ""


def _value(sign: str, whole: str, decimals: str) -> Fraction:
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -value if sign else value
