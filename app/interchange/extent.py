"""How far the cells of a part reach and how much text they share, before a reader makes room.

A reader keeps a sheet as a full rectangle and copies a shared text into each cell: one cell in
the last corner, or one long text used by all rows, would take gigabytes out of a small file.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from app.domain.errors import Problem

#: Of one table, which is kept while it is stored: 300 MB for all of it.
ROWS = 60_000
#: Cells of the rectangle around all values of one sheet; the reader takes 100 bytes for each.
CELLS = 2_000_000
#: Bytes of shared text that the cells of one sheet may come to.
TEXT_BYTES = 48 * 1024 * 1024
SHARED_TEXTS = 400_000
_TAIL = 1024 * 1024
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
#: Never in a picture or a font by chance: a part of another name that would be read all the same.
_HIDDEN = re.compile(rb"sheetData|</(?:[\w.-]++:)?si\s*>|<!DOCTYPE")
_OPEN = re.compile(rb"<(?:[\w.-]++:)?(?:row|c)(?=[\s/>])")
_CELL = re.compile(rb"<(?:[\w.-]++:)?c(?=[\s/>])")
_TAG = re.compile(rb"""<(?:[\w.-]++:)?(row|c)((?>[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="[0-9]+")?(?: t="([a-zA-Z]+)")?(/?)>')
_AT = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)""")
_SHARES = re.compile(rb"""\st\s*=\s*["']s["']""")
_REFERENCE = re.compile(rb'<c [^<>]*t="s"[^<>]*><v>([0-9]{1,9})</v>')
_TEXT = re.compile(rb"</(?:[\w.-]++:)?si\s*>")


class BookError(Exception):
    """The file cannot be read as a workbook, and why."""

    def __init__(self, code: str, place: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.problem = Problem(code, place, params)


class Extent:
    """One part of a workbook while its bytes go by."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_markup = True
        self.bytes = 0
        #: Length of each shared text, if this is the part that holds them.
        self.texts = array("I")
        self._rows = self._columns = 0
        self._here = (0, 0)
        self._references = self._cells = 0
        self._tail = b""
        self._text = 0

    def add(self, piece: bytes) -> None:
        """Look at the next piece of the part."""
        self.bytes += len(piece)
        whole = self._tail + piece
        if not self.is_markup:
            self._tail = whole[-64:]
            if _HIDDEN.search(whole):
                raise BookError("file.not_workbook")
            return
        if b"\0" in piece:
            # UTF-16: readers differ over it, and no program writes it into a workbook.
            raise BookError("file.not_workbook")
        cut = whole.rfind(b"<") if len(whole) - len(piece) < _TAIL else len(whole)
        whole, self._tail = (whole[:cut], whole[cut:]) if cut >= 0 else (whole, b"")
        self._look(whole)

    def close(self) -> None:
        """Look at what the last piece left over."""
        if self.is_markup:
            self._look(self._tail)
        self._tail = b""

    def refers_within(self, longest: int) -> bool:
        """Whether the shared texts of this sheet fit, were each as long as the longest."""
        return self._references * longest <= TEXT_BYTES

    def count_references(self, pieces: Iterable[bytes], lengths: Sequence[int]) -> None:
        """Add up the shared texts that this sheet refers to; refuse too many."""
        total = found = 0
        for whole in cut_at_cells(pieces):
            indexes = [int(index) for index in _REFERENCE.findall(whole)]
            found += len(indexes)
            total += sum(lengths[index] for index in indexes if index < len(lengths))
        if total > TEXT_BYTES or found != self._references:
            raise BookError("file.too_large_unpacked", limit=TEXT_BYTES >> 20)

    def _look(self, whole: bytes) -> None:
        if _DTD.search(whole):
            raise BookError("file.dtd", place=self.name)
        self._measure_texts(whole)
        plain = _PLAIN.findall(whole)
        if plain and len(plain) == _cells(whole):
            self._place(plain)
        else:
            self._follow(whole)
        if self._rows > ROWS:
            raise BookError("file.too_many_rows", limit=ROWS)
        if max(self._cells, self._rows * self._columns) > CELLS:
            corner = f"{letters(self._columns)}{self._rows}"
            raise BookError("file.too_many_cells", place=self.name, cell=corner, limit=CELLS)

    def _place(self, cells: list[tuple[bytes, bytes, bytes, bytes]]) -> None:
        """Cells as nearly every program writes them: counted quickly."""
        held = [cell for cell in cells if not cell[3]]
        if not held:
            return
        self._columns = max(self._columns, *map(_number, {cell[0] for cell in held}), 0)
        self._rows = max(self._rows, *map(int, {cell[1] for cell in held}), 0)
        self._references += [cell[2] for cell in held].count(b"s")
        self._cells += len(held)
        column, row = _number(cells[-1][0]), int(cells[-1][1])
        self._here = (max(self._here[0], row), column)

    def _follow(self, whole: bytes) -> None:
        """Cells in any lawful spelling; one without a place stands after the one before it."""
        opened = _OPEN.search(whole)
        while opened:
            tag = _TAG.match(whole, opened.start())
            if tag is None:
                raise BookError("file.broken", self.name)
            self._step(tag[1] == b"row", tag[2])
            opened = _OPEN.search(whole, tag.end())

    def _step(self, is_row: bool, attributes: bytes) -> None:
        places = [(_number(name), int(row[:8])) for name, row in _AT.findall(attributes)]
        row, column = self._here
        if is_row:
            self._here = (max([row + 1, *(place[1] for place in places)]), 0)
            return
        column = max([column + 1, *(place[0] for place in places)])
        row = max([row, *(place[1] for place in places)])
        self._here = (row, column)
        if not attributes.endswith(b"/"):
            self._columns, self._rows = max(self._columns, column), max(self._rows, row)
            self._references += bool(_SHARES.search(attributes))
            self._cells += 1

    def _measure_texts(self, whole: bytes) -> None:
        start = -self._text
        for match in _TEXT.finditer(whole) if b"si" in whole else ():
            self.texts.append(match.end() - start)
            start = match.end()
        self._text = len(whole) - start
        if len(self.texts) > SHARED_TEXTS:
            raise BookError("file.too_large_unpacked", limit=TEXT_BYTES >> 20)


def _cells(whole: bytes) -> int:
    """How many cells begin here, in any spelling; counted without a pattern where that will do."""
    if b":c" in whole or b"<co" in whole or b"<ce" in whole:
        return len(_CELL.findall(whole))
    return whole.count(b"<c")


def cut_at_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only before a cell."""
    tail = b""
    for piece in pieces:
        whole = tail + piece
        cut = max(whole.rfind(b"<c "), 0)
        tail = whole[cut:]
        yield whole[:cut]
    yield tail


def _number(name: bytes) -> int:
    number = 0
    for letter in name[:8].upper():
        number = number * 26 + letter - 64
    return number


@cache
def letters(number: int) -> str:
    """The name of a column counted from 1: 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
