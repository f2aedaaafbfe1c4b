"""Files that are no archive, or one that was damaged: each is refused with its reason."""

import json
import zipfile
from io import BytesIO

import pytest

from app.interchange import archive as zips
from app.interchange import project_archive
from tests.services.archive import tampering
from tests.services.archive.tampering import HISTORY, MANIFEST, ROWS, refused

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def database_url(sqlite: str) -> str:
    """An archive is proved in memory, whatever database the installation has."""
    return sqlite


def test_a_part_that_is_other_than_vouched_for_is_refused(content):
    said, lines = tampering.parts(content)
    raw = {n: b"".join(json.dumps(x).encode() + b"\n" for x in found) for n, found in lines.items()}
    said["parts"][ROWS]["sha256"] = "0" * 64
    assert refused(tampering.packed(said, raw, vouched=False))[0] == "project_archive.part"


@pytest.mark.parametrize("name", [ROWS, HISTORY])
def test_a_part_that_is_missing_is_refused(content, name):
    said, _lines = tampering.parts(content)
    other = {ROWS: HISTORY, HISTORY: ROWS}[name]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as target, zipfile.ZipFile(BytesIO(content)) as source:
        target.writestr(MANIFEST, json.dumps(said))
        target.writestr(other, source.read(other))
    assert refused(packed.getvalue()) == ("project_archive.part", name)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda said: said.update(format="other"), "project_archive.format"),
        (lambda said: said.update(version=2), "project_archive.version"),
        (lambda said: said.update(version="1"), "project_archive.version"),
        (lambda said: said.pop("totals"), "project_archive.line"),
        (lambda said: said.update(totals=[]), "project_archive.line"),
        (lambda said: said["totals"].update(total="1e9"), "project_archive.line"),
        (lambda said: said.update(revision=-1), "project_archive.line"),
        (lambda said: said.update(revision=True), "project_archive.line"),
        (lambda said: said.update(revision=3), "project_archive.order"),
        (lambda said: said.update(name="Lain"), "project_archive.present"),
        (lambda said: said["totals"].update(total="1"), "project_archive.figures"),
        (lambda said: said.update(incomplete=0), "project_archive.figures"),
        (lambda said: said["columns"].update(measurement=["x"]), "project_archive.table"),
        (lambda said: said["columns"]["resource"].append("co2"), "project_archive.column"),
        (lambda said: said["columns"]["resource"].reverse(), "project_archive.value"),
    ],
)
def test_a_manifest_that_lies_is_refused(content, change, code):
    assert refused(tampering.changed(content, lambda said, _lines: change(said)))[0] == code


def test_what_is_no_zip_is_refused(context):
    for content in (b"", b"{}", b"PK\x05\x06", b"PK" * 500):
        assert refused(content)[0].startswith("archive.")


def test_a_bomb_is_refused_before_it_is_unpacked(content):
    said, _ = tampering.parts(content)
    bomb = tampering.packed(said, {ROWS: b"\n" * (zips.UNPACKED_BYTES + 1), HISTORY: b""})
    assert refused(bomb)[0] == "archive.too_large"


def test_a_line_without_end_is_refused(content, monkeypatch):
    monkeypatch.setattr(project_archive, "LINE_BYTES", 200)
    said, lines = tampering.parts(content)
    raw = {n: b"".join(json.dumps(x).encode() + b"\n" for x in found) for n, found in lines.items()}
    monkeypatch.setattr(project_archive, "LINE_BYTES", max(map(len, raw[ROWS].splitlines())) - 1)
    assert refused(tampering.packed(said, raw))[0] in {
        "project_archive.line",
        "project_archive.format",
    }


@pytest.mark.parametrize(
    "line",
    ["NaN", "Infinity", "1.5", "1e400", "9" * 30, "9" * 5000, DEEP, '"\\ud800', "{", "\xff", "",
     '{"number": NaN}'],
)  # fmt: skip
@pytest.mark.parametrize("name", [ROWS, HISTORY])
def test_json_that_no_archive_has_is_refused(content, line, name):
    said, lines = tampering.parts(content)
    raw = {n: b"".join(json.dumps(x).encode() + b"\n" for x in found) for n, found in lines.items()}
    raw[name] = line.encode("latin-1") + b"\n" + raw[name]
    assert refused(tampering.packed(said, raw)) == ("project_archive.line", f"{name}:1")
