"""Which analysis of the same book a row points at: by code and title, never by likeness."""

from collections.abc import Sequence

from app.domain.catalogue import Analysis, Row
from app.domain.components import Component, Kind
from app.domain.errors import Problem
from app.domain.nesting import cycle
from app.services.catalogue_import_values import clean
from app.services.library_plan import code_key, title_key

#: A row that points at nothing, at several analyses, or in a circle back at its own becomes a
#: resource without a price, so that its amount stays unknown; this mark says why.
UNKNOWN, CIRCLE = "row.nested_unknown", "row.nested_circle"

Found = tuple[Kind, int | None, tuple[str, ...]]


class Nesting:
    """The rows of a book that point at its analyses: place of an analysis and of a row -> target.

    `problems` gets one for every row that points at nothing (row.nested_unknown) or in a
    circle (row.nested_circle).
    """

    def __init__(self, analyses: Sequence[Analysis], problems: list[Problem]) -> None:
        self._analyses = analyses
        self._problems = problems
        self._targets: dict[tuple[int, int], int] = {}
        self._marks: dict[tuple[int, int], str] = {}
        self._index: dict[tuple[str, str], list[int]] = {}
        if any(row.kind == "analysis" for each in analyses for row in each.rows):
            self._resolve()
            self._open_circles()

    def of(self, analysis: int, row: int) -> Found:
        """What a row is in the end, the place of the analysis it points at, and its new marks."""
        place = analysis, row
        if place in self._marks:
            return "resource", None, (self._marks[place],)
        return self._analyses[analysis].rows[row].kind, self._targets.get(place), ()

    def _resolve(self) -> None:
        for place, each in enumerate(self._analyses):
            code, title = code_key(each.code), title_key(clean(each.title))
            for known in ((code, title), (code, ""), ("", title)):
                self._index.setdefault(known, []).append(place)
        for place, each in enumerate(self._analyses):
            for number, row in enumerate(each.rows):
                if row.kind == "analysis":
                    self._point((place, number), row)

    def _point(self, place: tuple[int, int], row: Row) -> None:
        code = code_key(row.nested_code)
        title = title_key(clean(row.nested_title)) if row.nested_title.strip() else ""
        found = self._index.get((code, title), []) if code or title else []
        if not found and code and title:
            # The file names it in words of its own; the code alone must then say which.
            found = self._index.get((code, ""), [])
        if len(found) == 1:
            self._targets[place] = found[0]
        else:
            self._lose(place, row, UNKNOWN)

    def _lose(self, place: tuple[int, int], row: Row, mark: str) -> None:
        self._targets.pop(place, None)
        self._marks[place] = mark
        code = self._analyses[place[0]].code
        params = {"code": code, "text": row.nested_code or row.nested_title or row.name}
        self._problems.append(Problem(mark, str(row.place), params))

    def _open_circles(self) -> None:
        while path := cycle(self._graph()):
            last, first = path[-2:]
            edges = [p for p, target in self._targets.items() if p[0] == last and target == first]
            for place in edges:
                self._lose(place, self._analyses[place[0]].rows[place[1]], CIRCLE)

    def _graph(self) -> dict[int, list[Component]]:
        rows: dict[int, list[Component]] = {place: [] for place in self._targets.values()}
        for (analysis, number), target in self._targets.items():
            row = Component(number, "analysis", "other", analysis_id=target)
            rows.setdefault(analysis, []).append(row)
        return rows
