"""The words of a formula: numbers of a locale, names, operators, separators."""

import re
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import Problem
from app.domain.locale_numbers import NumberLocale, printable, read, reread, show
from app.domain.numbers import plain

Kind = Literal["number", "name", "function", "mark", "separator", "end"]

FUNCTIONS = {"ROUND": 2, "MIN": None, "MAX": None, "ABS": 1, "SQRT": 1, "SUM": None, "PI": 0}
_SPACE = re.compile("[ \t\r\n\u00a0\u202f]*")
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")
_WITH_COMMA = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_WITHOUT_COMMA = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9])")
_MINUS_SIGN = "\u2212"


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` as the canonical formula writes it, `position` counted from 1."""

    kind: Kind
    text: str
    position: int


class RefusedError(Exception):
    """Carries a problem from the depth of a formula to the function that answers."""

    def __init__(self, code: str, **params: str | int) -> None:
        """Make the problem that the caller returns."""
        super().__init__(code)
        self.problem = Problem(code, params=params)


def tokens(text: str, locale: NumberLocale) -> list[Token]:
    """Cut a formula, its `=` left out, into tokens; raises RefusedError."""
    scanner = _Scanner(text, locale)
    found = scanner.scan()
    separators = scanner.separators
    if separators == {",", ";"}:
        raise RefusedError("formula.mixed_separators")
    if "," in separators and locale == "id":
        raise RefusedError("formula.separator", text=",")
    return found


class _Scanner:
    def __init__(self, text: str, locale: NumberLocale) -> None:
        self.text = text
        self.locale = locale
        self.at = 1
        self.separators: set[str] = set()
        self.calls: list[bool] = []  # one per open bracket: is it of a function
        self.found: list[Token] = []

    def scan(self) -> list[Token]:
        self._skip()
        while self.at < len(self.text):
            self._token()
            self._skip()
        self._add("end", "", "")
        return self.found

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _add(self, kind: Kind, text: str, typed: str) -> None:
        self.found.append(Token(kind, text, self.at + 1))
        self.at += len(typed)

    def _token(self) -> None:
        char = self.text[self.at]
        if char.isascii() and char.isdigit():
            self._number()
        elif match := _NAME.match(self.text, self.at):
            self._name(match[0])
        elif char in ",;":
            self.separators.add(char)
            self._add("separator", ";", char)
        elif char in "+-*/^()" or char == _MINUS_SIGN:
            self._mark(char)
        else:
            shown = printable(char)
            raise RefusedError("formula.unexpected_character", text=shown, position=self.at + 1)

    def _mark(self, char: str) -> None:
        if char == "(":
            self.calls.append(bool(self.found) and self.found[-1].kind == "function")
        elif char == ")" and self.calls:
            self.calls.pop()
        self._add("mark", "-" if char == _MINUS_SIGN else char, char)

    def _name(self, typed: str) -> None:
        function = typed.upper() in FUNCTIONS
        self._add("function" if function else "name", self._spelled(typed), typed)

    @staticmethod
    def _spelled(typed: str) -> str:
        return typed.upper() if typed.upper() in FUNCTIONS else typed.lower()

    def _number(self) -> None:
        body = self._body()
        reading = read(body, self.locale)
        if reading is None:
            raise self._odd(body)
        self._add("number", plain(reading.value, len(reading.decimals)), body)

    def _body(self) -> str:
        """The digits and marks that belong together; a comma in an English call separates."""
        commas = self.locale == "id" or (self.locale == "en" and not any(self.calls))
        if self.locale == "en" and not commas:
            self._ask_about_comma()
        match = (_WITH_COMMA if commas else _WITHOUT_COMMA).match(self.text, self.at)
        return match[0] if match else ""

    def _ask_about_comma(self) -> None:
        if match := _THOUSANDS.match(self.text, self.at):
            raise RefusedError(
                "formula.ambiguous_comma",
                text=match[0],
                position=self.at + 1,
                number=match[0].replace(",", ""),
                arguments=match[0].replace(",", "; "),
            )

    def _odd(self, body: str) -> RefusedError:
        other = reread(body, self.locale)
        if other is None:
            return RefusedError("formula.number", text=body, position=self.at + 1)
        return RefusedError(
            "formula.odd_grouping",
            text=body,
            position=self.at + 1,
            suggestion=show(other.value, self.locale, len(other.decimals)),
        )
