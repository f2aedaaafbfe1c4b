"""analyses.csv and components.csv: which rows an analysis is made of.

A component belongs to an item (`item_no`) or to an analysis of analyses.csv (`analysis`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.components import Component
from app.domain.errors import Problem
from app.domain.nesting import order
from app.domain.tables import AnalysisRow, ComponentRow
from app.interchange import components
from app.interchange.components import Names, Rows
from app.interchange.prices import Resources
from app.interchange.sheet import Sheet

COLUMNS = ("key", "title")
OPTIONS = ("code", "unit", "edition", "state")
_STATES = {"": "published", "published": "published", "own": "own"}


@dataclass(slots=True)
class Library:
    """The analyses of the project, and the rows of components that wait for their owner."""

    resources: Resources
    edition: str = ""
    sheet: Sheet = field(default_factory=lambda: Sheet("components.csv", (), []))
    rows: list[AnalysisRow] = field(default_factory=list)
    by_key: dict[str, int] = field(default_factory=dict)
    #: Places in components.csv, by the number of the item.
    waiting: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    #: Each row of components.csv without its owner, as one text.
    _said: list[str] = field(default_factory=list)
    _read: dict[str, Rows] = field(default_factory=dict)
    #: Equal components are one object, so that ten thousand items compare quickly.
    _same: dict[Rows, Rows] = field(default_factory=dict)
    _shared: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def of_item(self, number: str, code: str, title: str, unit: str) -> int | None:
        """The analysis of an item by its components; None where it has none.

        Items with equal code, title and components share one.
        """
        places = self.waiting.pop(number, None)
        if not places:
            return None
        rows = self.block(places)
        known = (code, title, id(rows))
        if known not in self._shared:
            self._shared[known] = len(self.rows)
            self.rows.append(AnalysisRow(title, code, unit, self.edition, components=rows))
        return self._shared[known]

    def owners(self) -> Iterator[tuple[str, str]]:
        """Of each row of components.csv the key of its analysis, or the number of its item."""
        sheet, seen = self.sheet, dict[str, str]()
        places = [sheet.columns.get(name, -1) for name in ("analysis", "item_no")]
        own = sorted((place for place in places if place >= 0), reverse=True)
        for at, (_, cells) in enumerate(sheet.rows):
            sheet.each()
            # A hundred thousand rows: cells are taken directly, and a number is read once.
            rest = list(cells)
            for place in own:
                del rest[place : place + 1]
            self._said.append("\t".join(rest))
            key, raw = (cells[place].strip() if 0 <= place < len(cells) else "" for place in places)
            if not key and raw not in seen:
                seen[raw] = sheet.row(at).text("item_no", 40)
            if not key and not seen[raw]:
                sheet.row(at).report(Problem("cell.needed"), "item_no")
            yield key, "" if key else seen[raw]

    def block(self, places: Sequence[int]) -> Rows:
        """The components at these places; equal rows without a fault are read once."""
        sheet, names = self.sheet, Names(self.resources, self.by_key, len(places))
        raw = "\n".join(self._said[place] for place in places)
        if raw in self._read:
            return self._read[raw]
        before = len(sheet.problems)
        found = [sheet.row(place) for place in places]
        rows = components.without_circles(found, [components.read(row, names) for row in found])
        rows = self._same.setdefault(rows, rows)
        if len(sheet.problems) == before:
            self._read[raw] = rows
        return rows


def library(resources: Resources, analyses: Sheet | None, parts: Sheet | None) -> Library:
    """The analyses that stand in files of their own, with their components."""
    found = Library(resources)
    if parts is not None:
        found.sheet = parts
    rows = list(_keyed(found, analyses)) if analyses else []
    owned: dict[str, list[int]] = defaultdict(list)
    for place, (key, number) in enumerate(found.owners()):
        if number:
            found.waiting[number].append(place)
        elif key in found.by_key:
            owned[key].append(place)
        elif key:
            problem = Problem("analysis.unknown_key", params={"text": key[:60]})
            found.sheet.row(place).report(problem, "analysis")
    keys = {place: key for key, place in found.by_key.items()}
    found.rows = [
        replace(row, components=found.block(owned[keys[i]])) if owned.get(keys[i]) else row
        for i, row in enumerate(rows)
    ]
    _open_circles(found, owned)
    return found


def orphans(found: Library, refused: set[str]) -> None:
    """Report the components that no item took, unless their item was refused itself."""
    for number, places in found.waiting.items():
        if number in refused:
            continue
        for place in places:
            problem = Problem("component.no_item", params={"name": number[:40]})
            found.sheet.row(place).report(problem, "item_no")


def _keyed(found: Library, sheet: Sheet) -> Iterable[AnalysisRow]:
    for row in sheet:
        key = row.raw("key")
        if not key or key in found.by_key:
            code = "analysis.key_twice" if key else "cell.needed"
            row.refuse(Problem(code, params={"text": key[:60]}), "key")
        published = row.choice("state", _STATES)
        analysis = AnalysisRow(
            title=row.text("title", 1000, needed=True),
            code=row.text("code", 100),
            unit=row.text("unit", 50),
            edition=row.text("edition", 120),
            published=published != "own",
        )
        if not row.refused:
            found.by_key[key] = len(found.by_key)
            yield analysis


def _open_circles(found: Library, owned: Mapping[str, list[int]]) -> None:
    """Turn the rows that close a circle of analyses into rows without a price."""
    keys = {place: key for key, place in found.by_key.items()}
    ordered = order({i: [_arrow(c) for c in row.components] for i, row in enumerate(found.rows)})
    done = {analysis: place for place, analysis in enumerate(ordered)}
    for i, analysis in enumerate(found.rows):
        rows = list(analysis.components)
        for place, component in enumerate(rows):
            nested = component.nested
            # In the order of a depth-first walk only a row that closes a circle points onwards.
            if nested is None or done[nested] < done[i]:
                continue
            row = found.sheet.row(owned[keys[i]][place])
            path = " → ".join((analysis.code or analysis.title, _name(found.rows[nested])))
            row.report(Problem("analysis.cycle", params={"path": f"{path} → …"}), "nested")
            rows[place] = components.unknown(component, _name(found.rows[nested])[:500])
        if tuple(rows) != analysis.components:
            found.rows[i] = replace(analysis, components=tuple(rows))


def _name(analysis: AnalysisRow) -> str:
    return analysis.code or analysis.title


def _arrow(component: ComponentRow) -> Component:
    return Component(id=0, kind=component.kind, category="other", analysis_id=component.nested)
