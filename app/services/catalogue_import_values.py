"""What a workbook says as the columns of a catalogue take it: lengths, characters, decimals."""

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import String

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field
from app.domain.numbers import ends_within, from_scaled, to_scaled
from app.extensions import Base
from app.models.types import Scaled

Values = dict[str, Any]
#: What no database column and no page takes: control characters, halves of surrogate pairs.
_BROKEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]+")
#: A spreadsheet keeps 15 to 17 digits: what lies behind them is noise of its binary numbers.
_NOISE = Fraction(1, 10**12)
_SHOWN = 60


def clean(text: str) -> str:
    """One line of text as it may be stored, without what cannot be printed."""
    if not text.isprintable():
        text = _BROKEN.sub(" ", text)
    return unicodedata.normalize("NFC", text).strip()


def fitted(model: type[Base], values: Values, place: str, problems: list[Problem]) -> Values:
    """The values with every text cut to its column; each cut is a problem (catalogue.cut)."""
    limits = lengths(model)
    for name, value in values.items():
        limit = limits.get(name)
        if limit and isinstance(value, str) and len(value) > limit:
            values[name] = value[:limit]
            params: Mapping[str, str | int] = {"text": value[:_SHOWN], "limit": limit}
            problems.append(Problem("catalogue.cut", place, params, warning=True))
    return values


@cache
def lengths(model: type[Base]) -> Mapping[str, int]:
    """How many characters each column of text takes, where it does not take any number."""
    columns = model.__table__.columns
    return {c.name: c.type.length for c in columns if isinstance(c.type, String) and c.type.length}


def coefficient(value: Fraction | None) -> tuple[Fraction | None, str]:
    """A coefficient with ten decimals, and the code of what happened to it ("" for nothing)."""
    return _held(value, locale_numbers.COEFFICIENT)


def price(value: Fraction | None) -> tuple[Fraction | None, str]:
    """Rupiah with four decimals, and the code of what happened to it ("" for nothing)."""
    return _held(value, locale_numbers.PRICE)


def _held(value: Fraction | None, field: Field) -> tuple[Fraction | None, str]:
    if value is None:
        return None, ""
    if not _in_range(value, field):
        return None, "row.out_of_range"
    if ends_within(value, field.places):
        return value, ""
    rounded = from_scaled(to_scaled(value, field.places), field.places)
    return rounded, "" if abs(value - rounded) <= abs(value) * _NOISE else "row.rounded"


def _in_range(value: Fraction, field: Field) -> bool:
    return (field.low is None or field.low <= value) and (field.high is None or value <= field.high)


def encoded(model: type[Base], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of a row as the database drivers take them."""
    table = model.__table__
    return tuple(
        kind.to_integer(value)
        if value is not None and isinstance(kind := table.c[name].type, Scaled)
        else value
        for name, value in values.items()
    )
