"""A school of 29 items in nested sections over 60 resources: its tables, and its figures.

The figures are computed here from the rules alone, with fractions; nothing of the product is used.
"""

import csv
import json
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from io import StringIO
from pathlib import Path

MARKUP, TAX, STEP = Fraction(11, 10), Fraction(1, 10), 10_000
SECTIONS = {
    "Pekerjaan persiapan": ("Pengukuran", "Pembersihan"),
    "Pekerjaan tanah dan pondasi": ("Galian", "Urugan", "Pondasi"),
    "Pekerjaan struktur": ("Kolom", "Balok dan pelat"),
    "Pekerjaan arsitektur": ("Dinding", "Lantai", "Atap"),
}
WORKS = (
    "Galian 1 m3 tanah biasa sedalam 2 m",
    "Pasangan 1 m2 dinding bata merah tebal setengah batu, campuran 1 semen 4 pasir",
    "Beton 1 m3 mutu f'c 20 MPa, slump (100 ± 25) mm, agregat paling besar 19 mm",
    "Pembesian 1 kg tulangan sirip untuk kolom, balok dan sloof",
    "Bekisting 1 m2 untuk balok, tiga kali pakai",
    "Pemasangan 1 m' pipa PVC 3 inci",
)
UNITS = ("m3", "m2", "m3", "kg", "m2", "m'")
CATEGORIES = ("TK", "BHN", "BHN", "BHN", "ALT")


@dataclass(slots=True)
class Item:
    section: str
    part: str
    code: str
    title: str
    unit: str
    quantity: Fraction
    components: dict[str, Fraction]


@dataclass(slots=True)
class School:
    prices: dict[str, Fraction] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)

    def direct_cost(self, item: Item) -> Fraction:
        return sum((c * self.prices[code] for code, c in item.components.items()), Fraction(0))

    def unit_price(self, item: Item) -> Fraction:
        return self.direct_cost(item) * MARKUP

    def amount(self, item: Item) -> Fraction:
        return item.quantity * self.unit_price(item)

    def section(self, title: str) -> Fraction:
        return sum((self.amount(i) for i in self.items if i.section == title), Fraction(0))

    @property
    def subtotal(self) -> Fraction:
        return sum((self.amount(item) for item in self.items), Fraction(0))

    @property
    def tax(self) -> Fraction:
        return self.subtotal * TAX

    @property
    def total(self) -> Fraction:
        return self.subtotal + self.tax

    @property
    def rounded(self) -> Fraction:
        return Fraction(int(self.total / STEP + Fraction(1, 2)) * STEP)


def school() -> School:
    built = School()
    for n in range(60):
        built.prices[f"R.{n + 1:02}"] = Fraction(97_000 + n * 53_117, 100 if n % 3 else 4)
    parts = [(top, part) for top, below in SECTIONS.items() for part in below]
    codes = list(built.prices)
    for n in range(29):
        top, part = parts[n * len(parts) // 29]
        used = {
            codes[(n * 2 + k * 11) % 60]: Fraction(1 + (n * 131 + k * 977) % 24_000, 10_000)
            for k in range(3 + n % 4)
        }
        code, title = f"{n % 5 + 1}.{n % 3 + 1}.{n + 1}", f"{WORKS[n % 6]}, bagian {n + 1}"
        quantity = Fraction(500 + n * 7919 % 90_000, 100)
        built.items.append(Item(top, part, code, title, UNITS[n % 6], quantity, used))
    return built


def tables(built: School) -> dict[str, str]:
    """The files of the table format, by name."""
    category = {code: CATEGORIES[n % 5] for n, code in enumerate(built.prices)}
    items = [
        (n, i.section, i.part, i.code, i.title, i.unit, plain(i.quantity), "")
        for n, i in enumerate(built.items, 1)
    ]
    components = [
        (n, category[code], code, plain(c))
        for n, i in enumerate(built.items, 1)
        for code, c in i.components.items()
    ]
    resources = [
        (code, category[code], f"Sumber daya {code}", "kg", plain(price))
        for code, price in built.prices.items()
    ]
    return {
        "project.json": json.dumps(PROJECT),
        "items.csv": _csv("no,section,subsection,code,title,unit,quantity,markup_percent", items),
        "components.csv": _csv("item_no,category,resource_code,coefficient", components),
        "resources.csv": _csv("code,category,name,unit,price", resources),
    }


PROJECT = {
    "name": "Gedung sekolah enam kelas",
    "markup_percent": "10.00",
    "tail": [{"label": "PPN", "percent": "10.00", "base": "subtotal"}],
    "rounding": {
        "unit_price": {"mode": "none"},
        "line": {"mode": "none"},
        "total": {"mode": "half_up", "step": str(STEP)},
    },
}


def write(built: School, folder: Path) -> list[Path]:
    """Write the tables into `folder`; the files, as a person would choose them."""
    files = {folder / name: text for name, text in tables(built).items()}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


def plain(x: Fraction) -> str:
    """Write a figure as files do; none here needs more than four decimals."""
    return format(Decimal(x.numerator) / Decimal(x.denominator), "f")


def rupiah(x: Fraction) -> str:
    """Write an amount as an Indonesian reader expects it: 1.234.567,89."""
    with localcontext(prec=60):
        exact = Decimal(x.numerator) / Decimal(x.denominator)
        text = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    return text.translate(str.maketrans(",.", ".,"))


def _csv(header: str, rows: list[tuple[object, ...]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()
