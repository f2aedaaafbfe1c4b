"""Codes, words and figures in an index of a few titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import search_query
from app.services.search_index import Entry, Index
from app.services.search_rank import rank

TITLES = [
    Entry("1.2.9", "Galian tanah biasa", "m3"),
    Entry("1.2.10", "Galian tanah keras", "m3"),
    Entry("1.2.1", "Urugan pasir", "m3"),
    Entry("1.2.1.1", "Urugan sirtu (Lihat Permen 8 Tahun 2023 Lampiran B U.3.6.a.1 (a))", "m3"),
    Entry("3.1", "Dinding bata merah tebal 1/2 batu 1SP : 4PP", "m2", "Dinding A.4.4.1.9"),
    Entry("3.2", "Dinding bata merah tebal 1 batu 1SP : 4PP", "m2"),
    Entry("4.1", "Beton mutu f'c 20 MPa", "m3"),
    Entry("4.2", "Beton mutu f'c 25 MPa", "m3"),
    Entry("5.1", "Stop kontak", "titik"),
    Entry("5.2", "Saluran U-Ditch 40x60x120 cm", "m'"),
    Entry("5.3", "Kuda-kuda kayu", "m3"),
    Entry("5.4", "Pintu Alumunium", "m2"),
    Entry("5.5", "Pintu kaca rangka aluminium", "m2"),
]


@pytest.fixture(scope="module")
def index():
    return Index(TITLES)


def codes(index, words, limit=5):
    return [TITLES[place].code for place, _ in rank(words, index, limit)]


def test_a_code_stands_before_the_codes_below_it_and_those_that_only_begin_alike(index):
    assert codes(index, "1.2.1") == ["1.2.1", "1.2.1.1", "1.2.10"]


@pytest.mark.parametrize("words", ["1,2,9", "01.02.09", "1.2.9."])
def test_a_code_may_be_typed_carelessly(index, words):
    assert codes(index, words)[:1] == ["1.2.9"]


@pytest.mark.parametrize(("words", "code"), [("U.3.6.a.1", "1.2.1.1"), ("A.4.4.1", "3.1")])
def test_old_codes_within_a_title_and_its_original_are_found(index, words, code):
    assert codes(index, words) == [code]


def test_a_code_with_words_puts_what_meets_both_first(index):
    assert codes(index, "1.2 keras")[0] == "1.2.10"


def test_a_code_that_nobody_has_finds_nothing(index):
    assert codes(index, "A.9.9.9.9") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("biasa tanah", "1.2.9"),
        ("penggalian keras", "1.2.10"),
        ("psg bata 1/2", "3.1"),
        ("tembok bata 1 batu", "3.2"),
        ("btn k225", "4.1"),
        ("beton k300", "4.2"),
        ("stopkontak", "5.1"),
        ("titik stop kontak", "5.1"),
        ("uditch 40x60", "5.2"),
        ("u ditch", "5.2"),
        ("kuda2", "5.3"),
        ("glaian tanah bisa", "1.2.9"),
        ("uru pas", "1.2.1"),
    ],
)
def test_words_of_estimators_lead_to_the_title(index, words, code):
    assert codes(index, words)[0] == code


def test_two_spellings_of_one_book_are_one_word(index):
    assert set(codes(index, "pintu alumunium")) == {"5.4", "5.5"}


def test_only_allowed_places_are_found(index):
    assert [place for place, _ in rank("dinding", index, 5, {5})] == [5]


@pytest.mark.parametrize(
    "words", ["", " ", "?!", "xyzzy", "§ 9", "\x00", "(", "1/0", "f'c", "..", "'"]
)
def test_words_without_meaning_find_nothing_and_break_nothing(index, words):
    assert codes(index, words) == []


def test_scores_go_from_nothing_to_one_and_the_best_is_first(index):
    scores = [score for _, score in rank("galian tanah", index, 9)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(words):
    index = Index(TITLES)
    found = rank(words, index, 5)
    assert len(found) <= 5
    assert all(0 < score <= 1 for _, score in found)


@given(st.text(max_size=120), st.text(max_size=20))
def test_whatever_a_title_says_can_be_indexed_and_its_code_found(title, code):
    index = Index([Entry("9.9.9", title, code, title)])
    assert rank("9.9.9", index, 5)[0] == (0, 1.0)


def test_a_query_of_many_words_takes_no_longer_than_one_of_a_few():
    index = Index(TITLES)
    assert len(search_query.slots("pagar " * 40, index)) < 20


def test_an_empty_edition_finds_nothing():
    assert rank("beton", Index([]), 5) == []
