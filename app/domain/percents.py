"""Percent rows: what each is a share of, in an order in which they can be computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.domain.components import Component

End = Literal["row", "block", "missing", "cycle"]


@dataclass(frozen=True, slots=True)
class Chains:
    """The percent rows of one analysis, each after the percent row it refers to.

    A row may be a share of a row that is itself a share; such a chain ends in a row with a price
    of its own, in a block, nowhere (its base is missing or is a note), or in itself.
    """

    ordered: list[Component] = field(default_factory=list)
    ends: dict[int, End] = field(default_factory=dict)

    def ending_in(self, end: End) -> list[Component]:
        """Return the percent rows whose chain ends so, bases first."""
        return [row for row in self.ordered if self.ends[row.id] == end]


def chains(components: Sequence[Component]) -> Chains:
    """Return the chains of all percent rows among `components`; of any length."""
    rows = {row.id: row for row in components}
    found = Chains()
    for start in components:
        if start.kind == "percent" and start.id not in found.ends:
            path, end = _follow(start, rows, found.ends)
            for row in reversed(path):
                found.ends[row.id] = end
                found.ordered.append(row)
    return found


def _follow(
    start: Component,
    rows: Mapping[int, Component],
    ends: Mapping[int, End],
) -> tuple[list[Component], End]:
    """Return the percent rows from `start` to the end of its chain, and what the end is."""
    path: dict[int, Component] = {}
    row: Component | None = start
    while row is not None and row.kind == "percent" and row.id not in ends:
        if row.id in path:
            return list(path.values()), "cycle"
        path[row.id] = row
        if row.percent_of != "row":
            return list(path.values()), "block" if row.percent_of else "missing"
        row = None if row.percent_row_id is None else rows.get(row.percent_row_id)
    return list(path.values()), _end(row, ends)


def _end(row: Component | None, ends: Mapping[int, End]) -> End:
    """Say what a chain that stops at this row ends in."""
    if row is None or row.kind == "note":
        return "missing"
    return ends.get(row.id, "row")
