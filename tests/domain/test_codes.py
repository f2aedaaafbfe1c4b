import pytest

from app.domain.codes import sort_key


@pytest.mark.parametrize(
    "codes",
    [
        ["1.2", "1.2.1", "1.2.2", "1.2.9", "1.2.10", "1.2.10.1", "1.10", "2.1", "10.1"],
        ["2.2.1.1", "2.2.1.1.1", "2.2.1.1.a", "2.2.1.1.b", "2.2.1.2"],
        ["6.1", "6.1 (1)", "6.1 (2)", "6.1 (10)", "6.2"],
        ["2.3.(21)", "2.3.(21a)", "2.3.(21b)", "2.3.(22)"],
        ["1.1.1.1", "A.2.2.1.4", "A.4.1.1.5", "A.4.1.1.10", "EI-611", "L.01", "L.02", "T.01.a"],
        ["U.1.1.1 (c)", "U.3.4.1.a.7 (a)", "U.3.4.1.a.7 (b)", "U.3.4.1.a.10 (a)"],
        ["L01", "L02", "L03", "M10"],
        ["", "0", "1"],
    ],
)
def test_codes_sort_by_their_numeric_segments(codes):
    backwards = codes[::-1]
    assert sorted(backwards, key=lambda code: sort_key(code).encode()) == codes


@pytest.mark.parametrize(("a", "b"), [("L.01", "L01"), ("a.1", "A.1"), ("\uff11.2", "1.2")])
def test_punctuation_case_and_width_make_no_difference(a, b):
    assert sort_key(a) == sort_key(b)


def test_one_point_ten_is_not_one_point_one():
    assert sort_key("1.10") != sort_key("1.1")


def test_what_is_not_a_code_has_an_empty_key():
    assert sort_key("\u2014 ()") == ""
