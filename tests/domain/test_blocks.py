"""Blocks of spreadsheets: text into rows, numbers that read in two ways, what columns hold."""

from fractions import Fraction as F

import pytest

from app.domain import blocks
from app.domain.blocks import Reading
from app.domain.blocks_columns import guess, without_head
from app.domain.errors import Problem
from app.domain.locale_numbers import PRICE, QUANTITY


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\r\n3\t4\r\n", (("1", "2"), ("3", "4"))),
        ("1\n2\n3", (("1",), ("2",), ("3",))),
        ("1\r2\r", (("1",), ("2",))),
        ("a\tb\tc\nd", (("a", "b", "c"), ("d", "", ""))),
        ('"Galian\ntanah"\tm3', (("Galian\ntanah", "m3"),)),
        ('"tab\there"\tx', (("tab\there", "x"),)),
        ('"pipa ""besar"""\t1', (('pipa "besar"', "1"),)),
        ('"Pipa" 3 inci\t2', (('"Pipa" 3 inci', "2"),)),
        ('Pipa 3"\t2', (('Pipa 3"', "2"),)),
        ('"open\t5', (('"open', "5"),)),
        ("1\n\n3", (("1",), ("",), ("3",))),
        ("1\n\n \n", (("1",),)),
        ("\t5", (("", "5"),)),
        ("\ufeff1\t2", (("1", "2"),)),
    ],
)
def test_text_of_a_spreadsheet_becomes_its_rows(text, rows):
    assert blocks.read(text) == rows


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem("block.empty")),
        (" \t\r\n\t", Problem("block.empty")),
        ("1\n" * 2001, Problem("block.too_many_rows", "", {"count": 2001, "limit": 2000})),
        ("\t".join("x" * 21), Problem("block.too_many_columns", "", {"count": 21, "limit": 20})),
        ("x" * 300_001, Problem("block.too_long", "", {"limit": 300_000})),
    ],
)
def test_what_is_no_block_is_refused_with_the_limit(text, problem):
    assert blocks.read(text) == problem


def test_the_limits_themselves_are_allowed():
    assert len(blocks.read("1\n" * 2000)) == 2000
    assert len(blocks.read("\t".join("x" * 20))[0]) == 20


@pytest.mark.parametrize(
    "rows",
    [
        (("1", "2"), ("3", "4")),
        (("two\nlines", 'a "word"'), ('"begins', "tab\there")),
        (("", "5"), ("x", "")),
    ],
)
def test_rows_written_out_are_read_again(rows):
    assert blocks.read(blocks.write(rows)) == rows


@pytest.mark.parametrize(
    ("number", "locale", "text"),
    [
        (F("1234.5"), "id", "1234,5"),
        (F("1234.5"), "en", "1234.5"),
        (F(1_000_000), "id", "1000000"),
        (F(2, 3), "id", "0,666667"),
        (None, "id", ""),
    ],
)
def test_numbers_go_out_without_marks_of_thousands(number, locale, text):
    assert blocks.plain(number, locale, 6) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "@pagar", "- Galian", "+62", "\uff1d1", "Galian 'tanah'", "'kata'"]
)
def test_a_text_that_looks_like_a_formula_goes_out_as_text_and_comes_back(text):
    assert not blocks.guarded(text).startswith(("=", "+", "-", "@", "\uff1d"))
    assert blocks.one_line(blocks.guarded(text)) == text


def number(text):
    return Reading(number=F(text), value=F(text))


@pytest.mark.parametrize(
    ("text", "in_id", "in_en"),
    [
        ("12", "12", "12"),
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("1.234.567", "1234567", None),
        ("12,5", "12.5", None),
        ("12.5", None, "12.5"),
        ("1.234,50", "1234.5", None),
        ("1,234.50", None, "1234.5"),
        ("Rp 1.250", "1250", "1.25"),
        ("abc", None, None),
    ],
)
def test_a_cell_is_read_in_either_locale(text, in_id, in_en):
    cell = blocks.both(text, QUANTITY, {})
    for locale, wanted in (("id", in_id), ("en", in_en)):
        if wanted is None:
            assert isinstance(cell[locale], Problem)
        else:
            assert cell[locale] == number(wanted)
    assert blocks.reads_twice(cell) == (in_id is not None and in_en is not None and in_id != in_en)


def test_an_empty_cell_is_nothing_in_either_locale():
    assert blocks.both("  ", PRICE, {}) == {"id": Reading(), "en": Reading()}


@pytest.mark.parametrize(
    ("text", "in_id", "in_en"),
    [("=2*3,5+p", "11", None), ("=2*3.5+p", None, "11"), ("=1.234*2", "2468", "2.468")],
)
def test_formulas_follow_the_same_rules(text, in_id, in_en):
    cell = blocks.both(text, QUANTITY, {"p": F(4)})
    values = {name: None if isinstance(c, Problem) else c.value for name, c in cell.items()}
    wanted = {"id": in_id, "en": in_en}
    # A formula of the other locale is refused: it is never read by guessing.
    assert values == {name: None if w is None else F(w) for name, w in wanted.items()}


@pytest.mark.parametrize(
    ("text", "code"), [("=1/0", "formula.division_by_zero"), ("=q*2", "formula.unknown_name")]
)
def test_a_formula_without_a_value_says_why_in_either_locale(text, code):
    cell = blocks.both(text, QUANTITY, {"p": F(4)})
    assert {name: problem.code for name, problem in cell.items()} == {"id": code, "en": code}


@pytest.mark.parametrize(
    ("texts", "chosen", "doubtful"),
    [
        (["12", "3,5", "1.234,50"], "id", False),
        (["12", "1.234"], "id", True),
        (["12", "1,234"], "id", True),
        (["=1.234*2"], "id", True),
        (["12.5"], "id", False),
        (["12.5"], "en", True),
        (["12", ""], "en", False),
        (["12", "pipa"], "en", False),
    ],
)
def test_a_column_is_asked_about_when_it_reads_in_two_ways(texts, chosen, doubtful):
    cells = [blocks.both(text, QUANTITY, {}) for text in texts]
    assert blocks.is_doubtful(cells, chosen, "id") is doubtful


def test_a_corrected_cell_replaces_one_text():
    assert blocks.corrected((("a", "b"), ("c", "d")), {(1, 0): "x"}) == (("a", "b"), ("x", "d"))


@pytest.mark.parametrize(
    ("text", "roles", "header"),
    [
        ("A.4.1.1.7\tBeton K-225\tm3\t13,5", ("code", "title", "unit", "quantity"), False),
        (
            "1\tA.2.3.1.1\tGalian tanah biasa\tm3\t1.234\t86.900",
            ("", "code", "title", "unit", "quantity", "price"),
            False,
        ),
        (
            "Galian tanah\tm3\t12,5\t86.900\t1.086.250",
            ("title", "unit", "quantity", "price", ""),
            False,
        ),
        ("Galian tanah\t12,5\tm3", ("title", "quantity", "unit"), False),
        ("12\t3", ("quantity", "price"), False),
        (
            "No\tUraian Pekerjaan\tSat.\tVolume\tHarga Satuan (Rp)\tJumlah\n1\tGalian\tm3\t2\t3\t6",
            ("number", "title", "unit", "quantity", "price", ""),
            True,
        ),
        (
            "Code\tDescription\tUnit\tQty\nT.01\tDigging\tm3\t2",
            ("code", "title", "unit", "quantity"),
            True,
        ),
    ],
)
def test_columns_are_guessed_by_their_heads_or_by_their_looks(text, roles, header):
    found = guess(blocks.read(text))
    assert (found.roles, found.has_header) == (roles, header)


def test_a_guess_names_no_role_twice():
    found = guess(blocks.read("Uraian\tPekerjaan\tVolume\nx\ty\t2"))
    assert found.roles == ("title", "", "quantity")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Volume\n1\n2", "1\n2"),
        ("Harga Satuan (Rp)\n1", "1"),
        ("Volume", "Volume"),
        ("abc\n1", "abc\n1"),
        ("1\n2", "1\n2"),
    ],
)
def test_the_head_of_one_column_is_no_cell_of_it(text, left):
    assert without_head(blocks.read(text)) == blocks.read(left)
