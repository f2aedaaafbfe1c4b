"""The sheet of quantities: parameters with their names, then each item as it was measured."""

from app.documents.workbook_layout import BELOW_HEAD, QUANTITIES, Layout
from app.documents.workbook_row import expression, reference
from app.documents.workbook_sheet import Sheet
from app.documents.workbook_source import OutlineText, ParameterText
from app.domain import formula
from app.domain.errors import Problem
from app.domain.inputs import QUANTITY_LIMIT, entered, parsed_once

#: The column that the budget points at.
QUANTITY = "F"
_WIDTHS = {"B": 13, "C": 52, "D": 9, "E": 34, "F": 15}


def write(sheet: Sheet, layout: Layout) -> None:
    """Write the parameters, if there are any, and the quantities in sheet order."""
    words = sheet.words
    sheet.columns(_WIDTHS)
    sheet.title(words["quantities.title"])
    for row, each in enumerate(layout.source.parameters, BELOW_HEAD):
        if row == BELOW_HEAD:
            names = ("parameter", "label", "unit", "formula", "value")
            sheet.head(row - 1, {at: words[name] for at, name in zip("BCDEF", names, strict=True)})
        _parameter(sheet, row, each, layout)
    head = layout.quantities_head
    names = ("no", "work", "unit", "formula", "quantity")
    sheet.head(head, {at: words[name] for at, name in zip("BCDEF", names, strict=True)})
    for text in layout.source.outline:
        row = layout.quantities[text.id]
        sheet.mark(row, f"{text.kind}:{text.id}")
        if text.kind == "item":
            _item(sheet, row, text, layout)
        else:
            look = "band" if text.kind == "section" else "cell"
            sheet.text("B", row, text.number, f"plain.{look}")
            sheet.text("C", row, text.title, f"text.{look}", text.level - 1)
            sheet.blanks("DEF", row, f"plain.{look}")
    sheet.page("F", head, head + len(layout.source.outline))


def cell(layout: Layout, node: int) -> str:
    """The cell in which the quantity of an item stands."""
    return reference(QUANTITIES, QUANTITY, layout.quantities[node])


def parameter_cells(layout: Layout) -> dict[str, str]:
    """The cell of each defined name of a parameter."""
    rows = enumerate(layout.source.parameters, BELOW_HEAD)
    return {layout.names[p.name]: reference(QUANTITIES, QUANTITY, row) for row, p in rows}


def _parameter(sheet: Sheet, row: int, text: ParameterText, layout: Layout) -> None:
    given = layout.source.estimate.parameters.get(text.name)
    value = layout.source.figures.parameters.get(text.name)
    sheet.mark(row, f"parameter:{text.id}")
    sheet.text("B", row, text.name)
    sheet.text("C", row, text.label)
    sheet.text("D", row, text.unit, "centre.cell")
    if isinstance(given, str):
        sheet.text("E", row, _shown(given, layout))
        formula_ = expression(given, value, layout)
        sheet.formula(QUANTITY, row, f"={formula_}", value, "quantity.cell")
    else:
        sheet.blanks("E", row)
        sheet.number(QUANTITY, row, value, "quantity.input")


def _item(sheet: Sheet, row: int, text: OutlineText, layout: Layout) -> None:
    node = layout.nodes_by_id[text.id]
    sheet.text("B", row, text.number, "plain.cell")
    sheet.text("C", row, text.title, "text.cell", text.level - 1)
    sheet.text("D", row, text.unit, "centre.cell")
    if node.formula is None:
        sheet.blanks("E", row)
        sheet.number(QUANTITY, row, node.quantity, "quantity.input")
        return
    sheet.text("E", row, _shown(node.formula, layout))
    parameters = layout.source.figures.parameters
    value = entered(None, node.formula, parameters, QUANTITY_LIMIT)
    known = None if isinstance(value, Problem) else value
    formula_ = expression(node.formula, known, layout)
    sheet.formula(QUANTITY, row, f"={formula_}", known, "quantity.cell")


def _shown(text: str, layout: Layout) -> str:
    """A formula as it is typed in the language of the document."""
    parsed = parsed_once(text)
    if isinstance(parsed, Problem):
        return text
    return formula.show(parsed, layout.source.heading.locale)
