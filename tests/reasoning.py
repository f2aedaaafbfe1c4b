"""A second reading of reasons: every figure computed again from what people entered alone.

It takes operations, terms and rules from the reasons, and no value but those of inputs; roundings
and formulas are its own.
"""

import re
from fractions import Fraction
from functools import reduce
from math import floor, isqrt

F = Fraction


def rounded(x, rounding):
    """Spreadsheet rounding by the floor: another way than the program's."""
    if rounding.mode == "none":
        return x
    steps, sign = abs(x) / rounding.step, -1 if x < 0 else 1
    whole = {
        "down": floor(steps),
        "up": -floor(-steps),
        "half_up": floor(steps + F(1, 2)),
    }[rounding.mode]
    return sign * whole * rounding.step


def root(x):
    """34 significant digits are enough to compare by: more are cut off."""
    scale = 10**80
    exact = F(isqrt(x.numerator * scale**2 // x.denominator), scale)
    places = 34 - len(str(floor(exact))) if exact >= 1 else 34
    return F(floor(exact * 10**places + F(1, 2)), 10**places)


def formula(text, values):
    """Let Python read it: the same precedence, other numbers."""
    code = re.sub(r"[0-9]+(\.[0-9]+)?|[a-z_][a-z0-9_]*", r"V('\g<0>')", text.lstrip("="))
    code = code.replace("^", "**").replace(";", ",")
    names = {
        "V": lambda word: F(word) if word[0].isdigit() else values[word],
        "ROUND": lambda x, n: floor(abs(x) * F(10) ** int(n) + F(1, 2))
        / F(10) ** int(n)
        * (-1 if x < 0 else 1),
        "MIN": min, "MAX": max, "ABS": abs, "SUM": lambda *terms: sum(terms, F(0)), "SQRT": root,
        "PI": lambda: F("3.141592653589793238462643383279503"),
    }  # fmt: skip
    try:
        return F(eval(code, {"__builtins__": {}}, names))  # noqa: S307 - canonical text of a test
    except (ZeroDivisionError, KeyError):
        return None


STEPS = {
    "sum": lambda terms: sum(terms, F(0)),
    "same": lambda terms: terms[0],
    "zero": lambda _terms: F(0),
    "product": lambda terms: reduce(lambda a, b: a * b, terms, F(1)),
    "percent": lambda terms: terms[0] * terms[1] / 100,
    "markup": lambda terms: terms[0] + terms[0] * terms[1] / 100,
    "ratio": lambda terms: terms[0] / terms[1] if terms[1] else None,
}


class Reader:
    """Values by address, from the ends of the chains up."""

    def __init__(self, reasons):
        self.reasons = reasons
        self.known = {}

    def value(self, address):
        """The value of a figure; None where something it needs is unknown, or is itself."""
        if address not in self.known:
            self.known[address] = None  # what leads back to itself has no value
            self.known[address] = self._computed(self.reasons.of(address))
        return self.known[address]

    def _computed(self, reason):
        if reason.operation in ("input", "unknown"):
            return reason.value
        terms = [self.value(term) for term in reason.terms]
        if reason.is_partial:
            terms = [term for term in terms if term is not None]
        if None in terms:
            return None
        if reason.operation == "formula":
            found = formula(reason.formula, dict(zip(reason.names, terms, strict=True)))
        else:
            found = STEPS[reason.operation](terms)
        if found is None:
            return None
        found *= reason.factor
        last = rounded(found, reason.rounding)
        if reason.limit and not all(
            reason.limit.low <= x < reason.limit.high for x in (found, last)
        ):
            return None
        return last


def depth(reasons, address, seen=()):
    """How many steps lead from a figure to the farthest of its ends."""
    reason = reasons.of(address)
    below = [depth(reasons, t, (*seen, address)) for t in reason.terms if t not in seen]
    return 1 + max(below, default=0)
