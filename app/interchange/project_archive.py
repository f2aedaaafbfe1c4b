"""The archive of a project, read: a zip of JSON lines that its manifest vouches for.

    archive = project_archive.open_(content)            # raises Refused
    for place, value in archive.lines(ROWS): ...

Only the shape is looked at here: every line is JSON without fractions, endless numbers or depth.
What the values may be is for the services, which know the tables.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NoReturn

from app.domain.archive_format import FORMAT, MANIFEST, PARTS, VERSION, Manifest, Part
from app.interchange.archive import UPLOADED, Limits, Refused, opened

#: One row before and after, with the published form of a very long analysis.
LINE_BYTES = 1024 * 1024
_TOTALS = ("subtotal", "total", "rounded")
_RATIO = re.compile(r"-?[0-9]{1,4000}(/[0-9]{1,4000})?")
_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Archive:
    """What the manifest says, and the parts, whose lengths and sums are right."""

    manifest: Manifest
    content: bytes
    limits: Limits

    def lines(
        self, name: str, tell: Callable[[int], None] | None = None
    ) -> Iterator[tuple[str, Any]]:
        """Each line of a part with its place, one after another; Refused for what is no line.

        `tell` hears how many bytes were read.
        """
        with opened(self.content, self.limits) as archive, archive.open(name) as file:
            number = 0
            while line := file.readline(LINE_BYTES + 1):
                number += 1
                place = f"{name}:{number}"
                if len(line) > LINE_BYTES:
                    raise Refused("project_archive.line", place)
                if tell is not None:
                    tell(file.tell())
                yield place, _parsed(line, place)


def recognises(content: bytes) -> bool:
    """Whether this is such an archive, whatever its name: its zip holds a manifest."""
    try:
        with opened(content, Limits(len(content), 2**40)) as archive:
            return MANIFEST in archive.namelist()
    except Refused:
        return False


def unpacked(content: bytes) -> int:
    """How many bytes a zip says it becomes."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def open_(content: bytes, limits: Limits = UPLOADED) -> Archive:
    """The archive in these bytes; Refused where it is none, damaged, or of a later format."""
    with opened(content, limits) as archive:
        manifest = _manifest(archive)
        for name, part in manifest.parts.items():
            _vouched(archive, name, part)
    return Archive(manifest, content, limits)


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise Refused("project_archive.format", MANIFEST)
    with archive.open(MANIFEST) as file:
        content = file.read(LINE_BYTES + 1)
    said = _parsed(content, MANIFEST) if len(content) <= LINE_BYTES else None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Refused("project_archive.format", MANIFEST)
    version = said.get("version")
    if version != VERSION:
        shown = str(version) if type(version) is int else "?"
        raise Refused("project_archive.version", MANIFEST, version=shown)
    return _read(said)


def _read(said: Mapping[str, Any]) -> Manifest:
    totals, columns, parts = (_object(said, n) for n in ("totals", "columns", "parts"))
    return Manifest(
        arithmetic=_whole(said, "arithmetic"),
        name=_text(said, "name"),
        revision=_whole(said, "revision"),
        totals={n: _total(totals, n) for n in _TOTALS},
        incomplete=_whole(said, "incomplete"),
        columns={table: tuple(_texts(columns, table)) for table in columns},
        parts={n: _part(_object(parts, n)) for n in PARTS},
    )


def _part(said: Mapping[str, Any]) -> Part:
    return Part(_whole(said, "bytes"), _text(said, "sha256"))


def _object(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else _odd(name)


def _whole(said: Mapping[str, Any], name: str) -> int:
    found = said.get(name)
    return found if type(found) is int and 0 <= found < 2**31 else _odd(name)


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) and len(found) <= 300 else _odd(name)


def _texts(said: Mapping[str, Any], name: str) -> list[str]:
    found = said.get(name)
    is_list = isinstance(found, list) and all(isinstance(text, str) for text in found)
    return found if is_list else _odd(name)  # type: ignore[return-value]


def _total(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) and _RATIO.fullmatch(found) else _odd(name)


def _odd(name: str) -> NoReturn:
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name[:40])
    raise Refused("project_archive.line", f"{MANIFEST}:{shown}")


def _vouched(archive: zipfile.ZipFile, name: str, part: Part) -> None:
    """Refuse a part that is missing, or other than the manifest says."""
    if name not in archive.namelist():
        raise Refused("project_archive.part", name, name=name)
    size, digest = 0, hashlib.sha256()
    with archive.open(name) as file:
        while block := file.read(2**16):
            size += len(block)
            digest.update(block)
    if (size, digest.hexdigest()) != (part.bytes, part.sha256):
        raise Refused("project_archive.part", name, name=name)


def _parsed(line: bytes, place: str) -> Any:  # noqa: ANN401
    try:
        return _JSON.decode(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused("project_archive.line", place) from None


def _no(text: str) -> NoReturn:
    """Money is whole numbers here: no fraction, no exponent, no NaN."""
    raise ValueError(text)


def _short(text: str) -> int:
    if len(text) > _DIGITS + 1:
        raise ValueError(text)
    return int(text)


#: Made once: each call of json.loads with hooks of its own would make another one.
_JSON = json.JSONDecoder(parse_float=_no, parse_constant=_no, parse_int=_short)
