"""Heading rows: which column of an analysis form or of a price list means what."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.interchange.book import Cell

_FORM = {
    "amount": r"jumlah(?: harga)?(?: .*)?|total(?: harga)?",
    "price": r"harga(?: .*)?",
    "coefficient": r"koef.*|(?:perkiraan )?kuantitas|indeks",
    "unit": r"sat|satuan|unit",
    "code": r"kode(?: .*)?",
    "name": r"(?:uraian|komponen|nama|jenis)(?: .*)?",
    "no": r"no|nomor|no urut",
}
_LIST = {
    "coefficient": _FORM["coefficient"],
    "amount": r"jumlah(?: .*)?|volume|total(?: .*)?",
    "price": r"harga(?: .*)?",
    "unit": _FORM["unit"],
    "code": _FORM["code"],
    "no": _FORM["no"],
    "note": r"ket|keterangan|sumber(?: .*)?|catatan",
    "name": r"(?:uraian|komponen|nama|jenis|upah|tenaga|bahan|material|barang|item)(?:\W.*)?",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a form, counted from 0."""

    name: int
    coefficient: int
    price: int
    amount: int
    no: int | None = None
    code: int | None = None
    unit: int | None = None

    @property
    def first(self) -> int:
        """Where the labels of blocks and sums begin."""
        return self.name if self.no is None else min(self.no, self.name)


@dataclass(frozen=True, slots=True)
class ListColumns:
    """Columns of a list of prices, counted from 0."""

    name: int
    unit: int
    price: int
    code: int | None = None
    note: int | None = None


def form(cells: Sequence[Cell]) -> Columns | None:
    """The columns of an analysis form, if this row is its heading."""
    if not _is_likely(cells, 4):
        return None
    found = _found(cells, _FORM)
    if not found.keys() >= {"name", "coefficient", "price", "amount"}:
        return None
    return Columns(**found)


def table(cells: Sequence[Cell]) -> ListColumns | None:
    """The columns of a price list, if this row is the heading of one."""
    if not _is_likely(cells, 3):
        return None
    found = _found(cells, _LIST)
    if found.keys() & {"coefficient", "amount"} or not found.keys() >= {"name", "unit", "price"}:
        return None
    wanted = {key: found[key] for key in ("name", "unit", "price")}
    return ListColumns(**wanted, code=found.get("code"), note=found.get("note"))


def folded(text: str) -> str:
    """A text as it is compared: one case, single spaces, no compatibility forms."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_likely(cells: Sequence[Cell], texts: int) -> bool:
    """Asked of every row of a sheet, so that only likely ones are read closely."""
    words = [cell for cell in cells if isinstance(cell, str)]
    return len(words) >= texts and any("harga" in word.casefold() for word in words)


def _found(cells: Sequence[Cell], words: Mapping[str, str]) -> dict[str, int]:
    """Each meaning with the first column whose heading has it; a column has one meaning."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if not isinstance(cell, str) or len(cell) > 60:
            continue
        text = re.sub(r"\(.*?\)", " ", folded(cell)).strip(" .:")
        text = " ".join(text.split())
        for meaning, pattern in words.items():
            if re.fullmatch(pattern, text):
                found.setdefault(meaning, column)
                break
    return found
