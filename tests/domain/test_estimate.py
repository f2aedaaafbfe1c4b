"""The whole estimate: order of the roundings, markups, sums, and what stays unknown."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.analysis import Component
from app.domain.estimate import (
    Estimate,
    Node,
    Policies,
    compute,
    item_figures,
    item_quantity,
)
from app.domain.numbers import Rounding
from app.domain.outline import top_down
from app.domain.recap import TailLine

F = Fraction
DOWN_1 = Rounding("down", F(1))
DOWN_100 = Rounding("down", F(100))
ANALYSES = {
    1: (Component(1, "resource", "labour", F("0.5"), resource_id=1),),
    2: (Component(2, "resource", "material", F(1), resource_id=2),),
}
BLANK = Estimate(
    markup_percent=F(10),
    policies=Policies(),
    tail=(),
    parameters={},
    resources={1: F("1999.98"), 2: None},
    analyses=ANALYSES,
    nodes=(),
)


def section(node_id, parent=None, markup=None):
    return Node(node_id, parent, "section", markup_percent=markup)


def item(node_id, parent=None, quantity=1, **more):
    more = {"origin": "analysis", "analysis_id": 1} | more
    amount = None if quantity is None else F(str(quantity))
    return Node(node_id, parent, "item", amount, **more)


def typed(node_id, price, quantity=1, **more):
    value = None if price is None else F(str(price))
    return item(node_id, quantity=quantity, origin="typed", price=value, **more)


def figures_of(*nodes, **changes):
    return compute(replace(BLANK, nodes=nodes, **changes))


def test_direct_cost_markup_and_quantity_give_the_exact_amount():
    row = figures_of(item(1, quantity="2.5")).nodes[1]
    assert (row.direct_cost, row.unit_price) == (F("999.99"), F("1099.989"))
    assert row.amount == F("2749.9725")
    assert (row.quantity, row.markup_percent, row.incomplete) == (F("2.5"), 10, 0)


def test_each_policy_rounds_what_the_next_step_uses():
    policies = Policies(
        quantity=Rounding("half_up", F(1, 100)),
        unit_price=DOWN_1,
        line=DOWN_100,
        tail=Rounding("up", F(10)),
        total=Rounding("half_up", F(1_000)),
    )
    tail = (TailLine("PPN", F(11)),)
    figures = figures_of(item(1, quantity="2.505"), policies=policies, tail=tail)
    row = figures.nodes[1]
    assert (row.quantity, row.unit_price, row.amount) == (F("2.51"), 1_099, 2_700)
    assert figures.recap.subtotal == 2_700
    assert figures.recap.tail[0].amount == 300
    assert (figures.recap.total, figures.recap.rounded) == (3_000, 3_000)
    assert figures.unit_prices == {1: 1_099, 2: None}


def test_the_nearest_markup_wins_and_a_section_passes_its_own_down():
    nodes = (
        section(1, markup=F(0)),
        section(2, 1),
        item(3, 2),
        item(4, 2, markup_percent=F(20)),
        section(5, 2, markup=F(15)),
        item(6, 5),
        item(7),
    )
    figures = figures_of(*nodes[::-1])
    percents = {node_id: row.markup_percent for node_id, row in figures.nodes.items()}
    assert percents == {1: 0, 2: 0, 3: 0, 4: 20, 5: 15, 6: 15, 7: 10}
    assert figures.nodes[3].unit_price == F("999.99")
    assert figures.nodes[4].unit_price == F("1199.988")
    assert figures.nodes[6].unit_price == F("999.99") * F(115, 100)
    assert figures.nodes[7].unit_price == figures.unit_prices[1]


def test_a_typed_price_gets_the_markup():
    row = figures_of(typed(1, 1000, 3)).nodes[1]
    assert (row.direct_cost, row.unit_price, row.amount) == (1000, 1100, 3300)


def test_a_typed_price_with_markup_is_only_rounded():
    node = typed(1, "1000.60", 3, markup_included=True)
    row = figures_of(node, policies=Policies(unit_price=DOWN_1)).nodes[1]
    assert (row.direct_cost, row.unit_price, row.amount) == (None, 1000, 3000)


def test_a_zero_with_a_reason_is_a_known_price():
    row = figures_of(item(1, quantity=5, origin="zero", analysis_id=None)).nodes[1]
    assert (row.unit_price, row.amount, row.incomplete) == (0, 0, 0)


@pytest.mark.parametrize(
    "node",
    [
        item(1, origin="none", analysis_id=None),
        item(1, analysis_id=None),
        item(1, analysis_id=99),
        item(1, analysis_id=2),
        typed(1, None),
        typed(1, None, markup_included=True),
        item(1, quantity=0, analysis_id=2),
        item(1, quantity=None),
        item(1, quantity=None, origin="zero"),
    ],
    ids=[
        "no price",
        "no analysis",
        "analysis gone",
        "unknown resource",
        "nothing typed",
        "nothing typed with markup",
        "quantity 0 but unknown price",
        "no quantity",
        "no quantity of a zero",
    ],
)
def test_an_unknown_amount_is_counted_and_never_zero(node):
    figures = figures_of(section(9), replace(node, parent_id=9), item(2, 9))
    assert figures.nodes[1].amount is None
    assert figures.nodes[1].incomplete == figures.nodes[9].incomplete == figures.incomplete == 1
    assert figures.nodes[9].amount == figures.recap.subtotal == F("1099.989")


def test_a_quantity_of_zero_at_a_known_price_costs_nothing():
    figures = figures_of(item(1, quantity=0))
    assert (figures.nodes[1].amount, figures.incomplete) == (0, 0)


def test_sections_hold_everything_below_and_the_subtotal_counts_it_once():
    nodes = (
        section(1),
        section(2, 1),
        item(3, 2, 1),
        item(4, 1, 2),
        Node(5, 1, "note", F(7)),
        section(6),
        item(7, 6, 4),
        item(8, None, 8),
        section(9),
    )
    figures = figures_of(*nodes)
    unit_price = F("1099.989")
    sums = {1: 3, 2: 1, 6: 4, 9: 0}
    assert {node_id: figures.nodes[node_id].amount / unit_price for node_id in sums} == sums
    assert figures.recap.subtotal == 15 * unit_price
    assert figures.nodes[5].amount is None
    assert list(figures.nodes) == [node.id for node in nodes]


def test_what_stands_below_an_item_is_neither_lost_nor_counted_twice():
    nodes = (section(1), item(2, 1, 1), item(3, 2, 2), item(4, 2, None), Node(5, 3, "note"))
    figures = figures_of(*nodes)
    assert figures.nodes[2].amount == F("1099.989")
    assert figures.nodes[1].amount == figures.recap.subtotal == 3 * F("1099.989")
    assert figures.nodes[1].incomplete == figures.incomplete == 1


def test_a_node_whose_parent_is_gone_counts_at_the_top():
    assert figures_of(item(1, 99)).recap.subtotal == F("1099.989")


def test_nodes_that_are_each_others_parents_are_refused():
    with pytest.raises(ValueError, match="each other's parents"):
        top_down((section(1, 2), section(2, 1), section(3)))


def test_an_outline_of_5000_levels_has_its_sum():
    nodes = [section(level, level - 1 if level else None) for level in range(5000)]
    figures = figures_of(*nodes[::-1], item(5000, 4999))
    assert figures.nodes[0].amount == figures.recap.subtotal == F("1099.989")


def test_5000_nested_analyses_lose_no_money():
    analyses = {
        level: (Component(level, "analysis", "other", F(1), analysis_id=level + 1),)
        for level in range(5000)
    }
    bottom = (Component(5000, "lump", "material", F(2), price=F(250)),)
    figures = figures_of(item(1, analysis_id=0), analyses=analyses | {5000: bottom})
    assert figures.nodes[1].direct_cost == 500


def test_a_nested_analysis_at_its_unit_price_uses_the_markup_and_policy_of_the_project():
    inner = Component(3, "analysis", "material", F(2), analysis_id=1, basis="unit_price")
    figures = figures_of(
        section(1, markup=F(0)),
        item(2, 1, analysis_id=3),
        analyses={3: (inner,)} | ANALYSES,
        policies=Policies(unit_price=DOWN_1),
    )
    assert figures.analyses[3].direct_cost == 2 * 1_099
    assert figures.nodes[2].unit_price == 2_198


def test_analyses_in_a_circle_are_unknown_and_the_path_is_told():
    ring = {
        one: (
            Component(one, "analysis", "other", F(0), analysis_id=other),
            Component(one + 10, "lump", "other", F(1), price=F(1)),
        )
        for one, other in [(1, 2), (2, 3), (3, 2)]
    }
    figures = figures_of(item(1), analyses=ring)
    assert [figures.analyses[number].direct_cost for number in ring] == [None] * 3
    assert figures.incomplete == 1
    assert [(p.code, p.place, p.params["path"]) for p in figures.problems] == [
        ("analysis.cycle", "analysis:2", "2 → 3 → 2")
    ]


def test_a_quantity_by_formula_uses_parameters_that_use_parameters():
    parameters = {"t": F("2.4"), "p": "=t*2", "wide": "=(p+t)/3"}
    figures = figures_of(item(1, formula="=wide*10", quantity=99), parameters=parameters)
    assert figures.parameters == {"t": F("2.4"), "p": F("4.8"), "wide": F("2.4")}
    assert figures.nodes[1].quantity == 24


def test_a_coefficient_by_formula_uses_the_parameters_of_the_project():
    row = Component(1, "resource", "labour", formula="=p/7", resource_id=1)
    figures = figures_of(analyses={1: (row,)}, parameters={"p": F(14)})
    assert figures.analyses[1].coefficients[1] == 2


def test_a_parameter_without_a_value_is_named_and_what_needs_it_is_unknown():
    parameters = {"a": "=b", "b": "=a", "broken": "=1+", "good": F(1)}
    figures = figures_of(item(1, formula="=broken"), item(2, formula="=a"), parameters=parameters)
    assert figures.parameters == {"good": 1}
    assert {(p.code, p.place) for p in figures.problems} >= {
        ("formula.unexpected_end", "broken"),
        ("formula.cycle", "a"),
    }
    assert [problem.code for problem in figures.nodes[1].problems] == ["formula.unknown_name"]
    assert figures.incomplete == 2


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("=1/0", "formula.division_by_zero"),
        ("=nobody", "formula.unknown_name"),
        ("=2-5", "figure.out_of_range"),
        ("=10^9", "figure.out_of_range"),
        ("=10^9-0.001", "figure.out_of_range"),
    ],
)
def test_a_quantity_that_cannot_be_is_unknown_and_says_why(formula, code):
    policies = Policies(quantity=Rounding("half_up", F(1, 100)))
    figures = figures_of(item(4, formula=formula), policies=policies)
    row = figures.nodes[4]
    assert (row.quantity, row.amount, row.incomplete) == (None, None, 1)
    assert [(p.code, p.place) for p in row.problems] == [(code, "node:4")]


def test_a_quantity_just_below_the_limit_is_taken():
    assert figures_of(item(1, formula="=10^9-0.001")).nodes[1].quantity == F("999999999.999")


@pytest.mark.parametrize(
    "node",
    [
        item(1, quantity="1.234"),
        item(1, formula="=0-1"),
        typed(1, "17.5", "2.5"),
        typed(1, "17.5", "2.5", markup_included=True),
        item(1, origin="zero"),
        item(1, origin="none"),
        item(1, analysis_id=2),
        item(1, analysis_id=None),
    ],
)
def test_one_item_alone_has_the_figures_it_has_in_the_whole(node):
    policies = Policies(Rounding("up", F(1, 10)), DOWN_1, DOWN_100)
    whole = figures_of(node, policies=policies)
    direct_cost = whole.analyses[node.analysis_id].direct_cost if node.analysis_id else None
    quantity = item_quantity(node, {}, policies)
    assert item_figures(node, quantity, direct_cost, F(10), policies) == whole.nodes[1]


def test_an_empty_estimate_is_zero_and_complete():
    figures = figures_of()
    assert (figures.recap.rounded, figures.incomplete, figures.nodes) == (0, 0, {})
