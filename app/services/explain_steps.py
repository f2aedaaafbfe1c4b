"""The steps that one page shows: the figure itself, and on along the way that explains it most."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from app.domain import explain_address
from app.domain.explain import Reason, Reasons
from app.domain.explain_address import Address
from app.domain.locale_numbers import NumberLocale
from app.services import explain_rows, explain_sources, explain_words
from app.services.explain_facts import Facts
from app.services.traces import Author, Authors, Wanted

#: From a figure to the one among its terms that a page unfolds.
_ON = {
    "rounded": "total",
    "total": "subtotal",
    "node.amount": "unit_price",
    "node.unit_price": "direct_cost",
    "node.direct_cost": "direct_cost",
    "analysis.unit_price": "direct_cost",
    "analysis.total": "direct_cost",
    "analysis.markup": "direct_cost",
    "component.price": "price",
    "tail.amount": "base",
}
#: Operations at the end of a chain: what a person entered or decided.
_ENDS = ("input", "zero", "ratio", "formula", "unknown")
Shape = Literal["rows", "sum", "terms"]


@dataclass(frozen=True, slots=True)
class Line:
    """A figure that enters a sum; a row of an analysis shows what it multiplies too."""

    address: str
    no: str
    name: str
    value: Fraction | None
    unit: str = ""
    coefficient: Fraction | None = None
    price: Fraction | None = None
    #: A sum on the way: it repeats the lines above it.
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of a sum, and of a long one what the `others` that are not shown come to."""

    lines: Sequence[Line] = ()
    others: int = 0
    rest: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure that an operation uses, and where it comes from as far as somebody entered it."""

    address: str
    label: str
    name: str
    value: Fraction | None
    unit: str
    formula: str
    source: str
    author: Author | None


@dataclass(frozen=True, slots=True)
class Step:
    """One figure with its formula in words and numbers, its terms, its rounding, its author.

    `before` is the exact value before the rule rounded it; what a sum lists adds up to it.
    """

    entry: Entry
    no: str
    operation: str
    words: str
    numbers: str
    before: Fraction | None
    rule: str
    rule_author: Author | None
    shape: Shape
    listed: Listed
    entries: Sequence[Entry]
    adds_up: bool
    left_out: int


def chain(reasons: Reasons, address: str) -> list[Reason]:
    """The figure and those that a page unfolds below it."""
    found: list[Reason] = []
    reason = reasons.of(address)
    while reason is not None and reason not in found:
        found.append(reason)
        own = explain_address.parse(reason.address)
        figure = _ON.get(_kind(own)) if own else None
        parts = (explain_address.parse(term) for term in reason.terms)
        following = next((p for p in parts if p and figure and p.figure == figure), None)
        reason = None if following is None else reasons.of(str(following))
        if reason is not None and reason.operation in ("input", "unknown"):
            break
    return found


def _kind(address: Address) -> str:
    return address.figure if address.kind == "project" else f"{address.kind}.{address.figure}"


def end(reasons: Reasons, address: str) -> str:
    """Where a figure is taken from that only repeats another one."""
    reason = reasons.of(address)
    while reason is not None and reason.operation == "same" and reason.rounding.mode == "none":
        address = reason.terms[0]
        reason = reasons.of(address)
    return address


class Told:
    """Puts the reasons of one page into words."""

    def __init__(self, facts: Facts, locale: NumberLocale, start: int | None) -> None:
        self.facts = facts
        self.locale = locale
        self.start = start
        self.following = facts.following

    def wanted(self, found: Sequence[Reason]) -> list[Wanted]:
        """Every place of which the author is told."""
        places: list[Wanted] = []
        for reason in found:
            own = _parsed(reason.address)
            terms = reason.terms if self._shape(reason) == "terms" else ()
            for each in (reason.address, *terms):
                place = explain_sources.held(self.facts, _parsed(end(self.facts.reasons, each)))
                places += [place] if place else []
            if reason.rounding.mode != "none":
                places.append(explain_sources.rules(self.facts, own))
        return places

    def step(self, reason: Reason, authors: Authors) -> Step:
        """One reason in words."""
        own, reasons = _parsed(reason.address), self.facts.reasons
        shape = self._shape(reason)
        listed = self._listed(reason, shape)
        before = reason.value if listed.others else reasons.exact(reason)
        values = [reasons.value(term) for term in reason.terms]
        rule = explain_sources.rules(self.facts, own)
        names = [self._label(term) for term in reason.terms]
        return Step(
            entry=self._entry(reason.address, authors, is_term=False),
            no=explain_sources.name(self.facts, own)[0],
            operation=reason.operation,
            words=explain_words.in_words(reason, names, listed.others),
            numbers=explain_words.in_numbers(reason, values, self.locale),
            before=before,
            rule=explain_words.rounding(reason.rounding, self.locale),
            rule_author=authors.of(rule[:2], rule[2]) if reason.rounding.mode != "none" else None,
            shape=shape,
            listed=listed,
            entries=[self._entry(t, authors) for t in reason.terms] if shape == "terms" else [],
            adds_up=_agrees(reason, before),
            left_out=reason.left_out,
        )

    @staticmethod
    def _shape(reason: Reason) -> Shape:
        if reason.operation != "sum":
            return "terms"
        rows = any(term.startswith("component.") for term in reason.terms)
        return "rows" if rows or reason.address.endswith(".direct_cost") else "sum"

    def _listed(self, reason: Reason, shape: Shape) -> Listed:
        if shape == "terms":
            return Listed()
        if shape == "rows":
            return Listed([line for term in reason.terms for line in self._rows(term)])
        lines = [self._line(term) for term in reason.terms]
        if not reason.is_partial:
            return Listed(lines)
        lines.sort(key=lambda line: self.facts.places[_parsed(line.address).id].path)
        if self.facts.is_part:
            shown = _sum(lines)
            others = self.facts.others
            return Listed(lines, others, (reason.value or shown) - shown if others else Fraction(0))
        return self._page(lines)

    def _page(self, lines: list[Line]) -> Listed:
        """Some of the rows of a long section, and what the others come to."""
        at = [_parsed(line.address).id for line in lines]
        first = at.index(self.start) if self.start in at else 0
        last = first + explain_rows.PAGE
        self.following = at[last] if last < len(at) else None
        others = [*lines[:first], *lines[last:]]
        return Listed(lines[first:last], len(others), _sum(others))

    def _rows(self, term: str) -> list[Line]:
        """A row of an analysis, or the rows of one of its blocks and their sum."""
        if term.startswith("component."):
            return [self._row(term)]
        block = self.facts.reasons.of(term)
        return [
            *map(self._row, block.terms if block else ()),
            replace(self._line(term), is_sum=True),
        ]

    def _row(self, term: str) -> Line:
        reason = self.facts.reasons.of(term)
        coefficient, price = map(self.facts.reasons.value, reason.terms if reason else ())
        return replace(self._line(term), coefficient=coefficient, price=price)

    def _line(self, term: str) -> Line:
        no, name, unit = explain_sources.name(self.facts, _parsed(term))
        is_row = term.startswith(("node.", "component."))
        value = self.facts.reasons.value(term)
        return Line(term, no, name if is_row else self._label(term), value, unit)

    def _label(self, term: str) -> str:
        """What a term is called: its figure, and of a tail line or a parameter its own name."""
        address = _parsed(term)
        if address.kind in ("tail", "parameter") and address.figure in ("amount", "value"):
            no, name, _unit = explain_sources.name(self.facts, address)
            return name or no
        return explain_words.figure(address)

    def _entry(self, term: str, authors: Authors, *, is_term: bool = True) -> Entry:
        """A figure by itself; a computed one among the terms tells its story at its own address."""
        reasons, own, last = (
            self.facts.reasons,
            _parsed(term),
            _parsed(end(self.facts.reasons, term)),
        )
        reason, ending = reasons.of(term), reasons.of(str(last))
        text = (reason.formula if reason else None) or ""
        told = not is_term or (ending is not None and ending.operation in _ENDS)
        told = told or last.figure == "quantity"  # rounded, it is still what a person entered
        place = explain_sources.held(self.facts, last) if told else None
        return Entry(
            address=term,
            label=self._label(term),
            name=explain_sources.name(self.facts, last)[1],
            value=reasons.value(term),
            unit=explain_sources.unit_of(self.facts, own),
            formula=text.replace(".", ",") if self.locale == "id" else text,
            source=explain_sources.source(self.facts, last, self.locale) if told else "",
            author=authors.of(place[:2], place[2]) if place else None,
        )


def _parsed(term: str) -> Address:
    found = explain_address.parse(term)
    assert found is not None  # noqa: S101 - reasons name addresses alone
    return found


def _sum(lines: Sequence[Line]) -> Fraction:
    return sum((line.value for line in lines if line.value is not None), Fraction(0))


def _agrees(reason: Reason, before: Fraction | None) -> bool:
    """Whether the step, done again, gives the figure that is stored."""
    return (None if before is None else reason.rounding(before)) == reason.value
