"""Printed unit prices against computed ones: equal, different, and by which cause."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from app.domain.catalogue import Analysis, Catalogue, Place, Printed, Row
from app.domain.errors import Problem
from app.domain.numbers import NONE, Rounding
from app.domain.printed import compare, unit_price

DOWN = Rounding("down", F(100))


def row(line, price, coefficient="1", **more):
    fields = {"kind": "resource", "category": "labour"} | more
    coefficient = None if coefficient is None else F(coefficient)
    return Row(
        Place("S", f"D{line}"), name="Pekerja", coefficient=coefficient, price=price, **fields
    )


def analysis(printed, *rows, start=1, rounding=DOWN):
    shown = Printed(Place("S", f"I{start}"), printed, F(10), rounding)
    rows = rows or (row(start + 2, F(1000)),)
    return Analysis(Place("S", f"C{start}"), "A.1", f"Galian {start}", "m3", rows, printed=shown)


def compared(*analyses, problems=()):
    return compare(Catalogue("form", analyses), problems)


def test_equal_is_exactly_equal():
    found = compared(analysis(F(1100)), analysis(F(1100) + F(1, 10**9), start=20))
    assert (found.printed, found.equal) == (2, 1)


def test_an_analysis_that_prints_nothing_is_not_compared():
    found = compared(replace(analysis(F(1)), printed=None))
    assert (found.printed, found.equal, found.different) == (0, 0, ())


def test_markup_and_rounding_are_those_of_the_file():
    assert unit_price(analysis(None, row(3, F(1999)))) == 2100
    assert unit_price(analysis(None, row(3, F(1999)), rounding=NONE)) == F("2198.9")


def test_quotients_are_not_rounded_on_the_way():
    rows = (row(3, F(385000, 1350), "1350"), row(4, F(1000, 3), "3"))
    assert unit_price(analysis(None, *rows, rounding=NONE)) == F(386000) * F(11, 10)


def test_a_formula_wins_over_its_coefficient():
    rows = (row(3, F(700), "0.04", formula="=61.56/1400"),)
    assert unit_price(analysis(None, *rows, rounding=NONE)) == F("61.56") / 2 * F(11, 10)


def test_a_percent_row_takes_its_share_of_the_row_it_names():
    rows = (
        row(3, F(10_000), category="material"),
        row(4, None, "0.35", kind="percent", category="material", percent_of="row", percent_row=0),
    )
    assert unit_price(analysis(None, *rows)) == 14_800


def test_notes_cost_nothing_and_nested_analyses_what_the_file_says():
    rows = (
        row(3, None, None, kind="note"),
        row(4, F(2000), "0.5", kind="analysis", basis="unit_price"),
    )
    assert unit_price(analysis(None, *rows)) == 1100


def test_an_unknown_price_is_no_zero():
    found = compared(analysis(F(1100), row(3, F(1000)), row(4, None)))
    (difference,) = found.different
    assert difference.computed is None


@pytest.mark.parametrize("shown", ["1100.0000000000001", "1099.9999999999999"])
def test_a_price_that_is_not_rounded_agrees_in_the_digits_a_spreadsheet_has(shown):
    assert compared(analysis(F(shown), rounding=NONE)).equal == 1


def test_a_price_that_is_not_rounded_and_differs_is_told():
    assert compared(analysis(F("1100.01"), rounding=NONE)).equal == 0


def test_the_cause_is_the_problem_in_its_own_rows():
    problems = [
        Problem("form.block_sum", "S!H9", {"file": "1"}),
        Problem("form.direct_cost_sum", "S!H25", {"file": "2"}),
        Problem("form.block_sum", "T!H25"),
    ]
    found = compared(analysis(F(1)), analysis(F(1), start=20), problems=problems)
    assert [(each.cause, each.params) for each in found.different] == [
        ("printed.block_sum", {"place": "S!H9", "file": "1"}),
        ("printed.direct_cost_sum", {"place": "S!H25", "file": "2"}),
    ]


def test_of_several_problems_the_first_in_the_order_of_the_form_is_the_cause():
    problems = [
        Problem("form.printed_typed", "S!I1"),
        Problem("form.markup_text", "S!G9"),
        Problem("form.amount_differs", "S!H4"),
        Problem("form.text_error", "S!F5"),
    ]
    (difference,) = compared(analysis(None), problems=problems).different
    assert (difference.cause, difference.params) == ("printed.text_comma", {"place": "S!F5"})


def test_one_rounding_step_without_any_problem_is_the_last_binary_digit():
    (difference,) = compared(analysis(F(1000))).different
    assert difference.cause == "printed.binary"


def test_a_difference_that_nothing_explains_says_so():
    (difference,) = compared(analysis(F(5000))).different
    assert (difference.cause, difference.params) == ("printed.unexplained", None)
    assert (difference.printed, difference.computed, str(difference.place)) == (5000, 1100, "S!I1")


def test_an_analysis_that_prints_nothing_has_no_price_of_its_own_file():
    assert unit_price(analysis(F(1))) == 1100
    assert unit_price(replace(analysis(F(1)), printed=None)) is None
