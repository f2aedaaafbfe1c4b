"""From tokens to a tree: a parser by precedence (Pratt), bounded in depth.

`-2^2` is -(2^2), `2^-1` is a half, `2^3^2` is 2^(3^2).
"""

from dataclasses import dataclass
from fractions import Fraction

from app.domain.formula_tokens import FUNCTIONS, RefusedError, Token

MAX_DEPTH = 40
_SEVERAL = 2
_LEFT = {"+": 10, "-": 10, "*": 20, "/": 20, "^": 40}
_RIGHT = {"+": 11, "-": 11, "*": 21, "/": 21, "^": 40}  # ^ takes its equals: right-associative
_SIGN = 30


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Minus:
    """The opposite of its operand."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Binary:
    """`+ - * / ^` of two operands."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Call:
    """A function, its name in upper case."""

    function: str
    arguments: "tuple[Tree, ...]"


Tree = Number | Name | Minus | Binary | Call


def tree(tokens: list[Token]) -> Tree:
    """Return the tree of a whole formula; raises RefusedError."""
    parser = _Parser(tokens)
    found = parser.expression(0)
    parser.expect_end()
    return found


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def _is(self, text: str) -> bool:
        return self.token.kind in ("mark", "separator") and self.token.text == text

    def _take(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self._unexpected()

    def _unexpected(self) -> RefusedError:
        if self.token.kind == "end":
            return RefusedError("formula.unexpected_end")
        return RefusedError(
            "formula.unexpected", text=self.token.text, position=self.token.position
        )

    def _deeper(self, strength: int) -> Tree:
        """An expression one level down; only these can nest without end."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise RefusedError("formula.too_deep", limit=MAX_DEPTH)
        found = self.expression(strength)
        self.depth -= 1
        return found

    def expression(self, strength: int) -> Tree:
        left = self._operand()
        while self.token.kind == "mark" and _LEFT.get(self.token.text, -1) >= strength:
            operator = self._take().text
            right = _RIGHT[operator]
            operand = self._deeper(right) if operator == "^" else self.expression(right)
            left = Binary(operator, left, operand)
        return left

    def _operand(self) -> Tree:
        if self.token.kind == "number":
            return Number(Fraction(self._take().text))
        if self.token.kind == "name":
            return self._name()
        if self.token.kind == "function":
            return self._call()
        if self._is("-") or self._is("+"):
            sign = self._take().text
            operand = self._deeper(_SIGN)
            return Minus(operand) if sign == "-" else operand
        if self._is("("):
            self._take()
            found = self._deeper(0)
            self._close()
            return found
        raise self._unexpected()

    def _close(self) -> None:
        if self.token.kind == "end":
            raise RefusedError("formula.unclosed")
        if not self._is(")"):
            raise self._unexpected()
        self._take()

    def _name(self) -> Tree:
        name = self._take().text
        if self._is("("):
            raise RefusedError("formula.unknown_function", name=name)
        return Name(name)

    def _call(self) -> Tree:
        function = self._take().text
        if not self._is("("):
            if function == "PI":
                return Call("PI", ())
            raise RefusedError("formula.reserved_name", name=function)
        self._take()
        arguments = () if self._is(")") else self._arguments()
        self._close()
        self._count(function, len(arguments))
        return Call(function, arguments)

    def _arguments(self) -> tuple[Tree, ...]:
        found = [self._deeper(0)]
        while self._is(";"):
            self._take()
            found.append(self._deeper(0))
        return tuple(found)

    @staticmethod
    def _count(function: str, count: int) -> None:
        """MIN, MAX and SUM of one number are refused: `max(1,2)` in Indonesian is one number."""
        expected = FUNCTIONS[function]
        wrong = count < _SEVERAL if expected is None else count != expected
        if wrong:
            raise RefusedError(
                "formula.arguments",
                name=function,
                count=count,
                expected="≥ 2" if expected is None else str(expected),
            )
