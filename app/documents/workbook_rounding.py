"""Rounding policies as formulas of a workbook that give the exact figure.

A workbook calculates in binary: what is exactly 1,100 may come out as 1,099.9999999998, and
ROUNDDOWN alone would then print the step below. So the formula rounds the noise away first,
`ROUNDDOWN(ROUND(x,6),0)`, with fewer decimals where a number is so large that its noise is
larger. That inner ROUND could itself lift a figure that lies just below a step. As the exact
figure is known here, each formula is tried at both ends of its noise before it is written; where
the usual form would fail, more decimals are kept, or the number is moved by a hair.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.numbers import Mode, Rounding, plain

_FUNCTIONS: dict[Mode, str] = {"down": "ROUNDDOWN", "up": "ROUNDUP", "half_up": "ROUND"}
#: Trials are made in whole numbers of this unit.
_PLACES = 15
_UNIT = 10**_PLACES
#: Noise in units of the last binary digit: of a few dozen operations, and of the 15 digits that
#: spreadsheets keep when they round.
_NOISE, _BINARY_DIGITS = 64, 53
#: Decimals of the inner ROUND; with more digits before the point there are fewer.
_USUAL, _FINEST, _DIGITS = 6, 9, 13
_LITERAL_PLACES = 15


def rounded(
    expression: str,
    rounding: Rounding,
    exact: Fraction | None,
    size: Fraction | None = None,
) -> str:
    """Return `expression` under a policy; `exact` is its exact value, None while unknown.

    `size` is that of the largest numbers that are added on the way to `exact`, where they may
    be larger than it.
    """
    if rounding.mode == "none":
        return expression
    digits = _digits(rounding.step)
    if digits is None:
        return _in_steps(expression, rounding, exact, size)
    function = _FUNCTIONS[rounding.mode]
    if exact is None:
        return f"{function}(ROUND({expression},{max(digits, _USUAL)}),{digits})"
    return f"{function}({_steadied(expression, rounding, exact, size)},{digits})"


def is_steady(rounding: Rounding, exact: Fraction, size: Fraction | None = None) -> bool:
    """Say whether the policy gives the exact figure without any precaution."""
    return _Trial(rounding, exact, size).passes(None, 0)


def literal(x: Fraction) -> str:
    """Return a number as a formula writes it: a decimal, or a quotient where that never ends."""
    if x < 0:
        return f"(-{literal(-x)})"
    text = plain(x, _LITERAL_PLACES)
    if Fraction(text) != x:
        return f"({x.numerator}/{x.denominator})"
    return text.rstrip("0").rstrip(".")


def _in_steps(
    expression: str, rounding: Rounding, exact: Fraction | None, size: Fraction | None
) -> str:
    """A step that is no power of ten: whole numbers of it are counted, then multiplied."""
    step = rounding.step
    counted = rounded(
        f"({expression})/{literal(step)}",
        replace(rounding, step=Fraction(1)),
        None if exact is None else exact / step,
        None if size is None else size / step,
    )
    if step.denominator == 1:
        return f"{counted}*{literal(step)}"
    return f"ROUND({counted}*{literal(step)},{_FINEST})"


def _digits(step: Fraction) -> int | None:
    """The second argument of ROUND for a step of 10^-n, or None for other steps."""
    top, bottom = str(step.numerator), str(step.denominator)
    if top.rstrip("0") != "1" or bottom.rstrip("0") != "1":
        return None
    return len(bottom) - len(top)


def _steadied(expression: str, rounding: Rounding, exact: Fraction, size: Fraction | None) -> str:
    trial = _Trial(rounding, exact, size)
    for guard in _guards(exact, rounding):
        if trial.passes(guard, 0):
            return expression if guard is None else f"ROUND({expression},{guard})"
    for places in range(_FINEST + 3, -1, -1):
        for sign in (1, -1):
            if trial.passes(None, sign * 10 ** (_PLACES - places)):
                hair = literal(Fraction(1, 10**places))
                return f"{expression}{'+' if sign == 1 else '-'}{hair}"
    return expression  # larger than what fifteen digits can hold at all


def _guards(exact: Fraction, rounding: Rounding) -> Iterator[int | None]:
    digits = _digits(rounding.step) or 0
    whole = len(str(int(abs(exact))))
    usual = max(digits, min(_USUAL, _DIGITS - whole))
    yield usual
    yield from range(usual + 1, _FINEST + 1)
    yield None


@dataclass(frozen=True, slots=True)
class _Trial:
    """One figure at both ends of its noise, before and after rounding, in whole units."""

    rounding: Rounding
    exact: Fraction
    size: Fraction | None

    def passes(self, guard: int | None, hair: int) -> bool:
        top, bottom = self.exact.as_integer_ratio()
        size = abs(top) // bottom if self.size is None else max(abs(top) // bottom, int(self.size))
        noise = ((size + 1) * _UNIT * _NOISE >> _BINARY_DIGITS) + 1
        middle = top * _UNIT // bottom + hair
        inner = None if guard is None else 10 ** (_PLACES - guard)
        step = int(self.rounding.step * _UNIT)
        target = int(self.rounding(self.exact) * _UNIT)
        for end in (middle - noise, middle + noise):
            kept = end if inner is None else _to(end, "half_up", inner)
            if _to(kept, self.rounding.mode, step) != target:
                return False
        return True


def _to(units: int, mode: Mode, step: int) -> int:
    size = abs(units)
    if mode == "down":
        steps = size // step
    elif mode == "up":
        steps = -(-size // step)
    else:
        steps = (2 * size + step) // (2 * step)
    return -steps * step if units < 0 else steps * step
