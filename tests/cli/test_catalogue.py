"""`flask catalogue`: what it prints, and how it ends."""

import json
from functools import partial

import pytest

from app.services import catalogue_editions
from tests.services.catalogue.books import flat, foreign
from tests.services.catalogue.making import counts

KEYS = ["edition", "layout", "analyses", "components", "resources", "prices", "printed", "equal",
        "different", "problems"]  # fmt: skip


@pytest.fixture
def run(run):
    return partial(run, "catalogue")


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "buku.xlsx"
    path.write_bytes(flat(3, 2))
    return path


@pytest.fixture
def stored(run, book, people):
    """The book as an edition; what was printed."""
    return run("import", book, "--edition", "AHSP 2025", "--json")


def stands(app):
    with app.app_context():
        return counts()


def test_import_prints_one_json_object_and_returns_when_the_edition_is_ready(stored, app):
    told = json.loads(stored.stdout)
    assert (stored.exit_code, stored.stderr, list(told)) == (0, "", KEYS)
    assert (told["edition"], told["layout"]) == ("AHSP 2025", "flat")
    assert [told[name] for name in KEYS[2:9]] == [3, 6, 2, 0, 0, 0, []]
    with app.app_context():
        assert [e.state for e in catalogue_editions.editions()] == ["ready"]


def test_import_needs_nobody(run, book, app):
    said = run("import", book, "--edition", "AHSP", "--json")
    assert (said.exit_code, json.loads(said.stdout)["analyses"]) == (0, 3)
    assert stands(app)[:3] == [1, 3, 6]


def test_a_dry_run_prints_the_same_and_stores_nothing(run, book, people, app):
    said = run("import", book, "--edition", "AHSP 2025", "--dry-run", "--json")
    assert (said.exit_code, stands(app)) == (0, [0] * 6)
    assert said.stdout == run("import", book, "--edition", "AHSP 2025", "--json").stdout


def test_the_same_file_again_changes_nothing_and_says_so(stored, run, book, app):
    before = stands(app)
    said = run("import", book, "--edition", "ahsp  2025", "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, stands(app), told["analyses"]) == (0, before, 3)
    assert [p["code"] for p in told["problems"]] == ["catalogue.unchanged"]
    assert "AHSP 2025" in told["problems"][0]["message"]


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_another_file_into_an_edition_ends_with_1(stored, run, tmp_path, app, more):
    other = tmp_path / "lain.xlsx"
    other.write_bytes(flat(4, 2))
    before = stands(app)
    said = run("import", other, "--edition", "AHSP 2025", "--json", *more)
    told = json.loads(said.stdout)
    assert (said.exit_code, stands(app), list(told)) == (1, before, KEYS)
    assert [p["code"] for p in told["problems"]] == ["catalogue.edition_exists"]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"<html></html>", foreign()])
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_file_that_cannot_be_read_ends_with_1_and_says_why(
    run, people, tmp_path, app, content, more
):
    path = tmp_path / "buku.xlsx"
    path.write_bytes(content)
    said = run("import", path, "--edition", "AHSP", "--json", *more)
    told = json.loads(said.stdout)
    assert (said.exit_code, stands(app), told["layout"]) == (1, [0] * 6, None)
    assert set(told["problems"][0]) == {"sheet", "cell", "code", "message"}
    assert told["problems"][0]["message"]


def test_a_file_that_is_too_large_ends_with_1(run, people, tmp_path):
    path = tmp_path / "buku.xlsx"
    path.write_bytes(b"PK" + bytes(21 * 1024 * 1024))
    said = run("import", path, "--edition", "AHSP", "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout)["problems"][0]["code"] == "blob.too_large"


@pytest.mark.parametrize(
    "arguments", [("import",), ("import", "nothing.xlsx", "--edition", "a"), ("search",), ("no",)]
)
def test_wrong_use_ends_with_2(run, people, arguments):
    assert run(*arguments).exit_code == 2


def test_import_without_an_edition_is_wrong_use(run, people, book):
    assert run("import", book).exit_code == 2
    assert run("import", book, "--edition", " ", "--json").exit_code == 1


def test_problems_name_sheet_and_cell(run, people, tmp_path):
    path = tmp_path / "buku.xlsx"
    path.write_bytes(flat(2, 2, broken=True))
    said = run("import", path, "--edition", "AHSP", "--json")
    (told,) = json.loads(said.stdout)["problems"]
    assert (said.exit_code, told["sheet"], told["cell"]) == (0, "Data", "H2")
    assert "banyak" in told["message"]
    assert "Data!H2: " in run("import", path, "--edition", "AHSP").stdout


def test_list_prints_the_editions(stored, run):
    (told,) = json.loads(run("list", "--json").stdout)["editions"]
    assert (told["name"], told["is_current"], told["analyses"]) == ("AHSP 2025", True, 3)
    assert "* AHSP 2025" in run("list").stdout


def test_search_prints_hits(stored, run):
    said = run("search", "pekerjaan", "nomor", "1", "--limit", "2", "--json")
    hits = json.loads(said.stdout)["hits"]
    assert (said.exit_code, len(hits) <= 2) == (0, True)
    assert set(hits[0]) == {"code", "title", "unit", "edition", "score"}
    assert hits[0]["code"] == "1.1.1"
    assert "1.1.1" in run("search", "1.1.1", "--edition", "AHSP 2025").stdout


def test_search_in_an_edition_that_is_not_there_ends_with_1(stored, run):
    said = run("search", "pekerjaan", "--edition", "Lain")
    assert said.exit_code == 1
    assert "Lain" in said.stderr
