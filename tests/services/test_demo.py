"""The example building: complete, plausible, and right to the rupiah; made once for each."""

import ast
import csv
import json
import math
from fractions import Fraction as F

import pytest
from sqlalchemy import func, select

from app.domain.numbers import Rounding
from app.extensions import db
from app.models import Analysis, Project, Resource
from app.services import demo, demo_files, summary, tables, verification
from app.services.errors import Invalid

pytestmark = pytest.mark.usefixtures("context")
STARTER, SCHOOL = demo_files.FOLDER / "starter", demo_files.FOLDER / "school"


def count(model) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def rows(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- arithmetic of its own, for comparison ------------------------------------------------------

HALF = F(1, 2)


def value(text: str, names: dict[str, F]) -> F:
    """A formula of the files: + - * / with names and decimals."""

    def of(node: ast.expr) -> F:
        if isinstance(node, ast.Constant):
            return F(str(node.value))
        if isinstance(node, ast.Name):
            return names[node.id]
        left, right = of(node.left), of(node.right)
        return {ast.Add: left + right, ast.Sub: left - right, ast.Mult: left * right,
                ast.Div: left / right}[type(node.op)]  # fmt: skip

    return of(ast.parse(text.removeprefix("="), mode="eval").body)


def names() -> dict[str, F]:
    found: dict[str, F] = {}
    for row in rows(SCHOOL / "parameters.csv"):
        found[row["name"]] = F(row["value"]) if row["value"] else value(row["formula"], found)
    return found


def direct_costs() -> dict[str, F]:
    """D of every analysis by its code; what is nested stands before or after."""
    price = {
        (r["name"], r["unit"]): F(r["price"] or F(r["pack_price"]) / F(r["pack_size"]))
        for r in rows(STARTER / "resources.csv")
    }
    parts: dict[str, list[dict[str, str]]] = {}
    for row in rows(STARTER / "components.csv"):
        parts.setdefault(row["analysis"], []).append(row)

    def cost(code: str) -> F:
        total = materials = F(0)
        for row in parts[code]:
            if row["kind"] == "percent":
                continue
            each = cost(row["nested"]) if row["nested"] else price[row["resource"], row["unit"]]
            total += F(row["coefficient"]) * each
            materials += F(row["coefficient"]) * each if row["category"] == "BHN" else 0
        percents = (F(r["coefficient"]) for r in parts[code] if r["kind"] == "percent")
        return total + materials * sum(percents)

    return {code: cost(code) for code in parts}


def amounts() -> tuple[list[tuple[str, F, F, F]], dict[str, F]]:
    """(code, quantity, unit price, amount) of each item, and the sum of each main section."""
    costs, given = direct_costs(), names()
    found, sections, markup, title = [], {}, F(10), ""
    for row in rows(SCHOOL / "items.csv"):
        if row["kind"] == "section" and row["level"] == "1":
            title, markup = row["title"], F(row["markup_percent"] or 10)
            sections[title] = F(0)
        if row["kind"]:
            continue
        exact = value(row["formula"], given) if row["formula"] else F(row["quantity"])
        quantity = F(math.floor(exact * 100 + HALF), 100)
        cost = costs[row["analysis"]] if row["analysis"] else F(row["price"])
        unit_price = F(math.floor(cost * (1 + markup / 100)))
        found.append((row["code"], quantity, unit_price, quantity * unit_price))
        sections[title] += found[-1][3]
    return found, sections


def exact(found: dict, name: str) -> F:
    return F(found.get("exact", {}).get(name, found[name]))


def test_its_total_is_what_arithmetic_of_another_make_gives(alice):
    found = summary.show(demo.copy_for(alice.id))
    items, sections = amounts()
    given = [(i["code"], exact(i, "unit_price"), exact(i, "amount")) for i in found["items"]]
    assert given == [(code, price, amount) for code, _, price, amount in items]
    assert {s["name"]: exact(s, "amount") for s in found["sections"]} == sections
    subtotal = sum(sections.values())
    tax = F(math.floor(subtotal * F(11, 12) * F(12, 100) * 100 + HALF), 100)
    assert exact(found, "subtotal") == subtotal
    assert exact(found["tail"][0], "amount") == tax
    assert exact(found, "total") == subtotal + tax
    assert exact(found, "rounded") == (subtotal + tax) // 1000 * 1000
    assert verification.verify(db.session()).differences == ()


def test_its_total_is_known():
    subtotal = sum(amount for *_, amount in amounts()[0])
    assert subtotal == F("1566170496.24")
    assert subtotal * F(111, 100) // 1000 * 1000 == 1_738_449_000


def test_it_is_a_complete_owner_estimate_below_its_ceiling(alice):
    found = summary.show(demo.copy_for(alice.id))
    project = db.session.execute(select(Project)).scalar_one()
    assert found["incomplete"] == 0
    assert (project.kind, project.markup_percent, project.fiscal_year) == ("ee", 10, 2026)
    assert project.rounding["unit_price"] == {"mode": "down", "step": "1"}
    assert F(1_500_000_000) < exact(found, "rounded") <= project.ceiling < F(4_000_000_000)
    assert {"work", "location", "owner", "funding"} <= project.header.keys()


def test_it_has_eight_sections_three_levels_and_more_than_forty_items():
    outline = demo_files.building().outline
    items = [row for row in outline if row.kind == "item"]
    parents = [outline[row.parent] for row in items]
    assert sum(row.kind == "section" and row.parent is None for row in outline) == 8
    assert len(items) == 84
    assert any(parent.parent is not None for parent in parents)
    assert any(parent.parent is None for parent in parents)
    assert sum(row.formula is not None for row in items) > 40
    assert sum(row.quantity is not None for row in items) > 10


def test_safety_is_priced_at_cost():
    tables_ = demo_files.building()
    (section,) = [row for row in tables_.outline if "SMKK" in row.title]
    place = tables_.outline.index(section)
    assert section.markup_percent == 0
    assert sum(row.parent == place for row in tables_.outline) >= 9
    assert 0 < amounts()[1]["Penerapan SMKK"] < F(5, 100) * sum(amounts()[1].values())


def test_every_item_says_its_unit_and_has_work_to_do():
    found = demo_files.building()
    for row in found.outline:
        if row.kind == "item" and row.analysis is not None:
            analysis = found.analyses[row.analysis]
            assert (row.code, row.unit) == (analysis.code, analysis.unit)
    assert all(quantity > 0 for _, quantity, _, _ in amounts()[0])


def test_its_analyses_say_their_edition_and_code(alice):
    demo.copy_for(alice.id)
    stored = db.session.execute(select(Analysis.edition, Analysis.code)).all()
    assert {row.edition for row in stored} == {demo_files.EDITION}
    assert {row.code for row in stored} < {r["code"] for r in rows(STARTER / "analyses.csv")}


def test_it_brings_only_what_it_uses_and_says_that_prices_are_illustrations(alice):
    demo.copy_for(alice.id)
    used = tables.read(tables.export(1)).tables
    drawn = {c.resource for a in used.analyses for c in a.components} - {None}
    assert len(drawn) == len(used.resources) == count(Resource)
    assert {row.source for row in used.resources} == {"ilustrasi"}
    assert {row.price_source for row in used.outline if row.price is not None} == {"ilustrasi"}


def test_nobody_real_is_named():
    header = json.loads((SCHOOL / "project.json").read_text(encoding="utf-8"))["header"]
    for name in ("location", "owner", "funding", "dpa_number"):
        assert "contoh" in header[name].casefold()
    assert "ppk" not in header


def test_rounding_down_of_the_files_is_that_of_the_product():
    assert Rounding("down", F(1000))(F("1738449250.83")) == 1_738_449_000


# --- whose it is --------------------------------------------------------------------------------


def test_the_example_is_loaded_once_per_installation(admin, alice):
    first = demo.load(admin.id)
    assert demo.load(admin.id) == demo.load(alice.id) == first
    assert count(Project) == 1


def test_an_installation_keeps_the_example_that_it_has(admin):
    older = tables.import_(demo_files.building(), tables.Origin(admin.id, is_demo=True))
    db.session.rollback()
    assert demo.load(admin.id) == demo.copy_for(admin.id) == older.project_id
    assert count(Project) == 1


def test_everybody_gets_one_example_of_their_own(admin, alice):
    mine = demo.copy_for(alice.id)
    assert demo.copy_for(alice.id) == mine != demo.copy_for(admin.id)
    assert count(Project) == 2


def test_an_example_in_the_trash_is_made_anew(alice):
    first = demo.copy_for(alice.id)
    db.session.rollback()
    with db.engine.begin() as connection:
        table = Project.__table__
        connection.execute(table.update().values(trashed_at=func.now()))
    assert demo.load(alice.id) == first
    second = demo.copy_for(alice.id)
    assert second != first
    assert demo.copy_for(alice.id) == second


def test_a_viewer_of_the_site_may_look_at_the_example(vera):
    assert count(Project) == 0
    assert demo.copy_for(vera.id) > 0


@pytest.mark.parametrize(("name", "content"), [("project.json", "{"), ("items.csv", "no,title\n")])
def test_an_example_that_cannot_be_read_is_said(tmp_path, name, content):
    for folder in (STARTER, SCHOOL):
        (tmp_path / folder.name).mkdir()
        for path in folder.iterdir():
            (tmp_path / folder.name / path.name).write_bytes(path.read_bytes())
    (tmp_path / "school" / name).write_text(content)
    with pytest.raises(Invalid):
        demo_files.building(tmp_path)
