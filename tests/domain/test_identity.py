"""When two resources are one."""

import pytest

from app.domain.identity import LIMIT, identity

CEMENT = ("Semen Portland", "kg", "material", "M.01")


@pytest.mark.parametrize(
    "same",
    [
        ("semen  PORTLAND ", "Kg", "material", "m.01"),
        ("Semen\u00a0Portland", "kilogram", "material", "M.01"),
        ("Ｓemen Portland", "kg.", "material", " M.01"),
    ],
)
def test_spelling_does_not_make_another_resource(same):
    assert identity(*same) == identity(*CEMENT) == "semen portland|kg|material|m.01"


@pytest.mark.parametrize(
    "other",
    [
        ("Semen Putih", "kg", "material", "M.01"),
        ("Semen Portland", "zak", "material", "M.01"),
        ("Semen Portland", "kg", "equipment", "M.01"),
        ("Semen Portland", "kg", "material", "M.02"),
    ],
)
def test_name_unit_category_and_code_each_make_another_resource(other):
    assert identity(*other) != identity(*CEMENT)


def test_a_bar_in_a_name_is_not_the_end_of_it():
    assert identity("a|b", "", "labour", "") != identity("a", "b", "labour", "")
    assert identity("a\\", "b", "labour", "") != identity("a", "\\|b", "labour", "")


def test_long_names_fit_their_column_and_stay_apart():
    # One letter of Arabic script becomes eighteen when it is folded.
    long, longer = "\ufdfa" * 100 + "a", "\ufdfa" * 100 + "b"
    first, second = (identity(name, "kg", "material", "") for name in (long, longer))
    assert first != second
    assert len(first) == len(second) == LIMIT
