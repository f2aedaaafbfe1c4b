"""Where everything stands in a workbook, decided before the first cell is written.

Formulas point from sheet to sheet in both directions, and sheets are written row by row. Rows
are counted from 1, as workbooks do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.documents.workbook_source import OutlineText, ParameterText, Source
from app.domain.components import CATEGORIES, Category, Component
from app.domain.nesting import order
from app.domain.outline import Node

RECAP, BUDGET, ANALYSES, PRICES, QUANTITIES = (
    "Rekapitulasi", "RAB", "Analisa", "Harga Satuan Dasar", "Volume",
)  # fmt: skip
#: First row below the head of the table, by sheet: title, name of the project, gap, head.
BELOW_HEAD = 5
_NAME_LENGTH = 200
_CATEGORY_ALWAYS_PRINTED = ("labour", "material", "equipment")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the budget: a row of the outline, or the sum below a section from `first` on."""

    row: int
    text: OutlineText
    is_sum: bool = False
    first: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one category: its heading, its components, its sum."""

    category: Category
    heading: int
    components: Sequence[tuple[int, Component]]
    sum: int


@dataclass(frozen=True, slots=True)
class Form:
    """An analysis as it is printed: D, E, F, and F after the policy (F itself without one)."""

    id: int
    title: int
    blocks: Sequence[Block]
    direct_cost: int
    markup: int
    total: int
    unit_price: int


@dataclass
class Layout:
    """Rows by the ids of what stands in them, and defined names of parameters."""

    source: Source
    prices: dict[int, int] = field(default_factory=dict)
    headings: dict[Category, int] = field(default_factory=dict)
    forms: dict[int, Form] = field(default_factory=dict)
    components: dict[int, int] = field(default_factory=dict)
    budget: list[Entry] = field(default_factory=list)
    nodes: dict[int, int] = field(default_factory=dict)
    sums: dict[int, int] = field(default_factory=dict)
    quantities: dict[int, int] = field(default_factory=dict)
    total: int = 0
    quantities_head: int = 0
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def nodes_by_id(self) -> Mapping[int, Node]:
        """The inputs of the outline by id."""
        return {node.id: node for node in self.source.estimate.nodes}


def laid_out(source: Source) -> Layout:
    """Decide the place of every row."""
    layout = Layout(source)
    _prices(layout)
    _forms(layout)
    _budget(layout)
    _quantities(layout)
    return layout


def _prices(layout: Layout) -> None:
    row = BELOW_HEAD
    for category in CATEGORIES:
        rows = [each.id for each in layout.source.resources if each.category == category]
        if rows:
            layout.headings[category] = row
            layout.prices.update({each: row + n for n, each in enumerate(rows, 1)})
            row += len(rows) + 1


def _forms(layout: Layout) -> None:
    row = BELOW_HEAD
    rounds = layout.source.estimate.policies.unit_price.mode != "none"
    for text in layout.source.analyses:
        title, row = row, row + 1
        blocks = []
        for category in CATEGORIES:
            rows = [c for c in layout.source.estimate.analyses[text.id] if c.category == category]
            if rows or category in _CATEGORY_ALWAYS_PRINTED:
                numbered = list(enumerate(rows, row + 1))
                layout.components.update({component.id: at for at, component in numbered})
                blocks.append(Block(category, row, numbered, row + len(rows) + 1))
                row += len(rows) + 2
        price = row + 2 + rounds
        layout.forms[text.id] = Form(text.id, title, blocks, row, row + 1, row + 2, price)
        row = price + 2


def _budget(layout: Layout) -> None:
    row = BELOW_HEAD
    open_: list[Entry] = []

    def close(level: int, row: int) -> int:
        while open_ and open_[-1].text.level >= level:
            opened = open_.pop()
            layout.sums[opened.text.id] = row
            layout.budget.append(Entry(row, opened.text, True, opened.row))
            row += 1
        return row

    for text in layout.source.outline:
        row = close(text.level, row)
        entry = Entry(row, text)
        layout.nodes[text.id] = row
        layout.budget.append(entry)
        if text.kind == "section":
            open_.append(entry)
        row += 1
    layout.total = close(0, row)


def _quantities(layout: Layout) -> None:
    parameters = layout.source.parameters
    layout.names = _names(parameters)
    # Without parameters their table is left out: the quantities begin where it would.
    layout.quantities_head = BELOW_HEAD - 1 + (len(parameters) + 3 if parameters else 0)
    rows = (text.id for text in layout.source.outline)
    layout.quantities = {each: row for row, each in enumerate(rows, layout.quantities_head + 1)}


def _names(parameters: Sequence[ParameterText]) -> dict[str, str]:
    """Defined names: the prefix keeps `p1` from being read as a cell."""
    found: dict[str, str] = {}
    for each in parameters:
        name = re.sub("[^a-z0-9_]", "_", each.name)
        cut = name if len(name) <= _NAME_LENGTH else f"{name[:_NAME_LENGTH]}_{each.id}"
        found[each.name] = f"par_{cut}"
    return found


def ranks(source: Source) -> Mapping[int, int]:
    """The place of each analysis in an order in which it comes after those that it contains."""
    return {analysis: place for place, analysis in enumerate(order(source.estimate.analyses))}
