"""Numbers as people write them: one reading per locale, and a question where it is odd.

Rules (Indonesian; English is the mirror image, "c" is the language of files):
`1,5` is one and a half, `1.234` is 1234; `1.5`, `1.23` and `0.123` are refused with the question
"1,5?", "1,23?", "0,123?". Spaces (also the no-break ones) may group thousands. `Rp 1.000.000,-`
is read; so is a minus sign of typography. Nothing else is: no exponent, no foreign digits.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain.errors import Problem
from app.domain.numbers import plain, to_scaled

NumberLocale = Literal["id", "en", "c"]

MAX_LENGTH = 60
_SPACES = " \u00a0\u2009\u202f"
_EDGES = _SPACES + "\t\r\n"
_INVISIBLE = "\u200b\u2060\ufeff"
_MARKS: dict[NumberLocale, tuple[str, str]] = {"id": (".", ","), "en": (",", "."), "c": ("", ".")}


@dataclass(frozen=True, slots=True)
class Field:
    """What a field of numbers takes: decimals, lowest and highest value (both included)."""

    places: int
    low: Fraction | None = None
    high: Fraction | None = None
    suffix: str = ""


def _below(limit: int, places: int) -> Fraction:
    return limit - Fraction(1, 10**places)


QUANTITY = Field(6, Fraction(0), _below(10**9, 6))
COEFFICIENT = Field(10, Fraction(-(10**8)), _below(10**8, 10))
PRICE = Field(4, Fraction(0), _below(10**12, 4))
PERCENT = Field(4, Fraction(-1000), Fraction(1000), "%")


@dataclass(frozen=True, slots=True)
class Reading:
    """An unsigned number found in text, with the decimals it was written with."""

    value: Fraction
    decimals: str


def _pattern(group: str, mark: str) -> re.Pattern[str]:
    thousands = f"|[1-9][0-9]{{0,2}}(?P<g>[{re.escape(group)}])[0-9]{{3}}(?:(?P=g)[0-9]{{3}})*"
    whole = f"[0-9]+{thousands if group else ''}"
    decimals = f"{re.escape(mark)}(?P<decimals>[0-9]+)"
    return re.compile(f"(?P<whole>{whole})(?:{decimals})?|{decimals.replace('decimals', 'only')}")


_NUMBER = {
    "id": _pattern("." + _SPACES, ","),
    "en": _pattern("," + _SPACES, "."),
    "c": _pattern("", "."),
}
_MINUS = "[-\u2212]"
_MONEY = {
    locale: re.compile(
        rf"(?P<a>{_MINUS})?(?:[Rr][Pp]\.?[{_SPACES}]*)?(?P<b>{_MINUS})?"
        rf"(?P<body>[0-9.,{_SPACES}]*[0-9])(?:{re.escape(mark)}[-\u2013])?",
    )
    for locale, (_, mark) in _MARKS.items()
    if locale != "c"
} | {"c": re.compile(r"(?P<a>-)?(?P<b>(?!))?(?P<body>[0-9.,]*[0-9])")}


def read(body: str, locale: NumberLocale) -> Reading | None:
    """Return the unsigned number `body` is in `locale`; None when it is not one, or odd."""
    match = _NUMBER[locale].fullmatch(body)
    if match is None:
        return None
    decimals = match["decimals"] or match["only"] or ""
    whole = re.sub(r"[^0-9]", "", match["whole"] or "")
    return Reading(Fraction(int(whole + decimals), 10 ** len(decimals)), decimals)


def reread(body: str, locale: NumberLocale) -> Reading | None:
    """Return what an odd `body` would be in the other locales, when they agree."""
    others: tuple[NumberLocale, ...] = ("id", "en")
    readings = [read(body, other) for other in others if other != locale]
    found = [reading for reading in readings if reading is not None]
    agreed = len({reading.value for reading in found}) == 1
    return found[0] if agreed else None


def parse(text: str, locale: NumberLocale, field: Field) -> Fraction | Problem:
    """Return the exact number typed, or the reason why it is none that `field` takes.

    Problems: number.empty, too_long, not_a_number, odd_grouping, odd_spaces, too_many_decimals,
    negative, too_small, too_large. Emptiness is for the caller to judge.
    """
    if len(text) > MAX_LENGTH:
        return Problem("number.too_long", params={"limit": MAX_LENGTH})
    typed = text.strip(_EDGES)
    if not typed.strip(_INVISIBLE + _EDGES):
        return Problem("number.empty")
    match = _MONEY[locale].fullmatch(_without_suffix(typed, field))
    if match is None or (match["a"] and match["b"]):
        return Problem("number.not_a_number", params={"text": printable(typed)})
    negative = bool(match["a"] or match["b"])
    reading = read(match["body"], locale)
    if reading is None:
        return _refusal(match["body"], locale, negative=negative)
    return _within(reading, locale, field, negative=negative)


def check(x: Fraction, locale: NumberLocale, field: Field) -> Problem | None:
    """Say why the value `x` (of a formula, say) is outside the range of `field`; None: it is not.

    Problems: number.negative, number.too_small, number.too_large.
    """
    if field.low is not None and x < field.low:
        code = "number.negative" if field.low == 0 else "number.too_small"
        params = {"text": x, "low": field.low}
    elif field.high is not None and x > field.high:
        code, params = "number.too_large", {"text": x, "high": field.high}
    else:
        return None
    shown = {name: show(value, locale, field.places, 0) for name, value in params.items()}
    return Problem(code, params=shown)


def show(x: Fraction, locale: NumberLocale, places: int, min_places: int | None = None) -> str:
    """Return `x` as `locale` writes it, half up to `places` decimals.

    With `min_places`, zeros at the end go until that many decimals are left. Thousands are
    grouped, but not in files ("c").
    """
    group, mark = _MARKS[locale]
    whole, _, decimals = plain(abs(x), places).partition(".")
    if min_places is not None:
        decimals = decimals.rstrip("0").ljust(min_places, "0")
    sign = "-" if to_scaled(x, places) < 0 else ""
    grouped = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+\Z)", group, whole)
    return f"{sign}{grouped}{mark}{decimals}" if decimals else sign + grouped


def printable(text: str) -> str:
    """Return `text` fit for a message: what cannot be seen is shown as a replacement mark."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _without_suffix(typed: str, field: Field) -> str:
    if field.suffix:
        return typed.removesuffix(field.suffix).rstrip(_EDGES)
    return typed


def _refusal(body: str, locale: NumberLocale, *, negative: bool) -> Problem:
    """The question to ask for a number in the wrong dress, or a plain no."""
    text = "-" * negative + printable(body)
    other = reread(body, locale)
    if other is not None:
        places = len(other.decimals)
        shown = show(-other.value if negative else other.value, locale, places)
        return Problem("number.odd_grouping", params={"text": text, "suggestion": shown})
    odd_spaces = any(space in body for space in _SPACES)
    code = "number.odd_spaces" if odd_spaces else "number.not_a_number"
    return Problem(code, params={"text": text})


def _within(
    reading: Reading, locale: NumberLocale, field: Field, *, negative: bool
) -> Fraction | Problem:
    value = -reading.value if negative else reading.value
    problem = check(value, locale, field)
    if problem is not None:
        return problem
    decimals = reading.decimals.rstrip("0")
    if len(decimals) > field.places:
        shown = show(value, locale, len(decimals))
        return Problem("number.too_many_decimals", params={"text": shown, "places": field.places})
    return value
