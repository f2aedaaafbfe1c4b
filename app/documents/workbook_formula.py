"""Formulas of the house in the language of workbooks, meaning the same.

A workbook binds the sign tighter than the power and reads powers from the left, so powers and
signs are always bracketed: `-2^2` becomes `-(2^2)`. Blank cells would count as 0 or be passed
over by MIN and MAX, so a formula with parameters is unknown while one of them is.
"""

from collections.abc import Mapping
from fractions import Fraction

from app.documents.workbook_rounding import is_steady, literal, rounded
from app.domain.formula import Formula
from app.domain.formula_tokens import RefusedError
from app.domain.formula_tree import Binary, Call, Minus, Name, Number, Tree
from app.domain.formula_values import value
from app.domain.numbers import Rounding

#: What stands where a figure is unknown, on the page and in the workbook.
UNKNOWN = "—"
_LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_ATOM = 5


def translate(
    formula: Formula,
    names: Mapping[str, str],
    values: Mapping[str, Fraction],
) -> str:
    """Return a canonical formula as one of a workbook, without the leading `=`.

    `names` are the defined names of parameters, `values` what they are now.
    """
    text = _Translation(names, values).of(formula.tree)
    needed = [names[name] for name in sorted(formula.names)]
    if not needed:
        return text
    return known(needed, text)


def known(cells: list[str], expression: str) -> str:
    """Return `expression` where every one of the cells holds a number, else the unknown mark."""
    return f'IF(COUNT({",".join(cells)})={len(cells)},{expression},"{UNKNOWN}")'


class _Translation:
    def __init__(self, names: Mapping[str, str], values: Mapping[str, Fraction]) -> None:
        self.names = names
        self.values = values

    def of(self, tree: Tree) -> str:
        match tree:
            case Number(found):
                return literal(found)
            case Name(name):
                return self.names[name]
            case Minus(operand):
                return f"-{self._bracketed(operand, _ATOM)}"
            case Binary("^", left, right):
                return self._power(left, right)
            case Binary(operator, left, right):
                level = _LEVEL[operator]
                # What stands to the right of - and / is never run together with it.
                return (
                    f"{self._bracketed(left, level)}{operator}{self._bracketed(right, level + 1)}"
                )
            case _:
                return self._call(tree)

    def _bracketed(self, tree: Tree, needed: int) -> str:
        text = self.of(tree)
        match tree:
            case Minus():
                level = 0
            case Binary(operator, _, _):
                level = _LEVEL[operator]
            case _:
                level = _ATOM
        return f"({text})" if level < needed else text

    def _power(self, left: Tree, right: Tree) -> str:
        base, exponent = self._bracketed(left, _ATOM), self._bracketed(right, _ATOM)
        text = f"{base}^{exponent}"
        if self._value(left) == 0 and self._value(right) == 0:  # 1 here, an error in a workbook
            return f"IF(AND({base}=0,{exponent}=0),1,{text})"
        return text

    def _call(self, call: Call) -> str:
        arguments = [self.of(each) for each in call.arguments]
        if call.function == "ROUND":
            return self._round(call, arguments)
        return f"{call.function}({','.join(arguments)})"

    def _round(self, call: Call, arguments: list[str]) -> str:
        exact, places = (self._value(each) for each in call.arguments)
        if exact is not None and places is not None:
            rounding = Rounding("half_up", Fraction(10) ** -int(places))
            if not is_steady(rounding, exact):
                return rounded(arguments[0], rounding, exact)
        return f"ROUND({','.join(arguments)})"

    def _value(self, tree: Tree) -> Fraction | None:
        try:
            return value(tree, self.values)
        except RefusedError:
            return None
