"""What a person entered as a number or as a formula, turned into one exact value."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from app.domain import formula
from app.domain.errors import Problem


class Limit(NamedTuple):
    """The range of a value: low <= value < high."""

    low: int
    high: int


QUANTITY_LIMIT = Limit(0, 10**9)
#: A negative coefficient takes away: what is saved, or sold as scrap.
COEFFICIENT_LIMIT = Limit(-(10**8), 10**8)

Value = Fraction | Problem | None


def entered(
    number: Fraction | None,
    text: str | None,
    parameters: Mapping[str, Fraction],
    limit: Limit,
) -> Value:
    """Return the value of a canonical formula, or `number` where there is none.

    None when nothing was entered. A Problem when the formula fails or when the value is not
    within its `limit` (figure.out_of_range): such a value is unknown, never cut to fit.
    """
    value: Value = number if text is None else evaluated(text, parameters)
    if isinstance(value, Fraction) and not within(value, limit):
        return out_of_range(limit)
    return value


def evaluated(text: str, parameters: Mapping[str, Fraction]) -> Fraction | Problem:
    """Return the value of a canonical formula under these parameters, or why it has none."""
    parsed = parsed_once(text)
    return parsed if isinstance(parsed, Problem) else formula.evaluate(parsed, parameters)


@lru_cache(maxsize=8192)
def parsed_once(text: str) -> formula.Formula | Problem:
    """Return the formula of a canonical text; the same text is parsed once per process."""
    return formula.parse(text, "c")


def within(value: Fraction, limit: Limit) -> bool:
    """Say whether a value is in range (compared as integers, which is cheaper)."""
    n, d = value.as_integer_ratio()
    return limit.low * d <= n < limit.high * d


def out_of_range(limit: Limit) -> Problem:
    """Return the problem of a value out of range."""
    return Problem("figure.out_of_range", params={"low": limit.low, "high": limit.high})


def placed(problem: Problem, place: str) -> Problem:
    """Return the problem with the row it belongs to, such as `component:7` or `node:12`."""
    return replace(problem, place=place)
