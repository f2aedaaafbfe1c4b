"""A catalogue as rows to store: what is one resource, what points at what, what is left out.

Pure: rows refer to each other by their places here, counted from 0; ids come with storing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.catalogue import Analysis, Catalogue, Place, Price, Row
from app.domain.errors import Problem
from app.models import CatalogueAnalysis, CatalogueComponent, ListedPrice
from app.services.catalogue_import_nesting import Nesting
from app.services.catalogue_import_resources import Resources
from app.services.catalogue_import_values import Values, clean, coefficient, fitted, lengths, price
from app.services.identity import identity
from app.services.library_plan import code_key, title_key

#: What stands between the headings above an analysis.
BETWEEN = " / "
_FORMULA_LIMIT = lengths(CatalogueComponent)["formula"]
_NOWHERE = Place("", "")


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of an edition, in the order of the book, and what the book says wrongly.

    Of an analysis: `position`; of a component: `analysis`, and `resource`, `nested`, `percent_row`
    or None, all of them places.
    """

    resources: Sequence[Values]
    analyses: Sequence[Values]
    components: Sequence[Values]
    prices: Sequence[Values]
    problems: Sequence[Problem]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return sum(map(len, (self.resources, self.analyses, self.components, self.prices)))


def plan(catalogue: Catalogue) -> Plan:
    """Lay out the rows of a catalogue."""
    planning = _Planning()
    kept = planning.without_repeats(catalogue.analyses)
    has_chapters = any(analysis.chapter for analysis in kept)
    nesting = Nesting(kept, planning.problems)
    for place, analysis in enumerate(kept):
        planning.analysis(place, analysis, _chapter(analysis, has_chapters))
        planning.components(place, analysis, nesting)
    prices = [planning.price(each) for each in catalogue.prices]
    return Plan(
        planning.resources.rows,
        planning.analyses,
        planning.rows,
        prices,
        planning.problems,
    )


def key(analysis: Analysis) -> tuple[str, str]:
    """What makes an analysis one within an edition: code and title, however spelled."""
    return code_key(analysis.code), title_key(clean(analysis.title))


@dataclass(slots=True)
class _Planning:
    analyses: list[Values] = field(default_factory=list)
    rows: list[Values] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    resources: Resources = field(init=False)

    def __post_init__(self) -> None:
        self.resources = Resources(self.problems)

    def without_repeats(self, analyses: Iterable[Analysis]) -> list[Analysis]:
        """The first analysis of each key; every other one is a problem that says which stayed."""
        first: dict[tuple[str, str], Analysis] = {}
        for analysis in analyses:
            known = first.setdefault(key(analysis), analysis)
            if known is analysis:
                continue
            params = {"code": analysis.code, "title": analysis.title, "kept": str(known.place)}
            is_same = _content(known) == _content(analysis)
            code = "catalogue.repeated" if is_same else "catalogue.contradicted"
            self.problems.append(Problem(code, str(analysis.place), params, warning=is_same))
        return list(first.values())

    def analysis(self, place: int, analysis: Analysis, chapter: str) -> None:
        """One analysis."""
        printed = price(analysis.printed.unit_price)[0] if analysis.printed else None
        notes = (clean(note) for note in analysis.notes)
        code, title = clean(analysis.code), clean(analysis.title)
        values = {
            "position": place + 1,
            "version": 1,
            "is_latest": True,
            "code": code,
            "code_key": code_key(code),
            "title": title,
            "title_key": title_key(title),
            "original": clean(analysis.original),
            "unit": clean(analysis.unit),
            "unit_state": "proposed" if analysis.unit_proposed else "given",
            "chapter": chapter,
            "notes": "\n".join(filter(None, notes)),
            "sheet": clean(analysis.place.sheet),
            "cell": analysis.place.cell,
            "printed": printed,
        }
        where = str(analysis.place)
        self.analyses.append(fitted(CatalogueAnalysis, values, where, self.problems))

    def components(self, place: int, analysis: Analysis, nesting: Nesting) -> None:
        """The rows of one analysis."""
        start = len(self.rows)
        for number, row in enumerate(analysis.rows):
            kind, nested, marks = nesting.of(place, number)
            values = {"analysis": place, **self._component(number, replace(row, kind=kind))}
            values["percent_row"] = _base(start, number, analysis, row)
            values["nested"] = nested
            values["marks"] = " ".join(dict.fromkeys([*row.marks, *marks, *values["marks"]]))
            where = str(row.place)
            self.rows.append(fitted(CatalogueComponent, values, where, self.problems))
        _open_circles(self.rows, start)

    def _component(self, number: int, row: Row) -> Values:
        factor, factor_mark = coefficient(row.coefficient)
        formula = row.formula if len(row.formula or "") <= _FORMULA_LIMIT else None
        amount, price_mark = price(row.price) if row.kind == "lump" else (None, "")
        marks = [mark for mark in ("" if formula else factor_mark, price_mark) if mark]
        for mark in marks:
            params = {"code": row.code, "text": row.name}
            self.problems.append(Problem(mark, str(row.place), params, warning=True))
        is_resource = row.kind == "resource"
        return {
            "position": number + 1,
            "kind": row.kind,
            "category": row.category,
            "resource": self.resources.of(row) if is_resource else None,
            "basis": row.basis,
            "coefficient": None if row.kind == "note" else factor,
            "formula": None if row.kind == "note" else formula,
            "label": "" if is_resource else clean(row.name),
            "original": clean(row.original),
            "unit": "" if is_resource else clean(row.unit),
            "price": amount,
            "percent_of": (row.percent_of or "row") if row.kind == "percent" else None,
            "marks": marks,
            "sheet": clean(row.place.sheet),
            "cell": row.place.cell,
        }

    def price(self, listed: Price) -> Values:
        """One row of the price list."""
        name, unit, code = clean(listed.name), clean(listed.unit), clean(listed.code)
        amount, mark = price(listed.price)
        if mark:
            params = {"code": code, "text": name}
            place = str(listed.place)
            self.problems.append(Problem(mark, place, params, warning=True))
        values = {
            "identity": identity(name, unit, listed.category, code),
            "code": code,
            "name": name,
            "unit": unit,
            "category": listed.category,
            "price": amount,
            "source": clean(listed.source),
            "sheet": clean(listed.place.sheet),
            "cell": listed.place.cell,
        }
        return fitted(ListedPrice, values, str(listed.place), self.problems)


def _base(start: int, number: int, analysis: Analysis, row: Row) -> int | None:
    """The place of the row that a percentage is taken of."""
    base = row.percent_row
    if row.kind != "percent" or base is None or base == number:
        return None
    return start + base if 0 <= base < len(analysis.rows) else None


def _open_circles(rows: Sequence[Values], start: int) -> None:
    """Percent rows taken of each other in a circle are taken of nothing."""
    for place in range(start, len(rows)):
        seen, base = {place}, rows[place]["percent_row"]
        while base is not None and base not in seen:
            seen.add(base)
            base = rows[base]["percent_row"]
        if base is not None:
            rows[base]["percent_row"] = None


def _content(analysis: Analysis) -> tuple[object, ...]:
    """What an analysis says, wherever it stands."""
    rows = tuple(replace(row, place=_NOWHERE, original="", marks=()) for row in analysis.rows)
    return analysis.unit, rows


def _chapter(analysis: Analysis, has_chapters: bool) -> str:
    """The headings above it; in a book without any, the first two parts of its code."""
    if has_chapters:
        return BETWEEN.join(filter(None, map(clean, analysis.chapter)))
    parts = clean(analysis.code).split(".")
    return ".".join(parts[:2]) if len(parts) > 2 else parts[0]
