"""Formulas of quantities and coefficients: `=(p+2,5)*t`. No eval, no floats, no surprises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.domain.errors import Problem
from app.domain.formula_tokens import FUNCTIONS, RefusedError, Token, tokens
from app.domain.formula_tree import Tree, tree
from app.domain.formula_values import MAX_RESULT, value
from app.domain.locale_numbers import NumberLocale, printable

MAX_LENGTH = 500
_EDGES = " \t\r\n\u00a0\u202f"
_NAME = re.compile("[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that can be evaluated.

    `canonical` is what is stored: `=(p+2.5)*MAX(a;2)`, read again with locale "c". `names` are
    the parameters it uses; `tree` is for those who explain or export it.
    """

    canonical: str
    names: frozenset[str]
    tree: Tree


def parse(text: str, locale: NumberLocale) -> Formula | Problem:
    """Read a formula with its leading `=`; numbers as `locale` writes them.

    `;` stands between arguments everywhere; in English and in files `,` may, if no number could
    be meant. Problems: the formula.* codes that need no values.
    """
    typed = text.strip(_EDGES) if len(text) <= 2 * MAX_LENGTH else text
    if len(typed) > MAX_LENGTH:
        return Problem("formula.too_long", params={"limit": MAX_LENGTH})
    if typed and not typed.startswith("="):
        return Problem("formula.no_equals_sign", params={"text": printable(typed)})
    if not typed.removeprefix("=").strip(_EDGES):
        return Problem("formula.empty")
    try:
        words = tokens(typed, locale)
        found = tree(words)
    except RefusedError as refused:
        return refused.problem
    canonical = "=" + _canonical(words)
    if len(canonical) > MAX_LENGTH:  # a bare PI grows; what is stored must be read again
        return Problem("formula.too_long", params={"limit": MAX_LENGTH})
    names = frozenset(word.text for word in words if word.kind == "name")
    return Formula(canonical, names, found)


def show(formula: Formula, locale: NumberLocale) -> str:
    """Return the formula as typed, with the decimal mark of `locale`."""
    return formula.canonical.replace(".", ",") if locale == "id" else formula.canonical


def evaluate(formula: Formula, values: Mapping[str, Fraction]) -> Fraction | Problem:
    """Return the exact value, in whatever unit the formula means; at most 10^18 in size.

    Problems: formula.unknown_name, division_by_zero, exponent, places, root_of_negative,
    too_large.
    """
    try:
        result = value(formula.tree, values)
    except RefusedError as refused:
        return refused.problem
    if abs(result) > MAX_RESULT:
        return Problem("formula.too_large", params={"limit": "10^18"})
    return result


def parameter_name(text: str) -> str | Problem:
    """Return the name of a parameter in lower case; problems: formula.bad_name, reserved_name."""
    name = text.strip(_EDGES).lower()
    if len(name) > MAX_LENGTH or not _NAME.fullmatch(name):
        return Problem("formula.bad_name", params={"name": printable(name[:MAX_LENGTH])})
    if name.upper() in FUNCTIONS:
        return Problem("formula.reserved_name", params={"name": name.upper()})
    return name


def resolve(
    definitions: Mapping[str, Fraction | Formula],
) -> tuple[dict[str, Fraction], list[Problem]]:
    """Return the values of parameters that may use each other, and what has none.

    A problem's place is the parameter. Problems: formula.cycle once per cycle, with its path;
    formula.unknown_value for what needs a parameter without value; those of `evaluate`.
    """
    resolution = _Resolution(definitions)
    for name in definitions:
        resolution.settle(name)
    return resolution.values, resolution.problems


def _canonical(words: list[Token]) -> str:
    """The tokens again; a bare PI gets the brackets that workbooks want."""
    return "".join(
        f"{word.text}()" if word.kind == "function" and following.text != "(" else word.text
        for word, following in pairwise(words)
    )


class _Resolution:
    """Depth first without recursion, because a chain of parameters may have any length."""

    def __init__(self, definitions: Mapping[str, Fraction | Formula]) -> None:
        self.definitions = definitions
        self.values: dict[str, Fraction] = {}
        self.failed: set[str] = set()
        self.problems: list[Problem] = []

    def settle(self, name: str) -> None:
        path = [name]
        on_path = {name}
        while path:
            waiting = self._waiting_for(path[-1])
            if waiting is None:
                self._evaluate(path[-1])
                on_path.remove(path.pop())
            elif waiting in on_path:
                self._cycle([*path[path.index(waiting) :], waiting])
            else:
                path.append(waiting)
                on_path.add(waiting)

    def _is_settled(self, name: str) -> bool:
        return name in self.values or name in self.failed

    def _waiting_for(self, name: str) -> str | None:
        if self._is_settled(name):
            return None
        needed = sorted(_names(self.definitions[name]) & self.definitions.keys())
        return next((each for each in needed if not self._is_settled(each)), None)

    def _evaluate(self, name: str) -> None:
        if self._is_settled(name):
            return
        definition = self.definitions[name]
        missing = sorted(_names(definition) & self.failed)
        if missing:
            self._fail(name, Problem("formula.unknown_value", name, {"name": missing[0]}))
        elif isinstance(definition, Fraction):
            self.values[name] = definition
        else:
            self._store(name, evaluate(definition, self.values))

    def _store(self, name: str, result: Fraction | Problem) -> None:
        if isinstance(result, Problem):
            self._fail(name, Problem(result.code, name, result.params))
        else:
            self.values[name] = result

    def _cycle(self, path: list[str]) -> None:
        self.failed.update(path)
        self._fail(path[0], Problem("formula.cycle", path[0], {"path": " → ".join(path)}))

    def _fail(self, name: str, problem: Problem) -> None:
        self.failed.add(name)
        self.problems.append(problem)


def _names(definition: Fraction | Formula) -> frozenset[str]:
    return frozenset() if isinstance(definition, Fraction) else definition.names
