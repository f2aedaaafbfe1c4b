"""The value of a formula's tree: exact fractions, every intermediate bounded."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isqrt

from app.domain.formula_tokens import RefusedError
from app.domain.formula_tree import Binary, Minus, Name, Number, Tree
from app.domain.numbers import Rounding

MAX_EXPONENT = 10
MAX_PLACES = 10
MAX_DIGITS = 400
MAX_RESULT = 10**18
SIGNIFICANT = 34

#: 34 significant digits, half even; exact from here on.
PI = Fraction("3.141592653589793238462643383279503")
_BOUND = 10**MAX_DIGITS


def value(tree: Tree, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of `tree`; raises RefusedError."""
    match tree:
        case Number(found):
            result = found
        case Name(name):
            result = _named(name, values)
        case Minus(operand):
            result = -value(operand, values)
        case Binary(operator, left, right):
            result = _BINARY[operator](value(left, values), value(right, values))
        case _:
            result = _FUNCTIONS[tree.function](*[value(each, values) for each in tree.arguments])
    if abs(result.numerator) >= _BOUND or result.denominator >= _BOUND:
        raise RefusedError("formula.too_large", limit=f"10^{MAX_DIGITS}")
    return result


def square_root(x: Fraction) -> Fraction:
    """Return the square root of `x` to 34 significant digits, half even."""
    if x < 0:
        raise RefusedError("formula.root_of_negative")
    if x == 0:
        return x
    places = SIGNIFICANT - _whole_digits(x)
    scale = Fraction(10) ** (2 * places)
    scaled = x * scale
    root = isqrt(int(scaled))
    half = Fraction(2 * root + 1, 2) ** 2
    if scaled > half or (scaled == half and root % 2):
        root += 1
    return root / Fraction(10) ** places


def _whole_digits(x: Fraction) -> int:
    """How many digits the root of `x` has before the point; 0 or less for 0.0…."""
    guess = (x.numerator.bit_length() - x.denominator.bit_length()) * 3 // 20 - 2
    while Fraction(100) ** guess <= x:
        guess += 1
    return guess


def _named(name: str, values: Mapping[str, Fraction]) -> Fraction:
    if name not in values:
        raise RefusedError("formula.unknown_name", name=name)
    return values[name]


def _divide(a: Fraction, b: Fraction) -> Fraction:
    if b == 0:
        raise RefusedError("formula.division_by_zero")
    return a / b


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
        raise RefusedError("formula.exponent", limit=MAX_EXPONENT)
    if base == 0 and exponent < 0:
        raise RefusedError("formula.division_by_zero")
    return Fraction(base ** int(exponent))


def _round(x: Fraction, places: Fraction) -> Fraction:
    if places.denominator != 1 or abs(places) > MAX_PLACES:
        raise RefusedError("formula.places", limit=MAX_PLACES)
    return Rounding("half_up", Fraction(10) ** -int(places))(x)


_BINARY: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "^": _power,
}
_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "ROUND": _round,
    "MIN": min,
    "MAX": max,
    "ABS": abs,
    "SQRT": square_root,
    "SUM": lambda *terms: sum(terms, Fraction()),
    "PI": lambda: PI,
}
