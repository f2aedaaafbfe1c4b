"""The bad-input corpus of numbers, and what is read instead."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import CODES, Problem
from app.domain.locale_numbers import (
    COEFFICIENT,
    PERCENT,
    PRICE,
    QUANTITY,
    Field,
    check,
    parse,
    show,
)

F = Fraction
ANY = Field(10)
LOCALES = ("id", "en", "c")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5", "1.5"),
        ("1.234", "1234"),
        ("1.234.567,89", "1234567.89"),
        ("1234567,89", "1234567.89"),
        ("0,00015", "0.00015"),
        ("2,625", "2.625"),
        (",5", "0.5"),
        ("007", "7"),
        ("  12\t\r\n", "12"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("-0", "0"),
        ("-0,00", "0"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1 000", "1000"),
        ("Rp 1.000.000,-", "1000000"),
        ("Rp. 1.000", "1000"),
        ("rp1.500,50", "1500.5"),
        ("-Rp 1.000", "-1000"),
        ("Rp -1.000", "-1000"),
        ("1,50000000000000", "1.5"),
    ],
)
def test_indonesian_numbers_are_read(text, value):
    assert parse(text, "id", ANY) == F(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", "1.5"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("1,234,567.89", "1234567.89"),
        ("2,625", "2625"),
        (".5", "0.5"),
        ("1\u00a0234.5", "1234.5"),
        ("Rp 1,000,000.-", "1000000"),
        ("\u22125", "-5"),
    ],
)
def test_english_numbers_are_the_mirror_image(text, value):
    assert parse(text, "en", ANY) == F(value)


@pytest.mark.parametrize(("text", "value"), [("1.234", "1.234"), ("-12", "-12"), (".5", "0.5")])
def test_numbers_in_files_have_a_dot_and_no_grouping(text, value):
    assert parse(text, "c", ANY) == F(value)


@pytest.mark.parametrize(
    ("locale", "text", "suggestion"),
    [
        ("id", "1.5", "1,5"),
        ("id", "1.23", "1,23"),
        ("id", "1.50", "1,50"),
        ("id", "-1.5", "-1,5"),
        ("id", "\u22121.5", "-1,5"),
        ("id", "0.6", "0,6"),
        ("id", "0.123", "0,123"),
        ("id", "0.074", "0,074"),
        ("id", ".5", "0,5"),
        ("id", "1234.567", "1.234,567"),
        ("id", "1,234.56", "1.234,56"),
        ("id", "1,234,567", "1.234.567"),
        ("id", "1 234.5", "1.234,5"),
        ("id", "Rp 1.5", "1,5"),
        ("en", "1,5", "1.5"),
        ("en", "1,23", "1.23"),
        ("en", "0,123", "0.123"),
        ("en", "1.234,56", "1,234.56"),
        ("c", "1,5", "1.5"),
        ("c", "1.234,56", "1234.56"),
        ("c", "1,234.56", "1234.56"),
        ("c", "1.234.567", "1234567"),
    ],
)
def test_an_odd_number_is_a_question(locale, text, suggestion):
    problem = parse(text, locale, ANY)
    assert isinstance(problem, Problem)
    assert problem.code == "number.odd_grouping"
    assert problem.params["suggestion"] == suggestion
    assert isinstance(parse(suggestion, locale, ANY), F)


CORPUS = {
    1: "NaN",
    2: "sNaN",
    3: "Infinity",
    4: "1e400",
    5: "1e10000000",
    6: "1E-400",
    7: "\uff11\uff12",
    8: "\u0663",
    9: "\u00b2",
    10: "1_000",
    11: "0x10",
    18: "1.2.3",
    24: "12\0",
    25: "\u202e12",
    28: "[1]",
}
MORE = (
    "-inf",
    "\u00bd",
    "1,2,3",
    "1.234,567.8",
    "1.23.456",
    "12.34,5",
    "1..2",
    "5.",
    "5,",
    "+5",
    "--5",
)
ODD_MORE = (
    "- -5",
    "-Rp -5",
    "Rp",
    "Rp 1,-,-",
    ",-",
    "1\n2",
    "12\u200b",
    "1\u200b2",
    "=1",
    "(5)",
    "5 %",
    "\ud800",
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("text", [*CORPUS.values(), *MORE, *ODD_MORE])
def test_what_is_no_number_is_refused(text, locale):
    problem = parse(text, locale, ANY)
    assert isinstance(problem, Problem)
    assert problem.code in ({"number.not_a_number", "number.odd_spaces", "number.odd_grouping"})
    assert str(problem.params["text"]).isprintable()


@pytest.mark.parametrize("text", CORPUS.values())
def test_the_bad_inputs_are_no_numbers_in_indonesian(text):
    assert parse(text, "id", ANY) == Problem(
        "number.not_a_number",
        params={"text": text.replace("\0", "\ufffd").replace("\u202e", "\ufffd")},
    )


def test_a_comma_of_files_that_two_readers_see_differently_is_not_suggested():
    assert parse("1,234", "c", ANY) == Problem("number.not_a_number", params={"text": "1,234"})


def test_files_have_neither_currency_nor_typography():
    for text in ("Rp 5", "\u22125", "1 000"):
        assert parse(text, "c", ANY) == Problem("number.not_a_number", params={"text": text})


@pytest.mark.parametrize("text", ["12\u00a034", "1\u00a0234\u202f567", "1\u00a0234.567,8", "- 5"])
def test_spaces_that_do_not_group_thousands_are_refused(text):
    problem = parse(text, "id", ANY)
    assert isinstance(problem, Problem)
    assert problem.code == "number.odd_spaces"


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", "\u200b", " \ufeff\u2060 ", "\t\n"])
def test_what_cannot_be_seen_is_empty(text):
    assert parse(text, "id", ANY) == Problem("number.empty")


@pytest.mark.parametrize(("char", "length"), [("9", 61), ("9", 10_000_000), (" ", 61)])
def test_length_is_limited_before_anything_else(char, length):
    assert parse(char * length, "id", ANY) == Problem("number.too_long", params={"limit": 60})


def test_more_decimals_than_the_field_has_are_refused():
    assert parse("1," + "1" * 30, "id", QUANTITY) == Problem(
        "number.too_many_decimals", params={"text": "1," + "1" * 30, "places": 6}
    )
    assert parse("1.23456", "en", PRICE) == Problem(
        "number.too_many_decimals", params={"text": "1.23456", "places": 4}
    )
    assert parse("1,0000005000", "id", COEFFICIENT) == F("1.0000005")


@pytest.mark.parametrize(
    ("text", "field", "code", "params"),
    [
        ("-5", QUANTITY, "number.negative", {"text": "-5", "low": "0"}),
        ("\u22125", PRICE, "number.negative", {"text": "-5", "low": "0"}),
        (
            "1000000000000000",
            PRICE,
            "number.too_large",
            {"text": "1.000.000.000.000.000", "high": "999.999.999.999,9999"},
        ),
        (
            "1000000000",
            QUANTITY,
            "number.too_large",
            {"text": "1.000.000.000", "high": "999.999.999,999999"},
        ),
        ("-1000,5", PERCENT, "number.too_small", {"text": "-1.000,5", "low": "-1.000"}),
        ("1000,5", PERCENT, "number.too_large", {"text": "1.000,5", "high": "1.000"}),
    ],
)
def test_numbers_out_of_range_are_refused_with_the_limit(text, field, code, params):
    assert parse(text, "id", field) == Problem(code, params=params)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("999999999,999999", QUANTITY),
        ("99999999,9999999999", COEFFICIENT),
        ("-1000", PERCENT),
        ("-100000000", COEFFICIENT),
    ],
)
def test_the_limits_themselves_are_taken(text, field):
    assert isinstance(parse(text, "id", field), F)


def test_minus_zero_is_zero_where_negative_is_refused():
    assert parse("-0", "id", QUANTITY) == 0


@pytest.mark.parametrize("text", ["12 %", "12%", "12"])
def test_a_percentage_may_carry_its_sign(text):
    assert parse(text, "id", PERCENT) == 12


def test_a_computed_value_is_held_to_the_same_range():
    assert check(F(10**9), "id", QUANTITY) is not None
    assert check(F(1, 3), "id", QUANTITY) is None
    assert check(F(-(10**30)), "id", Field(2)) is None


@pytest.mark.parametrize(
    ("x", "locale", "places", "min_places", "text"),
    [
        ("1234567.89", "id", 2, None, "1.234.567,89"),
        ("1234567.89", "en", 2, None, "1,234,567.89"),
        ("1234567.89", "c", 2, None, "1234567.89"),
        ("1234.5", "id", 4, None, "1.234,5000"),
        ("1234.5", "id", 4, 0, "1.234,5"),
        ("1234", "id", 4, 2, "1.234,00"),
        ("1234", "id", 4, 0, "1.234"),
        ("0.005", "id", 2, None, "0,01"),
        ("-0.005", "id", 2, None, "-0,01"),
        ("-0.004", "id", 2, None, "0,00"),
        ("-123456", "id", 0, None, "-123.456"),
        ("999", "en", 0, 0, "999"),
        ("1/3", "id", 4, 0, "0,3333"),
    ],
)
def test_numbers_are_shown_as_the_locale_writes_them(x, locale, places, min_places, text):
    assert show(F(x), locale, places, min_places) == text


@given(st.integers(-(10**18), 10**18), st.integers(0, 10), st.sampled_from(LOCALES))
def test_reading_is_the_inverse_of_showing(scaled, places, locale):
    x = F(scaled, 10**places)
    for shown in (show(x, locale, places), show(x, locale, 10, 0)):
        assert parse(shown, locale, ANY) == x


@given(st.text(max_size=70), st.sampled_from(LOCALES))
def test_any_text_is_a_number_or_a_known_problem(text, locale):
    answer = parse(text, locale, QUANTITY)
    assert isinstance(answer, F) or answer.code in CODES


@given(st.text("0123456789.,- Rp\u00a0", max_size=20), st.sampled_from(LOCALES))
def test_what_was_read_or_suggested_reads_the_same_when_shown(text, locale):
    answer = parse(text, locale, Field(20))
    if isinstance(answer, Problem) and answer.code == "number.odd_grouping":
        answer = parse(str(answer.params["suggestion"]), locale, Field(20))
        assert isinstance(answer, F)
    if isinstance(answer, F):
        assert parse(show(answer, locale, 20, 0), locale, Field(20)) == answer
