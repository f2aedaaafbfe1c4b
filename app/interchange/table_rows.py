"""A flat table of components or of prices, by what its columns mean: row by row, none lost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain import units
from app.domain.analysis import Category
from app.domain.catalogue import Catalogue, Layout, Place, Price, Row
from app.domain.errors import Problem
from app.interchange.book import Cell, letters, number
from app.interchange.number_column import Figure, NumberColumn
from app.interchange.repairs import repaired
from app.interchange.said import Said
from app.interchange.table_analyses import Analyses
from app.interchange.table_columns import CATEGORIES, Table, folded_text, text_of

#: So many person-days for one unit of work are more likely a lost decimal mark.
_MANY_DAYS = 100


@dataclass(slots=True)
class TableRows:
    """Everything read from one table so far."""

    table: Table
    columns: Mapping[str, int]
    coefficients: NumberColumn = field(default_factory=NumberColumn)
    amounts: NumberColumn = field(default_factory=lambda: NumberColumn(groups=True))
    analyses: Analyses = field(default_factory=Analyses)
    prices: dict[tuple[str, str, str, Category, Fraction | None], Price] = field(
        default_factory=dict
    )
    counts: Counter[str] = field(default_factory=Counter)
    _said: Said = field(default_factory=Said)
    _seen: dict[tuple[Cell, ...], int] = field(default_factory=dict)
    _mended: set[str] = field(default_factory=set)
    _priced: dict[tuple[str, ...], Price] = field(default_factory=dict)

    def see(self, cells: tuple[Cell, ...]) -> None:
        """First pass: the habits of the columns of numbers."""
        self.coefficients.see(self._cell(cells, "coefficient"))
        self.amounts.see(self._cell(cells, "price"))

    def decide(self) -> None:
        """Between the passes: say what the habits decide."""
        line = self.table.line + 1
        if "coefficient" in self.columns:
            self.say(*self.coefficients.decided(str(self._place(line, "coefficient"))))
        if "price" in self.columns:
            self.say(*self.amounts.decided(str(self._place(line, "price"))))

    def take(self, line: int, cells: tuple[Cell, ...]) -> None:
        """Second pass: one row, which is counted as exactly one thing."""
        self.counts["rows"] += 1
        code, title = self._code(line, cells), self._text(line, cells, "title")
        has_analysis = "title" in self.columns or "code" in self.columns
        if has_analysis and (code or title):
            self._open(line, cells, code, title)
        elif has_analysis and not self.analyses.is_open:
            return self._refuse("row.no_analysis", line)
        name = self._text(line, cells, "name")
        if not name and self._cell(cells, "coefficient") is None and (code or title):
            self.counts["headings"] += 1
        elif not name:
            self._refuse("row.no_name", line)
        elif not self._is_duplicate(line, cells, has_analysis):
            self._component(line, cells, name)
        return None

    def say(self, *problems: Problem) -> None:
        """Put problems on the list, up to a number of each kind that somebody may read."""
        self._said.add(*problems)

    def finished(self, layout: Layout) -> tuple[Catalogue, list[Problem], dict[str, int]]:
        """The catalogue, everything that was said, and what became of the rows."""
        analyses, problems = self.analyses.finished()
        self.say(*problems)
        counts = {**self.counts, **self.analyses.counts, "prices": len(self.prices)}
        catalogue = Catalogue(layout, analyses, tuple(self.prices.values()))
        return catalogue, self._said.finished(self.table.sheet), counts

    def _open(self, line: int, cells: tuple[Cell, ...], code: str, title: str) -> None:
        raw = self._cell(cells, "title")
        chapter = self._text(line, cells, "chapter")
        opened = self.analyses.open(
            self._place(line, "title" if title else "code"),
            (code, title or code),
            raw if isinstance(raw, str) and raw != title else "",
            (chapter,) if chapter else (),
        )
        unit = self._text(line, cells, "analysis_unit")
        self.say(*opened, *self.analyses.unit(unit, self._place(line, "analysis_unit")))

    def _component(self, line: int, cells: tuple[Cell, ...], name: str) -> None:
        unit, code = self._text(line, cells, "unit"), self._text(line, cells, "row_code")
        place, raw = self._place(line, "name"), self._cell(cells, "name")
        original = raw if isinstance(raw, str) and raw != name else ""
        if "coefficient" not in self.columns:
            self.counts["priced"] += 1
            category, _ = self._category(line, cells)
            self._price(Price(place, name, unit, category, None, original, code), line, cells)
            return
        figure, problem = self.coefficients.read(self._cell(cells, "coefficient"))
        if figure is None and problem is None and name.startswith("*"):
            self.counts["notes"] += 1
            self.analyses.add(Row(place, "note", "other", name, original))
            return
        category, marks = self._category(line, cells)
        marks += self._marks(line, unit, category, (figure, problem))
        price = self._price(Price(place, name, unit, category, None, original, code), line, cells)
        self.counts["components"] += 1
        row = Row(
            place, "resource", category, name, original, code, unit, figure,
            price=price, marks=tuple(marks),
        )  # fmt: skip
        self.analyses.add(row)

    def _category(self, line: int, cells: tuple[Cell, ...]) -> tuple[Category, list[str]]:
        if "category" not in self.columns:
            return "other", []
        text = self._text(line, cells, "category")
        found = CATEGORIES.get(folded_text(text))
        if found is not None:
            return found, []
        code = "row.unknown_category" if text else "row.no_category"
        self.counts["no_category"] += 1
        self._warn(code, line, "category", text=text[:60])
        return "other", [code]

    def _marks(self, line: int, unit: str, category: Category, figure: Figure) -> list[str]:
        """Say what is odd in a row that is kept; the codes stay with it."""
        value, problem = figure
        found: list[Problem] = [problem] if problem else []
        if value is None and problem is None:
            found.append(Problem("row.no_coefficient", warning=True))
        if value is not None and value < 0:
            found.append(_odd("row.negative", value))
        is_labour = category == "labour" or units.canonical(unit) == "OH"
        if value is not None and problem is None and is_labour and value >= _MANY_DAYS:
            found.append(_odd("row.large_labour", value))
        for odd in found:
            at = str(self._place(line, "coefficient"))
            self.say(Problem(odd.code, at, odd.params, odd.warning))
            self.counts["decimal_lost"] += odd.code == "cell.decimal_lost"
        codes = [odd.code for odd in found]
        if not unit or unit == "%":
            codes.append("row.no_unit" if not unit else "row.percent")
            self.counts["no_unit"] += not unit
            self._warn(codes[-1], line, "unit")
        return codes

    def _price(self, row: Price, line: int, cells: tuple[Cell, ...]) -> Fraction | None:
        """Put the price of a row into the list, once; None where it has none."""
        if "price" not in self.columns:
            return None
        value, problem = self.amounts.read(self._cell(cells, "price"))
        if value is not None and value < 0:
            value, problem = None, Problem("price.negative", params={"text": str(value)})
        if problem is not None:
            at = str(self._place(line, "price"))
            self.say(Problem(problem.code, at, problem.params, problem.warning))
        source = self._text(line, cells, "source")
        priced = Price(
            self._place(line, "price"), row.name, row.unit, row.category, value,
            row.original, row.code, source,
        )  # fmt: skip
        identity = (folded_text(row.name), units.canonical(row.unit), row.category, row.code)
        first = self._priced.setdefault(identity, priced)
        key = (identity[0], identity[1], row.code, row.category, value)
        if key not in self.prices:
            self.prices[key] = priced
            if first is not priced and value is not None and first.price is not None:
                self._two_prices(first, priced)
        return value

    def _two_prices(self, first: Price, other: Price) -> None:
        params = {
            "name": other.name[:120],
            "unit": other.unit,
            "price": str(first.price),
            "other": str(other.price),
            "cell": first.place.cell,
        }
        self.say(Problem("price.two_prices", str(other.place), params, warning=True))

    def _is_duplicate(self, line: int, cells: tuple[Cell, ...], has_analysis: bool) -> bool:
        """Whether an equal row of the same analysis came before; it is dropped and listed."""
        columns = sorted({c for m, c in self.columns.items() if m not in {"code", "title"}})
        held = [cells[column] if column < len(cells) else None for column in columns]
        key = (self.analyses.number if has_analysis else 0, *held)
        first = self._seen.setdefault(key, line)
        if first == line:
            return False
        self.counts["duplicates"] += 1
        self._warn("row.repeated", line, "name", line=first)
        return True

    def _code(self, line: int, cells: tuple[Cell, ...]) -> str:
        cell = self._cell(cells, "code")
        if number(cell) is not None:
            self._warn("code.number", line, "code", text=text_of(cell))
            return text_of(cell)
        return self._text(line, cells, "code")

    def _text(self, line: int, cells: tuple[Cell, ...], meaning: str) -> str:
        cell = self._cell(cells, meaning)
        if not isinstance(cell, str):
            return text_of(cell)
        text, is_mended = repaired(cell)
        if is_mended and cell not in self._mended:
            self._mended.add(cell)
            self.counts["repaired"] += 1
            self._warn("text.repaired", line, meaning, text=cell[:120], repaired=text[:120])
        return text

    def _cell(self, cells: tuple[Cell, ...], meaning: str) -> Cell:
        column = self.columns.get(meaning, -1)
        return cells[column] if 0 <= column < len(cells) else None

    def _place(self, line: int, meaning: str) -> Place:
        column = self.columns.get(meaning, 0)
        return Place(self.table.sheet, f"{letters(column + 1)}{line}")

    def _refuse(self, code: str, line: int) -> None:
        self.counts["refused"] += 1
        self.say(Problem(code, str(self._place(line, "name"))))

    def _warn(self, code: str, at: int, meaning: str, **params: str | int) -> None:
        place = str(self._place(at, meaning))
        self.say(Problem(code, place, params, warning=True))


def _odd(code: str, value: Fraction) -> Problem:
    shown = str(value.numerator) if value.denominator == 1 else str(float(value))
    return Problem(code, params={"text": shown}, warning=True)
