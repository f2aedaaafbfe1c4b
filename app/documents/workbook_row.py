"""Rows of an analysis: coefficient x price, each kind of row with what it draws its price from."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from app.documents.workbook_formula import UNKNOWN, known, translate
from app.documents.workbook_layout import PRICES, Block, Layout
from app.documents.workbook_prices import PRICE
from app.documents.workbook_sheet import Sheet
from app.documents.workbook_source import ComponentText
from app.domain import percents
from app.domain.analysis import AnalysisFigures
from app.domain.components import Component
from app.domain.errors import Problem
from app.domain.formula import evaluate
from app.domain.inputs import parsed_once
from app.domain.percents import Chains

#: What is an error in a workbook as well.
_ERRORS = frozenset({"formula.division_by_zero", "formula.root_of_negative"})


class ComponentRows:
    """Writes the rows of one block after another."""

    def __init__(self, sheet: Sheet, layout: Layout, ranks: Mapping[int, int]) -> None:
        self.sheet = sheet
        self.layout = layout
        self.ranks = ranks
        self._analysis = 0
        self._chains = Chains()

    def write(self, analysis: int, block: Block, figures: AnalysisFigures) -> None:
        """Write the rows of a block; those that are notes have no figures."""
        if analysis != self._analysis:
            self._analysis = analysis
            rows = self.layout.source.estimate.analyses[analysis]
            self._chains = percents.chains(rows)
        number = 0
        for row, component in block.components:
            self.sheet.mark(row, f"component:{component.id}")
            text = self.layout.source.components[component.id]
            if component.kind == "note":
                self._note(row, text)
            else:
                number += 1
                self._row(row, (number, component, text), figures)

    def _note(self, row: int, text: ComponentText) -> None:
        self.sheet.blanks("B", row)
        self.sheet.text("C", row, text.title, "text.cell", 1)
        self.sheet.blanks("DEFGH", row)

    def _row(
        self, row: int, of: tuple[int, Component, ComponentText], figures: AnalysisFigures
    ) -> None:
        number, component, text = of
        sheet = self.sheet
        sheet.text("B", row, str(number), "centre.cell")
        sheet.text("C", row, text.title, "text.cell", 1)
        sheet.text("D", row, text.code)
        sheet.text("E", row, text.unit, "centre.cell")
        self._coefficient(row, component, figures.coefficients[component.id])
        self._price(row, component, figures.prices[component.id])
        amount = known([f"F{row}", f"G{row}"], f"F{row}*G{row}")
        sheet.formula("H", row, f"={amount}", figures.amounts[component.id], "money.cell")

    def _coefficient(self, row: int, component: Component, value: Fraction | None) -> None:
        kind = "percent" if component.kind == "percent" else "coefficient"
        if component.formula is None:
            self.sheet.number("F", row, value, f"{kind}.input")
            return
        formula = expression(component.formula, value, self.layout)
        self.sheet.formula("F", row, f"={formula}", value, f"{kind}.cell")

    def _price(self, row: int, component: Component, value: Fraction | None) -> None:
        if component.kind == "lump":
            self.sheet.number("G", row, value, "money.input")
            return
        formula = f'"{UNKNOWN}"'
        if component.kind == "resource":
            formula = self._resource(component)
        elif component.kind == "analysis":
            formula = self._nested(component)
        elif self._chains.ends[component.id] in {"row", "block"}:
            formula = self._percent_base(component)
        self.sheet.formula("G", row, f"={formula}", value, "money.cell")

    def _resource(self, component: Component) -> str:
        place = self.layout.prices.get(component.resource_id or 0)
        if place is None:
            return f'"{UNKNOWN}"'
        cell = reference(PRICES, PRICE, place)
        return f'IF(ISNUMBER({cell}),{cell},"{UNKNOWN}")'

    def _nested(self, component: Component) -> str:
        """A cell of the inner form; in a circle nothing is known, and no formula may go round."""
        inner = self.layout.forms.get(component.analysis_id or 0)
        if inner is None or self.ranks[inner.id] >= self.ranks[self._analysis]:
            return f'"{UNKNOWN}"'
        at = inner.direct_cost if component.basis == "direct_cost" else inner.unit_price
        return f"$H${at}"

    def _percent_base(self, component: Component) -> str:
        places = self.layout.components
        if component.percent_of == "row":
            return f"H{places[component.percent_row_id or 0]}"
        rows = self.layout.source.estimate.analyses[self._analysis]
        counted = [
            places[each.id]
            for each in rows
            if each.category == component.percent_of
            and each.kind != "note"
            and self._chains.ends.get(each.id) != "block"
        ]
        cells = list(_ranges(counted))
        if not cells:
            return "0"
        gaps = "+".join(f'COUNTIF({each},"{UNKNOWN}")' for each in cells)
        return f'IF({gaps}>0,"{UNKNOWN}",SUM({",".join(cells)}))'


def expression(text: str, value: Fraction | None, layout: Layout) -> str:
    """Return a formula that was entered as one of the workbook.

    One that fails as a workbook would fail, or for want of a parameter, lives again when that
    changes; one that fails for other reasons (its range, an exponent) stays unknown.
    """
    parsed = parsed_once(text)
    parameters = layout.source.figures.parameters
    if isinstance(parsed, Problem) or not parsed.names <= layout.names.keys():
        return f'"{UNKNOWN}"'
    translated = translate(parsed, layout.names, parameters)
    if value is not None or not parsed.names <= parameters.keys():
        return translated
    failed = evaluate(parsed, parameters)
    if isinstance(failed, Problem) and failed.code in _ERRORS:
        return f'IFERROR({translated},"{UNKNOWN}")'
    return f'"{UNKNOWN}"'


def reference(sheet: str, column: str, row: int) -> str:
    """Return an absolute reference to a cell of another sheet."""
    name = f"'{sheet}'" if " " in sheet else sheet
    return f"{name}!${column}${row}"


def _ranges(rows: Sequence[int]) -> Iterable[str]:
    """Runs of neighbouring rows of the column of amounts."""
    start = previous = None
    for row in [*sorted(rows), None]:
        if start is not None and row != (previous or 0) + 1:
            yield f"H{start}:H{previous}"
            start = None
        start = row if start is None else start
        previous = row
