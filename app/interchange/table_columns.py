"""Which row of a sheet is its heading, and what each column seems to mean.

A proposal for a person to correct. Words of the heading come first, what the column holds second.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.domain import units
from app.domain.analysis import Category
from app.interchange.book import Book, Cell, number
from app.interchange.repairs import repaired

#: What a column can mean, in the order in which a person is asked.
MEANINGS = (
    "code",
    "title",
    "analysis_unit",
    "chapter",
    "row_code",
    "category",
    "name",
    "unit",
    "coefficient",
    "price",
    "source",
    "note",
)
#: Without these a table says nothing. A table of analyses needs `title` and `coefficient`, too,
#: a table of prices `price`.
REQUIRED = ("name",)

#: Headings as they are written, folded; the first that fits takes the column.
_WORDS: Mapping[str, str] = {
    "coefficient": "koefisien|koef|koefisien ahsp|index|indeks|coefficient|coeff|kuantitas|qty"
    "|quantity",
    "category": "kategori|kelompok|golongan|jenis|category|type|tipe|komponen jenis",
    "row_code": "kode item lookup|kode item|kode komponen|kode bahan|kode sumber daya|kode hsd"
    "|kode resource|resource code|item code|component code",
    "code": "kode ahsp|kode analisa|kode analisis|kode pekerjaan|no ahsp|nomor ahsp|analysis code"
    "|kode|code|no analisa|mata pembayaran|no mata pembayaran",
    "analysis_unit": "satuan ahsp|satuan analisa|satuan pekerjaan|analysis unit|work unit",
    "title": "nama ahsp|nama analisa|nama analisis|uraian ahsp|uraian analisa|judul|judul analisa"
    "|nama pekerjaan|uraian pekerjaan|jenis pekerjaan|pekerjaan|analysis|analysis title|title"
    "|work item|description of work",
    "name": "item|nama item|komponen|nama komponen|sumber daya|nama sumber daya|uraian|nama bahan"
    "|nama|bahan|uraian komponen|name|resource|resource name|component|description",
    "unit": "satuan|sat|unit|uom|satuan item|satuan komponen|resource unit",
    "price": "harga satuan|harga|harga dasar|harga satuan dasar|harga satuan rp|harga rp|hsd"
    "|unit price|price|rate",
    "chapter": "bab|divisi|bagian|chapter|division|section|bidang",
    "source": "sumber|sumber harga|source|acuan|referensi",
    "note": "keterangan|catatan|note|notes|remark|remarks|ket",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split("|")}

CATEGORIES: Mapping[str, Category] = {
    "tenaga kerja": "labour",
    "tenaga": "labour",
    "upah": "labour",
    "pekerja": "labour",
    "tk": "labour",
    "a": "labour",
    "labour": "labour",
    "labor": "labour",
    "bahan": "material",
    "material": "material",
    "bhn": "material",
    "b": "material",
    "materials": "material",
    "peralatan": "equipment",
    "alat": "equipment",
    "alt": "equipment",
    "c": "equipment",
    "equipment": "equipment",
    "lain": "other",
    "lain lain": "other",
    "lainnya": "other",
    "other": "other",
}
_UNITS = frozenset(
    re.findall(
        r"\S+",
        "m3 m2 m' m cm km ha kg gram ton liter OH OJ jam hari minggu bulan buah unit set lot titik"
        " lembar batang zak roll tube dus ikat pohon ls paket kali",
    ),
)
_CODE = re.compile(r"[A-Z]{0,3}\.?[0-9]{1,3}(?:\.[0-9a-zA-Z()]{1,5}){1,7}")
_HEADING_WITHIN = 40
_SAMPLED = 400
_SHOWN = 8
_LONGEST = 200
_MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a workbook: where its heading stands, and some of its rows."""

    sheet: str
    line: int
    heading: tuple[str, ...]
    proposed: Mapping[str, int]
    sample: tuple[tuple[str, ...], ...]
    #: What the words of the heading say beyond doubt.
    said: frozenset[str] = frozenset()

    @property
    def width(self) -> int:
        """How many columns can be given a meaning."""
        return max([len(self.heading), *map(len, self.sample)])


def find(book: Book) -> Table | None:
    """The table of a workbook: the one whose heading says most; None where nothing looks like one.

    A sheet is read to its first few hundred rows only.
    """
    found = [table for sheet in book.sheets if (table := _table(book, sheet)) is not None]
    # Of equals the first.
    return max(found, key=lambda table: len(table.proposed), default=None)


def heading_key(heading: Sequence[str]) -> str:
    """SHA-256 of the folded heading: tables with an equal heading are mapped alike."""
    folded = "\x1f".join(folded_text(cell) for cell in heading)
    return hashlib.sha256(folded.encode()).hexdigest()


def folded_text(text: str) -> str:
    """Text for comparison: lower case, marks and underscores as single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())


def text_of(cell: Cell) -> str:
    """The repaired text of a cell; numbers as they are shown, errors as nothing."""
    if isinstance(cell, str):
        return repaired(cell)[0]
    if cell is None:
        return ""
    value = number(cell)
    if value is None:
        return ""
    return str(value.numerator) if value.denominator == 1 else repr(cell)


def _table(book: Book, sheet: str) -> Table | None:
    rows = [row for row in islice(book.rows(sheet), _SAMPLED) if row[1]]
    headings = [(_score(cells), -line, cells) for line, cells in rows if line <= _HEADING_WITHIN]
    if not headings:
        return None
    score, negative, cells = max(headings, key=lambda found: found[:2])
    below = [cells for line, cells in rows if line > -negative]
    if score < 2 or not below:
        return None
    heading = tuple(text_of(cell)[:_LONGEST] for cell in cells[:_MOST_COLUMNS])
    sample = tuple(
        tuple(text_of(cell)[:_LONGEST] for cell in cells[:_MOST_COLUMNS])
        for cells in below[:_SHOWN]
    )
    said = _by_words(heading)
    return Table(sheet, -negative, heading, _proposed(said, below), sample, frozenset(said))


def _score(cells: Sequence[Cell]) -> int:
    """How much a row looks like a heading: known words count most, several texts count a little."""
    texts = [folded_text(cell) for cell in cells if isinstance(cell, str)]
    known = len({_MEANING[text] for text in texts if text in _MEANING})
    short = len({text for text in texts if text and len(text) <= 40})
    return 10 * known + (2 if short >= 3 and short == len(texts) else 0)


def _by_words(heading: Sequence[str]) -> dict[str, int]:
    words = [folded_text(cell) for cell in heading]
    found: dict[str, int] = {}
    for meaning, spellings in _WORDS.items():
        for word in spellings.split("|"):
            if word in words and meaning not in found:
                found[meaning] = words.index(word)
    if "name" not in found and "title" in found:
        # `Uraian pekerjaan` beside the name of a component is the title; alone it is the name.
        found["name"] = found.pop("title")
    return found


def _proposed(said: Mapping[str, int], below: Sequence[Sequence[Cell]]) -> dict[str, int]:
    proposed = dict(said)
    for column in range(min(max(map(len, below)), _MOST_COLUMNS)):
        meaning = _by_content([row[column] for row in below if column < len(row)])
        if column not in said.values() and meaning and meaning not in proposed:
            proposed[meaning] = column
    return {meaning: proposed[meaning] for meaning in MEANINGS if meaning in proposed}


def _by_content(cells: Iterable[Cell]) -> str:
    """What a column without a known word in its heading seems to hold; empty for no idea."""
    held = [cell for cell in cells if cell is not None]
    if not held:
        return ""
    texts = [cell for cell in held if isinstance(cell, str)]
    kinds: Counter[str] = Counter()
    for text in texts:
        kinds["category"] += folded_text(text) in CATEGORIES
        kinds["unit"] += units.canonical(text) in _UNITS
        kinds["code"] += bool(_CODE.fullmatch(text.strip()))
    kinds["coefficient"] = sum(not isinstance(cell, str) for cell in held)
    kind, count = max(kinds.items(), key=lambda found: found[1])
    return kind if count * 10 >= len(held) * 8 else ""
