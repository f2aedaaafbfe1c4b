"""`flask project` and `flask demo`: what they print, and how they end."""

import json
import subprocess
import sys
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from app.extensions import db
from app.services import revisions, tables
from app.services.errors import Locked
from app.services.revisions import Order
from tests.cli.kios import OWN, TOTALS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty one, beside the database."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def brought(run, people) -> int:
    return json.loads(run("project", "import-tables", OWN, "--json").stdout)["project"]


def copy(folder: Path, **changed: str) -> Path:
    for path in OWN.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    for name, content in changed.items():
        path = folder / f"{name}.{'json' if name == 'project' else 'csv'}"
        path.write_text(content)
    return folder


def test_import_prints_one_json_object_with_the_totals(run, people):
    said = run("project", "import-tables", OWN, "--json")
    assert (said.exit_code, said.stderr) == (0, "")
    told = json.loads(said.stdout)
    zero = told.pop("problems")
    assert told == {"project": 1, "revision": 1, "items": 3, **TOTALS}
    assert [(p["code"], p["place"], p["warning"]) for p in zero] == [
        ("resource.zero_prices", "resources.csv", True)
    ]


def test_import_belongs_to_the_first_administrator_or_to_whom_one_says(run, people, app):
    run("project", "import-tables", OWN)
    run("project", "import-tables", OWN, "--owner", "bob@office.example")
    with app.app_context():
        rows = db.session.execute(text("SELECT user_id FROM membership ORDER BY project_id"))
        assert [row[0] for row in rows] == [people["admin"].id, people["bob"].id]


def test_import_takes_a_zip(run, people, folder):
    with zipfile.ZipFile(folder / "kios.zip", "w") as archive:
        for path in OWN.iterdir():
            archive.write(path, f"kios/{path.name}")
    told = json.loads(run("project", "import-tables", folder / "kios.zip", "--json").stdout)
    assert told["subtotal"] == TOTALS["subtotal"]


def test_import_ends_with_0_when_rows_were_flagged_and_names_them(run, people, folder):
    items = (OWN / "items.csv").read_text().replace("12.500", '"12,5"')
    said = run("project", "import-tables", copy(folder, items=items), "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, told["items"], told["incomplete"]) == (0, 3, 1)
    assert told["problems"][1]["place"] == "items.csv:2:quantity"
    assert "12.5" in told["problems"][1]["text"]


@pytest.mark.parametrize("content", ["{", "[]", '{"name": ""}', '{"name": "a", "tail": "x"}'])
def test_import_ends_with_1_when_nothing_was_stored(run, people, folder, content, app):
    said = run("project", "import-tables", copy(folder, project=content), "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, told["project"]) == (1, None)
    assert told["problems"][-1]["code"] == "tables.nothing"
    with app.app_context():
        assert db.session.execute(text("SELECT COUNT(*) FROM project")).scalar_one() == 0


def test_import_says_why_nothing_was_stored(run, people, folder):
    said = run("project", "import-tables", folder)
    assert (said.exit_code, said.stdout) == (1, "")
    assert "project.json" in said.stderr


def test_import_of_a_total_that_is_too_large_ends_with_1(run, people, folder):
    items = "no,title,quantity,price\n8,a,999999,999999999999\n9,b,999999,999999999999\n"
    said = run("project", "import-tables", copy(folder, items=items), "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout)["problems"][-1]["code"] == "figure.too_large"


@pytest.mark.parametrize(
    "arguments",
    [
        (OWN, "--owner", "nobody@office.example"),
        (OWN, "--owner", "vera@office.example"),
        ("no such folder",),
        (),
    ],
)
def test_wrong_use_of_import_ends_with_2(run, people, arguments):
    assert run("project", "import-tables", *arguments).exit_code == 2


def test_import_without_an_administrator_ends_with_2(run):
    said = run("project", "import-tables", OWN)
    assert said.exit_code == 2
    assert "owner" in said.stderr


def test_import_prints_for_people_too(run, people):
    said = run("project", "import-tables", OWN)
    assert "rounded: 4380000" in said.stdout
    assert "resources.csv: " in said.stdout


def test_show_prints_sections_and_items_in_sheet_order(run, brought):
    said = run("project", "show", brought, "--json")
    told = json.loads(said.stdout)
    assert told.pop("sections") == [
        {"name": "A", "amount": "3915640.13984"},
        {"name": "B", "amount": "30000"},
    ]
    assert told.pop("items")[1] == {
        "no": "2",
        "code": "D.1",
        "direct_cost": "64460.57136",
        "unit_price": "70906.628496",
        "amount": "2836265.13984",
    }
    assert told == {"project": brought, "revision": 1, **TOTALS}


def test_show_prints_for_people_too(run, brought):
    assert '"no": "3"' in run("project", "show", brought).stdout


@pytest.mark.parametrize(
    "arguments",
    [("show", 99), ("show", 99, "--json"), ("verify", 99),
     ("export", 99, "--format", "tables", "-o", "x.zip"),
     ("export", 99, "--format", "xlsx", "-o", "x.xlsx")],
)  # fmt: skip
def test_a_project_that_does_not_exist_ends_with_1(run, people, arguments):
    said = run("project", *arguments)
    assert said.exit_code == 1
    assert "99" in said.stderr


@pytest.mark.parametrize(
    "arguments",
    [("show", "x"), ("show",), ("export", 1), ("export", 1, "--format", "pdf", "-o", "x"), ("go",)],
)
def test_wrong_use_ends_with_2(run, people, arguments):
    assert run("project", *arguments).exit_code == 2


def test_export_writes_a_zip_that_imports_to_the_same_totals(run, brought, folder):
    path = folder / "kios.zip"
    assert run("project", "export", brought, "--format", "tables", "-o", path).exit_code == 0
    again = json.loads(run("project", "import-tables", path, "--json").stdout)
    assert {name: again[name] for name in TOTALS} == TOTALS
    assert list(folder.iterdir()) == [path]


def test_export_into_a_folder_leaves_the_tables_there(run, brought, folder):
    run("project", "export", brought, "--format", "tables", "-o", folder)
    assert {path.name for path in folder.iterdir()} == {
        "project.json", "resources.csv", "components.csv", "items.csv",
    }  # fmt: skip


def test_export_to_nowhere_ends_with_1(run, brought, folder):
    path = folder / "none" / "x.zip"
    assert run("project", "export", brought, "--format", "tables", "-o", path).exit_code == 1


def test_export_writes_a_workbook_with_the_totals(run, brought, folder):
    path = folder / "kios.xlsx"
    said = run("project", "export", brought, "--format", "xlsx", "--at", 1, "-o", path)
    assert (said.exit_code, list(folder.iterdir())) == (0, [path])
    sheet = load_workbook(path, data_only=True)["Rekapitulasi"]
    found = {row[0].value: row[4].value for row in sheet.iter_rows() if row[0].value}
    assert [found[f"recap:{letter}"] for letter in "ABCD"] == [
        float(TOTALS["subtotal"]), float(TOTALS["tail"][0]["amount"]), float(TOTALS["total"]),
        float(TOTALS["rounded"]),
    ]  # fmt: skip


def test_export_of_a_moment_that_never_was_ends_with_1_and_writes_nothing(run, brought, folder):
    path = folder / "x.xlsx"
    said = run("project", "export", brought, "--format", "xlsx", "--at", 99, "-o", path)
    assert (said.exit_code, list(folder.iterdir())) == (1, [])
    assert "99" in said.stderr


def test_verify_counts_what_it_proved(run, brought):
    said = run("project", "verify", "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, told["projects"], told["differences"]) == (0, 1, [])
    assert told["figures"] > 50
    assert run("project", "verify", brought).stdout.startswith("1 projects")


def test_verify_ends_with_1_and_names_a_figure_that_differs(run, brought, app):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE project SET total = total + 10000"))
    said = run("project", "verify", "--json")
    (found,) = json.loads(said.stdout)["differences"]
    assert (said.exit_code, found["table"], found["column"]) == (1, "project", "total")
    assert found["stored"] == found["computed"] + 10_000
    assert "column=total" in run("project", "verify", brought).stdout


def test_explain_prints_the_steps_of_a_figure(run, brought):
    said = run("project", "explain", brought, "rounded", "--json")
    told = json.loads(said.stdout)
    assert (said.exit_code, told["value"], told["revision"]) == (0, TOTALS["rounded"], 1)
    first = told["steps"][0]
    assert (first["value"], first["before_rounding"]) == (TOTALS["rounded"], TOTALS["total"])
    assert first["rounding_set"]["by"] == "Admin"
    assert "rounded" in run("project", "explain", brought, "rounded").stdout


def test_explain_goes_back_to_a_revision(run, brought):
    said = run("project", "explain", brought, "subtotal", "--at", "1", "--json")
    assert json.loads(said.stdout)["value"] == TOTALS["subtotal"]
    assert run("project", "explain", brought, "subtotal", "--at", "2").exit_code == 1


def test_explain_prints_a_proof_that_the_script_accepts(run, brought, folder):
    said = run("project", "explain", brought, "rounded", "--proof")
    (folder / "proof.json").write_text(said.stdout)
    script = Path(__file__).parents[2] / "docs" / "verify_proof.py"
    command = [sys.executable, "-I", script, folder / "proof.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:17]) == (0, "OK: rounded = 438")
    broken = said.stdout.replace('"4380000"', '"4390000"')
    (folder / "proof.json").write_text(broken)
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("proof", [(), ("--proof",)])
@pytest.mark.parametrize("arguments", [(1, "nothing"), (1, "node.99.amount"), (9, "rounded")])
def test_explain_ends_with_1_where_there_is_no_such_figure(run, brought, arguments, proof):
    said = run("project", "explain", *arguments, *proof)
    assert (said.exit_code, said.stdout) == (1, "")
    assert str(arguments[1]) in said.stderr


@pytest.mark.parametrize("arguments", [(), (1,), ("x", "rounded"), (1, "rounded", "--at", "x")])
def test_wrong_use_of_explain_ends_with_2(run, people, arguments):
    assert run("project", "explain", *arguments).exit_code == 2


def test_demo_is_loaded_once(run, people):
    first = json.loads(run("demo", "load", "--json").stdout)
    assert json.loads(run("demo", "load", "--json").stdout) == first
    assert set(first) == {"project", "edition"}
    assert str(first["project"]) in run("demo", "load").stdout
    assert json.loads(run("project", "verify", "--json").stdout)["projects"] == 1


def test_demo_without_an_administrator_ends_with_2(run):
    assert run("demo", "load").exit_code == 2


def test_import_says_that_somebody_else_is_writing(run, people, monkeypatch):
    def busy(*_):
        raise Locked

    monkeypatch.setattr(tables, "import_", busy)
    said = run("project", "import-tables", OWN)
    assert (said.exit_code, said.stdout) == (1, "")


def test_show_and_export_at_a_revision(run, brought, folder, people, app):
    with app.app_context():
        number = revisions.run(
            Order(brought, "project.rules", people["admin"].id),
            lambda draft: setattr(draft.project, "markup_percent", Fraction(0)),
        ).revision
    assert number == 2
    said = run("project", "show", brought, "--at", "1", "--json")
    told = json.loads(said.stdout)
    assert {name: told[name] for name in TOTALS} == TOTALS
    assert (told["revision"], told["name"], told["locked"], told["differs"]) == (1, "", False, None)
    assert json.loads(run("project", "show", brought, "--json").stdout)["rounded"] != "4380000"
    assert "revision: 1" in run("project", "show", brought, "--at", "1").stdout
    target = folder / "old.zip"
    done = run("project", "export", brought, "--format", "tables", "--at", "1", "-o", target)
    assert done.exit_code == 0
    again = json.loads(run("project", "import-tables", target, "--json").stdout)
    assert {name: again[name] for name in TOTALS} == TOTALS


@pytest.mark.parametrize("at", [0, 2, 10**12])
def test_a_revision_that_does_not_exist_ends_with_1(run, brought, folder, at):
    out = ("-o", folder / "x")
    for arguments in (
        ("show", brought),
        ("export", brought, "--format", "tables", *out),
        ("export", brought, "--format", "xlsx", *out),
    ):
        said = run("project", *arguments, "--at", at)
        assert said.exit_code == 1
        assert f"no revision {at}" in said.stderr
    assert list(folder.iterdir()) == []
