"""The reasoning behind a figure: what it was made from, how, and which rule rounded it.

Every figure of an estimate has an address (explain_address). A reason names the figures it was
made from by their addresses, so that the reasons of a project form one graph, from the rounded
total down to what a person entered. Values are those of `estimate.compute` (or of the database);
`exact` does the one step again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain import explain_address
from app.domain.errors import Problem
from app.domain.estimate import Estimate, Figures
from app.domain.explain_address import Address
from app.domain.explain_analyses import AnalysisReasons
from app.domain.explain_outline import OutlineReasons
from app.domain.explain_reason import Operation, Reason, of_formula
from app.domain.explain_steps import carried_out
from app.domain.recap import TailLine

__all__ = ["Operation", "Origins", "Reason", "Reasons"]

Handler = Callable[[Address], Reason | None]


@dataclass(frozen=True, slots=True)
class Origins:
    """What an estimate leaves out: ids of parameters by name, packs by resource (price, size)."""

    parameters: Mapping[str, int] = field(default_factory=dict)
    packs: Mapping[int, tuple[Fraction, Fraction]] = field(default_factory=dict)


class Reasons:
    """The reasons of one estimate and its figures, each made when it is asked for.

    The estimate may be a part of a project, as long as the rows that a reason names are in it.
    """

    def __init__(self, estimate: Estimate, figures: Figures, origins: Origins) -> None:
        self._estimate = estimate
        self._figures = figures
        self._origins = origins
        self._names = {number: name for name, number in origins.parameters.items()}
        outline = OutlineReasons(estimate, figures, origins.parameters)
        analyses = AnalysisReasons(estimate, figures, origins.parameters)
        self._made: dict[str, Reason | None] = {}
        self._outline = outline
        self._handlers: Mapping[str, Handler] = {
            "project": self._of_project,
            "tail": self._of_tail,
            "node": outline.of,
            "analysis": analyses.of_analysis,
            "component": analyses.of_component,
            "resource": self._of_resource,
            "parameter": self._of_parameter,
        }

    def of(self, address: str) -> Reason | None:
        """Return why a figure is what it is; None where there is no such figure."""
        if address not in self._made:
            found = explain_address.parse(address)
            self._made[address] = None if found is None else self._handlers[found.kind](found)
        return self._made[address]

    def value(self, address: str) -> Fraction | None:
        """Return the value of a figure, None where it is unknown or absent."""
        found = self.of(address)
        return None if found is None else found.value

    def exact(self, reason: Reason) -> Fraction | None:
        """Return what the step comes to before its rounding, from the values it was made from."""
        if reason.operation in ("input", "unknown"):
            return reason.value
        return carried_out(reason, [self.value(term) for term in reason.terms])

    def _of_project(self, found: Address) -> Reason | None:
        recap, tail = self._figures.recap, self._estimate.tail
        lines = tuple(explain_address.of("tail", n, "amount") for n in range(1, len(tail) + 1))
        if found.figure == "markup":
            return Reason(str(found), "input", self._estimate.markup_percent)
        if found.figure == "rounded":
            policy = self._estimate.policies.total
            return Reason("rounded", "same", recap.rounded, ("total",), policy)
        if found.figure == "total":
            return Reason("total", "sum", recap.total, ("subtotal", *lines))
        return self._outline.sum_of("subtotal", None, recap.subtotal, self._figures.incomplete)

    def _of_tail(self, found: Address) -> Reason | None:
        if found.id > len(self._estimate.tail):
            return None
        line = self._estimate.tail[found.id - 1]
        figure = self._figures.recap.tail[found.id - 1]
        address = str(found)
        if found.figure == "percent":
            return Reason(address, "input", line.percent)
        if found.figure == "base":
            return Reason(
                address, "sum", figure.base, _base(line, found.id), factor=line.base_factor
            )
        policy = self._estimate.policies.tail if line.rounding is None else line.rounding
        terms = tuple(explain_address.of("tail", found.id, each) for each in ("base", "percent"))
        sign = Fraction(line.sign)
        return Reason(address, "percent", figure.amount, terms, policy, factor=sign)

    def _of_resource(self, found: Address) -> Reason | None:
        if found.id not in self._estimate.resources:
            return None
        pack = self._origins.packs.get(found.id)
        if found.figure == "price":
            price = self._estimate.resources[found.id]
            if pack is None:
                return Reason(str(found), "input", price)
            terms = ("pack_price", "pack_size")
            made = tuple(explain_address.of("resource", found.id, each) for each in terms)
            return Reason(str(found), "ratio", price, made)
        if pack is None:
            return None
        return Reason(str(found), "input", pack[found.figure == "pack_size"])

    def _of_parameter(self, found: Address) -> Reason | None:
        name = self._names.get(found.id)
        if name is None:
            return None
        value = self._figures.parameters.get(name)
        given = self._estimate.parameters.get(name)
        if not isinstance(given, str):
            return Reason(str(found), "input", value)
        problem = next((p for p in self._figures.problems if p.place == name), None)
        return of_formula(str(found), given, value, self._origins.parameters, problem)


def _base(line: TailLine, number: int) -> tuple[str, ...]:
    """The lines that a tail line is taken of: the subtotal, or all above it."""
    above = range(1, number) if line.base == "running" else ()
    return ("subtotal", *(explain_address.of("tail", n, "amount") for n in above))


def _is_lacking(reasons: Reasons, address: str) -> bool:
    reason = reasons.of(address)
    return reason is None or reason.value is None or reason.left_out > 0


def missing(reasons: Reasons, address: str, limit: int = 20) -> list[tuple[str, Problem | None]]:
    """Return the figures at the end of the chains that leave this one unknown, at most `limit`.

    Each with the problem of its formula, None where nobody entered anything yet.
    """
    found: list[tuple[str, Problem | None]] = []
    seen, waiting = {address}, [address]
    while waiting and len(found) < limit:
        reason = reasons.of(waiting.pop())
        if reason is None or not _is_lacking(reasons, reason.address):
            continue
        lacking = [term for term in reason.terms if _is_lacking(reasons, term)]
        if not lacking:
            found.append((reason.address, reason.problem))
        fresh = [term for term in reversed(lacking) if term not in seen]
        seen.update(fresh)
        waiting += fresh
    return found
