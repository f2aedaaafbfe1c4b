"""Reading workbooks back: the row of everything by its hidden id, and what the page says of it."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from openpyxl import load_workbook

from app.domain.errors import Problem
from app.domain.inputs import QUANTITY_LIMIT, entered

F = Fraction
UNKNOWN = "—"
SHEETS = ["Rekapitulasi", "RAB", "Analisa", "Harga Satuan Dasar", "Volume"]
RECAP, BUDGET, ANALYSES, PRICES, QUANTITIES = SHEETS


class Book:
    """The values of a workbook: `book.at("RAB", "item:7", "H")`."""

    def __init__(self, path: Path, *, formulas: bool = False) -> None:
        self.book = load_workbook(path, data_only=not formulas)
        self.rows = {
            sheet.title: {row[0].value: row for row in sheet.iter_rows() if row[0].value}
            for sheet in self.book
        }

    def at(self, sheet: str, identity: str, column: str):
        return self.rows[sheet][identity][ord(column) - 65].value

    def named(self, name: str):
        (place,) = self.book.defined_names[name].destinations
        return self.book[place[0]][place[1]].value


def figures(moment) -> Iterator[tuple[str, str, str, Fraction | None]]:
    """Every figure of a moment: sheet, id and column of its cell, and what the page shows."""
    yield from _budget(moment)
    yield from _analyses(moment)
    for i, price in moment.estimate.resources.items():
        yield PRICES, f"resource:{i}", "I", price
    for i, row in moment.inputs["parameter"].items():
        yield QUANTITIES, f"parameter:{i}", "F", moment.figures.parameters.get(row["name"])
    recap = moment.figures.recap
    yield RECAP, "recap:A", "E", recap.subtotal


def _budget(moment):
    parameters, nodes = moment.figures.parameters, moment.figures.nodes
    for node in moment.estimate.nodes:
        found = nodes[node.id]
        if node.kind == "section":
            yield BUDGET, f"section:{node.id}:sum", "H", found.amount
        elif node.kind == "item":
            measured = entered(node.quantity, node.formula, parameters, QUANTITY_LIMIT)
            known = None if isinstance(measured, Problem) else measured
            yield QUANTITIES, f"item:{node.id}", "F", known
            yield BUDGET, f"item:{node.id}", "F", found.quantity
            yield BUDGET, f"item:{node.id}", "G", found.unit_price
            yield BUDGET, f"item:{node.id}", "H", found.amount
    yield BUDGET, "total", "H", moment.figures.recap.subtotal


def _analyses(moment):
    percent = moment.estimate.markup_percent / 100
    for i, found in moment.figures.analyses.items():
        for component in moment.estimate.analyses[i]:
            if component.kind != "note":
                row = f"component:{component.id}"
                yield ANALYSES, row, "F", found.coefficients[component.id]
                yield ANALYSES, row, "G", found.prices[component.id]
                yield ANALYSES, row, "H", found.amounts[component.id]
        for category in ("labour", "material", "equipment"):
            yield ANALYSES, f"analysis:{i}:{category}", "H", found.blocks[category]
        direct = found.direct_cost
        yield ANALYSES, f"analysis:{i}:direct_cost", "H", direct
        yield ANALYSES, f"analysis:{i}:markup", "H", None if direct is None else direct * percent
        total = None if direct is None else direct * (1 + percent)
        yield ANALYSES, f"analysis:{i}:total", "H", total
        if moment.estimate.policies.unit_price.mode != "none":
            yield ANALYSES, f"analysis:{i}:unit_price", "H", moment.figures.unit_prices[i]


def tail(moment) -> list[tuple[str, Fraction]]:
    """The names of the lines below the sum, with what the page shows."""
    recap = moment.figures.recap
    lines = [(f"TAMBAHAN_{n}", line.amount) for n, line in enumerate(recap.tail, 1)]
    return [("JUMLAH", recap.subtotal), *lines, ("TOTAL", recap.total),
            ("DIBULATKAN", recap.rounded)]  # fmt: skip


def differs(cell, figure: Fraction | None, policy=None) -> bool:
    """Whether a cell shows something else: under a policy the very number must stand there."""
    if figure is None:
        return cell not in (UNKNOWN, None)
    if not isinstance(cell, int | float):
        return True
    if policy is not None and policy.mode != "none":
        return float(cell) != float(figure)
    return abs(F(cell) - figure) > max(F(1, 10**6), abs(figure) / 10**13)
