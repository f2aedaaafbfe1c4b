"""What the columns of a pasted rectangle hold: a guess that a person may correct."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain import locale_numbers, units
from app.domain.blocks import LOCALES, Rows
from app.domain.errors import Problem

#: "" is left out.
Role = Literal["", "number", "code", "title", "unit", "quantity", "price"]
ROLES: tuple[Role, ...] = ("", "number", "code", "title", "unit", "quantity", "price")
_SAMPLE = 200
_HEADS: dict[Role, str] = {
    "number": "no|nomor|no urut|number",
    "code": "kode|kode analisa|kode analisis|kode ahsp|analisa|code",
    "title": "uraian|uraian pekerjaan|pekerjaan|jenis pekerjaan|deskripsi|item|description"
    "|work description|nama",
    "unit": "satuan|sat|unit",
    "quantity": "volume|vol|kuantitas|jumlah volume|quantity|qty|banyaknya",
    "price": "harga satuan|harga|hs|unit price|price|rate",
}
_NAMED: dict[str, Role] = {
    name: role for role, names in _HEADS.items() for name in names.split("|")
}
_AMOUNTS = {"jumlah", "jumlah harga", "total", "amount", "harga total", "total harga", "bobot"}
_CODE = re.compile(r"[A-Za-z]{0,6}[.\s-]?[0-9]+([.\-/][0-9A-Za-z]+){2,}\.?|[A-Za-z]{1,6}[.-][0-9]+")
#: Units are short: `m2`, `zak`, `titik`, `lembar`.
_UNIT_LENGTH = 6
#: Numbers come in this order; what follows them is their product.
_FIGURES: tuple[Role, ...] = ("quantity", "price")


@dataclass(frozen=True, slots=True)
class Guess:
    """A role for each column, each but "" at most once; whether the first row names them."""

    roles: tuple[Role, ...]
    has_header: bool


def guess(rows: Rows) -> Guess:
    """Return what the columns most likely hold: by their heads, else by what they look like."""
    heads = [_head(cell) for cell in rows[0]]
    named = [_NAMED.get(head, "") for head in heads]
    if len(rows) > 1 and sum(bool(role) for role in named) >= 2:
        return Guess(_once(named), has_header=True)
    return Guess(_by_look(rows[:_SAMPLE]), has_header=False)


def without_head(rows: Rows) -> Rows:
    """Return the rows of one column without a first one that only names it: `Volume`."""
    named = {_head(cell) for cell in rows[0] if cell.strip()}
    is_head = len(named) == 1 and named <= _NAMED.keys()
    return rows[1:] if is_head and len(rows) > 1 else rows


def _head(cell: str) -> str:
    """The words of a head, without units in brackets and marks: `Harga Satuan (Rp.)`."""
    bare = re.sub(r"\(.*?\)", " ", cell.casefold())
    text = " ".join(re.sub(r"[^a-z ]+", " ", bare).split())
    return "" if text in _AMOUNTS else text.removesuffix(" rp")


def _once(roles: Sequence[Role]) -> tuple[Role, ...]:
    seen: set[Role] = set()
    found: list[Role] = []
    for role in roles:
        found.append("" if role in seen else role)
        seen.add(role)
    return tuple(found)


def _by_look(rows: Rows) -> tuple[Role, ...]:
    columns = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
    columns = [[cell for cell in column if cell] for column in columns]
    numeric = [_share(column, _is_number) >= Fraction(1, 2) for column in columns]
    roles: list[Role] = [""] * len(columns)
    title = max(range(len(columns)), key=lambda i: (not numeric[i], _length(columns[i]), -i))
    if not numeric[title] and columns[title]:
        roles[title] = "title"
    for i in range(title):
        if not numeric[i] and "code" not in roles and _is_half(columns[i], _is_code):
            roles[i] = "code"
    behind = range(title + 1 if roles[title] else 0, len(columns))
    for i, role in zip((i for i in behind if numeric[i]), _FIGURES, strict=False):
        roles[i] = role
    short = [i for i in behind if not numeric[i] and _is_half(columns[i], _is_short)]
    if short:
        roles[max(short, key=lambda i: (_share(columns[i], units.is_known), -i))] = "unit"
    return tuple(roles)


def _is_half(column: Sequence[str], is_one: Callable[[str], bool]) -> bool:
    return _share(column, is_one) >= Fraction(1, 2)


def _share(column: Sequence[str], is_one: Callable[[str], bool]) -> Fraction:
    if not column:
        return Fraction(0)
    return Fraction(sum(map(is_one, column)), len(column))


def _length(column: Sequence[str]) -> Fraction:
    return Fraction(sum(map(len, column)), len(column)) if column else Fraction(0)


def _is_number(text: str) -> bool:
    readings = (locale_numbers.parse(text, locale, locale_numbers.PRICE) for locale in LOCALES)
    return text.startswith("=") or any(not isinstance(each, Problem) for each in readings)


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def _is_short(text: str) -> bool:
    return len(text) <= _UNIT_LENGTH
