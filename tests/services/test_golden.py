"""Worked examples through the database: every figure that was printed comes back exactly."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.domain.components import Category
from app.domain.tables import (
    AnalysisRow,
    ComponentRow,
    Heading,
    OutlineRow,
    ResourceRow,
    Tables,
)
from app.extensions import db
from app.models import Component
from app.services import analyses, summary, tables, verification
from app.services.analyses import Cell
from app.services.tables import Origin

pytestmark = pytest.mark.usefixtures("context")

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "data" / "golden" / "kios"
SHARED = ROOT.parent / "shared" / "data" / "golden"
CATEGORIES: dict[str, Category] = {"TK": "labour", "BHN": "material", "ALT": "equipment"}
PROJECTS = [folder for folder in (OWN, SHARED / "project-160") if folder.is_dir()]
#: Printed with more decimals than a coefficient has: entered as what they come from.
QUOTIENTS = {"Pasir beton": "=61,56/1400", "Batu split 2/3": "=83,349/1350"}


def worked_analyses() -> list[dict]:
    found = json.loads((OWN / "analyses.json").read_text())
    shared = SHARED / "cases.json"
    if shared.exists():
        cases = json.loads(shared.read_text())
        found += [case for case in cases if case["id"] in {"G01", "G06", "G07"}]
    return found


def differences() -> tuple:
    return verification.verify(db.session()).differences


def exact(found: dict, name: str) -> Fraction:
    return Fraction(found.get("exact", {}).get(name, found[name]))


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_a_whole_project_gives_every_printed_figure(folder, alice):
    reading = tables.read(folder)
    made = tables.import_(reading.tables, Origin(alice.id))
    expected = json.loads((folder / "expected.json").read_text())
    found = summary.show(made.project_id)
    assert [item["no"] for item in found["items"]] == [str(i["no"]) for i in expected["items"]]
    for item, printed in zip(found["items"], expected["items"], strict=True):
        assert item["code"] == printed["code"]
        for name in ("direct_cost", "unit_price", "amount"):
            assert exact(item, name) == Fraction(printed[name]), (item["no"], name)
    assert {s["name"]: exact(s, "amount") for s in found["sections"]} == {
        name: Fraction(amount) for name, amount in expected["sections"].items()
    }
    assert exact(found, "subtotal") == Fraction(expected["total"])
    assert exact(found["tail"][0], "amount") == Fraction(expected["vat"])
    assert exact(found, "total") == Fraction(expected["grand_total"])
    assert exact(found, "rounded") == Fraction(expected["rounded_total"])
    assert found["incomplete"] == 0
    assert differences() == ()


@pytest.mark.parametrize("case", worked_analyses(), ids=lambda case: case["id"])
def test_a_worked_analysis_gives_its_printed_unit_price(case, alice):
    made = tables.import_(of_case(case), Origin(alice.id))
    enter_formulas(made.project_id, case, alice.id)
    (item,) = summary.show(made.project_id)["items"]
    # The cases print repeating decimals cut off after some forty digits.
    assert abs(exact(item, "direct_cost") - Fraction(case["D"])) < Fraction(1, 10**25)
    assert abs(exact(item, "unit_price") - Fraction(case["F_exact"])) < Fraction(1, 10**25)
    assert exact(item, "direct_cost") == by_hand(case)
    assert differences() == ()


def of_case(case: dict) -> Tables:
    """One item of one unit, whose analysis is the case; what needs a formula is left open."""
    rows = case["components"]
    return Tables(
        Heading(case["id"], markup_percent=Fraction(case["buk_percent"])),
        (),
        tuple(
            ResourceRow("", CATEGORIES[r["category"]], r["name"], r["unit"],
                        Fraction(r["unit_price"]))
            for r in rows
        ),
        (
            AnalysisRow(
                case["title"], case["code"], case["unit"],
                components=tuple(
                    ComponentRow("resource", CATEGORIES[r["category"]], i,
                                 coefficient=None if formula(r) else Fraction(r["coefficient"]))
                    for i, r in enumerate(rows)
                ),
            ),
        ),
        (OutlineRow("item", title=case["title"], quantity=Fraction(1), origin="analysis",
                    analysis=0),),
    )  # fmt: skip


def formula(row: dict) -> str:
    """What a person would type for a coefficient that no decimals hold."""
    if row["coefficient"].startswith("="):
        return row["coefficient"]
    return QUOTIENTS[row["name"]] if row["unit"] == "m3" and row["name"] in QUOTIENTS and (
        len(row["coefficient"]) > 12 or row["name"] == "Batu split 2/3"
    ) else ""  # fmt: skip


def enter_formulas(project_id: int, case: dict, by: int) -> None:
    rows = db.session.execute(
        select(Component.id, Component.version, Component.analysis_id).order_by(Component.id)
    ).all()
    for (row_id, version, analysis_id), row in zip(rows, case["components"], strict=True):
        if typed := formula(row):
            cell = Cell(row_id, version, "coefficient", typed)
            analyses.set_cell((project_id, analysis_id), by, cell, "id")


def by_hand(case: dict) -> Fraction:
    total = Fraction(0)
    for row in case["components"]:
        typed = (formula(row) or row["coefficient"]).lstrip("=").replace(",", ".")
        top, _, bottom = typed.partition("/")
        total += Fraction(top) / Fraction(bottom or 1) * Fraction(row["unit_price"])
    return total


@pytest.mark.parametrize(
    ("table", "column"),
    [("outline_node", "amount"), ("outline_node", "direct_cost_exact"), ("analysis", "unit_price"),
     ("project", "subtotal"), ("outline_node", "incomplete")],
)  # fmt: skip
def test_a_stored_figure_that_was_tampered_with_is_found(table, column, alice):
    made = tables.import_(tables.read(OWN).tables, Origin(alice.id))
    assert differences() == ()
    db.session.rollback()
    with db.engine.begin() as connection:
        row = connection.execute(text(f"SELECT MAX(id) FROM {table}")).scalar_one()  # noqa: S608
        value = "'1/7'" if column.endswith("_exact") else f"{column} + 1"
        connection.execute(
            text(f"UPDATE {table} SET {column} = {value} WHERE id = :row"),  # noqa: S608
            {"row": row},
        )
    found = differences()
    assert [(d.project, d.table, d.row, d.column) for d in found] == [
        (made.project_id, table, row, column)
    ]
