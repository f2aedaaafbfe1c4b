"""One step of the reasoning, carried out on the values of its terms."""

from collections.abc import Sequence
from fractions import Fraction

from app.domain.errors import Problem
from app.domain.explain_reason import Reason
from app.domain.inputs import evaluated
from app.domain.sums import total


def carried_out(reason: Reason, values: Sequence[Fraction | None]) -> Fraction | None:
    """Return what the operation gives, exact and before its rounding; None while unknown."""
    known = [value for value in values if value is not None]
    if reason.is_partial:
        return total(known)
    if len(known) < len(values):
        return None
    result = _result(reason, known)
    return None if result is None else result * reason.factor


def _result(reason: Reason, values: Sequence[Fraction]) -> Fraction | None:
    match reason.operation:
        case "formula":
            found = evaluated(reason.formula or "", dict(zip(reason.names, values, strict=True)))
            return None if isinstance(found, Problem) else found
        case "sum":
            return total(values)
        case "same":
            return values[0]
        case "zero":
            return Fraction(0)
    first, second = values
    match reason.operation:
        case "product":
            return first * second
        case "percent":
            return first * second / 100
        case "markup":
            return first * (1 + second / 100)
    return first / second if second else None
