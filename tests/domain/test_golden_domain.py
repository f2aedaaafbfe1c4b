"""Worked examples computed elsewhere: the predecessor's, and real projects where present."""

import csv
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.domain.analysis import Component
from app.domain.estimate import Estimate, Node, Policies, compute
from app.domain.numbers import NONE, Rounding
from app.domain.recap import TailLine, recap

F = Fraction
GOLDEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "golden"
PROJECTS = [path.parent for path in sorted(GOLDEN.glob("*/expected.json"))]
CASES = (
    {case["id"]: case for case in json.loads((GOLDEN / "cases.json").read_text(encoding="utf-8"))}
    if (GOLDEN / "cases.json").is_file()
    else {}
)
CATEGORIES = {"TK": "labour", "BHN": "material", "ALT": "equipment", "LAIN": "other"}
FORMULAS = {
    ("G06", "Pasir beton"): "=61.56/1400",
    ("G06", "Batu split 2/3"): "=83.349/1350",
}

#: One unit price analysis each: rows of category, coefficient and price; markup; D and F.
WORKED = {
    "all four categories": (
        [("TK", "1", 100_000), ("BHN", "2", 20_000), ("ALT", "3", 50_000), ("LAIN", "4", 30_000)],
        "10",
        "410000",
        "451000",
    ),
    "markup of one eighth": (
        [
            ("TK", "0.15", 150_000),
            ("BHN", "7.5", 12_000),
            ("ALT", "0.1", 300_000),
            ("LAIN", "0.05", 2_000_000),
        ],
        "12.5",
        "242500",
        "272812.50",
    ),
    "markup of the item": (
        [
            ("TK", "1.25", 125_000),
            ("BHN", "0.3", 180_000),
            ("ALT", "0.1", 300_000),
            ("LAIN", "0.05", 1_000_000),
        ],
        "20",
        "290250",
        "348300",
    ),
}


def lump(row_id, category, coefficient, price, formula=None):
    return Component(
        row_id, "lump", CATEGORIES[category], F(coefficient), formula=formula, price=F(price)
    )


def inner(row_id, coefficient, analysis_id):
    return Component(row_id, "analysis", "other", F(coefficient), analysis_id=analysis_id)


def one_item(analyses, markup, quantity=1, unit_price=NONE):
    return Estimate(
        markup_percent=F(markup),
        policies=Policies(unit_price=unit_price),
        tail=(),
        parameters={},
        resources={},
        analyses=analyses,
        nodes=(Node(1, None, "item", F(quantity), origin="analysis", analysis_id=1),),
    )


@pytest.mark.parametrize(("rows", "markup", "direct", "price"), WORKED.values(), ids=WORKED)
def test_the_unit_price_of_a_worked_example(rows, markup, direct, price):
    components = tuple(lump(place, *row) for place, row in enumerate(rows))
    figures = compute(one_item({1: components}, markup, 10)).nodes[1]
    assert (figures.direct_cost, figures.unit_price) == (F(direct), F(price))
    assert figures.amount == 10 * F(price)


def test_the_markup_of_an_item_goes_before_that_of_the_project():
    rows, percent, _, price = WORKED["markup of the item"]
    estimate = one_item({1: tuple(lump(n, *row) for n, row in enumerate(rows))}, "10", 2)
    node = replace(estimate.nodes[0], markup_percent=F(percent))
    figures = compute(replace(estimate, nodes=(node,)))
    assert figures.recap.subtotal == 2 * F(price) == 696_600


def test_a_nested_analysis_multiplies_its_own_coefficients():
    analyses = {1: (inner(1, 4, 2),), 2: (lump(2, "TK", "0.75", 100_000),)}
    assert compute(one_item(analyses, 0)).nodes[1].direct_cost == 300_000


def test_three_levels_of_nesting_multiply_through():
    analyses = {1: (inner(1, 3, 2),), 2: (inner(2, 2, 3),), 3: (lump(3, "TK", "0.5", 7_000),)}
    assert compute(one_item(analyses, 0)).nodes[1].direct_cost == 3 * 7_000


def test_ten_of_a_nested_analysis_cost_ten_times_its_three_rows():
    rows = (
        lump(2, "TK", "0.66", 100_000),
        lump(3, "BHN", "0.04", 50_000),
        lump(4, "ALT", "0.40", 25_000),
    )
    figures = compute(one_item({1: (inner(1, 10, 2),), 2: rows}, 0))
    assert figures.nodes[1].direct_cost == 10 * (66_000 + 2_000 + 10_000)


def test_a_quotient_as_coefficient_is_used_unrounded():
    sand = lump(1, "BHN", "0", 370_200, formula="=61.56/1400")
    figures = compute(one_item({1: (sand,)}, 10))
    assert figures.nodes[1].direct_cost == F(6156 * 370_200, 140_000)


def test_the_total_is_rounded_half_up_to_the_nearest_ten_thousand():
    policies = Policies(total=Rounding("half_up", F(10_000)))
    assert recap(F(8_814_013_979), (), policies).rounded == 8_814_010_000
    assert recap(F(8_814_015_000), (), policies).rounded == 8_814_020_000


def rounding_of(text):
    mode, step = text.split("_")
    return Rounding({"floor": "down"}[mode], F(step))


def components_of(case):
    return tuple(
        lump(
            place,
            row["category"],
            row["coefficient"],
            row["unit_price"],
            FORMULAS.get((case["id"], row["name"])),
        )
        for place, row in enumerate(case["components"])
    )


def check_analysis(case):
    """A published analysis agrees to every digit that was printed of it."""
    policy = rounding_of(case["rounding"])
    estimate = one_item({1: components_of(case)}, case["buk_percent"])
    exact = compute(estimate)
    blocks = exact.analyses[1].blocks
    close = F(1, 10**30)
    for category, printed in case["subtotal"].items():
        assert abs(blocks[CATEGORIES[category]] - F(printed)) < close
    assert abs(exact.nodes[1].direct_cost - F(case["D"])) < close
    assert abs(exact.nodes[1].unit_price - F(case["F_exact"])) < close
    rounded = compute(replace(estimate, policies=Policies(unit_price=policy)))
    assert rounded.nodes[1].unit_price == F(case["published"])


def check_recap(case):
    """A published recap agrees to every digit that was printed of it."""
    policies = Policies(total=Rounding("half_up", F(1_000)))
    figures = recap(sum(map(F, case["groups"])), (TailLine("PPN", F(11)),), policies)
    assert figures.subtotal == F(case["subtotal"])
    assert figures.total == F(case["total"])
    assert figures.rounded == F(case["published"])


if CASES:

    @pytest.mark.parametrize("name", ["G01", "G06", "G07"])
    def test_a_published_analysis_is_met_to_the_digit(name):
        check_analysis(CASES[name])

    def test_a_published_line_is_the_rounded_unit_price_times_the_quantity():
        estimate = one_item({1: components_of(CASES["G07"])}, 15, 48, Rounding("down", F(1)))
        assert compute(estimate).recap.subtotal == 20_632_080

    def test_a_published_recap_is_met_to_the_digit():
        check_recap(CASES["G14"])


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rounding_from(policy):
    return Rounding(policy["mode"], F(policy.get("step", "1")))


def outline_of(items):
    """Sections and subsections have ids above those of all items."""
    names = {}
    nodes = []
    for row in items:
        parent = None
        for path in [(row["section"],), (row["section"], row["subsection"])]:
            if path not in names:
                names[path] = 10_000 + len(names)
                nodes.append(Node(names[path], parent, "section"))
            parent = names[path]
        number = int(row["no"])
        quantity = F(row["quantity"])
        markup = F(row["markup_percent"]) if row["markup_percent"] else None
        nodes.append(
            Node(
                number,
                parent,
                "item",
                quantity,
                origin="analysis",
                analysis_id=number,
                markup_percent=markup,
            )
        )
    return tuple(nodes), {path[0]: node_id for path, node_id in names.items() if len(path) == 1}


def analyses_of(rows, resource_ids):
    analyses = {}
    for place, row in enumerate(rows):
        component = Component(
            place,
            "resource",
            CATEGORIES[row["category"]],
            F(row["coefficient"]),
            resource_id=resource_ids[row["resource_code"]],
        )
        analyses.setdefault(int(row["item_no"]), []).append(component)
    return {number: tuple(components) for number, components in analyses.items()}


def estimate_of(folder):
    project = json.loads((folder / "project.json").read_text(encoding="utf-8"))
    resources = rows_of(folder / "resources.csv")
    nodes, sections = outline_of(rows_of(folder / "items.csv"))
    ids = {row["code"]: place for place, row in enumerate(resources)}
    policies = {name: rounding_from(policy) for name, policy in project["rounding"].items()}
    estimate = Estimate(
        markup_percent=F(project["markup_percent"]),
        policies=Policies(**policies),
        tail=tuple(
            TailLine(line["label"], F(line["percent"]), line["base"]) for line in project["tail"]
        ),
        parameters={},
        resources={ids[row["code"]]: F(row["price"]) for row in resources},
        analyses=analyses_of(rows_of(folder / "components.csv"), ids),
        nodes=nodes,
    )
    return estimate, sections


def check_items(figures, expected):
    """Direct cost, unit price and amount of every item."""
    assert len(expected) == sum(number < 10_000 for number in figures.nodes)
    for row in expected:
        item = figures.nodes[row["no"]]
        found = (item.direct_cost, item.unit_price, item.amount)
        assert found == (F(row["direct_cost"]), F(row["unit_price"]), F(row["amount"])), row["no"]


if PROJECTS:

    @pytest.mark.parametrize("folder", PROJECTS, ids=lambda path: path.name)
    def test_a_whole_real_project_is_met_item_by_item(folder):
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        estimate, sections = estimate_of(folder)
        figures = compute(estimate)
        check_items(figures, expected["items"])
        found = {name: figures.nodes[node_id].amount for name, node_id in sections.items()}
        assert found == {name: F(amount) for name, amount in expected["sections"].items()}
        assert figures.recap.subtotal == F(expected["total"])
        assert figures.recap.tail[0].amount == F(expected["vat"])
        assert figures.recap.total == F(expected["grand_total"])
        assert figures.recap.rounded == F(expected["rounded_total"])
        assert figures.incomplete == 0
