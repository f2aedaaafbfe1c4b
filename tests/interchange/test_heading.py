"""project.json: right as a whole, or refused with every reason."""

import json
from datetime import date
from fractions import Fraction

import pytest

from app.domain.estimate import Policies
from app.domain.numbers import Rounding
from app.domain.recap import TailLine
from app.interchange import heading


def read(**fields):
    return heading.read(json.dumps({"name": "Uji", "markup_percent": "10", **fields}).encode())


def refused(**fields) -> list[tuple[str, str]]:
    found, problems = read(**fields)
    assert found is None
    return [(p.code, p.place.removeprefix("project.json:")) for p in problems]


def test_what_is_absent_is_none_and_never_a_preset():
    found, problems = read()
    assert problems == []
    assert (found.kind, found.policies, found.tail) == ("private", Policies(), ())
    assert found.markup_percent == 10


def test_an_absent_markup_is_0_and_said():
    found, problems = heading.read(b'{"name": "Uji"}')
    assert found.markup_percent == 0
    assert [(p.code, p.warning) for p in problems] == [("heading.markup_absent", True)]


def test_every_field_is_read():
    found, problems = read(
        kind="ee",
        rounding={"unit_price": {"mode": "down", "step": "100"}, "line": {"mode": "none"}},
        tail=[{"label": "PPN", "percent": 12, "base": "running", "base_factor": "11/12",
               "sign": -1, "rounding": {"mode": "half_up", "step": 0.01}}],
        edition="2025", header={"work": "Gedung", "owner": ""}, fiscal_year=2026,
        document_date="2026-11-23", ceiling="1000000.50", numbering=["1", "1.1"],
        numbers_frozen=True, hours_per_day=8, paper="A4", document_locale="en",
    )  # fmt: skip
    assert problems == []
    assert found.policies == Policies(unit_price=Rounding("down", Fraction(100)))
    cent = Rounding("half_up", Fraction(1, 100))
    assert found.tail == (TailLine("PPN", Fraction(12), "running", Fraction(11, 12), -1, cent),)
    assert found.header == {"work": "Gedung"}
    assert (found.edition, found.fiscal_year, found.document_date) == (
        "2025",
        2026,
        date(2026, 11, 23),
    )
    assert (found.ceiling, found.numbering) == (Fraction(2000001, 2), ("1", "1.1"))
    assert (found.numbers_frozen, found.hours_per_day) == (True, 8)
    assert (found.paper, found.document_locale) == ("A4", "en")


@pytest.mark.parametrize(
    ("fields", "code", "place"),
    [
        ({"name": ""}, "cell.needed", "name"),
        ({"name": "a\u202eb"}, "text.direction", "name"),
        ({"name": ["a"]}, "cell.shape", "name"),
        ({"kind": "HPS"}, "cell.choice", "kind"),
        ({"markup_percent": "10,5"}, "number.odd_grouping", "markup_percent"),
        ({"markup_percent": True}, "cell.shape", "markup_percent"),
        ({"markup_percent": "1e1"}, "number.not_a_number", "markup_percent"),
        ({"rounding": []}, "cell.shape", "rounding"),
        ({"rounding": {"line": "down"}}, "cell.shape", "rounding line"),
        ({"rounding": {"line": {"mode": "floor"}}}, "cell.choice", "rounding line mode"),
        ({"rounding": {"line": {"mode": "down"}}}, "cell.needed", "rounding line step"),
        ({"rounding": {"line": {"mode": "down", "step": "0"}}}, "cell.ratio", "rounding line step"),
        ({"tail": {}}, "cell.shape", "tail"),
        ({"tail": [{}] * 21}, "cell.shape", "tail"),
        ({"tail": ["PPN"]}, "cell.shape", "tail 1"),
        ({"tail": [{"label": "a"}]}, "cell.needed", "tail 1 percent"),
        ({"tail": [{"label": "a", "percent": "x"}]}, "number.not_a_number", "tail 1 percent"),
        ({"tail": [{"label": "a", "percent": 1, "base": "all"}]}, "cell.choice", "tail 1 base"),
        ({"tail": [{"label": "a", "percent": 1, "base_factor": "11/0"}]}, "cell.ratio",
         "tail 1 base_factor"),
        ({"header": {"Work!": "x"}}, "cell.shape", "header"),
        ({"fiscal_year": 26}, "cell.whole", "fiscal_year"),
        ({"document_date": "23/11/2026"}, "cell.date", "document_date"),
        ({"numbering": ["I", "x"]}, "cell.shape", "numbering"),
        ({"numbers_frozen": "yes"}, "cell.shape", "numbers_frozen"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_right_refuses_the_project(fields, code, place):
    assert (code, place) in refused(**fields)


def test_all_reasons_are_told_at_once():
    assert len(refused(name="", kind="x", hours_per_day=99)) == 3


def test_a_field_that_nobody_knows_is_a_warning():
    found, problems = read(colour="red", rounding={"lines": {"mode": "none"}})
    assert found is not None
    assert [(p.code, p.place, p.warning) for p in problems] == [
        ("file.unknown_field", "project.json:colour", True),
        ("file.unknown_field", "project.json:rounding lines", True),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"<html>", "file.html"),
        (b"\xff\xfe{\0}\0", "file.encoding"),
        (b"{", "file.json"),
        (b"[]", "file.json"),
        (b'"a"', "file.json"),
        (b"[" * 100_000, "file.json"),
        (b'{"name": "a", "name": "b"}', "file.json_twice"),
    ],
)
def test_what_is_no_json_object_is_refused(content, code):
    found, problems = heading.read(content)
    assert (found, problems[0].code) == (None, code)


def test_a_number_of_ten_thousand_digits_is_refused_in_no_time():
    found, problems = heading.read(b'{"name": "a", "markup_percent": ' + b"9" * 10_000 + b"}")
    assert (found, problems[0].code) == (None, "number.too_long")


@pytest.mark.parametrize("text", [b"NaN", b"Infinity", b"1e400"])
def test_json_numbers_that_are_none_are_refused(text):
    found, problems = heading.read(b'{"name": "a", "markup_percent": ' + text + b"}")
    assert (found, problems[0].code) == (None, "number.not_a_number")
