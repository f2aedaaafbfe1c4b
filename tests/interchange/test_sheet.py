"""CSV files as they come: encodings, marks, quotes, shifted rows; cells that are not guessed."""

from datetime import date
from fractions import Fraction

import pytest

from app.domain.inputs import Limit
from app.domain.locale_numbers import PRICE
from app.interchange import sheet, texts

COLUMNS = ("no", "title")
OPTIONS = ("price", "formula", "day", "flag")


def read(content: bytes | str):
    if isinstance(content, str):
        content = content.encode()
    return sheet.read(content, "items.csv", COLUMNS, OPTIONS)


def first(cells: str, header: str = "no,title,price,formula,day,flag"):
    found, problems = read(f"{header}\n{cells}\n")
    assert problems == []
    return found.row(0)


def said(row) -> list[tuple[str, str]]:
    return [(p.code, p.place) for p in row.sheet.problems]


def refused(content: bytes | str) -> tuple[str, str]:
    found, problems = read(content)
    assert found is None
    return problems[0].code, problems[0].place


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff\ufeff"])
def test_byte_order_marks_are_dropped_at_the_start_of_every_line(mark):
    found, problems = read(f"{mark}no,title\n\ufeff1,Beton\r\n{mark}2,Besi\n")
    assert (problems, [row.raw("title") for row in found]) == ([], ["Beton", "Besi"])
    assert [row.raw("no") for row in found] == ["1", "2"]


@pytest.mark.parametrize(
    "content",
    ["no,title\n1,Beton".encode("utf-16"), b"no,title\n1,B\0n", b"\xfe\xff\0n"],
)
def test_another_encoding_is_refused(content):
    assert refused(content) == ("file.encoding", "items.csv")


def test_broken_utf_8_is_refused_with_its_line():
    assert refused(b"no,title\n1,Beton\n2,f\xb2c\n") == ("file.encoding", "items.csv:3")


@pytest.mark.parametrize("content", [b"", b" \n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    assert refused(content)[0] == "file.empty"


def test_a_file_of_empty_rows_is_refused():
    assert refused('"",\n')[0] == "file.empty"


def test_a_web_page_is_refused():
    assert refused("\n<!DOCTYPE html><title>404</title>")[0] == "file.html"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_another_separator_is_refused_and_not_guessed(mark):
    assert refused(f"no{mark}title\n1{mark}Beton")[0] == "file.delimiter"


def test_a_quotation_mark_that_is_not_closed_is_refused():
    assert refused('no,title\n1,"Beton\n2,Besi\n') == ("file.quotes", "items.csv")


def test_a_cell_of_a_megabyte_is_refused():
    assert refused("no,title\n1," + "x" * 10**6)[0] == "file.quotes"


def test_a_column_that_is_there_twice_is_refused():
    assert refused("no,title,No\n1,a,2")[0] == "file.columns_twice"


def test_a_column_that_is_missing_is_named():
    found, problems = read("title\nBeton")
    assert (found, problems[0].code, problems[0].params) == (
        None,
        "file.missing_column",
        {"name": "no"},
    )


def test_a_column_that_nobody_knows_is_a_warning():
    found, problems = read("no,title,colour\n1,a,red")
    assert len(found.rows) == 1
    assert [(p.code, p.place, p.warning) for p in problems] == [
        ("file.unknown_column", "items.csv:1", True)
    ]


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 2)
    assert refused("no,title\n1,a\n2,b\n3,c\n")[0] == "file.too_many_rows"


def test_a_row_with_more_cells_than_columns_is_left_out():
    found, _ = read("no,title\n1,Beton, K-225\n2,Besi,\n")
    assert [row.raw("no") for row in found] == ["2"]
    assert [(p.code, p.place) for p in found.problems] == [("row.too_many_cells", "items.csv:2")]


def test_a_row_with_fewer_cells_has_empty_ones():
    row = first("1,Beton")
    assert (row.raw("price"), row.number("price", PRICE)) == ("", None)


def test_a_row_knows_the_line_where_it_begins_though_cells_hold_line_breaks():
    found, _ = read('no,title\n1,"Beton\nK-225"\n\n2,Besi\n')
    assert [row.line for row in found] == [2, 5]
    assert found.row(0).text("title", 100) == "Beton K-225"


@pytest.mark.parametrize(
    ("text", "value"), [("1", "1"), ("1.50", "1.5"), (".5", "0.5"), (" 12 ", "12"), ("0.00", "0")]
)
def test_numbers_have_a_dot_and_no_grouping(text, value):
    assert first(f"1,a,{text}").number("price", PRICE) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    ['"1,5"', '"1,234.5"', "1.234.567", "1e3", "NaN", "Rp 5", "-1", "１２", "1 000", "0.12345",
     "9" * 61],
)  # fmt: skip
def test_a_number_that_is_odd_is_unknown_and_reported(text):
    row = first(f"1,a,{text}")
    assert row.number("price", PRICE) is None
    assert [place for _, place in said(row)] == ["items.csv:2:price"]
    assert not row.refused


def test_a_cell_that_was_read_once_is_reported_in_every_row():
    found, _ = read('no,title,price\n1,a,"1,5"\n2,b,"1,5"\n')
    assert [row.number("price", PRICE) for row in found] == [None, None]
    assert [p.place for p in found.problems] == ["items.csv:2:price", "items.csv:3:price"]


@pytest.mark.parametrize("text", ["=10/3", "10/3"])
def test_a_formula_is_kept_in_its_canonical_form(text):
    assert first(f"1,a,,{text}").formula() == "=10/3"


def test_a_formula_that_cannot_be_read_is_reported():
    row = first("1,a,,=10/")
    assert (row.formula(), said(row)) == (None, [("formula.unexpected_end", "items.csv:2:formula")])


def test_a_formula_without_a_value_is_kept_and_reported():
    row = first("1,a,,=p*2")
    assert row.formula(Limit(0, 100)) == "=p*2"
    assert said(row) == [("formula.unknown_name", "items.csv:2:formula")]
    row.sheet.parameters = {"p": Fraction(200)}
    assert row.formula(Limit(0, 100)) == "=p*2"
    assert said(row)[1] == ("figure.out_of_range", "items.csv:2:formula")


@pytest.mark.parametrize(("text", "value"), [("", False), ("no", False), ("Ya", True), ("1", True)])
def test_yes_and_no_are_known_in_both_languages(text, value):
    assert first(f"1,a,,,,{text}").flag("flag") is value


def test_neither_yes_nor_no_refuses_the_row():
    row = first("1,a,,,,maybe")
    assert row.flag("flag") is False
    assert row.refused


@pytest.mark.parametrize("text", ["19/7/2025", "2025-02-30", "20250701", "2025-7-1"])
def test_a_day_is_written_in_one_way_only(text):
    row = first(f"1,a,,,{text}")
    assert (row.day("day"), said(row)[0][0]) == (None, "cell.date")


def test_a_day_is_read():
    row = first("1,a,,,2026-11-23")
    assert (row.day("day"), said(row)) == (date(2026, 11, 23), [])


def test_a_word_that_is_not_known_refuses_the_row_and_names_those_that_are():
    row = first("1,a")
    assert row.choice("title", {"A": "x", "": "y"}) == "x"
    assert row.choice("no", {"a": "x", "b": "y"}) is None
    assert row.refused
    assert row.sheet.problems[0].params == {"text": "1", "accepted": "a, b"}


def test_a_text_that_is_needed_refuses_the_row_when_empty():
    row = first("1,")
    assert row.text("title", 10, needed=True) == ""
    assert (row.refused, said(row)) == (True, [("cell.needed", "items.csv:2:title")])


@pytest.mark.parametrize(
    ("text", "code"),
    [("a\u202eb", "text.direction"), ("a\ufffdb", "text.broken"), ("a\x07b", "text.control"),
     ("a\u2028b", "text.control"), ("abcdefghijk", "text.too_long"), ("\ud800", "text.broken")],
)  # fmt: skip
def test_a_text_that_deceives_or_breaks_is_refused(text, code):
    assert texts.cleaned(text, 10).code == code


@pytest.mark.parametrize(
    ("text", "kept"),
    [("cafe\u0301", "café"), ("a\tb\r\nc", "a b c"), ("'=1", "'=1"), (" a ", "a"), ("m²", "m²")],
)  # fmt: skip
def test_a_text_has_one_form(text, kept):
    assert texts.cleaned(text, 10) == kept


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1", "=1"), ("'-besi", "-besi"), ("'a=1", "'a=1"), ("''=", "'="), ("'", "'"), ("", "")],
)
def test_an_apostrophe_before_a_formula_is_not_part_of_the_text(cell, text):
    assert first(f"1,{cell}").text("title", 10) == text
