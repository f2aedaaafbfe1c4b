"""The sheet of the recap: sections, sum, tail lines, total, rounding, words, signatures, rules."""

from fractions import Fraction

from app.documents import workbook_budget
from app.documents.workbook_layout import BUDGET, Layout
from app.documents.workbook_rounding import literal, rounded
from app.documents.workbook_row import reference
from app.documents.workbook_sheet import Sheet
from app.documents.workbook_source import OutlineText, RecapLine
from app.domain.numbers import Rounding
from app.domain.recap import TailLine

_WIDTHS = {"B": 10, "C": 58, "D": 20, "E": 22}
_LEVELS = 2
#: Texts inside a formula may not be longer.
_LITERAL = 250


class Recap:
    """Writes the sheet from top to bottom and remembers which cell became which name."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        self.source = layout.source
        self.row = 1
        self.names: dict[str, str] = {}
        #: The cell of each letter, and of the sums of first-level sections.
        self._letters: dict[str, str] = {}
        self._sections: list[str] = []

    def write(self) -> dict[str, str]:
        """Write everything; the cells that have names."""
        sheet, words = self.sheet, self.sheet.words
        sheet.columns(_WIDTHS)
        sheet.title(words["recap.title"])
        self.row = 4
        for name, text in self.source.heading.lines:
            sheet.text("B", self.row, f"{name}: {text}", "plain.free")
            self.row += 1
        head = self.row = self.row + bool(self.source.heading.lines)
        columns = {"B": "no", "C": "work", "D": "detail", "E": "amount"}
        sheet.head(head, {at: words[name] for at, name in columns.items()})
        self.row += 1
        self._outline()
        for line in self.source.lines:
            self._line(line)
        self._words()
        self._signatures()
        self._rules()
        sheet.page("E", head, self.row)
        return self.names

    def _outline(self) -> None:
        sums = workbook_budget.section_sums(self.layout)
        loose = False
        for text in self.source.outline:
            if text.kind == "section" and text.level <= _LEVELS:
                self._section(text, sums[text.id])
            loose = loose or (text.kind == "item" and text.level == 1)
        if loose:
            self._loose()

    def _section(self, text: OutlineText, cell: str) -> None:
        sheet, row, is_top = self.sheet, self.row, text.level == 1
        amount = self.source.figures.nodes[text.id].amount
        look = "band" if is_top else "cell"
        sheet.mark(row, f"section:{text.id}")
        sheet.text("B", row, text.number, f"plain.{look}")
        sheet.text("C", row, text.title, f"text.{look}", text.level - 1)
        sheet.blanks("D" if is_top else "E", row, f"plain.{look}")
        sheet.formula("E" if is_top else "D", row, f"={cell}", amount, f"money.{look}")
        if is_top:
            self._sections.append(f"E{row}")
        self.row += 1

    def _loose(self) -> None:
        """The items in no section: the whole without the sections."""
        sheet, row = self.sheet, self.row
        nodes = self.source.figures.nodes
        amounts = (
            nodes[text.id].amount
            for text in self.source.outline
            if text.level == 1 and text.kind == "item"
        )
        amount = sum((each for each in amounts if each is not None), Fraction(0))
        taken = "".join(f"-{cell}" for cell in self._sections)
        if len(self._sections) > 1:
            taken = f"-SUM({self._sections[0]}:{self._sections[-1]})"
        sheet.mark(row, "loose")
        sheet.blanks("BD", row, "plain.band")
        sheet.text("C", row, sheet.words["loose"], "text.band")
        sheet.formula("E", row, f"={self._whole()}{taken}", amount, "money.band")
        self._sections.append(f"E{row}")
        self.row += 1

    def _whole(self) -> str:
        return reference(BUDGET, workbook_budget.AMOUNT, self.layout.total)

    def _line(self, line: RecapLine) -> None:
        sheet, row = self.sheet, self.row
        place = {"subtotal": "sum", "total": "sum", "rounded": "total"}.get(line.kind, "cell")
        sheet.mark(row, f"recap:{line.letter}")
        sheet.text("B", row, line.letter, f"centre.{place}")
        sheet.text("C", row, self._label(line), f"text.{place}")
        if line.kind == "tail" and line.source is not None:
            sheet.number("D", row, line.source.percent / 100, "percent.input")
        else:
            sheet.blanks("D", row, f"plain.{place}")
        sheet.formula("E", row, f"={self._formula(line)}", line.amount, f"money.{place}")
        self._letters[line.letter] = f"E{row}"
        self._named(line, f"$E${row}")
        self.row += 1

    def _named(self, line: RecapLine, cell: str) -> None:
        tails = sum(name.startswith("TAMBAHAN_") for name in self.names)
        name = {
            "subtotal": "JUMLAH", "tail": f"TAMBAHAN_{tails + 1}", "total": "TOTAL",
            "rounded": "DIBULATKAN",
        }.get(line.kind)  # fmt: skip
        if name:
            self.names[name] = cell
        if line.kind == "subtotal":
            self.names |= {"TOTAL": cell, "DIBULATKAN": cell}
        elif line.kind == "total":
            self.names["DIBULATKAN"] = cell

    def _label(self, line: RecapLine) -> str:
        words, source = self.sheet.words, line.source
        if line.kind == "base" and source is not None:
            return f"{words['tax_base']} {source.base_factor} × {line.of}"
        if line.kind == "tail" and source is not None:
            return f"{source.label} (× {line.of})"
        label = words[{"subtotal": "sum"}.get(line.kind, line.kind)]
        return f"{label} ({line.of})" if line.kind == "total" else label

    def _formula(self, line: RecapLine) -> str:
        figures, policies = self.source.figures.recap, self.source.estimate.policies
        match line.kind:
            case "subtotal":
                return self._subtotal()
            case "base":
                factor = line.source.base_factor if line.source else Fraction(1)
                top, bottom = factor.as_integer_ratio()
                return f"{self._factor(line.of)}*{top}/{bottom}"
            case "tail":
                return self._tail(line, policies.tail)
            case "total":
                return self._basis(line.of)
            case _:
                return rounded(self._letters[line.of], policies.total, figures.total)

    def _subtotal(self) -> str:
        if not self._sections:
            return self._whole()
        cells = self._sections
        return f"SUM({cells[0]}:{cells[-1]})"

    def _tail(self, line: RecapLine, usual: Rounding) -> str:
        source: TailLine | None = line.source
        if source is None:
            return "0"
        rounding = usual if source.rounding is None else source.rounding
        exact = self._base_of(line) * source.percent / 100
        text = rounded(f"{self._factor(line.of)}*D{self.row}", rounding, exact)
        return f"-{text}" if source.sign == -1 else text

    def _base_of(self, line: RecapLine) -> Fraction:
        """The exact base of a tail line."""
        tails = [each for each in self.source.lines if each.kind == "tail"]
        return self.source.figures.recap.tail[tails.index(line)].base

    def _basis(self, of: str) -> str:
        """The cells of a sum of letters such as `A + C − D`; what is taken off is below 0."""
        return "+".join(self._letters[part] for part in of.strip("()").split() if part.isalpha())

    def _factor(self, of: str) -> str:
        cells = self._basis(of)
        return f"({cells})" if "+" in cells else cells

    def _words(self) -> None:
        """The amount in words, which no workbook can form: it stands while the amount does."""
        sheet, words = self.sheet, self.sheet.words
        self.row += 1
        sheet.mark(self.row, "words")
        sheet.text("B", self.row, words["in_words"], "plain.name")
        spoken = self.source.heading.amount_in_words
        parts = [spoken[i : i + _LITERAL] for i in range(0, len(spoken), _LITERAL)]
        text = "&".join('"' + part.replace('"', '""') + '"' for part in parts)
        amount = literal(Rounding("half_up", Fraction(1, 100))(self.source.figures.recap.rounded))
        stale = words["stale_words"].replace('"', '""')
        formula = f'=IF(ROUND(DIBULATKAN,2)={amount},{text},"{stale}")'
        sheet.formula("C", self.row, formula, spoken, "text.free")
        self.row += 1
        counted = self.source.figures.incomplete
        count = workbook_budget.incomplete(self.layout)
        note = words["incomplete"].replace('"', '""')
        told = f"{counted} {words['incomplete']}" if counted else ""
        sheet.formula("C", self.row, f'=IF({count}=0,"",{count}&" {note}")', told, "text.warning")
        self.row += 1

    def _signatures(self) -> None:
        sheet, heading = self.sheet, self.source.heading
        self.row += 1
        sheet.text("D", self.row, f"………………, {heading.day}", "plain.free")
        self.row += 1
        for at, (role, _) in zip("CD", heading.signatures, strict=False):
            sheet.text(at, self.row, role, "plain.free")
        self.row += 4
        for at, (_, name) in zip("CD", heading.signatures, strict=False):
            sheet.text(at, self.row, f"( {name or '…' * 16} )", "plain.name")
        self.row += 2

    def _rules(self) -> None:
        """How the project rounds, and its markup, which every analysis reads from here."""
        sheet, words = self.sheet, self.sheet.words
        sheet.text("B", self.row, words["rules"], "plain.name")
        self.row += 1
        sheet.mark(self.row, "markup")
        sheet.text("C", self.row, words["form.markup"], "text.cell")
        markup = self.source.estimate.markup_percent / 100
        sheet.number("D", self.row, markup, "percent.input")
        self.names["BUK"] = f"$D${self.row}"
        for name, text in self.source.heading.rules:
            self.row += 1
            sheet.text("C", self.row, name, "text.cell")
            sheet.text("D", self.row, text, "text.cell")
