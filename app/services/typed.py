"""Reading the fields of a form: every field is looked at, and all problems are told at once."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from app.domain import locale_numbers
from app.domain.errors import Problem
from app.domain.locale_numbers import Field, NumberLocale
from app.services import messages, text
from app.services.errors import Invalid
from app.services.idempotency import Key

messages.add(
    {
        "date.not_a_date": _l("“%(text)s” is not a date. Write it as 23/11/2026."),
        "number.not_whole": _l("Type a whole number from %(low)s to %(high)s."),
    }
)
T = TypeVar("T")
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_WRITTEN = re.compile(r"(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class Sent:
    """What a person sent: the fields as typed, their number locale, the key of a retry.

    `seen` is the revision that the form showed; None: that of now.
    """

    by: int
    fields: Mapping[str, str]
    locale: NumberLocale = "id"
    key: Key | None = None
    seen: int | None = None


class Reader:
    """Takes fields one by one; `done` raises Invalid with everything that was wrong."""

    def __init__(self, sent: Sent) -> None:
        self._fields = sent.fields
        self._locale = sent.locale
        self.problems: list[Problem] = []

    def names(self) -> Iterable[str]:
        """The names of the fields that were sent."""
        return self._fields.keys()

    def raw(self, name: str) -> str:
        """The field as typed; "" where it was not sent."""
        return self._fields.get(name) or ""

    def text(self, name: str, limit: int, *, needed: bool = False) -> str:
        """One line of text."""
        found = text.read(self.raw(name), limit, name, needed=needed)
        return self._or(found, name, "")

    def number(self, name: str, field: Field) -> Fraction | None:
        """A number, None for an empty field."""
        found = locale_numbers.parse(self.raw(name), self._locale, field)
        if isinstance(found, Problem) and found.code == "number.empty":
            return None
        return self._or(found, name, None)

    def needed(self, name: str, field: Field) -> Fraction:
        """A number that must be there."""
        return self._or(
            locale_numbers.parse(self.raw(name), self._locale, field), name, Fraction(0)
        )

    def whole(self, name: str, bounds: tuple[int, int]) -> int | None:
        """A whole number within bounds, both included; None for an empty field."""
        typed = self.raw(name).strip()
        low, high = bounds
        if not typed:
            return None
        if re.fullmatch(r"[0-9]{1,9}", typed) and low <= int(typed) <= high:
            return int(typed)
        # As text: a year has no mark between thousands.
        params = {"low": str(low), "high": str(high)}
        return self._or(Problem("number.not_whole", params=params), name, None)

    def day(self, name: str) -> date | None:
        """A date as a browser sends it or as people write it; None for an empty field."""
        typed = self.raw(name).strip()
        if not typed:
            return None
        match = _ISO.fullmatch(typed) or _WRITTEN.fullmatch(typed)
        try:
            if match:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
        except ValueError:
            pass
        shown = locale_numbers.printable(typed[:40])
        return self._or(Problem("date.not_a_date", params={"text": shown}), name, None)

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """One of the allowed codes."""
        value = self.raw(name)
        return self._or(value if value in allowed else Problem("choice.unknown"), name, value)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Add problems found elsewhere."""
        self.problems += problems

    def done(self) -> None:
        """Raise Invalid when anything was wrong."""
        if self.problems:
            raise Invalid(*self.problems)

    def _or(self, found: T | Problem, name: str, otherwise: T) -> T:
        if isinstance(found, Problem):
            self.problems.append(replace(found, place=name))
            return otherwise
        return found
