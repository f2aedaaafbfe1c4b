"""A sheet while it is written, row by row: text is never run, an unknown figure is never 0."""

import re
from collections.abc import Mapping
from fractions import Fraction

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.documents.workbook_formats import Formats
from app.documents.workbook_formula import UNKNOWN
from app.documents.workbook_source import Source

#: Numbers of paper sizes in the format; F4 is what it calls Folio (215 x 330 mm).
_PAPERS: Mapping[str, int] = {"F4": 14, "A4": 9, "A3": 8, "Legal": 5}
_BAD = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff"
_UNPRINTABLE = re.compile(f" *[{_BAD}][ {_BAD}]*")
#: Characters that a cell, and that the parts of a footer, can hold.
_CELL_LENGTH, _FOOTER_LENGTH = 32_767, 60
#: Rows that stay in sight above a table.
_FROZEN = 12
#: Inches; points of a line of text; letters in the width of one figure.
_MARGIN, _LINE_HEIGHT, _LETTERS, _HIGHEST = 0.6, 12, 1.05, 409


class _Plain(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas use old functions only.

    The library looks for each of thirty new ones in every formula: a third of the whole time.
    """

    def _prepare_formula(self, formula: str, _expand: bool = False) -> str:
        return formula.removeprefix("=")


class Sheet:
    """One sheet; columns are letters, rows are counted from 1."""

    def __init__(self, book: Workbook, name: str, source: Source, formats: Formats) -> None:
        self.name = name
        self.source = source
        self.words = source.words
        self._formats = formats
        self._sheet: Worksheet = book.add_worksheet(name, _Plain)
        self._widths: Mapping[str, float] = {}
        #: The row that has been made higher for its text, and its lines.
        self._high = (0, 1)

    def columns(self, widths: Mapping[str, float]) -> None:
        """Set the widths, and hide the column of stable ids."""
        self._sheet.set_column("A:A", 12, None, {"hidden": True})
        self._widths = widths
        for letters, width in widths.items():
            self._sheet.set_column(f"{letters}:{letters}", width)

    def mark(self, row: int, identity: str) -> None:
        """Write the id of what stands in a row into the hidden column."""
        self._sheet.write_string(row - 1, 0, identity, self._formats.of("plain.free"))

    def text(self, at: str, row: int, text: str, look: str = "text.cell", indent: int = 0) -> None:
        """Write text as text, whatever it looks like; empty text leaves a blank cell."""
        shown, column = printable(text)[:_CELL_LENGTH], ord(at) - 65
        if shown:
            if look.startswith("text."):
                self._make_room(at, row, len(shown) + 2 * indent)
            self._sheet.write_string(row - 1, column, shown, self._formats.of(look, indent))
        else:
            self._sheet.write_blank(row - 1, column, None, self._formats.of(look, indent))

    def _make_room(self, at: str, row: int, length: int) -> None:
        """Give a row the height of its wrapped text, which not every program does by itself."""
        lines = -(-length // int(self._widths[at] * _LETTERS))
        if lines > (self._high[1] if row == self._high[0] else 1):
            self._high = (row, lines)
            self._sheet.set_row(row - 1, min(3 + _LINE_HEIGHT * lines, _HIGHEST))

    def number(self, at: str, row: int, value: Fraction | None, look: str) -> None:
        """Write a number that was entered; an unknown one leaves a gap to be filled."""
        column = ord(at) - 65
        if value is None:
            gap = self._formats.of(f"{look.partition('.')[0]}.gap")
            self._sheet.write_blank(row - 1, column, None, gap)
        else:
            self._sheet.write_number(row - 1, column, float(value), self._formats.of(look))

    def formula(
        self, at: str, row: int, formula: str, value: Fraction | str | None, look: str
    ) -> None:
        """Write a formula with the figure of the page as what it gave last.

        A formula that can only say that nothing is known is written as that text.
        """
        if formula == f'="{UNKNOWN}"':
            self.text(at, row, UNKNOWN, look)
            return
        kept: float | str
        if isinstance(value, Fraction):
            kept = float(value)
        else:
            kept = UNKNOWN if value is None else printable(value)
        self._sheet.write_formula(row - 1, ord(at) - 65, formula, self._formats.of(look), kept)

    def blanks(self, letters: str, row: int, look: str = "plain.cell") -> None:
        """Draw empty cells, so that the lines of the table go through."""
        format_ = self._formats.of(look)
        for at in letters:
            self._sheet.write_blank(row - 1, ord(at) - 65, None, format_)

    def title(self, title: str) -> None:
        """Write what the sheet is and which project it belongs to; a gap follows."""
        self.text("B", 1, title, "plain.title")
        self.text("B", 2, self.source.heading.name, "plain.name")

    def head(self, row: int, names: Mapping[str, str]) -> None:
        """Write the head of a table."""
        for at, name in names.items():
            self.text(at, row, name, "plain.head")

    def page(self, last: str, head: int, rows: int) -> None:
        """Set up printing: paper, one page wide, head on every page, pages counted."""
        sheet, heading = self._sheet, self.source.heading
        sheet.set_paper(_PAPERS.get(heading.paper, _PAPERS["F4"]))
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN + 0.2)
        sheet.center_horizontally()
        sheet.print_area(0, 1, max(rows, head) - 1, ord(last) - 65)
        sheet.set_footer(self._footer())
        sheet.repeat_rows(head - 1)
        if head <= _FROZEN:  # more would leave a small screen nothing to scroll
            sheet.freeze_panes(head, 0)
        sheet.hide_gridlines(2)

    def _footer(self) -> str:
        heading, words = self.source.heading, self.words
        name = printable(heading.name)[:_FOOTER_LENGTH].replace("&", "&&")
        revision = words["revision"].format(number=heading.revision)
        page = words["page"].format(page="&P", pages="&N")
        # The space keeps a name that begins with a digit from being read as a size of letters.
        return f'&L&"Arial"&8 {name}&C&"Arial"&8 {revision}&R&"Arial"&8 {page}'


def printable(text: str) -> str:
    """Return text without characters that a workbook cannot hold; a line break is a space."""
    return _UNPRINTABLE.sub(" ", text).strip()
