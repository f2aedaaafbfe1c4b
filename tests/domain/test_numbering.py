"""Numbers of the outline: by scheme and level, following moves, around typed ones."""

import pytest

from app.domain.numbering import CLASSIC, DECIMAL, TYPED, Row, letters, places, roman

SECTION_WITH_ITEMS = [
    Row(1, None, 10, "section"),
    Row(2, 1, 10, "section"),
    Row(3, 2, 10, "item"),
    Row(4, 2, 20, "item"),
    Row(5, 1, 20, "section"),
    Row(6, None, 20, "section"),
    Row(7, 6, 10, "item"),
    Row(8, 7, 10, "note"),
]


def numbers(rows, scheme):
    return {i: place.number for i, place in places(rows, scheme).items()}


def test_the_classic_scheme_goes_from_roman_to_letters_to_figures():
    found = numbers(SECTION_WITH_ITEMS, CLASSIC)
    assert found == {1: "I", 2: "A", 3: "1", 4: "2", 5: "B", 6: "II", 7: "1", 8: ""}


def test_the_decimal_scheme_repeats_the_numbers_above():
    found = numbers(SECTION_WITH_ITEMS, DECIMAL)
    assert found == {1: "1", 2: "1.1", 3: "1.1.1", 4: "1.1.2", 5: "1.2", 6: "2", 7: "2.1", 8: ""}


def test_a_typed_scheme_gives_no_number():
    rows = [Row(1, None, 1, "section"), Row(2, 1, 1, "item", "7a")]
    assert numbers(rows, TYPED) == {1: "", 2: "7a"}


def test_an_empty_scheme_is_the_classic_one():
    assert numbers(SECTION_WITH_ITEMS, []) == numbers(SECTION_WITH_ITEMS, CLASSIC)


def test_the_last_style_serves_every_deeper_level():
    rows = [Row(i, i - 1 or None, 1, "section") for i in range(1, 7)]
    assert numbers(rows, CLASSIC) == {1: "I", 2: "A", 3: "1", 4: "a", 5: "a", 6: "a"}


def test_an_item_below_only_roman_and_letter_styles_takes_the_last_of_them():
    assert numbers([Row(1, None, 1, "item")], ["I", "A"]) == {1: "A"}


def test_numbers_follow_a_move():
    rows = [Row(1, None, 2, "section"), Row(2, None, 1, "section")]
    assert numbers(rows, CLASSIC) == {2: "I", 1: "II"}


def test_a_number_typed_on_a_sibling_is_not_given_out_again():
    rows = [
        Row(1, None, 1, "section"),
        Row(2, 1, 1, "item"),
        Row(3, 1, 2, "item", "3"),
        Row(4, 1, 3, "item"),
        Row(5, 1, 4, "item"),
    ]
    assert numbers(rows, CLASSIC) == {1: "I", 2: "1", 3: "3", 4: "4", 5: "5"}


def test_rows_of_one_place_are_told_apart_by_their_ids():
    rows = [Row(9, None, 5, "section"), Row(4, None, 5, "section")]
    assert numbers(rows, CLASSIC) == {4: "I", 9: "II"}


def test_a_row_whose_parent_is_missing_counts_as_top_level():
    assert places([Row(3, 99, 1, "section")], CLASSIC)[3].level == 1


def test_sort_paths_sort_as_the_sheet_reads():
    found = places(SECTION_WITH_ITEMS, CLASSIC)
    order = sorted(found, key=lambda i: found[i].sort_path)
    assert order == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_thousand_levels_are_no_harder_than_three():
    rows = [Row(i, i - 1 or None, 1, "section") for i in range(1, 1001)]
    assert places(rows, CLASSIC)[1000].level == 1000


@pytest.mark.parametrize(
    ("n", "text"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (1994, "MCMXCIV")]
)
def test_roman_numerals(n, text):
    assert roman(n) == text


@pytest.mark.parametrize(("n", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")])
def test_letters_go_on_after_z(n, text):
    assert letters(n) == text


def test_small_letters_and_small_roman_numerals():
    rows = [Row(1, None, 1, "section"), Row(2, 1, 1, "section")]
    assert numbers(rows, ["a", "i"]) == {1: "a", 2: "i"}
