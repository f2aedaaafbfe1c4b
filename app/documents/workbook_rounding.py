"""Rounding policies as formulas of a workbook that give the exact figure.

A workbook calculates in binary: what is exactly 1,100 may come out as 1,099.9999999998, and
ROUNDDOWN alone would then print the step below. So the formula rounds the noise away first,
`ROUNDDOWN(ROUND(x,6),0)`, with fewer decimals where a number is so large that its noise is
larger. That inner ROUND could itself lift a figure that lies just below a step, and LibreOffice
keeps no more than twelve digits when it rounds down or up. As the exact figure is known here,
each formula is tried before it is written, at both ends of its noise and as both programs read
it. Where the usual form would fail, more decimals are kept, or ROUND, which keeps all of them,
does the work half a step aside: `ROUND(x-0.499999,0)`.
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
#: Digits that ROUNDDOWN and ROUNDUP of LibreOffice look at, unless the number is whole.
_LOOKED_AT = 12
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
    if exact is None:
        return f"{_FUNCTIONS[rounding.mode]}(ROUND({expression},{max(digits, _USUAL)}),{digits})"
    trial = _Trial(rounding, exact, size)
    for guard in _guards(exact, digits):
        if trial.passes(guard):
            kept = expression if guard is None else f"ROUND({expression},{guard})"
            return f"{_FUNCTIONS[rounding.mode]}({kept},{digits})"
    aside = _aside(trial)
    if aside is None:  # larger than what fifteen digits can hold at all
        return f"{_FUNCTIONS[rounding.mode]}({expression},{digits})"
    sign = "-" if aside < 0 else "+"
    return f"ROUND({expression}{sign}{literal(abs(aside))},{digits})"


def is_steady(rounding: Rounding, exact: Fraction, size: Fraction | None = None) -> bool:
    """Say whether the policy gives the exact figure without any precaution."""
    return _Trial(rounding, exact, size).passes(None)


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


def _guards(exact: Fraction, digits: int) -> Iterator[int | None]:
    whole = len(str(int(abs(exact))))
    usual = max(digits, min(_USUAL, _DIGITS - whole))
    yield usual
    yield from range(usual + 1, _FINEST + 1)
    yield None


def _aside(trial: "_Trial") -> Fraction | None:
    """How far aside ROUND gives the figure: half a step, and a hair to one side of it.

    First the side on which figures on a step, or half-way between two, would stay right too.
    """
    rounding, sign = trial.rounding, -1 if trial.exact < 0 else 1
    half = {"down": -rounding.step / 2, "up": rounding.step / 2}.get(rounding.mode, Fraction(0))
    usual = max(0, min(_USUAL, _DIGITS - len(str(int(abs(trial.exact))))))
    for side in (-1, 1) if rounding.mode == "up" else (1, -1):
        for places in (*range(usual, _FINEST + 3), *range(usual)):
            aside = sign * (half + side * Fraction(1, 10**places))
            if trial.passes_aside(aside):
                return aside
    return None


@dataclass(frozen=True, slots=True)
class _Trial:
    """One figure at both ends of its noise, before and after rounding, in whole units."""

    rounding: Rounding
    exact: Fraction
    size: Fraction | None

    def passes(self, guard: int | None) -> bool:
        """Whether the policy's own function gives the figure, after an inner ROUND or without."""
        mode, step, target = self.rounding.mode, int(self.rounding.step * _UNIT), self._target()
        for end in self._ends():
            kept = end if guard is None else _to(end, "half_up", 10 ** (_PLACES - guard))
            seen = kept if mode == "half_up" else _looked_at(kept)
            if _to(kept, mode, step) != target or _to(seen, mode, step) != target:
                return False
        return True

    def passes_aside(self, aside: Fraction) -> bool:
        """Whether ROUND gives the figure when the number is moved."""
        step, moved, target = int(self.rounding.step * _UNIT), int(aside * _UNIT), self._target()
        return all(_to(end + moved, "half_up", step) == target for end in self._ends())

    def _target(self) -> int:
        return int(self.rounding(self.exact) * _UNIT)

    def _ends(self) -> tuple[int, int]:
        top, bottom = self.exact.as_integer_ratio()
        size = abs(top) // bottom if self.size is None else max(abs(top) // bottom, int(self.size))
        noise = ((size + 1) * _UNIT * _NOISE >> _BINARY_DIGITS) + 1
        middle = top * _UNIT // bottom
        return middle - noise, middle + noise


def _looked_at(units: int) -> int:
    """A number as LibreOffice takes it before it rounds down or up."""
    digits = len(str(abs(units)))
    if units % _UNIT == 0 or digits <= _LOOKED_AT:
        return units
    return _to(units, "half_up", 10 ** (digits - _LOOKED_AT))


def _to(units: int, mode: Mode, step: int) -> int:
    size = abs(units)
    if mode == "down":
        steps = size // step
    elif mode == "up":
        steps = -(-size // step)
    else:
        steps = (2 * size + step) // (2 * step)
    return -steps * step if units < 0 else steps * step
