"""A project with its history as one file: a zip of JSON lines and a manifest (docs/archive.md)."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

from app.domain.archive_format import FORMAT, MANIFEST, VERSION, Manifest, Part


def write(manifest: Manifest, parts: Mapping[str, Iterable[Any]]) -> bytes:
    """The archive; `parts` are the lines of each file by its name, taken one after another.

    With fixed dates, so that equal projects give equal bytes. What the manifest says of the parts
    is measured here.
    """
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        measured = {name: _part(target, name, lines) for name, lines in parts.items()}
        said = {"format": FORMAT, "version": VERSION, **asdict(replace(manifest, parts=measured))}
        content = json.dumps(said, ensure_ascii=False, indent=1)
        target.writestr(zipfile.ZipInfo(MANIFEST), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _part(target: zipfile.ZipFile, name: str, lines: Iterable[Any]) -> Part:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    size, digest = 0, hashlib.sha256()
    with target.open(entry, "w") as file:
        for line in lines:
            content = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            size += len(content)
            digest.update(content)
            file.write(content)
    return Part(size, digest.hexdigest())
