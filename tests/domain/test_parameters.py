"""Parameters: their names, and parameters that use parameters."""

from fractions import Fraction

import pytest

from app.domain.errors import Problem
from app.domain.formula import Formula, parameter_name, parse, resolve

F = Fraction


def read(text, locale="c"):
    formula = parse(text, locale)
    assert isinstance(formula, Formula), formula
    return formula


@pytest.mark.parametrize(("text", "name"), [("P", "p"), (" tebal_2 ", "tebal_2"), ("_x", "_x")])
def test_parameter_names_are_lower_case(text, name):
    assert parameter_name(text) == name


@pytest.mark.parametrize("text", ["", "2p", "p q", "p-q", "\u0440", "p\0"])
def test_other_names_are_refused(text):
    answer = parameter_name(text)
    assert isinstance(answer, Problem)
    assert answer.code == "formula.bad_name"


def test_names_of_functions_are_reserved():
    assert parameter_name("Pi") == Problem("formula.reserved_name", params={"name": "PI"})


def test_parameters_may_use_parameters():
    values, problems = resolve(
        {"luas": read("=p*l"), "p": F(4), "l": read("=p/3"), "keliling": read("=2*(p+l)")}
    )
    assert problems == []
    assert values == {"p": F(4), "l": F(4, 3), "luas": F(16, 3), "keliling": F(32, 3)}


def test_a_parameter_that_uses_itself_is_a_cycle():
    values, problems = resolve({"a": read("=a+1"), "b": F(1)})
    assert values == {"b": F(1)}
    assert problems == [Problem("formula.cycle", "a", {"path": "a → a"})]


def test_a_cycle_is_reported_once_with_its_path():
    values, problems = resolve(
        {
            "x": read("=a*2"),
            "a": read("=b+1"),
            "b": read("=c"),
            "c": read("=a"),
            "y": read("=x+z"),
            "z": F(2),
        }
    )
    assert values == {"z": F(2)}
    assert problems == [
        Problem("formula.cycle", "a", {"path": "a → b → c → a"}),
        Problem("formula.unknown_value", "x", {"name": "a"}),
        Problem("formula.unknown_value", "y", {"name": "x"}),
    ]


def test_a_parameter_without_value_names_its_place():
    values, problems = resolve({"a": read("=1/0"), "b": read("=q"), "c": read("=a+1")})
    assert values == {}
    assert problems == [
        Problem("formula.division_by_zero", "a"),
        Problem("formula.unknown_name", "b", {"name": "q"}),
        Problem("formula.unknown_value", "c", {"name": "a"}),
    ]


def test_a_chain_of_parameters_has_any_length():
    chain = {f"p{n}": read(f"=p{n + 1}+1") for n in range(5000)} | {"p5000": F(0)}
    values, problems = resolve(chain)
    assert problems == []
    assert values["p0"] == 5000
