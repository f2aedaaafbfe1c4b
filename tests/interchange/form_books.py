"""Small workbooks in form layout, with formulas and the figures a spreadsheet left beside them."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import openpyxl

from app.domain import printed
from app.domain.catalogue import Analysis, Catalogue
from app.domain.errors import Problem
from app.interchange import forms
from app.interchange.book import open_book

#: Value, or formula and what the spreadsheet shows for it.
Cell = str | float | tuple[str, str | float | None] | None
Row = Sequence[Cell]

HEADING = ("No", "Uraian", "Sat.", "Koefisien", "Harga  Satuan (Rp)", "Jumlah Harga (Rp)")
LABOUR: tuple[Row, ...] = (("Pekerja", "OH", 0.3, 100000), ("Mandor", "OH", 0.01, 145000))
MATERIAL: tuple[Row, ...] = (
    ("Bata merah", "buah", 70, 700),
    ("Pasir pasang", "m3", 0.05, 280000),
)
PRICES: tuple[Row, ...] = (
    ("I.", "UPAH"),
    (1, "Pekerja", "OH", 100000),
    (2, "Mandor", "OH", 145000),
    ("II.", "MATERIAL"),
    (None, "MATERIAL TANAH DAN BATUAN"),
    (1, "Bata merah", "buah", 700),
    (2, "Pasir pasang", "m3", 280000),
    ("III", "SEWA PERALATAN"),
    (1, "Molen", "hari", 300000),
)
TITLE = "Pemasangan 1 m2 dinding"


@dataclass(frozen=True)
class Read:
    """What came out of a workbook."""

    catalogue: Catalogue
    problems: list[Problem]

    @property
    def analysis(self) -> Analysis:
        (found,) = self.catalogue.analyses
        return found

    @property
    def said(self) -> list[tuple[str, str]]:
        return [(problem.code, problem.place) for problem in self.problems]

    @property
    def comparison(self) -> printed.Comparison:
        return printed.compare(self.catalogue, self.problems)

    def problem(self, code: str) -> Problem:
        (found,) = [problem for problem in self.problems if problem.code == code]
        return found


def lookup(row: int, price: Cell, then: str = "") -> tuple[str, Cell]:
    """A price as the form looks it up by the name in its row."""
    return f"=VLOOKUP(D{row},harga,3,FALSE){then}", price


def form(
    labour: Sequence[Row] = LABOUR,
    material: Sequence[Row] = MATERIAL,
    equipment: Sequence[Row] = (),
    *,
    title: str = TITLE,
    start: int = 1,
) -> dict[str, Cell]:
    """The cells of one analysis from column C on; sums are what a spreadsheet would show.

    A row is name, unit, coefficient, price and, if it is not coefficient x price, amount; `{r}`
    in a formula is its row.
    """
    cells: dict[str, Cell] = {f"C{start}": title}
    cells |= dict(zip((f"{column}{start + 1}" for column in "CDEFGH"), HEADING, strict=True))
    row, sums = start + 2, []
    for letter, name, rows in (
        ("A", "TENAGA KERJA", labour),
        ("B", "BAHAN", material),
        ("C", "PERALATAN", equipment),
    ):
        cells |= {f"C{row}": letter, f"D{row}": name}
        amounts = _rows(cells, row + 1, rows)
        row += len(rows) + 1
        cells[f"C{row}"] = f"JUMLAH HARGA {name}"
        first = row - len(rows)
        cells[f"H{row}"] = (f"=SUM(H{first}:H{row - 1})", _total(amounts)) if rows else 0
        sums.append(row)
        row += 1
    direct = _total([_shown(cells[f"H{at}"]) for at in sums])
    a, b, c = sums
    cells |= {f"C{row}": "D", f"D{row}": "Jumlah (A+B+C)", f"H{row}": (f"=H{c}+H{b}+H{a}", direct)}
    _close(cells, row, direct, start)
    return cells


def _close(cells: dict[str, Cell], d: int, direct: float | str, start: int) -> None:
    """Lines E and F, and the unit price beside the title."""
    markup = direct if isinstance(direct, str) else direct * 0.1
    unit_price = _total([direct, markup])
    shown = unit_price if isinstance(unit_price, str) else int(unit_price // 100) * 100
    cells |= {
        f"C{d + 1}": "E",
        f"D{d + 1}": "Biaya Umum dan Keuntungan 10% - 15% x D",
        f"G{d + 1}": 0.1,
        f"H{d + 1}": (f"=H{d}*G{d + 1}", markup),
        f"C{d + 2}": "F",
        f"D{d + 2}": "Harga Satuan Pekerjaan (D+E)",
        f"H{d + 2}": (f"=SUM(H{d}:H{d + 1})", unit_price),
        f"I{start}": (f"=ROUNDDOWN(H{d + 2},-2)", shown),
    }


def _rows(cells: dict[str, Cell], row: int, rows: Sequence[Row]) -> list[float | str]:
    amounts: list[float | str] = []
    for number, each in enumerate(rows, 1):
        name, unit, coefficient, price, *rest = each
        product = _product(_shown(coefficient), _shown(price))
        amount = rest[0] if rest else (f"=F{row}*G{row}", product)
        values = (number, name, unit, coefficient, price, amount)
        cells |= {f"{column}{row}": _at(value, row) for column, value in zip("CDEFGH", values)}  # noqa: B905
        amounts.append(_shown(amount))
        row += 1
    return amounts


def _at(cell: Cell, row: int) -> Cell:
    return (cell[0].replace("{r}", str(row)), cell[1]) if isinstance(cell, tuple) else cell


def _shown(cell: Cell) -> float | str:
    value = cell[1] if isinstance(cell, tuple) else cell
    return 0 if value is None else value


def _product(one: float | str, other: float | str) -> float | str:
    return "#VALUE!" if isinstance(one, str) or isinstance(other, str) else one * other


def _total(amounts: Sequence[float | str]) -> float | str:
    errors = [amount for amount in amounts if isinstance(amount, str)]
    return errors[0] if errors else sum(amount for amount in amounts if not isinstance(amount, str))


def prices(rows: Sequence[Row] = PRICES) -> dict[str, Cell]:
    """A price list from column D on."""
    heading = ("NO", "UPAH - MATERIAL - ALAT", "SATUAN", "HARGA SATUAN", "KETERANGAN")
    cells: dict[str, Cell] = {}
    for row, values in enumerate([heading, *rows], 2):
        cells |= {f"{column}{row}": value for column, value in zip("DEFGH", values)}  # noqa: B905
    return cells


def content(sheets: Mapping[str, Mapping[str, Cell]]) -> bytes:
    """The workbook as a file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    shown: dict[str, dict[str, Cell]] = {}
    for at, (name, cells) in enumerate(sheets.items(), 1):
        sheet = book.create_sheet(name)
        for cell, value in cells.items():
            formula = value[0] if isinstance(value, tuple) else value
            sheet[cell] = formula
            if isinstance(value, tuple):
                shown.setdefault(f"xl/worksheets/sheet{at}.xml", {})[cell] = value[1]
    plain = io.BytesIO()
    book.save(plain)
    return _with_results(plain, shown)


def _with_results(plain: io.BytesIO, shown: Mapping[str, Mapping[str, Cell]]) -> bytes:
    """openpyxl writes formulas without results: put them in, as a spreadsheet does."""
    result = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(result, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name in shown:
                text = _filled(text.decode(), shown[name]).encode()
            target.writestr(name, text)
    return result.getvalue()


def _filled(text: str, shown: Mapping[str, Cell]) -> str:
    def cell(match: re.Match[str]) -> str:
        value = shown[match[1]]
        kind = ""
        if isinstance(value, str):
            kind = ' t="e"' if value.startswith("#") else ' t="str"'
        held = "" if value is None else f"<v>{escape(str(value))}</v>"
        return f'<c r="{match[1]}"{kind}>{match[2]}{held}</c>'

    return re.sub(r'<c r="(\w+)">(<f>[^<]*</f>)<v ?/></c>', cell, text)


def read(
    cells: Mapping[str, Cell] | None = None,
    listed: Mapping[str, Cell] | None = None,
    **others: Mapping[str, Cell],
) -> Read:
    """Read a workbook of one sheet of forms, one price list, and other sheets."""
    sheets = {"Lembar 1": form() if cells is None else cells, **others}
    sheets["Daftar"] = prices() if listed is None else listed
    with open_book(content(sheets)) as book:
        return Read(*forms.read(book))
