"""The sheet of base prices: what analyses draw on; a pack price is divided in the cell."""

from app.documents.workbook_formula import known
from app.documents.workbook_layout import BELOW_HEAD, Layout
from app.documents.workbook_sheet import Sheet
from app.documents.workbook_source import ResourceText

#: The column that analyses point at.
PRICE = "I"
_WIDTHS = {
    "B": 5, "C": 10, "D": 40, "E": 8, "F": 12, "G": 12, "H": 15, "I": 15, "J": 24,
}  # fmt: skip
_COLUMNS = {
    "B": "no", "C": "code", "D": "resource", "E": "unit", "F": "pack", "G": "pack_size",
    "H": "pack_price", "I": "base_price", "J": "source",
}  # fmt: skip


def write(sheet: Sheet, layout: Layout) -> None:
    """Write the prices by category, in code order."""
    sheet.columns(_WIDTHS)
    sheet.title(sheet.words["prices.title"])
    head = BELOW_HEAD - 1
    sheet.head(head, {at: sheet.words[name] for at, name in _COLUMNS.items()})
    row = head
    for number, resource in enumerate(layout.source.resources, 1):
        row = layout.prices[resource.id]
        if layout.headings[resource.category] == row - 1:
            sheet.text("B", row - 1, "", "plain.band")
            sheet.text("C", row - 1, "", "plain.band")
            sheet.text("D", row - 1, sheet.words[resource.category], "text.band")
            sheet.blanks("EFGHIJ", row - 1, "plain.band")
        _resource(sheet, row, number, (resource, layout))
    sheet.page("J", head, row)


def _resource(sheet: Sheet, row: int, number: int, of: tuple[ResourceText, Layout]) -> None:
    resource, layout = of
    sheet.mark(row, f"resource:{resource.id}")
    sheet.text("B", row, str(number), "centre.cell")
    sheet.text("C", row, resource.code)
    sheet.text("D", row, resource.name)
    sheet.text("E", row, resource.unit, "centre.cell")
    sheet.text("F", row, resource.pack_unit, "centre.cell")
    if resource.pack_price is None:
        sheet.blanks("GH", row)
        sheet.number(PRICE, row, resource.price, "money.input")
    else:
        sheet.number("G", row, resource.pack_size, "quantity.input")
        sheet.number("H", row, resource.pack_price, "money.input")
        price = layout.source.estimate.resources[resource.id]
        divided = known([f"G{row}", f"H{row}"], f"H{row}/G{row}")
        sheet.formula(PRICE, row, f"={divided}", price, "money.cell")
    sheet.text("J", row, resource.remark)
