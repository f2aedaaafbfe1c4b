"""What the front page promises exists: settings, commands, files."""

import re
from pathlib import Path

import pytest

from app.config import reference

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


def test_the_guides_have_the_same_chapters_in_both_languages():
    pages = [(ROOT / f"docs/guide/{language}.md").read_text("utf-8") for language in ("id", "en")]
    shapes = [re.findall(r"^(#+) ", page, re.MULTILINE) for page in pages]

    assert len(shapes[0]) > 10
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("chore", ["run", "test"])
def test_the_two_commands_are_targets_of_make(chore):
    assert f"make {chore}" in README
    assert re.search(rf"^{chore}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
