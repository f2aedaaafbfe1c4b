"""`flask project export --format archive` and `import-archive`."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from app.extensions import db
from app.services import archives
from app.services.errors import Locked
from tests.cli.kios import OWN, TOTALS


@pytest.fixture
def written(run, people, tmp_path) -> Path:
    run("project", "import-tables", OWN)
    path = tmp_path / "kios-archive.zip"
    said = run("project", "export", 1, "--format", "archive", "-o", path)
    assert (said.exit_code, said.stdout, said.stderr) == (0, "", "")
    return path


def test_import_prints_the_keys_of_import_tables(run, written):
    said = run("project", "import-archive", written, "--json")
    assert (said.exit_code, said.stderr) == (0, "")
    expected = {"project": 2, "revision": 1, "items": 3, **TOTALS, "problems": []}
    assert json.loads(said.stdout) == expected


def test_what_was_imported_verifies(run, written):
    run("project", "import-archive", written)
    told = json.loads(run("project", "verify", 2, "--json").stdout)
    assert (told["projects"], told["differences"]) == (1, [])


def test_it_belongs_to_the_first_administrator_or_to_whom_one_says(run, written, people, app):
    run("project", "import-archive", written)
    run("project", "import-archive", written, "--owner", "bob@office.example")
    with app.app_context():
        rows = db.session.execute(text("SELECT user_id FROM membership WHERE project_id > 1"))
        assert sorted(row[0] for row in rows) == sorted([people["admin"].id, people["bob"].id])


def test_a_damaged_archive_ends_with_1_and_stores_nothing(run, written, app):
    content = bytearray(written.read_bytes())
    content[200] ^= 255
    written.write_bytes(content)
    said = run("project", "import-archive", written, "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, told["project"], len(told["problems"])) == (1, None, 1)
    with app.app_context():
        assert db.session.execute(text("SELECT COUNT(*) FROM project")).scalar_one() == 1


def test_what_is_no_archive_ends_with_1_and_says_so(run, people, tmp_path):
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in OWN.iterdir():
            archive.write(each, each.name)
    said = run("project", "import-archive", path)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "manifest.json" in said.stderr


@pytest.mark.parametrize(
    "more",
    [("--owner", "nobody@office.example"), ("--owner", "vera@office.example"), ("--what",)],
)
def test_wrong_use_ends_with_2(run, written, more):
    assert run("project", "import-archive", written, *more).exit_code == 2


def test_a_file_that_is_not_there_and_a_folder_end_with_2(run, people, tmp_path):
    assert run("project", "import-archive", tmp_path / "none.zip").exit_code == 2
    assert run("project", "import-archive", tmp_path).exit_code == 2


def test_an_archive_into_a_folder_ends_with_2(run, written, tmp_path):
    said = run("project", "export", 1, "--format", "archive", "-o", tmp_path)
    assert said.exit_code == 2


def test_a_project_that_does_not_exist_ends_with_1(run, people, tmp_path):
    said = run("project", "export", 9, "--format", "archive", "-o", tmp_path / "x.zip")
    assert said.exit_code == 1
    assert not (tmp_path / "x.zip").exists()


def test_an_archive_that_no_page_takes_is_written_and_said_to_be_so(run, written, monkeypatch):
    monkeypatch.setattr(archives, "is_too_large", lambda _content: True)
    said = run("project", "export", 1, "--format", "archive", "-o", written)
    assert said.exit_code == 0
    assert "import-archive" in said.stderr


def test_import_says_that_somebody_else_is_writing(run, written, monkeypatch):
    def busy(*_):
        raise Locked

    monkeypatch.setattr(archives, "import_", busy)
    said = run("project", "import-archive", written)
    assert (said.exit_code, said.stdout) == (1, "")
