"""Exact sums: many fractions brought together, reduced once."""

from collections.abc import Iterable
from fractions import Fraction
from math import gcd


def total(values: Iterable[Fraction]) -> Fraction:
    """Return the exact sum of `values`, 0 for none; the unit is that of the values.

    Fraction's own addition looks for common factors at every step, which is most of the cost of
    a large estimate; here the parts share one denominator and are reduced at the end.
    """
    numerator, denominator = 0, 1
    for value in values:
        n, d = value.as_integer_ratio()
        if denominator % d == 0:
            numerator += n * (denominator // d)
        else:
            common = gcd(denominator, d)
            numerator = numerator * (d // common) + n * (denominator // common)
            denominator *= d // common
    return Fraction(numerator, denominator)


def known_total(values: Iterable[Fraction | None]) -> Fraction | None:
    """Return the exact sum of `values`, or None as soon as one of them is unknown."""
    known = []
    for value in values:
        if value is None:
            return None
        known.append(value)
    return total(known)
