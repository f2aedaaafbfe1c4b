"""How titles and queries are cut, and which words count as one."""

import pytest

from app.services.search_spelling import folded, stem
from app.services.search_text import decimal, pieces, plain, titled


def cut(text):
    return [(piece.kind, piece.text, piece.unit) for piece in pieces(plain(text))]


@pytest.mark.parametrize(
    "text", ["f'c 20", "f’c = 20 MPa", "fc' 20 mpa", "fc20", "f3c 20", "fc3 20"]
)
def test_the_strength_of_a_concrete_has_one_spelling(text):
    assert cut(text) == [("strength", "20", "")]


@pytest.mark.parametrize("text", ["k225", "K-225", "k 225", "K.225"])
def test_the_grade_of_a_concrete_has_one_spelling(text):
    assert cut(text) == [("grade", "225", "")]


@pytest.mark.parametrize("text", ["1:4", "1 : 4", "1SP : 4PP", "1 pc:4ps", "1 pc 4 ps"])
def test_a_mix_has_one_spelling(text):
    assert cut(text) == [("mix", "1:4", "")]


@pytest.mark.parametrize("text", ["40x40", "40 x 40", "40 cm x 40 cm", "40/40", "40×40"])
def test_a_size_has_one_spelling(text):
    assert cut(text)[0] == ("size", "40x40", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("½", ("fraction", "1/2", "")),
        ("1/2 inch", ("fraction", "1/2", '"')),
        ("1½″", ("fraction", "1-1/2", '"')),
        ("2-1/2 inci", ("fraction", "2-1/2", '"')),
        ("6/12", ("size", "6x12", "")),
        ("3 dim", ("number", "3", '"')),
        ("7,50 cm", ("number", "7.5", "cm")),
        ("2 meter", ("number", "2", "m")),
        ("1.000 liter", ("number", "1000", "liter")),
    ],
)
def test_fractions_and_figures_keep_their_unit(text, expected):
    assert cut(text) == [expected]


def test_the_lower_end_of_a_range_is_marked():
    found = [(p.text, p.bound) for p in pieces(plain("> 1 m s.d. 2 m")) if p.kind == "number"]
    assert found == [("1", True), ("2", False)]


def test_the_quantity_that_a_title_prices_is_no_part_of_its_words():
    text = titled("Penggalian 1 m3 tanah biasa sedalam 1 m (Lihat Permen 8 Tahun 2023 U.3.1)")
    assert text.split() == ["penggalian", "tanah", "biasa", "sedalam", "1", "m"]


def test_a_depth_of_one_metre_is_not_taken_for_it():
    assert titled("Galian sedalam 1 m").split() == ["galian", "sedalam", "1", "m"]


@pytest.mark.parametrize(("text", "expected"), [("2.000", "2000"), ("0,50", "0.5"), ("07", "7")])
def test_numbers_have_one_spelling(text, expected):
    assert decimal(text) == expected


@pytest.mark.parametrize(
    ("root", "words"),
    [
        ("pasang", "pemasangan pasangan memasang"),
        ("gali", "penggalian galian menggali"),
        ("cat", "pengecatan mengecat"),
        ("cor", "pengecoran dicorkan"),
        ("siram", "penyiraman menyirami"),
        ("tanam", "penanaman menanam"),
        ("plester", "plesteran pemlesteran"),
        ("ringan", "ringan"),
        ("dinding", "dinding"),
    ],
)
def test_forms_of_a_word_have_one_root(root, words):
    assert {stem(word) for word in words.split()} == {root}


@pytest.mark.parametrize(
    "words", ["cyclop siklop", "fondasi pondasi", "closet kloset", "plafond plafon", "vynil vinyl"]
)
def test_spellings_that_sound_alike_are_one(words):
    assert len({folded(word) for word in words.split()}) == 1
