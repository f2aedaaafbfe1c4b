"""Archives that were changed on the way: parts taken apart, altered, and vouched for again."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

MANIFEST, ROWS, HISTORY = "manifest.json", "project.jsonl", "history.jsonl"
Parts = dict[str, list[Any]]


def parts(content: bytes) -> tuple[dict[str, Any], Parts]:
    """The manifest and the lines of the parts."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        said = json.loads(archive.read(MANIFEST))
        lines = {name: archive.read(name).decode().splitlines() for name in (ROWS, HISTORY)}
    return said, {name: [json.loads(line) for line in found] for name, found in lines.items()}


def packed(said: dict[str, Any], raw: dict[str, bytes], *, vouched: bool = True) -> bytes:
    """A zip of the parts as bytes; the manifest vouches for them unless told otherwise."""
    if vouched:
        said["parts"] = {
            name: {"bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
            for name, text in raw.items()
        }
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(said))
        for name, text in raw.items():
            archive.writestr(name, text)
    return content.getvalue()


def changed(content: bytes, change: Callable[[dict[str, Any], Parts], object]) -> bytes:
    """The archive after `change(manifest, parts)`, with sums that are right again."""
    said, lines = parts(content)
    change(said, lines)
    raw = {
        name: b"".join(json.dumps(line).encode() + b"\n" for line in found)
        for name, found in lines.items()
    }
    return packed(said, raw)
