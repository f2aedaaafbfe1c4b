"""Direct cost: blocks, nesting, percent rows, and everything that makes a figure unknown."""

from fractions import Fraction
from itertools import pairwise

import pytest

from app.domain.analysis import Component, Prices, cost, cycle, order
from app.domain.inputs import COEFFICIENT_LIMIT

F = Fraction
PRICES = Prices(
    resource={1: F(100_000), 2: F(20_000), 3: F(50_000), 4: F(30_000), 5: None},
    direct_cost={10: F(1_000), 11: None},
    unit_price={10: F(1_100)},
    parameters={"p": F(5, 2)},
)


def resource(row_id, category, coefficient, resource_id, **more):
    return Component(
        row_id, "resource", category, F(str(coefficient)), resource_id=resource_id, **more
    )


def percent(row_id, category, ratio, of, row=None):
    return Component(row_id, "percent", category, F(ratio), percent_of=of, percent_row_id=row)


def lump(row_id, category, coefficient, price):
    return Component(row_id, "lump", category, F(coefficient), price=price)


def codes(figures):
    return [(problem.code, problem.place) for problem in figures.problems]


def test_the_direct_cost_is_the_sum_of_all_four_blocks():
    figures = cost(
        [
            resource(1, "labour", 1, 1),
            resource(2, "material", 2, 2),
            resource(3, "equipment", 3, 3),
            resource(4, "other", 4, 4),
        ],
        PRICES,
    )
    assert figures.direct_cost == 410_000
    assert figures.blocks == {
        "labour": 100_000,
        "material": 40_000,
        "equipment": 150_000,
        "other": 120_000,
    }


def test_an_empty_block_costs_nothing():
    figures = cost([resource(1, "labour", "0.5", 1)], PRICES)
    assert figures.blocks["equipment"] == 0
    assert figures.direct_cost == 50_000


def test_every_row_shows_its_coefficient_price_and_amount():
    figures = cost([resource(1, "labour", "0.15", 1), lump(2, "other", "1", F(750))], PRICES)
    assert figures.coefficients == {1: F(15, 100), 2: 1}
    assert figures.prices == {1: 100_000, 2: 750}
    assert figures.amounts == {1: 15_000, 2: 750}


@pytest.mark.parametrize(
    "components",
    [
        [],
        [Component(1, "note", "labour")],
        [percent(1, "equipment", "0.05", "labour")],
    ],
    ids=["no rows", "only a note", "only a percent of nothing"],
)
def test_an_analysis_in_which_nothing_brings_money_is_unknown_and_not_zero(components):
    assert cost(components, PRICES).direct_cost is None


def test_a_given_zero_is_known():
    assert cost([lump(1, "other", "1", F(0))], PRICES).direct_cost == 0


@pytest.mark.parametrize(
    "row",
    [
        resource(2, "material", 1, 5),
        resource(2, "material", 1, 99),
        resource(2, "material", 1, None),
        Component(2, "resource", "material", resource_id=1),
        Component(2, "analysis", "material", F(1), analysis_id=11),
        Component(2, "analysis", "material", F(1), analysis_id=99),
        Component(2, "lump", "material", F(1)),
    ],
    ids=["price", "resource", "no resource", "coefficient", "nested", "nested gone", "lump price"],
)
def test_one_unknown_amount_makes_its_block_and_the_direct_cost_unknown(row):
    figures = cost([resource(1, "labour", 1, 1), row], PRICES)
    assert figures.amounts[2] is None
    assert figures.blocks["material"] is None
    assert figures.blocks["labour"] == 100_000
    assert figures.direct_cost is None
    assert figures.problems == ()


def test_a_coefficient_of_zero_does_not_make_an_unknown_price_known():
    assert cost([resource(1, "labour", 0, 5)], PRICES).direct_cost is None


def test_notes_are_kept_out_of_the_sum_even_with_figures_in_them():
    note = Component(2, "note", "labour", F(3), price=F(9), resource_id=1)
    figures = cost([resource(1, "labour", 1, 1), note], PRICES)
    assert figures.direct_cost == 100_000
    assert figures.coefficients[2] is figures.prices[2] is figures.amounts[2] is None


def test_a_nested_analysis_counts_at_its_direct_cost_in_the_block_of_its_row():
    row = Component(1, "analysis", "material", F(2), analysis_id=10)
    assert cost([row], PRICES).blocks["material"] == 2_000


def test_a_nested_analysis_counts_at_its_unit_price_when_told_so():
    row = Component(1, "analysis", "labour", F(2), analysis_id=10, basis="unit_price")
    assert cost([row], PRICES).direct_cost == 2_200


def test_a_percent_of_a_row_takes_its_share_of_that_amount_only():
    figures = cost(
        [
            resource(1, "material", 1, 1),
            resource(2, "material", 1, 2),
            percent(3, "material", "0.35", "row", 1),
        ],
        PRICES,
    )
    assert figures.prices[3] == 100_000
    assert figures.amounts[3] == 35_000
    assert figures.direct_cost == 155_000


def test_a_percent_of_a_block_may_stand_before_its_base():
    figures = cost([percent(1, "equipment", "0.05", "labour"), resource(2, "labour", 2, 1)], PRICES)
    assert figures.amounts[1] == 10_000
    assert figures.direct_cost == 210_000


def test_the_base_of_a_block_leaves_out_what_is_a_percent_of_a_block_in_the_end():
    figures = cost(
        [
            percent(1, "material", "0.1", "row", 2),
            percent(2, "material", "0.1", "material"),
            percent(3, "material", "0.5", "row", 4),
            resource(4, "material", 1, 1),
            percent(5, "material", "0.1", "material"),
        ],
        PRICES,
    )
    assert figures.prices[2] == figures.prices[5] == 150_000
    assert figures.amounts[1] == 1_500
    assert figures.direct_cost == 100_000 + 50_000 + 15_000 + 15_000 + 1_500


def test_a_percent_of_an_unknown_row_is_unknown():
    figures = cost([resource(1, "labour", 1, 5), percent(2, "other", "0.1", "row", 1)], PRICES)
    assert figures.amounts[2] is None
    assert figures.blocks["other"] is None


@pytest.mark.parametrize(
    "row",
    [
        percent(2, "labour", "0.1", None),
        percent(2, "labour", "0.1", "row"),
        percent(2, "labour", "0.1", "row", 99),
        percent(2, "labour", "0.1", "row", 3),
    ],
    ids=["no base", "no row", "row gone", "a note"],
)
def test_a_percent_without_a_base_is_unknown_and_named(row):
    figures = cost([resource(1, "labour", 1, 1), row, Component(3, "note", "labour")], PRICES)
    assert figures.direct_cost is None
    assert codes(figures) == [("analysis.percent_base_missing", "component:2")]


def test_percents_in_a_circle_are_unknown_and_so_is_what_hangs_on_them():
    figures = cost(
        [
            resource(1, "labour", 1, 1),
            percent(2, "material", "0.1", "row", 3),
            percent(3, "material", "0.1", "row", 2),
            percent(4, "equipment", "0.1", "material"),
            percent(5, "other", "0.1", "row", 2),
        ],
        PRICES,
    )
    assert [figures.amounts[row] for row in (2, 3, 4, 5)] == [None] * 4
    assert set(codes(figures)) == {
        ("analysis.percent_cycle", f"component:{row}") for row in (2, 3, 5)
    }


def test_a_chain_of_5000_percent_rows_is_no_trouble():
    rows = [resource(0, "labour", 1, 1)]
    rows += [percent(row, "labour", "1", "row", row - 1) for row in range(1, 5001)]
    assert cost(rows[::-1], PRICES).direct_cost == 5001 * 100_000


def test_a_formula_wins_over_the_number_and_knows_the_parameters():
    row = resource(1, "material", 9, 2, formula="=p*2+0.5")
    assert cost([row], PRICES).amounts[1] == 110_000


def test_a_formula_coefficient_is_not_rounded():
    row = resource(1, "material", 0, 2, formula="=61.56/1400")
    assert cost([row], PRICES).coefficients[1] == F(6156, 140_000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=q*2", "formula.unknown_name"),
        ("=1/(p-p)", "formula.division_by_zero"),
        ("=1+", "formula.unexpected_end"),
        ("=-10^8-p", "figure.out_of_range"),
        ("=10^8", "figure.out_of_range"),
    ],
)
def test_a_formula_that_gives_no_coefficient_makes_it_unknown_and_says_why(text, code):
    figures = cost([resource(7, "labour", 1, 1, formula=text)], PRICES)
    assert figures.coefficients[7] is None
    assert figures.direct_cost is None
    assert codes(figures) == [(code, "component:7")]


def test_a_coefficient_just_below_the_limit_is_taken():
    figures = cost([resource(1, "labour", COEFFICIENT_LIMIT.high - 1, 1)], PRICES)
    assert figures.amounts[1] == (COEFFICIENT_LIMIT.high - 1) * 100_000


def test_a_negative_coefficient_takes_its_amount_away():
    scrap = resource(2, "material", "-0.25", 2)
    assert cost([resource(1, "labour", 1, 1), scrap], PRICES).direct_cost == 95_000


def nested(*uses):
    return tuple(Component(use, "analysis", "other", F(1), analysis_id=use) for use in uses)


def test_inner_analyses_come_first_and_each_comes_once():
    analyses = {1: nested(2, 3), 2: nested(4), 3: nested(4, 2), 4: (), 5: nested(99)}
    found = order(analyses)
    assert sorted(found) == [1, 2, 3, 4, 5]
    for outer, inner in [(1, 2), (1, 3), (2, 4), (3, 4), (3, 2)]:
        assert found.index(inner) < found.index(outer)


def test_analyses_that_share_an_inner_one_are_no_circle():
    assert cycle({1: nested(2, 3), 2: nested(4), 3: nested(4), 4: ()}) is None


@pytest.mark.parametrize(
    "analyses",
    [
        {1: nested(1)},
        {1: nested(2), 2: nested(3), 3: nested(4), 4: nested(2)},
        {1: nested(2, 3), 2: nested(1), 3: nested(1)},
    ],
)
def test_a_circle_is_returned_as_a_path_that_ends_where_it_began(analyses):
    path = cycle(analyses)
    assert path[0] == path[-1]
    assert len(set(path)) == len(path) - 1
    for outer, inner in pairwise(path):
        assert inner in [row.analysis_id for row in analyses[outer]]


def test_the_order_has_the_members_of_a_circle_too():
    assert sorted(order({1: nested(2), 2: nested(1), 3: nested(1)})) == [1, 2, 3]


def test_5000_levels_of_nesting_are_ordered():
    analyses = {level: nested(level + 1) for level in range(5000)} | {5000: ()}
    assert order(analyses) == list(range(5000, -1, -1))
    assert cycle(analyses | {5000: nested(0)}) == [*range(5001), 0]
