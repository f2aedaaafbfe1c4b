import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import errors
from app.domain.errors import CODES, Problem
from app.domain.numbers import (
    NONE,
    Policies,
    Rounding,
    digits,
    ends_within,
    exact_text,
    from_scaled,
    from_stored,
    json_figure,
    plain,
    to_scaled,
    whole,
)

F = Fraction
PLACES = st.integers(0, 12)
NUMBERS = st.fractions(max_denominator=10**9)


@pytest.mark.parametrize(
    ("mode", "step", "x", "expected"),
    [
        ("none", "1", "12.345", "12.345"),
        ("down", "1", "12.999", "12"),
        ("down", "1", "-12.999", "-12"),
        ("down", "100", "15571", "15500"),
        ("up", "1", "12.001", "13"),
        ("up", "1", "-12.001", "-13"),
        ("up", "1", "12", "12"),
        ("half_up", "1", "0.5", "1"),
        ("half_up", "1", "-0.5", "-1"),
        ("half_up", "1", "2.5", "3"),
        ("half_up", "0.01", "1.005", "1.01"),
        ("half_up", "0.01", "1.0049999999", "1"),
        ("half_up", "1000", "3388269970.51", "3388270000"),
        ("half_up", "1000", "12694372.16", "12694000"),
        ("down", "1000000", "148636243.70", "148000000"),
        ("half_up", "2/3", "1", "4/3"),
        ("down", "1/3", "1", "1"),
    ],
)
def test_rounding_is_that_of_excel(mode, step, x, expected):
    assert Rounding(mode, F(step))(F(x)) == F(expected)


@pytest.mark.parametrize("step", [0, -1])
def test_a_step_is_positive(step):
    with pytest.raises(ValueError, match="positive"):
        Rounding("down", F(step))


@given(NUMBERS, st.integers(1, 1000))
def test_rounding_moves_less_than_a_step_and_twice_changes_nothing(x, step):
    for mode in ("down", "up", "half_up"):
        rounding = Rounding(mode, F(step, 7))
        assert abs(rounding(x) - x) < F(step, 7)
        assert rounding(rounding(x)) == rounding(x)
        assert rounding(-x) == -rounding(x)


def test_a_whole_step_stays_where_its_binary_neighbour_would_fall():
    for steps in range(1, 300):
        exact = F(steps * 7, 10) / 7 * 10
        assert Rounding("down")(exact) == steps


def test_an_estimate_rounds_nowhere_unless_told():
    policies = Policies()
    assert NONE == policies.quantity == policies.unit_price == policies.line
    assert NONE == policies.tail == policies.total


@pytest.mark.parametrize(
    ("x", "places", "scaled"),
    [("1.5", 0, 2), ("-1.5", 0, -2), ("0.00005", 4, 1), ("-0.00004", 4, 0), ("1/3", 4, 3333)],
)
def test_scaling_is_half_up_away_from_zero(x, places, scaled):
    assert to_scaled(F(x), places) == scaled


@given(NUMBERS, PLACES)
def test_a_figure_comes_back_from_storage_as_it_was(x, places):
    assert from_stored(to_scaled(x, places), exact_text(x, places), places) == x


@given(NUMBERS, PLACES)
def test_exact_text_is_there_only_where_decimals_end_too_late(x, places):
    fits = from_scaled(to_scaled(x, places), places) == x
    assert ends_within(x, places) is fits
    assert (exact_text(x, places) is None) is fits


def test_exact_text_names_numerator_and_denominator():
    assert exact_text(F(-1, 3), 4) == "-1/3"
    assert from_stored(-3333, "-1/3", 4) == F(-1, 3)


@pytest.mark.parametrize(
    ("x", "text", "exact"),
    [
        ("0", "0", None),
        ("-1234.50", "-1234.5", None),
        ("10000000000000000000000000", "10000000000000000000000000", None),
        ("12345678901234567890", "12345678901234567890", None),
        ("0.00000000000000000001", "0.00000000000000000001", None),
        ("1/3", "0.333333333333", "1/3"),
        ("-2/3", "-0.666666666667", "-2/3"),
        ("123456789012345678901", "123456789012345678901.000000000000", "123456789012345678901/1"),
        ("-1/3000000000000", "0.000000000000", "-1/3000000000000"),
    ],
)
def test_json_figures_are_plain_and_exact_within_twenty_digits(x, text, exact):
    assert json_figure(F(x)) == (text, exact)


@given(NUMBERS)
def test_a_json_figure_without_fraction_is_the_number_itself(x):
    text, exact = json_figure(x)
    assert F(text if exact is None else exact) == x
    assert "e" not in text.lower()


def test_plain_text_has_no_minus_zero():
    assert plain(F(-1, 1000), 2) == "0.00"
    assert plain(F(-5, 1000), 2) == "-0.01"


@pytest.mark.parametrize(
    ("base", "power", "more"),
    [(0, 1, 0), (-7, 1, 0), (10, 4000, 0), (10, 12_000, 5), (7, 20_000, 0)],
)
def test_numbers_of_any_length_have_digits(base, power, more):
    n = base**power + more
    assert whole(digits(n)) == n
    assert whole(digits(-n)) == -n


def test_a_figure_of_ten_thousand_digits_can_be_stored():
    x = F(1, 7) ** 6000
    assert from_stored(to_scaled(x, 4), exact_text(x, 4), 4) == x


def test_problems_are_values_with_known_codes():
    problem = Problem("number.empty", "quantity")
    assert problem == Problem("number.empty", "quantity", {}, warning=False)
    assert hash(problem) == hash(Problem("number.empty", "quantity", {"any": 1}))
    assert problem.code in CODES


def test_every_code_the_domain_answers_with_is_listed_and_no_other():
    here = Path(errors.__file__)
    sources = [path.read_text() for path in here.parent.glob("*.py") if path != here]
    groups = "|".join(sorted({code.partition(".")[0] for code in CODES}))
    written = {f"{a}.{b}" for a, b in re.findall(rf'"({groups})\.([a-z_]+)"', "\n".join(sources))}
    assert written == CODES
