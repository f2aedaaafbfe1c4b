"""What a workbook file is before anything of it is believed: a zip of XML parts of sane size.

Every part is inflated here once, in pieces, without keeping any: sizes are those that come out,
not those that the file states, so the readers behind this never meet a part of another size.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from app.interchange.extent import BookError, Extent, cut_at_cells

FILE_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024
ENTRIES = 2_000
_MEGABYTE = 1024 * 1024
_PIECE = 256 * 1024
#: A central directory of that many honest names is smaller.
_DIRECTORY_BYTES = ENTRIES * 512
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCAL_HEADER = 30
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_MARKUP_NAMES = (".xml", ".rels", ".vml")
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]* t="e"[^<>]*>'
    rb"(?:<f(?:[^<>]*/>|[^<>]*>[^<]*</f>))?<v>(#[A-Z0-9_/!?]{2,20})</v>",
)
#: Parts by which the reader would take the file for a kind of workbook that is not judged here.
_OTHER_KINDS = frozenset({"xl/workbook.bin", "content.xml"})


def judge(content: bytes) -> None:
    """Raise BookError for a file that is no workbook, or one made to harm.

    Codes: file.empty, file.too_large, file.encrypted, file.old_workbook, file.html, file.csv,
    file.not_workbook, file.truncated, file.too_many_entries, file.too_large_unpacked, file.dtd,
    file.too_many_rows, file.too_many_cells.
    """
    _judge_start(content)
    _judge_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _judge_entries(entries)
            for entry in entries:
                # Compares what the directory says of a part with what stands before it.
                archive.open(entry).close()
        _judge_parts(content, entries)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError) as error:
        raise BookError("file.truncated") from error
    except NotImplementedError as error:
        raise BookError("file.not_workbook") from error


def error_cells(content: bytes, sheet: str) -> dict[str, str]:
    """The cells of a sheet that hold an error: `{"F12": "#VALUE!"}`; the reader leaves them empty.

    Only for a workbook that was judged. Empty where the sheet cannot be found.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = {entry.filename.casefold(): entry for entry in archive.infolist()}
        part = _part_of(archive, sheet).casefold()
    if part not in entries:
        return {}
    found: dict[str, str] = {}
    for piece in cut_at_cells(_pieces(content, entries[part])):
        found.update((at.decode(), text.decode()) for at, text in _ERROR.findall(piece))
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet; empty where the workbook is of another build."""
    try:
        workbook = fromstring(archive.read("xl/workbook.xml"))
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ParseError, DefusedXmlException):
        return ""
    targets = {item.get("Id"): item.get("Target", "") for item in relations}
    for item in workbook.iter():
        if item.tag.endswith("}sheet") and item.get("name") == sheet:
            key = next((value for name, value in item.items() if name.endswith("}id")), "")
            target = targets.get(key, "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _judge_start(content: bytes) -> None:
    """Say what a file is that is no zip."""
    if not content.strip():
        raise BookError("file.empty")
    if len(content) > FILE_BYTES:
        raise BookError("file.too_large", limit=FILE_BYTES // _MEGABYTE)
    if content.startswith(_OLE):
        raise BookError("file.encrypted" if _ENCRYPTED in content else "file.old_workbook")
    if content.startswith(b"PK\x03\x04"):
        return
    start = content[:4096]
    if _MARKUP.match(start):
        raise BookError("file.html")
    is_text = b"\0" not in start and (b"," in start or b";" in start or b"\t" in start)
    is_text = is_text and not start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"PK", b"MZ"))
    raise BookError("file.csv" if is_text else "file.not_workbook")


def _judge_directory(content: bytes) -> None:
    """Refuse by its last record what would take seconds only to list."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) - end < 22:
        raise BookError("file.truncated")
    count, size = struct.unpack_from("<HI", content, end + 10)
    is_zip64 = b"PK\x06\x07" in content[max(0, end - 64) : end]
    if is_zip64 or count > ENTRIES or size > _DIRECTORY_BYTES:
        raise BookError("file.too_many_entries", limit=ENTRIES)


def _judge_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.orig_filename.replace("\\", "/").casefold() for entry in entries]
    if len(entries) > ENTRIES:
        raise BookError("file.too_many_entries", limit=ENTRIES)
    if "encryptedpackage" in names or any(entry.flag_bits & 0x41 for entry in entries):
        raise BookError("file.encrypted")
    if "xl/workbook.xml" not in names or _OTHER_KINDS.intersection(names):
        raise BookError("file.not_workbook")
    is_odd = len(set(names)) < len(names) or any(
        name.startswith("/") or ".." in name.split("/") or "\0" in name for name in names
    )
    if is_odd:
        raise BookError("file.not_workbook")
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise BookError("file.too_large_unpacked", limit=UNPACKED_BYTES // _MEGABYTE)


def _judge_parts(content: bytes, entries: list[zipfile.ZipInfo]) -> None:
    extents = [_extent(content, entry) for entry in entries]
    shared = [length for extent in extents for length in extent.texts]
    for extent, entry in zip(extents, entries, strict=True):
        if extent.refers_within(max(shared, default=0)):
            continue
        # Few files come here: long texts that very many cells share.
        extent.count_references(_pieces(content, entry), shared)


def _extent(content: bytes, entry: zipfile.ZipInfo) -> Extent:
    extent = Extent(entry.orig_filename)
    for piece in _pieces(content, entry):
        if not extent.bytes and not entry.filename.casefold().endswith(_MARKUP_NAMES):
            # An image, a font, printer settings: not read by anyone.
            extent.is_markup = bool(_MARKUP.match(piece))
        extent.add(piece)
    extent.close()
    return extent


def _pieces(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The inflated bytes of a part, piece by piece; an error if they are not as many as stated."""
    name, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + _LOCAL_HEADER + name + extra
    packed = memoryview(content)[start : start + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise EOFError
    total = crc = 0
    for piece in _inflated(packed, entry.compress_type):
        total += len(piece)
        crc = zlib.crc32(piece, crc)
        if total > entry.file_size:
            raise BookError("file.too_large_unpacked", limit=UNPACKED_BYTES // _MEGABYTE)
        yield piece
    if total != entry.file_size or crc != entry.CRC:
        raise zipfile.BadZipFile


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(packed), _PIECE):
            yield bytes(packed[start : start + _PIECE])
        return
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _PIECE):
        rest: bytes | memoryview = packed[start : start + _PIECE]
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _PIECE)
            rest = inflater.unconsumed_tail
    while not inflater.eof:
        piece = inflater.decompress(b"", _PIECE)
        if not piece:
            raise EOFError
        yield piece
    if inflater.unused_data:
        raise zipfile.BadZipFile
