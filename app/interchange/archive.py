"""A folder, a zip or a handful of uploads as the few files we know, by name.

Nothing is unpacked to disk, nothing is followed, and what a file claims is checked first.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

from app.domain.errors import Problem

READ = (
    "project.json",
    "parameters.csv",
    "resources.csv",
    "analyses.csv",
    "components.csv",
    "items.csv",
)
#: Known to the format, not to this program yet.
KEPT_OUT = ("measurements.csv", "schedule.csv")
KNOWN = frozenset(READ + KEPT_OUT)

ZIP_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 64 * 1024 * 1024
ENTRIES = 200
_MEGABYTE = 1024 * 1024
#: A central directory of 200 honest names is far smaller.
_DIRECTORY_BYTES = ENTRIES * 1024
_JUNK = re.compile(r"(^|/)(__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini)(/|$)")

Files = dict[str, bytes]
Gathered = tuple[Files, list[Problem]]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a zip and of what is in it; what its history may take to be looked at.

    `changes` of one revision are held at once, and are ten times their bytes then.
    """

    packed: int = ZIP_BYTES
    unpacked: int = UNPACKED_BYTES
    seconds: int = 30
    changes: int = 250_000


#: What a page takes.
UPLOADED = Limits()


class Refused(Exception):
    """The whole archive is refused."""

    def __init__(self, code: str, place: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.problem = Problem(code, place, params)


def gather(source: Path | bytes) -> Gathered:
    """The known files of a folder or of a zip; no file at all where it is refused."""
    if isinstance(source, Path) and source.is_dir():
        return _guarded(lambda: _folder(source))
    if isinstance(source, bytes):
        return _guarded(lambda: _zip(source))
    if source.stat().st_size > ZIP_BYTES:
        return {}, [Problem("archive.too_large", source.name, {"limit": ZIP_BYTES // _MEGABYTE})]
    return _guarded(lambda: _zip(source.read_bytes()))


def uploaded(files: Sequence[tuple[str, bytes]]) -> Gathered:
    """The known files among uploads by their names; one single zip is opened."""
    if len(files) == 1 and PurePosixPath(files[0][0].lower()).suffix not in {".csv", ".json"}:
        return gather(files[0][1])
    return _guarded(lambda: _named((_base(name), content) for name, content in files))


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip with these files; equal files give equal bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _guarded(read: Callable[[], Files]) -> Gathered:
    try:
        return read(), []
    except Refused as refused:
        return {}, [refused.problem]


def _base(name: str) -> str:
    return re.split(r"[/\\]", name)[-1].lower()


def _named(files: Iterable[tuple[str, bytes]]) -> Files:
    found: Files = {}
    for name, content in files:
        if name in found:
            raise Refused("archive.twice", name, name=name)
        if name in KNOWN:
            found[name] = content
    return found


def _folder(folder: Path) -> Files:
    paths = [path for path in sorted(folder.iterdir()) if path.name.lower() in KNOWN]
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise Refused("archive.symlink", path.name, name=path.name)
    if sum(path.stat().st_size for path in paths) > UNPACKED_BYTES:
        raise Refused("archive.too_large", limit=UNPACKED_BYTES // _MEGABYTE)
    return _named((path.name.lower(), path.read_bytes()) for path in paths)


def _zip(content: bytes) -> Files:
    with opened(content) as archive:
        entries = _wanted(archive.infolist())
        return _named((_base(e.filename), _unpacked(archive, e)) for e in entries)


@contextmanager
def opened(content: bytes, limits: Limits = UPLOADED) -> Iterator[zipfile.ZipFile]:
    """A zip whose names, kinds and sizes were looked at; Refused for one that is a trick."""
    if len(content) > limits.packed:
        raise Refused("archive.too_large", limit=limits.packed // _MEGABYTE)
    _check_directory(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _judge_all(archive.infolist(), limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise Refused("archive.broken") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Refused("archive.encrypted") from error


def _check_directory(content: bytes) -> None:
    """Refuse by its last record what would take seconds only to list."""
    if not content.startswith(b"PK"):
        raise Refused("archive.not_zip")
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) - end < 22:
        raise Refused("archive.broken")
    count, size = struct.unpack_from("<HI", content, end + 10)
    is_zip64 = content[max(0, end - 20) : end].startswith(b"PK\x06\x07")
    if is_zip64 or count > ENTRIES or size > _DIRECTORY_BYTES:
        raise Refused("archive.too_many_entries", limit=ENTRIES)


def _judge_all(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse the archive for a name, a kind or a size that is a trick."""
    if len(entries) > ENTRIES:
        raise Refused("archive.too_many_entries", limit=ENTRIES)
    seen: set[str] = set()
    for entry in entries:
        _judge(entry)
        if entry.filename in seen:
            raise Refused("archive.twice", entry.filename, name=entry.filename)
        seen.add(entry.filename)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Refused("archive.too_large", limit=limits.unpacked // _MEGABYTE)


def _wanted(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    wanted = [e for e in entries if _base(e.filename) in KNOWN and not _JUNK.search(e.filename)]
    if len({PurePosixPath(e.filename).parent for e in wanted}) > 1:
        raise Refused("archive.two_projects")
    return wanted


def _judge(entry: zipfile.ZipInfo) -> None:
    # `orig_filename` still has what the library cuts off at a null.
    name = entry.orig_filename
    parts = re.split(r"[/\\]", name)
    if not name.isprintable() or parts[0] in {"", "~"} or ".." in parts or ":" in name:
        shown = "".join(c if c.isprintable() else "\ufffd" for c in name)
        raise Refused("archive.unsafe_name", shown[:100], name=shown[:100])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Refused("archive.symlink", name[:100], name=name[:100])
    if entry.flag_bits & 0x1:
        raise Refused("archive.encrypted")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # The library stops at the size that was judged, and takes a longer entry for a damaged one.
    with archive.open(entry) as file:
        return file.read()
