"""Rounding in a workbook: the usual form, and the ones that stand in for it."""

from fractions import Fraction

import pytest

from app.documents.workbook_rounding import literal, rounded
from app.domain.numbers import NONE, Rounding

F = Fraction
DOWN, UP, NEAREST = (Rounding(mode, F(1)) for mode in ("down", "up", "half_up"))


def test_without_a_policy_nothing_is_added():
    assert rounded("A1*B1", NONE, F(1, 3)) == "A1*B1"


@pytest.mark.parametrize(
    ("rounding", "exact", "formula"),
    [
        (DOWN, "1100", "ROUNDDOWN(ROUND(x,6),0)"),
        (DOWN, "110649.25", "ROUNDDOWN(ROUND(x,6),0)"),
        (Rounding("down", F(100)), "110600", "ROUNDDOWN(ROUND(x,6),-2)"),
        (Rounding("half_up", F(1, 100)), "12.345", "ROUND(ROUND(x,6),2)"),
        (UP, "7", "ROUNDUP(ROUND(x,6),0)"),
        (DOWN, None, "ROUNDDOWN(ROUND(x,6),0)"),
    ],
)
def test_noise_is_rounded_away_before_the_policy(rounding, exact, formula):
    assert rounded("x", rounding, exact and F(exact)) == formula


def test_large_numbers_have_larger_noise():
    assert rounded("x", DOWN, F(123_456_789_000)) == "ROUNDDOWN(ROUND(x,1),0)"


def test_large_terms_that_cancel_out_bring_their_noise_along():
    small = rounded("x", DOWN, F(1100))
    assert rounded("x", DOWN, F(1100), size=F(10**13)) != small


@pytest.mark.parametrize(
    ("rounding", "exact"),
    [
        (DOWN, "99.9999999"),  # the inner ROUND to six would lift it to 100
        (UP, "100.0000001"),
        (NEAREST, "99.4999999"),
    ],
)
def test_a_figure_close_to_a_step_keeps_more_decimals(rounding, exact):
    formula = rounded("x", rounding, F(exact))
    assert "ROUND(x,7)" in formula or "(x," in formula


def test_a_figure_that_binary_numbers_cannot_tell_from_a_step_is_moved_aside():
    below, above = F(10_544_086) - F(1, 10**10), F(1_821_607) + F(1, 10**10)
    assert rounded("x", DOWN, below) == "ROUND(x-0.50001,0)"
    assert rounded("x", UP, above) == "ROUND(x+0.500001,0)"
    assert rounded("x", DOWN, -below) == "ROUND(x+0.50001,0)"


def test_twelve_digits_are_all_that_rounding_down_may_need():
    """LibreOffice would make 289,860,398,393.98 the rupiah above before it rounds down."""
    assert rounded("x", DOWN, F("289860398393.98")).startswith("ROUND(x-0.4")


@pytest.mark.parametrize(
    ("step", "formula"),
    [
        ("500", "ROUNDDOWN(ROUND((x)/500,6),0)*500"),
        ("0.05", "ROUND(ROUNDDOWN(ROUND((x)/0.05,6),0)*0.05,9)"),
    ],
)
def test_other_steps_are_counted_and_multiplied(step, formula):
    assert rounded("x", Rounding("down", F(step)), F(1500)) == formula


@pytest.mark.parametrize(
    ("x", "text"),
    [("12", "12"), ("0.0000000001", "0.0000000001"), ("1/3", "(1/3)"), ("-2.5", "(-2.5)")],
)
def test_numbers_are_written_as_formulas_need_them(x, text):
    assert literal(F(x)) == text
