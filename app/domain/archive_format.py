"""The archive of a project as a format: what writer and reader must agree on (docs/archive.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

FORMAT, VERSION = "taksir-archive", 1
MANIFEST, ROWS, HISTORY = "manifest.json", "project.jsonl", "history.jsonl"
PARTS = (ROWS, HISTORY)


@dataclass(frozen=True, slots=True)
class Part:
    """How long a part is, unpacked, and its SHA-256."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    `totals` are exact rupiah as text, "n" or "n/d"; `columns` the inputs of each table.
    """

    arithmetic: int
    name: str
    revision: int
    totals: Mapping[str, str]
    incomplete: int
    columns: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, Part]
