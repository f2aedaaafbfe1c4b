"""The sheet of analyses: the form A to F of each, in code order, live from price to unit price."""

from collections.abc import Mapping
from fractions import Fraction

from app.documents.workbook_formula import UNKNOWN
from app.documents.workbook_layout import BELOW_HEAD, Block, Form, Layout, ranks
from app.documents.workbook_rounding import rounded
from app.documents.workbook_row import ComponentRows
from app.documents.workbook_sheet import Sheet
from app.documents.workbook_source import AnalysisText
from app.domain.analysis import AnalysisFigures
from app.domain.components import Category

_LETTERS: Mapping[Category, str] = {"labour": "A", "material": "B", "equipment": "C", "other": ""}
_WIDTHS = {"B": 5, "C": 48, "D": 13, "E": 9, "F": 13, "G": 16, "H": 17}
_COLUMNS = {
    "B": "no", "C": "component", "D": "code", "E": "unit", "F": "coefficient", "G": "unit_price",
    "H": "amount",
}  # fmt: skip


def write(sheet: Sheet, layout: Layout) -> None:
    """Write every form."""
    sheet.columns(_WIDTHS)
    sheet.title(sheet.words["analyses.title"])
    head = BELOW_HEAD - 1
    sheet.head(head, {at: sheet.words[name] for at, name in _COLUMNS.items()})
    writer = _Forms(sheet, layout)
    last = head
    for text in layout.source.analyses:
        last = writer.form(text)
    sheet.page("H", head, last)


class _Forms:
    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.rows = ComponentRows(sheet, layout, ranks(layout.source))

    def form(self, text: AnalysisText) -> int:
        """Write one analysis; the last of its rows."""
        form = self.layout.forms[text.id]
        figures = self.layout.source.figures.analyses[text.id]
        self._title(form, text)
        for block in form.blocks:
            self._block(text.id, block, figures)
        self._sums(form, figures)
        return form.unit_price

    def _title(self, form: Form, text: AnalysisText) -> None:
        sheet, row = self.sheet, form.title
        sheet.mark(row, f"analysis:{text.id}")
        sheet.text("B", row, "", "plain.total")
        sheet.text("C", row, text.title, "text.total")
        sheet.text("D", row, text.code, "text.total")
        sheet.text("E", row, text.unit, "centre.total")
        sheet.text("F", row, "", "plain.total")
        sheet.text("G", row, text.edition, "plain.total")
        sheet.text("H", row, "", "plain.total")

    def _block(self, analysis: int, block: Block, figures: AnalysisFigures) -> None:
        sheet, words = self.sheet, self.sheet.words
        sheet.text("B", block.heading, _LETTERS[block.category], "centre.band")
        sheet.text("C", block.heading, words[f"block.{block.category}"], "text.band")
        sheet.blanks("DEFGH", block.heading, "plain.band")
        self.rows.write(analysis, block, figures)
        row = block.sum
        sheet.mark(row, f"analysis:{analysis}:{block.category}")
        sheet.blanks("B", row, "plain.sum")
        sheet.text("C", row, words[f"sum.{block.category}"], "right.sum")
        sheet.blanks("DEFG", row, "plain.sum")
        # From the heading on, so that a row put in at either end is counted.
        cells = f"H{block.heading}:H{row - 1}"
        formula = f'=IF(COUNTIF({cells},"{UNKNOWN}")>0,"{UNKNOWN}",SUM({cells}))'
        sheet.formula("H", row, formula, figures.blocks[block.category], "dash.sum")

    def _sums(self, form: Form, figures: AnalysisFigures) -> None:
        source, direct = self.layout.source, figures.direct_cost
        percent = source.estimate.markup_percent
        price = source.figures.unit_prices[form.id]
        sums = [f"H{block.sum}" for block in form.blocks]
        added = f'IF(COUNT({",".join(sums)})={len(sums)},{"+".join(sums)},"{UNKNOWN}")'
        bears = any(c.kind in {"resource", "analysis", "lump"}
                    for b in form.blocks for _, c in b.components)  # fmt: skip
        self._line(form, "direct_cost", added if bears else f'"{UNKNOWN}"', direct)
        d, e, f = (f"H{row}" for row in (form.direct_cost, form.markup, form.total))
        markup = None if direct is None else direct * percent / 100
        total = None if direct is None or markup is None else direct + markup
        self._line(form, "markup", f'IF(ISNUMBER({d}),{d}*BUK,"{UNKNOWN}")', markup)
        self._line(form, "total", f'IF(ISNUMBER({d}),{d}+{e},"{UNKNOWN}")', total)
        if form.unit_price != form.total:
            size = magnitude(figures)
            policy = rounded(f, source.estimate.policies.unit_price, total, size)
            self._line(form, "unit_price", f'IF(ISNUMBER({f}),{policy},"{UNKNOWN}")', price)

    def _line(self, form: Form, name: str, formula: str, value: Fraction | None) -> None:
        sheet, words = self.sheet, self.sheet.words
        row: int = getattr(form, name)
        letter = {"direct_cost": "D", "markup": "E", "total": "F"}.get(name, "")
        look = "total" if row == form.unit_price else "sum"
        sheet.mark(row, f"analysis:{form.id}:{name}")
        sheet.text("B", row, letter, f"centre.{look}")
        sheet.text("C", row, words[f"form.{name}"], f"text.{look}")
        sheet.blanks("DE", row, f"plain.{look}")
        if name == "markup":
            rate = self.layout.source.estimate.markup_percent / 100
            sheet.formula("F", row, "=BUK", rate, "percent.sum")
        else:
            sheet.blanks("F", row, f"plain.{look}")
        sheet.blanks("G", row, f"plain.{look}")
        sheet.formula("H", row, f"={formula}", value, f"money.{look}")


def magnitude(figures: AnalysisFigures) -> Fraction:
    """How large the amounts are that are added, where some of them take away."""
    known = (amount for amount in figures.amounts.values() if amount is not None)
    return 2 * sum((abs(amount) for amount in known), Fraction(0))
