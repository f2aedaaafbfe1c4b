"""Typed text: one stored form; what deceives or breaks is refused, markup is plain text."""

import pytest

from app.domain.errors import Problem
from app.services import text
from app.services.errors import Invalid

PLAIN = [
    "<script>alert(1)</script>",
    '" hx-get="/logout" x="',
    "javascript:alert(1)",
    "../../etc/passwd",
    "CON",
    "'; DROP TABLE project; --",
    "100 % _ (a+)+$",
    "Beton K-225, f'c = 19,3 MPa; ≥ Ø10–150",
    "عمل خرساني",
]


@pytest.mark.parametrize("typed", PLAIN)
def test_markup_paths_and_sql_are_plain_text(typed):
    assert text.clean(typed, 100, "name") == typed


def test_text_is_trimmed_and_composed():
    assert text.clean("  Cafe\u0301 \u00a0", 100, "name") == "Café"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a\0b", "text.control"),
        ("a\r\nSet-Cookie: x", "text.control"),
        ("a\tb", "text.control"),
        ("a\x1b[31m", "text.control"),
        ("a\x85b", "text.control"),
        ("a\u2028b", "text.control"),
        ("abc\u202efdp.exe", "text.direction"),
        ("\u2066abc\u2069", "text.direction"),
        ("a\ud800b", "text.broken"),
        ("bytes \ufffd", "text.broken"),
        ("", "text.empty"),
        (" \u200b ", "text.empty"),
        ("x" * 101, "text.too_long"),
        ("x" * 10_000_000, "text.too_long"),
    ],
)
def test_what_deceives_or_breaks_is_refused_by_name(typed, code):
    with pytest.raises(Invalid) as refused:
        text.clean(typed, 100, "name", needed=True)
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == (code, "name")


def test_a_problem_names_the_character():
    found = text.read("  ab\0", 100, "name")
    assert found == Problem("text.control", "name", {"position": 3})


def test_text_that_is_not_needed_may_be_empty():
    assert text.clean("   ", 100, "name") == ""


def test_length_counts_characters_after_composition():
    assert text.clean("e\u0301" * 100, 100, "name") == "é" * 100


def test_several_lines_are_kept_where_asked_for():
    assert text.clean("one\r\ntwo\rthree", 100, "note", lines=True) == "one\ntwo\nthree"


def test_other_controls_are_refused_in_several_lines_too():
    assert isinstance(text.read("one\ntwo\0", 100, "note", lines=True), Problem)


def test_joiners_that_words_need_are_kept():
    assert text.clean("می\u200cخواهم", 100, "name") == "می\u200cخواهم"
