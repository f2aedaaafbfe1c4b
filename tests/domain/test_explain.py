"""Every figure explains itself: the reasons, read by somebody else, give the figures again."""

from fractions import Fraction as F

import pytest

from app.domain import explain_address
from app.domain.analysis import Component
from app.domain.errors import Problem
from app.domain.estimate import Estimate, Node, Policies, compute
from app.domain.explain import Origins, Reasons, missing
from app.domain.explain_address import Address
from app.domain.numbers import Rounding
from app.domain.recap import TailLine
from tests.reasoning import Reader

POLICIES = Policies(
    quantity=Rounding("half_up", F(1, 100)),
    unit_price=Rounding("down", F(1)),
    line=Rounding("up", F(10)),
    tail=Rounding("half_up"),
    total=Rounding("down", F(1000)),
)
PARAMETERS = {
    "p": F("2.5"), "q": "=p*3^2-ROUND(p/7;2)", "r": "=MAX(q;p)+SUM(p;p)/MIN(q;p)-ABS(-p)",
    "s": "=PI()*p^2", "none": "=p/0", "later": "=none+1", "bad": "=p p",
}  # fmt: skip
IDS = {"p": 1, "q": 2, "r": 3, "s": 4, "none": 5, "later": 6, "bad": 7, "unset": 8}
PACKS = {2: (F(52_000), F(40)), 5: (F(10), F(3))}
RESOURCES = {1: F(100_000), 2: F(1_300), 3: None, 4: F(0), 5: F(10, 3)}
ANALYSES = {
    1: (
        Component(1, "resource", "labour", F("0.75"), resource_id=1),
        Component(2, "resource", "material", formula="=q/3", resource_id=2),
        Component(3, "percent", "material", F("0.35"), percent_of="row", percent_row_id=2),
        Component(4, "percent", "equipment", F("0.1"), percent_of="labour"),
        Component(5, "lump", "other", F(1), price=F(2_500)),
        Component(6, "note", "other"),
    ),
    2: (
        Component(7, "analysis", "other", F(2), analysis_id=1),
        Component(8, "analysis", "other", F("0.5"), analysis_id=1, basis="unit_price"),
        Component(9, "percent", "labour", F("0.2"), percent_of="labour"),
        Component(10, "resource", "labour", F(-1), resource_id=5),
    ),
    3: (Component(11, "resource", "material", F("1.2"), resource_id=3),),
    4: (Component(12, "note", "labour"),),
    5: (Component(13, "resource", "labour", formula="=missing*2", resource_id=1),),
    6: (
        Component(14, "percent", "labour", F(1), percent_of="row", percent_row_id=15),
        Component(15, "percent", "labour", F(1), percent_of="row", percent_row_id=14),
        Component(16, "percent", "labour", F(1), percent_of="row", percent_row_id=6),
        Component(17, "percent", "labour", F(1), percent_of="row"),
        Component(18, "percent", "labour", F(1), percent_of="row", percent_row_id=1),
        Component(19, "lump", "labour", F(1)),
        Component(22, "note", "labour"),
        Component(23, "percent", "labour", F(1), percent_of="row", percent_row_id=22),
    ),
    7: (Component(20, "analysis", "labour", F(1), analysis_id=8),),
    8: (Component(21, "analysis", "labour", F(1), analysis_id=7),),
    9: (
        Component(24, "resource", "labour", F(1), resource_id=99),
        Component(25, "analysis", "labour", F(1), analysis_id=99),
        Component(26, "resource", "labour", resource_id=1, formula="=10^10"),
    ),
}
NODES = (
    Node(1, None, "section"),
    Node(2, 1, "section", markup_percent=F(15)),
    Node(3, 2, "item", F("12.345"), origin="analysis", analysis_id=1),
    Node(4, 2, "item", formula="=(12.5+p)*4", origin="analysis", analysis_id=2),
    Node(5, 1, "item", F(1), origin="typed", price=F("450000.5")),
    Node(6, 1, "item", F(1), origin="typed", price=F("450000.5"), markup_included=True),
    Node(7, 1, "item", F(3), origin="zero", markup_percent=F("7.5")),
    Node(8, 1, "item", F(3)),
    Node(9, 1, "item", origin="analysis", analysis_id=1),
    Node(10, 1, "item", F(2), origin="analysis", analysis_id=3),
    Node(11, 1, "note"),
    Node(12, 11, "item", F(2), origin="typed", price=F(7)),
    Node(13, 77, "item", F(2), origin="typed", price=F(9)),
    Node(14, None, "item", formula="=10^9", origin="typed", price=F(9)),
    Node(15, None, "item", formula="=p/0", origin="typed", price=F(9)),
    Node(16, None, "item", F(10**9 - F(1, 10**6)), origin="typed", price=F(9)),
    Node(17, None, "item", F(1), origin="analysis", analysis_id=4),
    Node(18, None, "item", F(1), origin="analysis", analysis_id=99),
    Node(19, None, "item", F(1), origin="typed"),
    Node(20, None, "section"),
)
TAIL = (
    TailLine("PPN", F(12), base_factor=F(11, 12)),
    TailLine("Potongan", F("2.5"), "running", sign=-1),
    TailLine("Jasa", F(10), "running", rounding=Rounding("down", F(100))),
)
ESTIMATE = Estimate(F(10), POLICIES, TAIL, PARAMETERS, RESOURCES, ANALYSES, NODES)
EXACT = Estimate(F(10), Policies(), TAIL, PARAMETERS, RESOURCES, ANALYSES, NODES)
FIGURES = compute(ESTIMATE)
ORIGINS = Origins(IDS, PACKS)


def reasons_of(estimate):
    return Reasons(estimate, compute(estimate), ORIGINS)


def addresses(estimate):
    """Every address that a row of the estimate could have."""
    rows = {
        "node": [n.id for n in estimate.nodes],
        "analysis": estimate.analyses,
        "component": [c.id for rows in estimate.analyses.values() for c in rows],
        "resource": estimate.resources,
        "parameter": IDS.values(),
        "tail": range(1, len(estimate.tail) + 1),
    }
    yield from (*explain_address.TOTALS, "project.markup")
    for kind, ids in rows.items():
        for row in ids:
            yield from (explain_address.of(kind, row, f) for f in explain_address.FIGURES[kind])


@pytest.mark.parametrize("estimate", [ESTIMATE, EXACT], ids=["rounded", "exact"])
def test_every_figure_is_given_again_by_another_reader(estimate):
    reasons = reasons_of(estimate)
    reader = Reader(reasons)
    found = [address for address in addresses(estimate) if reasons.of(address)]
    assert {a: reasons.value(a) for a in found if reader.value(a) != reasons.value(a)} == {}
    assert len(found) > 250


def test_a_step_done_again_and_rounded_gives_its_figure():
    reasons = reasons_of(ESTIMATE)
    for address in addresses(ESTIMATE):
        reason = reasons.of(address)
        if reason is None or (reason.limit and reason.value is None):
            continue
        before = reasons.exact(reason)
        assert (None if before is None else reason.rounding(before)) == reason.value, address


def test_the_figures_are_those_of_the_estimate():
    reasons = reasons_of(ESTIMATE)
    assert reasons.value("rounded") == FIGURES.recap.rounded
    assert reasons.value("total") == FIGURES.recap.total
    assert reasons.value("node.3.amount") == FIGURES.nodes[3].amount
    assert reasons.value("analysis.2.direct_cost") == FIGURES.analyses[2].direct_cost
    assert reasons.value("tail.2.amount") == FIGURES.recap.tail[1].amount
    assert reasons.value("resource.5.price") == F(10, 3)
    assert reasons.value("parameter.2.value") == F("2.5") * 9 - F("0.36")


def test_a_step_names_what_it_was_made_from():
    reasons = reasons_of(ESTIMATE)
    assert reasons.of("rounded").terms == ("total",)
    assert reasons.of("rounded").rounding == POLICIES.total
    assert reasons.of("node.3.amount").terms == ("node.3.quantity", "node.3.unit_price")
    assert reasons.of("node.3.unit_price").terms == ("analysis.1.direct_cost", "node.3.markup")
    assert reasons.of("node.3.markup").terms == ("node.2.markup",)
    assert reasons.of("node.5.markup").terms == ("project.markup",)
    assert reasons.of("node.3.quantity").terms == ("node.3.entered",)
    assert reasons.of("component.2.amount").terms == ("component.2.coefficient", "resource.2.price")
    assert reasons.of("component.8.amount").terms[1] == "analysis.1.unit_price"
    assert reasons.of("component.4.price").terms == ("analysis.1.labour_base",)
    assert reasons.of("analysis.2.labour_base").terms == ("component.10.amount",)
    assert reasons.of("resource.2.price").terms == ("resource.2.pack_price", "resource.2.pack_size")


def test_a_sum_leaves_out_what_is_unknown_and_counts_it():
    found = reasons_of(ESTIMATE).of("node.1.amount")
    assert (found.left_out, found.is_partial) == (3, True)
    assert "node.12.amount" in found.terms
    assert "node.11.amount" not in found.terms


@pytest.mark.parametrize(
    ("address", "ends"),
    [
        ("node.10.amount", ["resource.3.price"]),
        ("node.8.amount", ["node.8.unit_price"]),
        ("node.9.amount", ["node.9.entered"]),
        ("node.14.quantity", ["node.14.quantity"]),
        ("component.13.amount", ["component.13.coefficient"]),
        ("analysis.6.labour", ["component.16.price", "component.17.price", "component.18.price",
                               "component.19.price", "component.23.price"]),
        ("parameter.6.value", ["parameter.5.value"]),
        ("parameter.8.value", ["parameter.8.value"]),
        ("node.3.amount", []),
        ("nothing", []),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(address, ends):
    assert [end for end, _ in missing(reasons_of(ESTIMATE), address)] == ends


def test_what_is_missing_says_what_is_wrong_with_a_formula():
    ((_, problem),) = missing(reasons_of(ESTIMATE), "component.13.amount")
    assert (problem.code, problem.params["name"]) == ("formula.unknown_name", "missing")


def test_a_section_names_what_its_items_lack_and_stops_at_a_limit():
    assert len(missing(reasons_of(ESTIMATE), "subtotal")) > 5
    assert len(missing(reasons_of(ESTIMATE), "subtotal", 2)) == 2


@pytest.mark.parametrize(
    "address",
    [
        "", "Rounded", "tail.4.amount", "tail.0.amount", "tail.1.price", "node.99.amount",
        "node.11.amount", "node.1.unit_price", "node.03.amount", "node.3.", "node.3.amount ",
        "node.4.entered", "node.3.price", "node.19.price", "project.rounded", "project.1.markup",
        "component.6.amount", "component.99.price", "analysis.99.total", "resource.99.price",
        "resource.1.pack_price", "parameter.99.value", "node.3.amount.x", "user.1.name",
        "node.٣.amount", "node.99999999999.amount",
    ],
)  # fmt: skip
def test_what_is_no_figure_has_no_reason(address):
    reasons = reasons_of(ESTIMATE)
    assert reasons.of(address) is None
    assert reasons.value(address) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("rounded", Address("project", 0, "rounded")),
        ("project.markup", Address("project", 0, "markup")),
        ("node.42.amount", Address("node", 42, "amount")),
        ("tail.2.base", Address("tail", 2, "base")),
    ],
)
def test_an_address_is_read_and_written(text, address):
    assert explain_address.parse(text) == address
    assert str(address) == text


def test_a_project_without_a_policy_has_an_exact_quantity_as_input():
    assert reasons_of(EXACT).of("node.3.quantity").operation == "input"


def test_a_formula_that_cannot_be_read_is_unknown():
    found = reasons_of(ESTIMATE).of("parameter.7.value")
    assert (found.value, found.terms) == (None, ())
    assert isinstance(found.problem, Problem)


def test_the_share_of_an_empty_project_is_unknown():
    empty = Estimate(F(0), Policies(), (), {}, {}, {}, (Node(1, None, "section"),))
    assert reasons_of(empty).value("node.1.share") is None
