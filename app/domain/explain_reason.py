"""One step of the reasoning, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain import explain_address
from app.domain.errors import Problem
from app.domain.inputs import Limit, parsed_once
from app.domain.numbers import NONE, Rounding

#: input: a person's. zero: 0 by decision. same: the one term. sum, product: of all terms.
#: percent: a (of which) x b / 100. markup: a x (1 + b / 100). ratio: a / b. formula: its text.
#: unknown: nothing to compute it from.
Operation = Literal[
    "input", "zero", "same", "sum", "product", "percent", "markup", "ratio", "formula", "unknown"
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a figure is what it is; `value` is None while it is unknown.

    `terms` are the addresses of what it was made from, in the order of the operation; `factor`
    multiplies the result of the operation, then `rounding` rounds it. A partial sum leaves out
    the terms that are unknown, and `left_out` counts the items without an amount, however deep
    below; any other figure that was made from
    something unknown is unknown. `names` are the parameters of a `formula`, in the order of the
    terms. A value outside `limit` is unknown too.
    """

    address: str
    operation: Operation
    value: Fraction | None
    terms: tuple[str, ...] = ()
    rounding: Rounding = NONE
    factor: Fraction = Fraction(1)
    formula: str | None = None
    names: tuple[str, ...] = ()
    limit: Limit | None = None
    is_partial: bool = False
    left_out: int = 0
    problem: Problem | None = None


def of_formula(
    address: str,
    text: str,
    value: Fraction | None,
    parameters: Mapping[str, int],
    problem: Problem | None,
) -> Reason:
    """Return the reason of a figure that a formula gives; names that nobody defined are no terms.

    `parameters` are ids by name. A text that is no formula gives nothing.
    """
    parsed = parsed_once(text)
    if isinstance(parsed, Problem):
        return Reason(address, "unknown", None, problem=problem)
    known = tuple(name for name in sorted(parsed.names) if name in parameters)
    terms = tuple(explain_address.of("parameter", parameters[n], "value") for n in known)
    return Reason(address, "formula", value, terms, formula=text, names=known, problem=problem)
