"""What the front page promises exists: settings, commands, files."""

import re
import struct
import zlib
from pathlib import Path

import pytest

from app.config import reference
from bench import png

ROOT = Path(__file__).parent.parent
OURS = ("project", "user", "demo", "catalogue")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table_with_its_default_and_reason():
    rows = [
        f"| `{n}` | {f'`{default}`' if default else ''} | {why} |"
        for n, default, why in reference()
    ]

    assert re.findall(r"^\| `TAKSIR_.*$", README, re.MULTILINE) == rows


def test_every_command_of_ours_is_described_and_every_described_one_exists(app_sqlite):
    described = set(re.findall(r"^\| `flask (\w+ [\w-]+)", README, re.MULTILINE))
    groups = {name: app_sqlite.cli.commands[name] for name in OURS}
    ours = {f"{group} {name}" for group, found in groups.items() for name in found.commands}

    assert described == ours | {"db upgrade"}
    assert "upgrade" in app_sqlite.cli.commands["db"].commands


@pytest.mark.parametrize("page", ["README.md", "docs/guide/id.md", "docs/guide/en.md"])
def test_links_lead_to_files(page):
    folder = (ROOT / page).parent
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8"))

    assert links
    assert [link for link in links if not (folder / link).exists()] == []


@pytest.mark.parametrize(("name", "size"), [("desktop", (1366, 680)), ("phone", (720, 1280))])
def test_the_pictures_are_shown_true_and_light(name, size):
    picture = (ROOT / "docs" / "images" / f"{name}.png").read_bytes()

    assert f"docs/images/{name}.png" in README
    assert struct.unpack(">II", picture[16:24]) == size
    assert len(picture) <= 150_000


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4])
def test_a_picture_is_made_smaller_without_changing_a_pixel(kind):
    wide, high = 40, 20
    rows = [
        bytes((x * y + shade) % 256 for x in range(wide) for shade in range(3)) for y in range(high)
    ]
    packed = zlib.compress(
        b"".join(
            filtered(kind, row, rows[y - 1] if y else bytes(wide * 3)) for y, row in enumerate(rows)
        ),
        0,
    )
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    made = png.smaller(whole((b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")))

    assert made.startswith(png.SIGNATURE)
    assert len(made) < len(packed)
    data = made.partition(b"IDAT")[2].rpartition(b"IEND")[0][:-8]
    assert zlib.decompress(data) == b"".join(b"\0" + row for row in rows)


def whole(*chunks):
    """A picture of these chunks, written by the letter of the format."""
    parts = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    ]
    return png.SIGNATURE + b"".join(parts)


def filtered(kind, row, above):
    """One line under a filter of the format: none, left, up, average, Paeth."""
    left, corner = bytes(3) + row[:-3], bytes(3) + above[:-3]
    guesses = {
        0: lambda a, b, c: 0,
        1: lambda a, b, c: a,
        2: lambda a, b, c: b,
        3: lambda a, b, c: (a + b) // 2,
        4: paeth,
    }
    four = zip(row, left, above, corner, strict=True)
    return bytes([kind, *((x - guesses[kind](a, b, c)) % 256 for x, a, b, c in four)])


def paeth(a, b, c):
    distances = {"a": abs(b - c), "b": abs(a - c), "c": abs(a + b - 2 * c)}
    if distances["a"] <= distances["b"] and distances["a"] <= distances["c"]:
        return a
    return b if distances["b"] <= distances["c"] else c


def test_the_guides_have_the_same_chapters_in_both_languages():
    pages = [(ROOT / f"docs/guide/{language}.md").read_text("utf-8") for language in ("id", "en")]
    shapes = [re.findall(r"^(#+) ", page, re.MULTILINE) for page in pages]

    assert len(shapes[0]) > 10
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("chore", ["run", "test"])
def test_the_two_commands_are_targets_of_make(chore):
    assert f"make {chore}" in README
    assert re.search(rf"^{chore}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
