"""Archives that were changed on the way: parts taken apart, altered, and vouched for again."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import OutlineNode, Project, Revision
from app.services import archives, messages
from app.services.errors import Invalid

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


def refused(content: bytes) -> tuple[str, str]:
    """Code and place of the one reason; nothing is stored, and the reason has a sentence."""
    before = stored()
    with pytest.raises(Invalid) as caught:
        archives.prove(content)
    (problem,) = caught.value.problems
    assert messages.text(problem)
    assert problem.code in messages.known()
    assert stored() == before
    return problem.code, problem.place


def stored() -> list[int]:
    db.session.rollback()
    return [
        db.session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Project, Revision, OutlineNode)
    ]


def first(lines, table, number=0):
    """The lines of a table's changes in the first revision."""
    return [line for line in lines[HISTORY] if isinstance(line, list) and line[0] == table][number]


def row(lines, table, number=0):
    return [line for line in lines[ROWS] if line[0] == table][number]


def set_after(table, number=0, **values):
    return lambda _said, lines: first(lines, table, number)[3].update(values)
