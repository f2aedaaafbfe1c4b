"""The lines of a form: where each analysis begins and ends, and what every row of it is."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.components import Category
from app.domain.errors import Problem
from app.interchange import forms_heading
from app.interchange.book import Error
from app.interchange.forms_grid import Grid
from app.interchange.forms_heading import Columns
from app.interchange.said import Said

_MARK = r"(?:[a-f]|i{1,3}|iv|v|vi|[1-6])?\s*[.)]?\s*"
_BLOCKS: dict[Category, re.Pattern[str]] = {
    "labour": re.compile(_MARK + r"(?:tenaga(?: kerja)?|upah(?: tenaga| kerja)*|pekerja)\s*:?"),
    "material": re.compile(_MARK + r"(?:bahan|material)(?: ?[/-] ?(?:bahan|material))?\s*:?"),
    "equipment": re.compile(
        _MARK + r"(?:sewa )?(?:peralatan|alat)(?: ?/ ?(?:alat|peralatan))?\s*:?"
    ),
}
_DIRECT = re.compile(r"a ?\+ ?b(?: ?\+ ?c)?\b|jumlah harga tenaga(?: kerja)?, ")
_MARKUP = re.compile(r"biaya umum|overhead|over head|keuntungan|profit")
_UNIT_PRICE = re.compile(r"harga satuan pek|d ?\+ ?e\b")
_SUM = re.compile(_MARK + r"(?:sub ?)?(?:jumlah|total)\b")
_NOTE = re.compile(r"[*†]|(?:nb|catatan|keterangan|ket|asumsi|note)\b")
_UNIT = re.compile(r"satuan(?: pembayaran)?\s*:\s*(\S{1,20})", re.IGNORECASE)
#: A text beside the table that says something, not the label of a setting.
_SIDE_NOTE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A row inside a block."""

    row: int
    category: Category
    is_note: bool = False


@dataclass
class Draft:
    """One analysis: where its parts stand. Rows from 1, 0 for a part it does not have."""

    columns: Columns
    heading: int
    title: int
    chapter: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    sums: list[tuple[Category, int]] = field(default_factory=list)
    direct: int = 0
    markup: int = 0
    unit_price: int = 0
    unit: str = ""
    notes: list[str] = field(default_factory=list)

    @cached_property
    def categories(self) -> dict[int, Category]:
        """The rows that are no notes, with their category; asked once all are known."""
        return {line.row: line.category for line in self.lines if not line.is_note}

    @cached_property
    def sum_rows(self) -> dict[int, Category]:
        """The rows that are sums of a block, with its category."""
        return {row: category for category, row in self.sums}

    @cached_property
    def _blocks(self) -> dict[Category, frozenset[int]]:
        blocks: dict[Category, set[int]] = {}
        for row, category in self.categories.items():
            blocks.setdefault(category, set()).add(row)
        return {category: frozenset(rows) for category, rows in blocks.items()}

    def block(self, category: Category) -> frozenset[int]:
        """The rows of one block."""
        return self._blocks.get(category, frozenset())


class Scan:
    """One sheet of forms, row by row."""

    def __init__(self, grid: Grid, said: Said) -> None:
        self.grid = grid
        self.drafts: list[Draft] = []
        self._said = said
        self._draft: Draft | None = None
        self._category: Category = "other"
        self._chapter: tuple[str, ...] = ()
        #: Rows of text whose meaning the next rows decide: notes, headings, a title.
        self._pending: list[int] = []

    def run(self) -> None:
        """Fill `drafts`, and say what is odd."""
        for row, cells in self.grid.rows.items():
            columns = forms_heading.form(cells)
            if columns is not None:
                self._open(row, columns)
            elif self._draft is None:
                self._pending.append(row)
            else:
                self._line(row, self._draft)
        self._settle(self._pending, self._draft)

    def _open(self, row: int, columns: Columns) -> None:
        """A heading: the text above it is the title of a new analysis."""
        before, self._draft = self._draft, None
        titled = [at for at in self._pending if not self._is_note(at, columns)]
        if not titled:
            self._settle(self._pending, before)
            place = str(self.grid.place(row, columns.name))
            self._said.add(Problem("form.no_title", place))
            return
        title = titled[-1]
        above = [at for at in self._pending if at < title]
        self._draft = Draft(columns, row, title, ())
        self._read_above(above, before)
        self._settle([at for at in self._pending if at > title], self._draft)
        self._draft.chapter = self._chapter
        self.drafts.append(self._draft)
        self._category, self._pending = "other", []

    def _read_above(self, rows: list[int], before: Draft | None) -> None:
        """Between two analyses stand notes on the first and headings over the second."""
        headings = []
        for row in rows:
            words = self._words(row)
            unit = _UNIT.fullmatch(words)
            if unit and self._draft:
                self._draft.unit = unit[1]
            elif words.isupper() and not _NOTE.match(words.casefold()):
                headings.append(_unnumbered(self.grid, row) or words)
            elif before or self._draft:
                self._settle([row], before or self._draft)
        if headings:
            self._chapter = tuple(headings)

    def _line(self, row: int, draft: Draft) -> None:
        """A row below a heading."""
        label = forms_heading.folded(self._label(row, draft.columns))
        if draft.unit_price:
            self._after(row, draft)
        elif self._is_total(row, label, draft):
            self._flush(draft)
            self._strays(row, draft)
        elif self._has_figures(row, draft.columns):
            self._component(row, draft)
        elif category := _category(label):
            self._flush(draft)
            self._category = category
            self._strays(row, draft)
        elif any(isinstance(cell, str) for cell in self.grid.rows[row]):
            self._pending.append(row)
        else:
            self._strays(row, draft)

    def _is_total(self, row: int, label: str, draft: Draft) -> bool:
        unit = self.grid.text(row, draft.columns.unit)
        counted = isinstance(self.grid.cell(row, draft.columns.coefficient), int | float)
        if _MARKUP.search(label) and not draft.markup and unit in {"", "%"}:
            draft.markup = row
        elif unit or counted:
            return False
        elif _DIRECT.search(label) and not draft.direct:
            draft.direct = row
        elif _UNIT_PRICE.search(label):
            draft.unit_price = row
        elif _SUM.match(label):
            draft.sums.append((self._category, row))
        else:
            return False
        return True

    def _component(self, row: int, draft: Draft) -> None:
        name = draft.columns.name
        if isinstance(self.grid.cell(row, name), str | Error):
            self._flush(draft)
            draft.lines.append(Line(row, self._category))
            draft.notes += self._side(row, draft.columns)
        elif row > draft.heading + 1 or draft.lines:
            # Directly under a heading, numbers number the columns.
            self._said.add(Problem("form.row_without_name", str(self.grid.place(row, name))))

    def _after(self, row: int, draft: Draft) -> None:
        """Below the unit price: notes, or something of the next analysis."""
        columns = draft.columns
        if self.grid.text(row, columns.unit) and self._has_figures(row, columns):
            place = str(self.grid.place(row, columns.name))
            self._said.add(Problem("form.row_outside", place))
        else:
            self._pending.append(row)

    def _has_figures(self, row: int, columns: Columns) -> bool:
        grid = self.grid
        figures = (columns.coefficient, columns.amount)
        return bool(grid.text(row, columns.unit)) or any(
            isinstance(grid.cell(row, at), int | float | Error)
            or grid.formula(row, at)
            or (at == columns.coefficient and isinstance(grid.cell(row, at), str))
            for at in figures
        )

    def _strays(self, row: int, draft: Draft) -> None:
        """Errors where no figure belongs."""
        for column in (draft.columns.coefficient, draft.columns.price):
            cell = self.grid.cell(row, column)
            if isinstance(cell, Error):
                found = self.grid.warning("form.stray_cell", row, column, text=cell.text)
                self._said.add(found)

    def _flush(self, draft: Draft) -> None:
        """What was pending inside an analysis were notes."""
        for row in self._pending:
            draft.lines.append(Line(row, self._category, is_note=True))
        self._pending = []

    def _settle(self, rows: list[int], draft: Draft | None) -> None:
        if draft is not None:
            draft.notes += [words for row in rows if (words := self._words(row))]

    def _side(self, row: int, columns: Columns) -> list[str]:
        last = len(self.grid.rows[row])
        texts = [self.grid.text(row, at) for at in range(columns.amount + 1, last)]
        return [text for text in texts if len(text) > _SIDE_NOTE]

    def _is_note(self, row: int, columns: Columns) -> bool:
        words = self._label(row, columns) or self._words(row)
        return not words or _NOTE.match(words.casefold()) is not None

    def _label(self, row: int, columns: Columns) -> str:
        last = columns.unit or columns.coefficient
        return self.grid.label(row, columns.first, max(columns.name, last - 1))

    def _words(self, row: int) -> str:
        cells = self.grid.rows[row]
        texts = [self.grid.text(row, at) for at, cell in enumerate(cells) if isinstance(cell, str)]
        return " ".join(filter(None, texts))


def _unnumbered(grid: Grid, row: int) -> str:
    """A heading without the letter in a cell of its own: A | PEKERJAAN PERSIAPAN."""
    cells = grid.rows[row]
    texts = [grid.text(row, at) for at, cell in enumerate(cells) if isinstance(cell, str)]
    return " ".join(text for text in texts if len(text) > 4)


def _category(label: str) -> Category | None:
    for category, pattern in _BLOCKS.items():
        if pattern.fullmatch(label):
            return category
    return None
