from fractions import Fraction

import pytest

from app.domain.errors import Problem
from app.domain.units import canonical, convert, quantity_of


@pytest.mark.parametrize(
    ("unit", "spellings"),
    [
        ("m3", ["m3", "M3", "m³", "M³", " m3 ", "m 3", "m^3"]),
        ("m2", ["m2", "m²", "M2", "mÂ²"]),
        ("m'", ["m'", "m1", "m¹", "m’", "M1", "m´", "M'", "m′"]),
        ("m", ["m", "M", "meter", "mtr."]),
        ("buah", ["bh", "Bh", "buah", "pcs", "bh."]),
        ("titik", ["ttk", "Titik"]),
        ("zak", ["sak", "zak", "Zak"]),
        ("liter", ["ltr", "liter", "Ltr."]),
        ("ls", ["ls", "LS", "1s", "Lump Sum", "lumpsum"]),
        ("OH", ["OH", "oh", "orang-hari", "Orang Hari", "org/hr", "org hari"]),
        ("OJ", ["OJ", "orang-jam", "Orang jam"]),
    ],
)
def test_one_unit_has_many_spellings(unit, spellings):
    assert {canonical(spelling) for spelling in spellings} == {unit}


@pytest.mark.parametrize(("unit", "kept"), [("M4", "m4"), ("hari/m2", "hari/m2"), ("", "")])
def test_an_unknown_unit_stays_what_it_is(unit, kept):
    assert canonical(unit) == kept


def test_running_metres_measure_the_same_as_metres_but_print_differently():
    assert quantity_of("m'") == quantity_of("M") == "m"
    assert canonical("m'") != canonical("m")
    assert quantity_of("m2") != quantity_of("m'")


@pytest.mark.parametrize(
    ("x", "source", "target", "expected"),
    [
        (1, "OH", "OJ", 7),
        (7, "jam", "OH", 1),
        (109_000, "OJ", "OH", Fraction(109_000, 7)),
        (3, "m'", "m", 3),
        (2, "km", "m", 2000),
        (5, "mm", "cm", Fraction(1, 2)),
        (3, "ton", "kg", 3000),
        (500, "gr", "kg", Fraction(1, 2)),
        (1, "ha", "m2", 10_000),
        (1, "m3", "liter", 1000),
        (4, "set", "Set", 4),
    ],
)
def test_named_conversions_are_exact(x, source, target, expected):
    assert convert(Fraction(x), source, target) == expected


def test_the_working_day_is_a_setting():
    assert convert(Fraction(1), "OH", "jam", 8) == 8


@pytest.mark.parametrize(
    ("source", "target"), [("m3", "kg"), ("zak", "kg"), ("buah", "set"), ("m2", "m'")]
)
def test_units_without_a_named_conversion_do_not_meet(source, target):
    assert convert(Fraction(1), source, target) == Problem(
        "unit.no_conversion", params={"from": source, "to": target}
    )
