"""The sheet of the budget: quantity x unit price by the policies, sums below each section."""

from collections.abc import Mapping
from fractions import Fraction

from app.documents import workbook_quantities as quantities
from app.documents.workbook_analyses import magnitude
from app.documents.workbook_formula import UNKNOWN, known
from app.documents.workbook_layout import ANALYSES, BELOW_HEAD, Entry, Layout
from app.documents.workbook_rounding import rounded
from app.documents.workbook_row import reference
from app.documents.workbook_sheet import Sheet
from app.domain.errors import Problem
from app.domain.inputs import QUANTITY_LIMIT, entered
from app.domain.items import NodeFigures
from app.domain.outline import Node

AMOUNT, MARKUP, TYPED = "H", "J", "K"
_WIDTHS = {
    "B": 8, "C": 52, "D": 13, "E": 8, "F": 13, "G": 16, "H": 19, "I": 3, "J": 9, "K": 16, "L": 40,
}  # fmt: skip
_COLUMNS = {
    "B": "no", "C": "work", "D": "code", "E": "unit", "F": "quantity", "G": "unit_price",
    "H": "amount", "J": "markup", "K": "typed_price", "L": "remark",
}  # fmt: skip


def write(sheet: Sheet, layout: Layout) -> None:
    """Write the rows of the outline; what stands right of the amounts is not printed."""
    sheet.columns(_WIDTHS)
    sheet.title(sheet.words["budget.title"])
    head = BELOW_HEAD - 1
    sheet.head(head, {at: sheet.words[name] for at, name in _COLUMNS.items()})
    writer = _Budget(sheet, layout)
    for entry in layout.budget:
        if entry.is_sum:
            writer.sum(entry)
        elif entry.text.kind == "item":
            writer.item(entry)
        else:
            writer.heading(entry)
    writer.total()
    sheet.page(AMOUNT, head, layout.total)


class _Budget:
    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.estimate = layout.source.estimate
        self.figures = layout.source.figures
        self.policies = self.estimate.policies
        #: The cell of the markup in force, by node; absent where it is that of the project.
        self.markups: dict[int | None, str] = {}

    def heading(self, entry: Entry) -> None:
        """Write a section or a note."""
        sheet, row, text = self.sheet, entry.row, entry.text
        look = "band" if text.kind == "section" else "cell"
        sheet.mark(row, f"{text.kind}:{text.id}")
        sheet.text("B", row, text.number, f"plain.{look}")
        sheet.text("C", row, text.title, f"text.{look}", text.level - 1)
        sheet.text("D", row, text.code, f"text.{look}")
        sheet.blanks("EFGH", row, f"plain.{look}")
        self._markup(row, self.layout.nodes_by_id[text.id])

    def sum(self, entry: Entry) -> None:
        """Write the sum of a section; SUBTOTAL passes over the sums within it."""
        sheet, row, text = self.sheet, entry.row, entry.text
        sheet.mark(row, f"section:{text.id}:sum")
        sheet.blanks("B", row, "plain.sum")
        name = f"{sheet.words['sum']} {text.number or text.title}"
        sheet.text("C", row, name, "text.sum", text.level - 1)
        sheet.blanks("DEFG", row, "plain.sum")
        cells = f"{AMOUNT}{entry.first}:{AMOUNT}{row - 1}"
        amount = self.figures.nodes[text.id].amount
        sheet.formula(AMOUNT, row, f"=SUBTOTAL(9,{cells})", amount, "money.sum")

    def total(self) -> None:
        """Write the sum of everything."""
        sheet, row = self.sheet, self.layout.total
        sheet.mark(row, "total")
        sheet.blanks("B", row, "plain.total")
        sheet.text("C", row, sheet.words["sum"], "text.total")
        sheet.blanks("DEFG", row, "plain.total")
        cells = f"{AMOUNT}{BELOW_HEAD - 1}:{AMOUNT}{row - 1}"
        subtotal = self.figures.recap.subtotal
        sheet.formula(AMOUNT, row, f"=SUBTOTAL(9,{cells})", subtotal, "money.total")

    def item(self, entry: Entry) -> None:
        """Write an item."""
        sheet, row, text = self.sheet, entry.row, entry.text
        node = self.layout.nodes_by_id[text.id]
        figures = self.figures.nodes[text.id]
        sheet.mark(row, f"item:{text.id}")
        sheet.text("B", row, text.number, "plain.cell")
        sheet.text("C", row, text.title, "text.cell", text.level - 1)
        sheet.text("D", row, text.code)
        sheet.text("E", row, text.unit, "centre.cell")
        sheet.formula("F", row, f"={self._quantity(node)}", figures.quantity, "quantity.cell")
        markup = self._markup(row, node)
        self._price(row, node, figures, markup)
        exact = None
        if figures.quantity is not None and figures.unit_price is not None:
            exact = figures.quantity * figures.unit_price
        amount = known([f"F{row}", f"G{row}"], rounded(f"F{row}*G{row}", self.policies.line, exact))
        sheet.formula(AMOUNT, row, f"={amount}", figures.amount, "money.cell")
        if node.origin == "typed":
            sheet.number(TYPED, row, node.price, "money.input")
        if text.remark:
            sheet.text("L", row, text.remark, "text.aside")

    def _quantity(self, node: Node) -> str:
        """The measured quantity under its policy; one that is out of range stays unknown."""
        cell = quantities.cell(self.layout, node.id)
        value = entered(node.quantity, node.formula, self.figures.parameters, QUANTITY_LIMIT)
        exact = None if isinstance(value, Problem) else value
        if exact is not None and self.figures.nodes[node.id].quantity is None:
            return f'"{UNKNOWN}"'
        text = rounded(cell, self.policies.quantity, exact)
        return f'IF(ISNUMBER({cell}),{text},"{UNKNOWN}")'

    def _markup(self, row: int, node: Node) -> str:
        """The cell of the markup in force; a section passes its own down."""
        above = self.markups.get(node.parent_id)
        percent = self.figures.nodes[node.id].markup_percent / 100
        if node.markup_percent is not None:
            self.sheet.number(MARKUP, row, percent, "percent.input")
        elif above is not None:
            self.sheet.formula(MARKUP, row, f"={above}", percent, "percent.cell")
        else:
            return "BUK"
        self.markups[node.id] = f"${MARKUP}${row}"
        return f"{MARKUP}{row}"

    def _price(self, row: int, node: Node, figures: NodeFigures, markup: str) -> None:
        sheet = self.sheet
        if node.origin == "none":
            sheet.number("G", row, None, "money.input")
        elif node.origin == "zero":
            sheet.number("G", row, Fraction(0), "money.input")
        else:
            formula = self._analysed(node, figures, markup)
            if node.origin == "typed":
                formula = self._typed(row, node, figures, markup)
            sheet.formula("G", row, f"={formula}", figures.unit_price, "money.cell")

    def _analysed(self, node: Node, figures: NodeFigures, markup: str) -> str:
        """The unit price of the form, or its direct cost under another markup."""
        form = self.layout.forms.get(node.analysis_id or 0)
        if form is None:
            return f'"{UNKNOWN}"'
        if markup == "BUK":
            return reference(ANALYSES, AMOUNT, form.unit_price)
        cell = reference(ANALYSES, AMOUNT, form.direct_cost)
        size = magnitude(self.figures.analyses[form.id])
        return self._marked_up(cell, figures, markup, size)

    def _typed(self, row: int, node: Node, figures: NodeFigures, markup: str) -> str:
        cell = f"{TYPED}{row}"
        if not node.markup_included:
            return self._marked_up(cell, figures, markup, None)
        return known([cell], rounded(cell, self.policies.unit_price, node.price))

    def _marked_up(
        self, cell: str, figures: NodeFigures, markup: str, size: Fraction | None
    ) -> str:
        direct = figures.direct_cost
        exact = None if direct is None else direct * (1 + figures.markup_percent / 100)
        text = rounded(f"{cell}*(1+{markup})", self.policies.unit_price, exact, size)
        return f'IF(ISNUMBER({cell}),{text},"{UNKNOWN}")'


def incomplete(layout: Layout) -> str:
    """A formula that counts the items without an amount."""
    cells = f"RAB!${AMOUNT}${BELOW_HEAD}:${AMOUNT}${layout.total - 1}"
    return f'COUNTIF({cells},"{UNKNOWN}")'


def section_sums(layout: Layout) -> Mapping[int, str]:
    """The cell of each section's sum."""
    return {i: reference("RAB", AMOUNT, row) for i, row in layout.sums.items()}
