"""Fields of a JSON object read one by one, each problem placed by the path to its field."""

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from app.domain.errors import Problem
from app.domain.locale_numbers import Field, parse, printable
from app.interchange import texts
from app.interchange.sheet import day

_RATIO = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,10})|\s*/\s*([0-9]{1,12}))?")


@dataclass
class Reader:
    """One JSON object; every problem is placed by the path to its field."""

    values: dict[str, Any]
    file: str
    path: str = ""
    problems: list[Problem] = field(default_factory=list)
    faulty: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, value: object, path: str, above: "Reader") -> "Reader":
        if isinstance(value, dict):
            return cls(value, above.file, path, above.problems)
        reader = cls({}, above.file, path, above.problems)
        reader.report("", Problem("cell.shape"))
        return reader

    def inside(self, name: str) -> "Reader":
        """The object in a field; an absent one is empty."""
        value = self.values.get(name)
        path = f"{self.path} {name}".strip()
        return Reader.of({} if value is None else value, path, self)

    def report(self, name: str, problem: Problem) -> None:
        """Put a problem at a field of this object."""
        self.faulty.add(name)
        where = f"{self.path} {name}".strip()
        place = f"{self.file}:{printable(where)}" if where else self.file
        self.problems.append(Problem(problem.code, place, dict(problem.params), problem.warning))

    def only(self, known: frozenset[str]) -> None:
        """Warn of fields that nobody reads."""
        for name in self.values.keys() - known:
            params = {"name": printable(name[:60])}
            self.report(name[:60], Problem("file.unknown_field", params=params, warning=True))

    def raw(self, name: str) -> str:
        """The field as text: numbers come as they were written."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.report(name, Problem("cell.shape"))
            return ""
        return value.strip()

    def text(self, name: str, limit: int, *, needed: bool = False) -> str:
        found = texts.cleaned(self.raw(name), limit)
        if isinstance(found, Problem):
            self.report(name, found)
            return ""
        if needed and not found:
            self.report(name, Problem("cell.needed"))
        return found

    def number(self, name: str, kind: Field) -> Fraction | None:
        raw = self.raw(name)
        if not raw:
            return None
        found = parse(raw, "c", kind)
        if isinstance(found, Problem):
            self.report(name, found)
            return None
        return found

    def ratio(self, name: str, default: Fraction) -> Fraction:
        """A positive number, or a quotient such as 11/12."""
        raw = self.raw(name)
        if not raw:
            return default
        match = _RATIO.fullmatch(raw)
        found = Fraction(0)
        if match and not (match[3] and int(match[3]) == 0):
            found = Fraction(raw.replace(" ", ""))
        if found <= 0:
            self.report(name, Problem("cell.ratio", params={"text": printable(raw[:60])}))
            return default
        return found

    def choice(self, name: str, known: tuple[str, ...], default: str) -> str:
        raw = self.raw(name)
        if raw and raw not in known:
            params = {"text": printable(raw[:60]), "accepted": ", ".join(known)}
            self.report(name, Problem("cell.choice", params=params))
        return raw if raw in known else default

    def whole(self, name: str, low: int, high: int) -> int | None:
        raw = self.raw(name)
        if not raw:
            return None
        if not re.fullmatch("[0-9]{1,9}", raw) or not low <= int(raw) <= high:
            params: dict[str, str | int] = {"text": printable(raw[:60]), "low": low, "high": high}
            self.report(name, Problem("cell.whole", params=params))
            return None
        return int(raw)

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            self.report(name, Problem("cell.shape"))
        return value is True

    def day(self, name: str) -> date | None:
        raw = self.raw(name)
        found = day(raw)
        if raw and found is None:
            self.report(name, Problem("cell.date", params={"text": printable(raw[:60])}))
        return found
