"""Formulas of the house as a workbook must read them to mean the same."""

from fractions import Fraction

import pytest

from app.documents.workbook_formula import translate
from app.domain.formula import parse

F = Fraction
NAMES = {"p": "par_p", "r": "par_r"}


def translated(text: str, **values) -> str:
    return translate(parse(text, "c"), NAMES, {"p": F(2), "r": F(3)} | values)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("=-2^2", "-(2^2)"),
        ("=(-2)^2", "(-2)^2"),
        ("=2^-1", "2^(-1)"),
        ("=2^3^2", "2^(3^2)"),
        ("=(2^3)^2", "(2^3)^2"),
        ("=1-(2-3)", "1-(2-3)"),
        ("=1-2-3", "1-2-3"),
        ("=8/(4/2)", "8/(4/2)"),
        ("=8/4*2", "8/4*2"),
        ("=(1+2)*3", "(1+2)*3"),
        ("=--3", "-(-3)"),
        ("=2*-3", "2*(-3)"),
        ("=+5", "5"),
        ("=61.56/1400", "61.56/1400"),
        ("=MAX(1;2)+MIN(3;4;5)", "MAX(1,2)+MIN(3,4,5)"),
        ("=SUM(1;2)*ABS(0-3)", "SUM(1,2)*ABS(0-3)"),
        ("=SQRT(16)", "SQRT(16)"),
        ("=PI*2", "PI()*2"),
        ("=ROUND(2.4;0)", "ROUND(2.4,0)"),
        ("=ROUND(2.5;0)", "ROUND(ROUND(2.5,6),0)"),
    ],
)
def test_the_same_is_meant(text, formula):
    assert translated(text) == formula


def test_a_formula_with_parameters_is_unknown_while_one_of_them_is():
    assert translated("=p*2+r") == 'IF(COUNT(par_p,par_r)=2,par_p*2+par_r,"—")'


def test_zero_to_the_power_of_zero_is_one_here_and_an_error_in_a_workbook():
    assert translated("=0^0") == "IF(AND(0=0,0=0),1,0^0)"


def test_a_root_that_misses_a_step_by_its_last_digit_is_rounded_as_it_is_here():
    """The square of a root of 34 digits lies below 2.5; binary arithmetic puts it above."""
    formula = translated("=ROUND(SQRT(2.5)^2;0)")
    assert formula != "ROUND(SQRT(2.5)^2,0)"
    assert formula.startswith("ROUND(SQRT(2.5)^2")
