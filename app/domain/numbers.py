"""Exact numbers: rounding policies, scaled integers of the database, figures for JSON."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Mode = Literal["none", "down", "up", "half_up"]

#: Python refuses to turn integers of more than 4,300 digits into text at once; a deep chain of
#: analyses with ten decimals each gets there.
_DIGITS_AT_ONCE = 4000
_BASE = 10**_DIGITS_AT_ONCE
_SIGNIFICANT = 20
_SHORTENED_TO = 12


@dataclass(frozen=True, slots=True)
class Rounding:
    """To a multiple of `step`, as Excel does: down towards zero, up and half_up away from zero."""

    mode: Mode = "none"
    step: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        """Refuse a step that is not a step."""
        if self.step <= 0:
            message = f"a rounding step is positive, not {self.step}"
            raise ValueError(message)

    def __call__(self, x: Fraction) -> Fraction:
        """Return `x` rounded; exact, in the unit of `x`."""
        if self.mode == "none":
            return x
        top, bottom = x.as_integer_ratio()
        n, d = abs(top) * self.step.denominator, bottom * self.step.numerator
        if self.mode == "down":
            steps = n // d
        elif self.mode == "up":
            steps = -(-n // d)
        else:
            steps = (2 * n + d) // (2 * d)
        # Built at once: a product of fractions looks for common factors twice.
        rounded = steps * self.step.numerator
        return Fraction(-rounded if x.numerator < 0 else rounded, self.step.denominator)


NONE = Rounding()


@dataclass(frozen=True, slots=True)
class Policies:
    """Where an estimate rounds: quantities, unit prices, lines, tail lines, the total."""

    quantity: Rounding = NONE
    unit_price: Rounding = NONE
    line: Rounding = NONE
    tail: Rounding = NONE
    total: Rounding = NONE


def to_scaled(x: Fraction, places: int) -> int:
    """Return `x` x 10^places as a whole number, half up away from zero."""
    # In integers: comparing fractions costs more than all the rest.
    top, d = x.as_integer_ratio()
    n: int = abs(top) * 10**places
    scaled = n if d == 1 else (2 * n + d) // (2 * d)
    return -scaled if top < 0 else scaled


def from_scaled(n: int, places: int) -> Fraction:
    """Return n / 10^places."""
    return Fraction(n, 10**places)


def ends_within(x: Fraction, places: int) -> bool:
    """Say whether `places` decimals hold `x` exactly."""
    unit: int = 10**places
    return unit % x.denominator == 0


def exact_text(x: Fraction, places: int) -> str | None:
    """Return "numerator/denominator" when `places` decimals do not hold `x`, else None."""
    if ends_within(x, places):
        return None
    return f"{digits(x.numerator)}/{digits(x.denominator)}"


def from_stored(n: int, exact: str | None, places: int) -> Fraction:
    """Return the value of a stored figure: the exact text wins over the scaled number."""
    if exact is None:
        return from_scaled(n, places)
    numerator, _, denominator = exact.partition("/")
    return Fraction(whole(numerator), whole(denominator))


def decimals(denominator: int) -> int | None:
    """Return how many decimals a fraction with this denominator needs; None: it never ends."""
    twos = (denominator & -denominator).bit_length() - 1
    rest = denominator >> twos
    fives = 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def json_figure(x: Fraction) -> tuple[str, str | None]:
    """Return the decimal text of `x` for JSON, and "n/d" where that text is not exact.

    Exact when 20 significant digits suffice, otherwise 12 decimals half up; never an exponent.
    """
    places = decimals(x.denominator)
    if places is not None:
        scaled = abs(x.numerator) * 10**places // x.denominator
        if len(digits(scaled).rstrip("0")) <= _SIGNIFICANT:
            return plain(x, places), None
    exact = f"{digits(x.numerator)}/{digits(x.denominator)}"
    return plain(x, _SHORTENED_TO), exact


def plain(x: Fraction, places: int) -> str:
    """Return `x` with exactly `places` decimals, dot and no grouping, half up; never "-0"."""
    scaled = to_scaled(x, places)
    text = digits(abs(scaled)).zfill(places + 1)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def digits(n: int) -> str:
    """Return the decimal digits of `n`, however many there are."""
    if n < 0:
        return "-" + digits(-n)
    parts = []
    while n >= _BASE:
        n, part = divmod(n, _BASE)
        parts.append(str(part).zfill(_DIGITS_AT_ONCE))
    return "".join([str(n), *reversed(parts)])


def whole(text: str) -> int:
    """Return the integer that `digits` printed."""
    if len(text) <= _DIGITS_AT_ONCE:
        return int(text)
    if text.startswith("-"):
        return -whole(text[1:])
    n = 0
    for start in range(0, len(text), _DIGITS_AT_ONCE):
        part = text[start : start + _DIGITS_AT_ONCE]
        n = n * 10 ** len(part) + int(part)
    return n
