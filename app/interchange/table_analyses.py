"""Analyses put together from the rows of a flat table, which need not stand together."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from app.domain import units
from app.domain.catalogue import Analysis, Place, Row
from app.domain.codes import sort_key
from app.domain.errors import Problem
from app.interchange.repairs import unit_from_title


@dataclass(slots=True)
class _Draft:
    place: Place
    code: str
    title: str
    original: str
    chapter: tuple[str, ...]
    unit: str = ""
    rows: list[Row] = field(default_factory=list)
    is_said_apart: bool = False


class Analyses:
    """Drafts by code and title; one of them takes the rows that come."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._drafts: dict[tuple[str, str], _Draft] = {}
        self._titles: dict[str, _Draft] = {}
        self._current: _Draft | None = None
        self._numbers: dict[int, int] = {}

    @property
    def is_open(self) -> bool:
        """Whether rows without a code and a title have an analysis to go to."""
        return self._current is not None

    @property
    def number(self) -> int:
        """A number of the analysis that takes the rows now."""
        return self._numbers[id(self._current)]

    def open(
        self, place: Place, name: tuple[str, str], original: str, chapter: tuple[str, ...]
    ) -> list[Problem]:
        """Let the analysis of this code and title take the rows from here."""
        code, title = name
        key = sort_key(code), _folded(title)
        draft = self._drafts.get(key)
        if draft is None:
            draft = self._drafts[key] = _Draft(
                place, code, title, original, chapter or _chapter(code)
            )
            self._numbers[id(draft)] = len(self._numbers) + 1
            self._current = draft
            return self._code_twice(draft)
        is_apart = draft is not self._current and not draft.is_said_apart
        self._current = draft
        if not is_apart:
            return []
        draft.is_said_apart = True
        params = {"code": code or title[:120], "cell": draft.place.cell}
        return [Problem("analysis.in_pieces", str(place), params, warning=True)]

    def unit(self, unit: str, place: Place) -> list[Problem]:
        """The unit of the current analysis, as its own column has it."""
        draft = self._current
        if draft is None or not unit:
            return []
        draft.unit = draft.unit or unit
        if units.canonical(unit) == units.canonical(draft.unit):
            return []
        params = {"code": draft.code or draft.title[:120], "unit": draft.unit, "other": unit}
        return [Problem("analysis.two_units", str(place), params, warning=True)]

    def add(self, row: Row) -> None:
        """Give a row to the current analysis."""
        if self._current is not None:
            self._current.rows.append(row)

    def finished(self) -> tuple[tuple[Analysis, ...], list[Problem]]:
        """The analyses in the order of the table; units from titles where no column has them."""
        problems: list[Problem] = []
        analyses = tuple(self._finished(draft, problems) for draft in self._drafts.values())
        self.counts["analyses"] = len(analyses)
        self.counts["codes"] = len({analysis.code for analysis in analyses if analysis.code})
        return analyses, problems

    def _finished(self, draft: _Draft, problems: list[Problem]) -> Analysis:
        unit, is_proposed = draft.unit, False
        if not unit:
            unit, is_proposed = unit_from_title(draft.title) or "", True
            self.counts["units_proposed" if unit else "units_unknown"] += 1
        if not unit:
            params = {"code": draft.code, "title": draft.title[:120]}
            problems.append(Problem("analysis.no_unit", str(draft.place), params, warning=True))
        return Analysis(
            place=draft.place,
            code=draft.code,
            title=draft.title,
            unit=unit,
            rows=tuple(draft.rows),
            original=draft.original,
            unit_proposed=is_proposed,
            chapter=draft.chapter,
        )

    def _code_twice(self, draft: _Draft) -> list[Problem]:
        first = self._titles.setdefault(sort_key(draft.code), draft) if draft.code else draft
        if first is draft:
            return []
        params = {"code": draft.code, "title": draft.title[:120], "other": first.title[:120]}
        return [Problem("analysis.code_twice", str(draft.place), params, warning=True)]


def _folded(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _chapter(code: str) -> tuple[str, ...]:
    """The part of the book that a code like `2.2.1.4.5` names: `2.2`."""
    segments = code.split(".")
    return (".".join(segments[:2]),) if len(segments) > 2 else ()
