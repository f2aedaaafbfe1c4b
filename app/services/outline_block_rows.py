"""A rectangle of a spreadsheet as new rows of the sheet: what each would be, what must be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from app.domain import blocks_columns, codes, locale_numbers, units
from app.domain.blocks import Rows, one_line, write
from app.domain.blocks_columns import ROLES, Guess, Role
from app.domain.errors import Problem
from app.extensions import db
from app.models import Project
from app.services import blocks, entries, outline_detail, text
from app.services.blocks import Ask, Column, Sent
from app.services.errors import Invalid
from app.services.outline import TEXTS
from app.services.outline_detail import Choice
from app.services.outline_rows import Spot

Bare = Literal["section", "item", "note"]
BARE: tuple[Bare, ...] = ("section", "item", "note")
_COUNTED = {"unit", "quantity", "price"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a person reads a rectangle: the roles of its columns, where somebody said them.

    Rows with a title alone become `bare`; `pasted` prices win over those of analyses.
    """

    roles: tuple[Role, ...] = ()
    has_header: bool | None = None
    bare: Bare = "section"
    pasted: bool = False


@dataclass(frozen=True, slots=True)
class NewLine:
    """A row to be added, from the `place`-th of the block; `index` is its cell in the columns."""

    place: int
    index: int
    kind: str
    texts: Mapping[str, str]
    #: The analysis of the project that its code means.
    link: Choice | None = None
    #: Where its price comes from.
    origin: str = "none"
    problems: Sequence[Problem] = ()
    remarks: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class RowsPlan:
    """A rectangle ready to be looked at or stored."""

    lines: Sequence[NewLine]
    columns: Mapping[str, Column]
    layout: Layout
    spot: Spot
    asks: frozenset[Ask]
    text: str
    rows: Rows
    #: How many rows have a title alone; how many an analysis and a price.
    bare: int
    priced_twice: int

    @property
    def has_zero(self) -> bool:
        """Whether a price of 0 counts, which needs a reason."""
        found = {one.code for _, one in self.problems}
        return "price.zero_reason" in found or any(line.origin == "zero" for line in self.lines)

    def cell(self, place: str) -> str:
        """The text of a cell by its name in a form."""
        _, row, column = place.split("-")
        return self.rows[int(row)][int(column)]

    @property
    def problems(self) -> Sequence[tuple[NewLine, Problem]]:
        """What keeps the block from being stored, cell by cell."""
        return [(line, one) for line in self.lines for one in line.problems]


def plan(project: Project, sent: Sent, layout: Layout, near: int | None) -> RowsPlan:
    """What a rectangle would add behind the row `near`, or to the end of that section.

    Raises Invalid (block.nothing), NotFound for a row that is not there.
    """
    layout = _settled(layout, blocks_columns.guess(sent.rows), len(sent.rows[0]))
    at: dict[str, int] = {role: i for i, role in enumerate(layout.roles) if role}
    start = int(bool(layout.has_header))
    body = [(i, row) for i, row in enumerate(sent.rows) if i >= start and _filled(row, at)]
    if not body:
        raise Invalid(Problem("block.nothing", "text"))
    reader = _Reader(at, sent, layout, _columns(project.id, body, at, sent), _links(project.id))
    lines = [reader.line(index, place, row) for index, (place, row) in enumerate(body)]
    if len(at) < sum(bool(role) for role in layout.roles):
        twice = Problem("block.two_columns", "columns")
        lines[0] = replace(lines[0], problems=[twice, *lines[0].problems])
    return RowsPlan(
        lines,
        reader.columns,
        layout,
        outline_detail.spot_near(project, near, "item"),
        sent.needs(_asks(lines, reader, sent.rows)),
        write(sent.rows),
        sent.rows,
        reader.bare,
        reader.priced_twice,
    )


def _settled(layout: Layout, guess: Guess, width: int) -> Layout:
    """The layout with a guess where nobody said anything."""
    said = len(layout.roles) == width and all(role in ROLES for role in layout.roles)
    has_header = guess.has_header if layout.has_header is None else layout.has_header
    return replace(layout, roles=layout.roles if said else guess.roles, has_header=has_header)


def _filled(row: Sequence[str], at: Mapping[str, int]) -> bool:
    return any(row[i].strip() for i in at.values())


def _columns(
    project_id: int, body: Sequence[tuple[int, Any]], at: Mapping[str, int], sent: Sent
) -> dict[str, Column]:
    known = entries.parameters(db.session(), project_id)
    takes: dict[str, Any] = {
        "quantity": (locale_numbers.QUANTITY, known),
        "price": (locale_numbers.PRICE, None),
    }
    return {
        role: blocks.column([row[at[role]] for _, row in body], role, sent, takes[role])
        for role in takes
        if role in at
    }


def _links(project_id: int) -> dict[str, list[Choice]]:
    """The analyses of the project by what their codes have in common."""
    found: dict[str, list[Choice]] = {}
    for link in outline_detail.coded(project_id):
        found.setdefault(codes.sort_key(link.code), []).append(link)
    return found


def _asks(lines: Sequence[NewLine], reader: "_Reader", rows: Rows) -> list[Ask]:
    cells = sum(bool(cell.strip()) for row in rows for cell in row)
    left_out = [i for i in range(len(rows[0])) if i not in reader.at.values()]
    asks: list[tuple[Ask, bool]] = [
        ("size", cells > blocks.AT_ONCE),
        ("reading", any(column.is_asked for column in reader.columns.values())),
        ("columns", any(row[i].strip() for row in rows for i in left_out)),
        ("bare", reader.bare > 0),
        ("both", reader.priced_twice > 0),
        ("warning", any(line.remarks for line in lines)),
    ]
    return [ask for ask, applies in asks if applies]


class _Reader:
    """Makes a row of the sheet of each row of a block, and counts what is to be asked."""

    def __init__(
        self,
        at: Mapping[str, int],
        sent: Sent,
        layout: Layout,
        columns: Mapping[str, Column],
        links: Mapping[str, list[Choice]],
    ) -> None:
        self.at = at
        self.sent = sent
        self.layout = layout
        self.columns = columns
        self.links = links
        self.bare = 0
        self.priced_twice = 0

    def line(self, index: int, place: int, row: Sequence[str]) -> NewLine:
        """The row as it would be stored, with everything that is wrong or odd about it."""
        cells = {role: one_line(row[i]) for role, i in self.at.items()}
        read = {
            name: text.read(cells.get(role, ""), TEXTS[name], self._place(place, role))
            for role, name in _NAMES.items()
        }
        problems = [found for found in read.values() if isinstance(found, Problem)]
        texts = {name: found for name, found in read.items() if isinstance(found, str)}
        line = NewLine(place, index, "item", texts, problems=problems)
        if _COUNTED & self.at.keys() and not any(cells.get(r) for r in (*_COUNTED, "code")):
            self.bare += 1
            return self._titled(replace(line, kind=self.layout.bare))
        return self._titled(self._priced(self._linked(line)))

    def _place(self, place: int, role: str) -> str:
        return f"fix-{place}-{self.at[role]}" if role in self.at else "columns"

    def _titled(self, line: NewLine) -> NewLine:
        if line.texts.get("title") or (line.link and line.link.title):
            return line
        if "title" in self.at and "title" not in line.texts:
            return line  # it is there, and refused
        code = "text.empty" if "title" in self.at else "block.no_title"
        missing = Problem(code, self._place(line.place, "title"))
        return replace(line, problems=[*line.problems, missing])

    def _linked(self, line: NewLine) -> NewLine:
        """The row with the analysis that its code means; one of another unit is told instead."""
        code, unit = line.texts.get("code", ""), line.texts.get("unit", "")
        found = self.links.get(codes.sort_key(code), []) if code else []
        found = [link for link in found if link.code == code] or found
        fitting = [link for link in found if _fits(unit, link.unit)]
        if len(fitting) == 1:
            return replace(line, link=fitting[0])
        if fitting:
            told = Problem("block.two_analyses", params={"given": code, "count": len(fitting)})
            return replace(line, remarks=[told])
        if found:
            params = {"analysis": found[0].code, "unit": found[0].unit}
            return replace(line, remarks=[Problem("block.other_unit", params=params)])
        return line

    def _priced(self, line: NewLine) -> NewLine:
        """The row with the origin of its price, and what is wrong with its numbers."""
        problems = list(line.problems)
        for role in ("quantity", "price"):
            column = self.columns.get(role)
            wrong = column.problem(line.index) if column else None
            if wrong:
                problems.append(replace(wrong, place=self._place(line.place, role)))
        price = self.columns["price"].reading(line.index).value if "price" in self.columns else None
        if line.link and price is not None:
            self.priced_twice += 1
        if line.link and (price is None or not self.layout.pasted):
            return replace(line, origin="analysis", problems=problems)
        if price == 0 and not self.sent.reason.strip():
            zero = Problem("price.zero_reason", self._place(line.place, "price"))
            problems.append(zero)
        origin = "none" if price is None else "zero" if price == 0 else "typed"
        return replace(line, origin=origin, problems=problems)


#: The columns of texts, and the fields that they fill.
_NAMES: Mapping[str, str] = {
    "number": "number_typed",
    "code": "code",
    "title": "title",
    "unit": "unit",
}


def _fits(unit: str, known: str) -> bool:
    return not unit or not known or units.quantity_of(unit) == units.quantity_of(known)
