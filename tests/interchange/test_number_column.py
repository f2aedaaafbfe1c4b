"""Numbers by the habit of their column: exact, and unknown rather than guessed."""

from fractions import Fraction

import pytest

from app.interchange.book import Error
from app.interchange.number_column import NumberColumn

F = Fraction


def column(cells, *, groups=False):
    found = NumberColumn(groups=groups)
    for cell in cells:
        found.see(cell)
    return found


def figure(cells, cell, *, groups=False):
    value, problem = column([*cells, cell], groups=groups).read(cell)
    return value, problem.code if problem else ""


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0.6", F("0.6")),
        ("0,120", F("0.12")),
        ("26,5", F("26.5")),
        ("1440", F(1440)),
        (" 0.0387\u00a0", F("0.0387")),
        ("0.123", F("0.123")),
        ("1.234,5", F("1234.5")),
        ("1,234.5", F("1234.5")),
        ("12345.678", F("12345.678")),
        ("-0.5", F("-0.5")),
        (26.406, F("26.406")),
        (3.0, F(3)),
    ],
)
def test_a_number_that_can_be_read_one_way_is_read_exactly(cell, value):
    assert figure([], cell) == (value, "")


@pytest.mark.parametrize("cell", [None, "", "  ", "-"])
def test_an_empty_cell_is_unknown_without_a_word(cell):
    assert figure([], cell) == (None, "")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Error("#VALUE!"), "cell.error"),
        ("setempat", "cell.not_a_number"),
        ("1.2.3", "cell.not_a_number"),
        ("1.234.5", "cell.not_a_number"),
        ("1e5", "cell.not_a_number"),
        ("٣", "cell.not_a_number"),
        ("9" * 5000, "cell.not_a_number"),
        (True, "cell.not_a_number"),
        ("1.234", "cell.ambiguous"),
        ("2,625", "cell.ambiguous"),
    ],
)
def test_what_cannot_be_read_is_unknown_and_said(cell, code):
    assert figure([], cell) == (None, code)


def test_the_column_decides_what_a_doubtful_number_is_and_says_so():
    dots = column(["0.6", "26.41", "1.234", "7.100"])
    assert dots.read("1.234") == (F("1.234"), None)
    (said,) = dots.decided("S!H2")
    assert (said.code, dict(said.params), said.warning) == (
        "column.mark",
        {"mark": ".", "count": 2},
        True,
    )


def test_a_coefficient_never_has_grouped_thousands():
    assert figure(["0.6", "26.41"], "2,625") == (None, "cell.ambiguous")
    assert figure(["0,6", "26,41"], "2.625") == (None, "cell.ambiguous")


def test_prices_may_group_thousands_as_their_column_does():
    assert figure(["1.250.000", "Rp 17.500,-"], "109.000", groups=True) == (F(109_000), "")
    assert figure(["1,250,000"], "109,000", groups=True) == (F(109_000), "")
    assert figure([], "109.000", groups=True) == (None, "cell.ambiguous")


def test_a_column_of_two_habits_decides_nothing():
    mixed = column(["0.6", "0,6", "1.5", "1,5"])
    assert (mixed.mark, mixed.decided("S!A1")) == ("", [])
    assert mixed.read("1.234")[1].code == "cell.ambiguous"
    assert mixed.read("0,6") == (F("0.6"), None)


def test_a_whole_number_of_thousands_among_decimal_texts_is_doubted_and_kept():
    found = column(["0.6", "12.5", "26.41", 83349.0])
    value, problem = found.read(83349.0)
    assert value == 83349
    assert (problem.code, problem.warning) == ("cell.decimal_lost", True)
    assert dict(problem.params) == {"text": "83349", "suggestion": "83.349"}


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        (["0.6", "12.5", "26.41"], 26.406),
        (["0.6", "12.5", "26.41"], 850.0),
        (["0.6", "12.5", "26.41"], "1440.0"),
        ([0.6, 12.5, 26.41], 1440.0),
    ],
)
def test_other_numbers_are_not_doubted(cells, cell):
    assert figure(cells, cell)[1] == ""


def test_a_price_of_thousands_is_not_doubted():
    assert figure(["12.500,50", "7,25"], 109_000.0, groups=True) == (F(109_000), "")
