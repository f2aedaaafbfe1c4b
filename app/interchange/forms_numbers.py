"""Numbers of a form that are not plain number cells: `0,120`, `12,50`, `10% x D`."""

import re
from fractions import Fraction

from app.domain.numbers import plain
from app.interchange.book import Cell, number

_MARKED = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_PERCENT = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%")
#: Spreadsheets add binary fractions: what differs less than this is the same figure.
NEAR = Fraction(1, 10**9)


def typed(text: str, *, grouped: bool = False) -> Fraction | None:
    """The number that a person wrote as text, None if it is none.

    Of two kinds of marks the last one is the decimal mark; one mark alone is it too, except that
    `grouped` (money) takes three digits behind it for thousands: 0,120 and 11.000.
    """
    body = re.sub(r"\s|^Rp\.?", "", text)
    if not _MARKED.fullmatch(body):
        return None
    marks = [mark for mark in body if mark in ".,"]
    if not marks:
        return Fraction(body)
    whole, decimals = _parted(body, marks, grouped=grouped)
    if decimals is None or not all(len(group) == 3 for group in re.split("[.,]", whole)[1:]):
        return None
    return Fraction(re.sub("[.,]", "", whole) + "." + (decimals or "0"))


def _parted(body: str, marks: list[str], *, grouped: bool) -> tuple[str, str | None]:
    """The digits before and after the decimal mark; None for marks that contradict each other."""
    whole, _, decimals = body.rpartition(marks[-1])
    if len(set(marks)) == 2:
        return whole, decimals if marks.count(marks[-1]) == 1 else None
    if len(marks) > 1 or (grouped and len(decimals) == 3):
        return body, ""
    return whole, decimals


def read(cell: Cell, *, grouped: bool = False) -> Fraction | None:
    """The number in a cell, whether it is kept as a number or as text."""
    return typed(cell, grouped=grouped) if isinstance(cell, str) else number(cell)


def percent(text: str) -> Fraction | None:
    """The one percentage that a text names; None when it names none or a range."""
    found = _PERCENT.findall(text)
    return Fraction(found[0].replace(",", ".")) if len(found) == 1 else None


def agree(one: Fraction, other: Fraction) -> bool:
    """Whether two figures of a spreadsheet are the same but for its binary arithmetic."""
    return abs(one - other) <= NEAR * max(abs(one), abs(other), Fraction(1, 10**6))


def shown(x: Fraction | None) -> str:
    """A figure for a message: at most ten decimals, dot; empty for none."""
    return "" if x is None else plain(x, 10).rstrip("0").rstrip(".")
