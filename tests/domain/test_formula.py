"""Formulas: arithmetic, the two locales, refusals, and parameters that use parameters."""

import time
from decimal import ROUND_HALF_EVEN, Context
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import CODES, Problem
from app.domain.formula import (
    Formula,
    evaluate,
    parse,
    show,
)
from app.domain.formula_values import PI, SIGNIFICANT, square_root

F = Fraction


def read(text, locale="c"):
    formula = parse(text, locale)
    assert isinstance(formula, Formula), formula
    return formula


def value(text, locale="c", **values):
    return evaluate(read(text, locale), {name: F(x) for name, x in values.items()})


def refusal(text, locale="c", **values):
    answer = parse(text, locale)
    if isinstance(answer, Formula):
        answer = evaluate(answer, {name: F(x) for name, x in values.items()})
    assert isinstance(answer, Problem), answer
    assert answer.code in CODES
    return answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+2*3", "7"),
        ("=(1+2)*3", "9"),
        ("=7-2-1", "4"),
        ("=8/4/2", "1"),
        ("=1/3+1/3+1/3", "1"),
        ("=0.1+0.2", "0.3"),
        ("=-2^2", "-4"),
        ("=(-2)^2", "4"),
        ("=2^-1", "1/2"),
        ("=2^-1*3", "3/2"),
        ("=2^-1^2", "1/2"),
        ("=2^3^2", "512"),
        ("=2*-3", "-6"),
        ("=2--3", "5"),
        ("=+5-+2", "3"),
        ("=-2*3", "-6"),
        ("=2\u22123", "-1"),
        ("=0^0", "1"),
        ("=8/3", "8/3"),
        ("=max(1;2)", "2"),
        ("=MAX(1,2)", "2"),
        ("=min(3;1;2)", "1"),
        ("=sum(1;2;3)", "6"),
        ("=abs(-5)", "5"),
        ("=sqrt(2.25)", "1.5"),
        ("=sqrt(0)", "0"),
        ("=round(2.5;0)", "3"),
        ("=round(-2.5;0)", "-3"),
        ("=round(1234;-2)", "1200"),
        ("=pi", "3.141592653589793238462643383279503"),
        ("=PI()*2", "6.283185307179586476925286766559006"),
        ("=(0.5*0.5*0.7)*17+(0.4*0.6*35)", "11.375"),
        ("= ( 9 + 9 ) \u00a0* 2 ", "36"),
        ("=61.56/1400", "6156/140000"),
    ],
)
def test_arithmetic_is_exact(text, expected):
    assert value(text) == F(expected)


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("=2*-3", "id", "-6"),
        ("=2^-1", "id", "1/2"),
        ("=max(1;2)", "id", "2"),
        ("=max(1,2;3)", "id", "3"),
        ("=max(1,2)", "en", "2"),
        ("=max(1, 2)", "en", "2"),
        ("=round(1,005;2)", "id", "1.01"),
        ("=round(1.005,2)", "en", "1.01"),
        ("=1,000.25", "en", "1000.25"),
        ("=1.000,25", "id", "1000.25"),
        ("=1.000", "id", "1000"),
        ("=1.000", "en", "1"),
        ("=1.234.567,89*2", "id", "2469135.78"),
        ("=1,234,567.89*2", "en", "2469135.78"),
        ("=max(1,2345)", "en", "2345"),
        ("=max(1.5,234)", "en", "234"),
        ("=max((1+2)*3,4)+1,000", "en", "1009"),
        ("=(p+2,5)*t", "id", "14"),
    ],
)
def test_every_locale_reads_its_own_numbers(text, locale, expected):
    assert value(text, locale, p=1, t=4) == F(expected)


def test_a_formula_knows_its_names_in_lower_case():
    formula = read("=(P + 2,50)*T_1 + max(p;_x)", "id")
    assert formula.names == {"p", "t_1", "_x"}
    assert formula.canonical == "=(p+2.50)*t_1+MAX(p;_x)"
    assert show(formula, "id") == "=(p+2,50)*t_1+MAX(p;_x)"
    assert show(formula, "en") == show(formula, "c") == formula.canonical


@pytest.mark.parametrize(
    ("text", "locale", "code", "params"),
    [
        ("", "id", "formula.empty", {}),
        ("=", "id", "formula.empty", {}),
        ("= ", "id", "formula.empty", {}),
        ("1+2", "id", "formula.no_equals_sign", {"text": "1+2"}),
        (
            "=1.5*2",
            "id",
            "formula.odd_grouping",
            {"text": "1.5", "position": 2, "suggestion": "1,5"},
        ),
        (
            "=p*1,5",
            "en",
            "formula.odd_grouping",
            {"text": "1,5", "position": 4, "suggestion": "1.5"},
        ),
        ("=1.2.3", "id", "formula.number", {"text": "1.2.3", "position": 2}),
        ("=max(1,2,3)", "id", "formula.number", {"text": "1,2,3", "position": 6}),
        (
            "=max(1,234;5)",
            "en",
            "formula.ambiguous_comma",
            {"text": "1,234", "position": 6, "number": "1234", "arguments": "1; 234"},
        ),
        ("=max(1,2;3)", "en", "formula.mixed_separators", {}),
        ("=max(a;b,c)", "id", "formula.mixed_separators", {}),
        ("=max(1, 2)", "id", "formula.separator", {"text": ","}),
        ("=1,2", "c", "formula.unexpected", {"text": ";", "position": 3}),
        (
            "=__import__('os')",
            "id",
            "formula.unexpected_character",
            {"text": "'", "position": 13},
        ),
        ("=__import__(os)", "id", "formula.unknown_function", {"name": "__import__"}),
        ("={{7*7}}", "id", "formula.unexpected_character", {"text": "{", "position": 2}),
        ("=${7*7}", "id", "formula.unexpected_character", {"text": "$", "position": 2}),
        ("=#{7*7}", "id", "formula.unexpected_character", {"text": "#", "position": 2}),
        ("=A1:A1000000", "id", "formula.unexpected_character", {"text": ":", "position": 4}),
        ("=\uff11", "id", "formula.unexpected_character", {"text": "\uff11", "position": 2}),
        ("=1\u202e", "id", "formula.unexpected_character", {"text": "\ufffd", "position": 3}),
        ("=,5", "id", "formula.separator", {"text": ","}),
        ("=.5", "c", "formula.unexpected_character", {"text": ".", "position": 2}),
        ("=1e400", "id", "formula.unexpected", {"text": "e400", "position": 3}),
        ("=1_000", "id", "formula.unexpected", {"text": "_000", "position": 3}),
        ("=0x10", "id", "formula.unexpected", {"text": "x10", "position": 3}),
        ("=2*(", "id", "formula.unexpected_end", {}),
        ("=2*(3", "id", "formula.unclosed", {}),
        ("=2*(3 4)", "id", "formula.unexpected", {"text": "4", "position": 7}),
        ("=2)", "id", "formula.unexpected", {"text": ")", "position": 3}),
        ("=*2", "id", "formula.unexpected", {"text": "*", "position": 2}),
        ("=2+", "id", "formula.unexpected_end", {}),
        ("=(1;2)", "id", "formula.unexpected", {"text": ";", "position": 4}),
        ("=f(1)", "id", "formula.unknown_function", {"name": "f"}),
        ("=max+1", "id", "formula.reserved_name", {"name": "MAX"}),
        ("=max()", "id", "formula.arguments", {"name": "MAX", "count": 0, "expected": "≥ 2"}),
        ("=max(1,2)", "id", "formula.arguments", {"name": "MAX", "count": 1, "expected": "≥ 2"}),
        (
            "=round(1.005,2)",
            "id",
            "formula.arguments",
            {"name": "ROUND", "count": 1, "expected": "2"},
        ),
        ("=pi(2)", "id", "formula.arguments", {"name": "PI", "count": 1, "expected": "0"}),
        ("=sqrt(1;2)", "id", "formula.arguments", {"name": "SQRT", "count": 2, "expected": "1"}),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, locale, code, params):
    assert parse(text, locale) == Problem(code, params=params)


@pytest.mark.parametrize(
    ("part", "times"), [("1", 500), ("(", 10_000), ("9", 10_000_000), (" ", 10_000_000)]
)
def test_length_is_limited_before_anything_else(part, times):
    assert parse(f"={part * times}1", "id") == Problem("formula.too_long", params={"limit": 500})


def test_what_would_be_stored_too_long_to_be_read_again_is_refused():
    assert parse("=pi" + "+pi" * 150, "id") == Problem("formula.too_long", params={"limit": 500})
    stored = read("=pi" + "+pi" * 90).canonical
    assert isinstance(parse(stored, "c"), Formula)


@pytest.mark.parametrize("part", ["(", "-", "2^", "abs(", "max(1;", "2*("])
def test_depth_is_limited(part):
    at_limit, beyond = f"={part * 40}1{')' * 40 * part.count('(')}", f"={part * 41}1"
    assert isinstance(parse(at_limit, "id"), Formula)
    assert parse(beyond, "id") == Problem("formula.too_deep", params={"limit": 40})


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("=1/0", "formula.division_by_zero", {}),
        ("=1/(2-2)", "formula.division_by_zero", {}),
        ("=0^-1", "formula.division_by_zero", {}),
        ("=9^9^9^9", "formula.exponent", {"limit": 10}),
        ("=2^11", "formula.exponent", {"limit": 10}),
        ("=2^0.5", "formula.exponent", {"limit": 10}),
        ("=round(1;0.5)", "formula.places", {"limit": 10}),
        ("=round(1;11)", "formula.places", {"limit": 10}),
        ("=sqrt(-1)", "formula.root_of_negative", {}),
        ("=1000000000^2+1", "formula.too_large", {"limit": "10^18"}),
        ("=-1000000000^2-1", "formula.too_large", {"limit": "10^18"}),
        ("=(((9^10)^10)^10)^10/9", "formula.too_large", {"limit": "10^400"}),
        ("=1/(((9^10)^10)^10)^10", "formula.too_large", {"limit": "10^400"}),
        ("=A1", "formula.unknown_name", {"name": "a1"}),
        ("=p*q", "formula.unknown_name", {"name": "q"}),
    ],
)
def test_what_has_no_value_says_why(text, code, params):
    assert refusal(text, p=2) == Problem(code, params=params)


@pytest.mark.parametrize("text", ["=" + "9" * 450, "=0." + "1" * 450], ids=["whole", "decimals"])
def test_long_literals_are_bounded(text):
    assert refusal(text) == Problem("formula.too_large", params={"limit": "10^400"})


def test_the_limit_of_a_result_is_itself_allowed():
    assert value("=1000000000^2") == 10**18
    assert value("=-(1000000000^2)") == -(10**18)
    assert value("=10^10^1*10^10/10^10") == 10**10


def test_a_large_intermediate_may_shrink_again():
    assert value("=(10^10)^10/(10^10)^10") == 1


def test_forty_levels_are_allowed_and_a_long_sum_too():
    assert value("=" + "(" * 40 + "1" + ")" * 40) == 1
    assert value("=" + "+".join(["1"] * 249)) == 249


@pytest.mark.parametrize(
    "text",
    [
        "=" + "9^" * 30 + "9",
        "=" + "(" * 20 + "9" + "^10)" * 20,
        "=" + "*".join(["(9^10)^10"] * 40),
        "=" + "+".join(f"1/{prime}^10" for prime in (7, 11, 13, 17, 19, 23, 29, 31, 37) * 5),
        "=" + "sqrt(" * 39 + "2" + ")" * 39,
        "=" + "max(1;" * 39 + "2" + ")" * 39,
        "=" + "!" * 499,
        "=" + "a" * 499,
    ],
    ids=lambda text: text[:12],
)
def test_no_formula_takes_long(text):
    start = time.perf_counter()
    answer = parse(text, "id")
    if isinstance(answer, Formula):
        answer = evaluate(answer, {})
    assert isinstance(answer, Fraction | Problem)
    assert time.perf_counter() - start < 5  # seconds: it does not hang


def test_pi_is_exact_from_its_thirty_fourth_digit():
    assert len(str(PI.numerator)) == SIGNIFICANT
    assert PI.denominator == 10**33


@given(st.fractions(min_value=0, max_denominator=10**20))
def test_roots_have_thirty_four_digits_half_even(x):
    context = Context(prec=SIGNIFICANT + 60, rounding=ROUND_HALF_EVEN)
    root = context.sqrt(context.divide(x.numerator, x.denominator))
    rounded = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN).plus(root)
    assert square_root(x) == F(rounded)


@pytest.mark.parametrize("exponent", [-390, -201, -200, -1, 0, 1, 199, 398])
def test_roots_of_very_large_and_small_numbers_keep_thirty_four_digits(exponent):
    root = square_root(F(2) * F(100) ** (exponent // 2))
    assert root == F("1.414213562373095048801688724209698") * F(10) ** (exponent // 2)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ("1.0000000000000000000000000000000005", "1"),
        ("1.0000000000000000000000000000000015", "1.000000000000000000000000000000002"),
    ],
)
def test_a_root_that_lies_in_the_middle_goes_to_the_even_digit(root, expected):
    assert square_root(F(root) ** 2) == F(expected)


NUMBER = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=4).map(
    lambda x: f"{x:f}"
)
LEAF = NUMBER | st.sampled_from(["p", "t", "PI", "lebar_1"])
EXPRESSION = st.recursive(
    LEAF,
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("".join)
        | inner.map(lambda x: f"({x})")
        | inner.map(lambda x: f"-({x})")
        | st.tuples(inner, inner).map(lambda pair: f"max({pair[0]};{pair[1]})")
        | inner.map(lambda x: f"round({x};2)")
    ),
    max_leaves=12,
)


@given(EXPRESSION, st.sampled_from(["id", "en", "c"]))
def test_reading_is_the_inverse_of_showing(text, locale):
    formula = parse("=" + text, "c")
    assert isinstance(formula, Formula)
    assert parse(show(formula, locale), locale) == formula


@given(EXPRESSION)
def test_the_locale_never_changes_the_value(text):
    formula = read("=" + text)
    values = {"p": F(3), "t": F(1, 7), "lebar_1": F("2.5")}
    indonesian = read(show(formula, "id"), "id")
    assert evaluate(indonesian, values) == evaluate(formula, values)


@given(st.integers(1, 9), st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 9))
def test_values_equal_an_oracle(a, b, c, d):
    names = {"a": a, "b": b, "c": c, "d": d}
    assert value("=a*b-c/d+(a-b)*-c^2", **names) == F(a * b) - F(c, d) + (a - b) * -F(c**2)


@given(st.text(max_size=40), st.sampled_from(["id", "en", "c"]))
def test_any_text_is_a_formula_or_a_known_problem(text, locale):
    answer = parse("=" + text, locale)
    assert isinstance(answer, Formula) or answer.code in CODES


@given(st.text("0123456789.,;()+-*/^ pimax", max_size=30), st.sampled_from(["id", "en", "c"]))
def test_what_can_be_read_can_be_shown_and_read_again(text, locale):
    answer = parse("=" + text, locale)
    if isinstance(answer, Formula):
        assert parse(show(answer, locale), locale) == answer
        assert parse(answer.canonical, "c") == answer
    else:
        assert answer.code in CODES
