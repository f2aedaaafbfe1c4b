"""The recap: bases are exact, lines are rounded, the total is rounded once more."""

from fractions import Fraction

import pytest

from app.domain.numbers import NONE, Policies, Rounding
from app.domain.recap import TailLine, recap

F = Fraction
CENT = Rounding("half_up", F(1, 100))
VAT = TailLine("PPN 12 %", F(12), base_factor=F(11, 12))


def test_without_a_tail_the_total_is_the_subtotal():
    figures = recap(F(1234), (), Policies())
    assert (figures.subtotal, figures.tail, figures.total, figures.rounded) == (
        1234,
        (),
        1234,
        1234,
    )


def test_twelve_percent_of_eleven_twelfths_is_eleven_percent_of_the_exact_base():
    figures = recap(F(1_000), (VAT,), Policies(tail=CENT))
    assert figures.tail[0].base == F(11_000, 12)
    assert figures.tail[0].amount == 110
    assert figures.total == 1_110


def test_the_base_is_not_rounded_before_the_percent_is_taken():
    rupiah = Rounding("half_up", F(1))
    figures = recap(F(100_041), (VAT,), Policies(tail=rupiah))
    assert figures.tail[0].amount == 11_005
    assert rupiah(rupiah(F(100_041) * F(11, 12)) * F(12, 100)) == 11_004


def test_a_running_base_holds_the_lines_above_as_they_are_printed():
    lines = (TailLine("Jasa", F(10)), TailLine("PPN", F(11), base="running"))
    figures = recap(F("100.05"), lines, Policies(tail=CENT))
    assert figures.tail[0].amount == F("10.01")
    assert figures.tail[1].base == F("110.06")
    assert figures.tail[1].amount == F("12.11")


def test_a_line_on_the_subtotal_does_not_see_the_lines_above():
    lines = (TailLine("Jasa", F(10)), TailLine("PPN", F(11)))
    assert [line.base for line in recap(F(100), lines, Policies()).tail] == [100, 100]


@pytest.mark.parametrize(("mode", "amount"), [("down", -33), ("up", -34), ("half_up", -33)])
def test_a_deduction_is_rounded_like_an_addition_and_taken_off(mode, amount):
    line = TailLine("Potongan", F(1), sign=-1, rounding=Rounding(mode, F(1)))
    figures = recap(F(3_333), (line,), Policies())
    assert figures.tail[0].amount == amount
    assert figures.total == 3_333 + amount


def test_a_line_may_have_a_rounding_of_its_own_even_none():
    lines = (TailLine("a", F(1), rounding=NONE), TailLine("b", F(1)))
    figures = recap(F("0.5"), lines, Policies(tail=CENT))
    assert [line.amount for line in figures.tail] == [F("0.005"), F("0.01")]


def test_the_total_keeps_what_rounding_takes_from_the_rounded_one():
    figures = recap(F("3388269970.51"), (), Policies(total=Rounding("down", F(1_000))))
    assert figures.total == F("3388269970.51")
    assert figures.rounded == 3_388_269_000
