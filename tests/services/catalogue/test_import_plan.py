"""A catalogue laid out as rows: what is one, what points where, what is told."""

from fractions import Fraction as F

import pytest

from app.domain.catalogue import Catalogue
from app.services.catalogue_import_plan import plan
from tests.services.catalogue.making import analysis, at, material, price, row


def planned(*analyses, prices=()):
    return plan(Catalogue("form", analyses, tuple(prices)))


def told(found):
    return [(p.code, p.place, p.warning) for p in found.problems]


def test_a_resource_is_one_however_it_is_spelled():
    found = planned(
        analysis("1", "a", material("Semen  PORTLAND", "Kg"), material("semen portland", "kg")),
        analysis("2", "b", material("Semen Portland", "kg "), row("Semen Portland", unit="kg")),
    )
    assert [r["name"] for r in found.resources] == ["Semen  PORTLAND", "Semen Portland"]
    assert [c["resource"] for c in found.components] == [0, 0, 0, 1]


def test_one_name_with_two_units_is_two_resources():
    found = planned(analysis("1", "a", material("Kawat", "roll"), material("Kawat", "m'")))
    assert len(found.resources) == 2


def test_one_code_with_two_titles_is_two_analyses():
    found = planned(analysis("9.3.1.19", "Pompa 10 m"), analysis("9.3.1.19", "Pompa 20 m"))
    assert [a["title"] for a in found.analyses] == ["Pompa 10 m", "Pompa 20 m"]
    assert told(found) == []


def test_an_analysis_that_stands_there_twice_is_kept_once_and_told():
    found = planned(
        analysis("1", "Galian", place=at("A1")),
        analysis("1", "  GALIAN ", place=at("A9")),
        analysis("1", "Galian", row(coefficient="2"), place=at("A20")),
    )
    assert len(found.analyses) == 1
    assert told(found) == [
        ("catalogue.repeated", "Lembar!A9", True),
        ("catalogue.contradicted", "Lembar!A20", False),
    ]
    assert found.problems[1].params["kept"] == "Lembar!A1"


def test_a_book_without_headings_has_chapters_by_its_codes():
    found = planned(analysis("2.2.1.4", "a"), analysis("2.10", "b"), analysis("", "c"))
    assert [a["chapter"] for a in found.analyses] == ["2.2", "2", ""]


def test_headings_stand_as_they_are():
    found = planned(analysis("2.2.1", "a", chapter=("Struktur", "Beton")), analysis("3.1.1", "b"))
    assert [a["chapter"] for a in found.analyses] == ["Struktur / Beton", ""]


@pytest.mark.parametrize(
    ("said", "kept", "code"),
    [
        ("0.0387", F("0.0387"), None),
        ("0.030000000000000002", F("0.03"), None),
        ("0.00000000012", F("0.0000000001"), "row.rounded"),
        ("100000000", None, "row.out_of_range"),
    ],
)
def test_a_coefficient_is_exact_or_marked(said, kept, code):
    found = planned(analysis("1", "a", row(coefficient=said)))
    assert found.components[0]["coefficient"] == kept
    assert found.components[0]["marks"] == (code or "")
    assert [p.code for p in found.problems] == ([code] if code else [])


def test_a_formula_wins_and_its_value_is_only_shown():
    found = planned(analysis("1", "a", row(coefficient=F(6156, 140000), formula="=61.56/1400")))
    assert found.components[0]["formula"] == "=61.56/1400"
    assert found.components[0]["coefficient"] == F("0.0439714286")
    assert found.components[0]["marks"] == ""


def test_an_unknown_price_stays_unknown():
    found = planned(analysis(), prices=[price(amount=None), price(amount="-1"), price(amount="0")])
    assert [p["price"] for p in found.prices] == [None, None, F(0)]
    assert told(found) == [("row.out_of_range", "Lembar!D9", True)]


def test_only_a_lump_sum_keeps_its_price():
    rows = row(price=F(100)), row("Alat bantu", "1", kind="lump", price=F("2500.5"))
    found = planned(analysis("1", "a", *rows))
    assert [c["price"] for c in found.components] == [None, F("2500.5")]
    assert [c["label"] for c in found.components] == ["", "Alat bantu"]


def test_a_percentage_points_at_its_row():
    rows = (
        row("Asesoris", "0.35", kind="percent", percent_of="row", percent_row=2),
        row("Alat", "0.1", kind="percent", percent_of="labour"),
        material("Pipa", "m"),
        row("Nol", "0.1", kind="percent", percent_of="row", percent_row=9),
    )
    found = planned(analysis("0", "z"), analysis("1", "a", *rows))
    assert [c["percent_row"] for c in found.components] == [None, 3, None, None, None]
    assert [c["percent_of"] for c in found.components] == [None, "row", "labour", None, "row"]


def test_percentages_of_each_other_are_of_nothing():
    rows = (
        row("a", "0.1", kind="percent", percent_of="row", percent_row=1),
        row("b", "0.1", kind="percent", percent_of="row", percent_row=2),
        row("c", "0.1", kind="percent", percent_of="row", percent_row=1),
    )
    found = planned(analysis("1", "a", *rows))
    bases = {i: c["percent_row"] for i, c in enumerate(found.components)}
    assert bases[0] == 1
    assert None in (bases[1], bases[2])


def nested(code="", title="", name="Adukan"):
    return row(
        name, "1", kind="analysis", category="material", nested_code=code, nested_title=title
    )


def test_a_row_points_at_an_analysis_by_code_and_title():
    found = planned(
        analysis("1", "Adukan 1:3"),
        analysis("1", "Adukan 1:4"),
        analysis("2", "a", nested("1", "adukan  1:4"), nested("", "Adukan 1:3"), nested("2.0", "")),
        analysis("2.0", "b"),
    )
    assert [c["nested"] for c in found.components[2:5]] == [1, 0, 3]
    assert told(found) == []


@pytest.mark.parametrize("pointer", [("9", ""), ("", ""), ("1", ""), ("", "Bata")])
def test_a_pointer_to_nothing_or_to_several_is_an_unpriced_resource(pointer):
    found = planned(analysis("1", "a"), analysis("1", "b"), analysis("2", "c", nested(*pointer)))
    last = found.components[-1]
    assert (last["kind"], last["nested"], last["marks"]) == ("resource", None, "row.nested_unknown")
    assert found.resources[last["resource"]]["name"] == "Adukan"
    assert told(found) == [("row.nested_unknown", "Lembar!B2", False)]


def test_a_circle_is_opened_where_it_closes():
    found = planned(
        analysis("1", "a", nested("2")),
        analysis("2", "b", nested("3")),
        analysis("3", "c", nested("1")),
        analysis("4", "d", nested("4")),
    )
    assert [c["kind"] for c in found.components].count("analysis") == 2
    assert [p.code for p in found.problems] == ["row.nested_circle"] * 2


def test_text_is_cut_to_its_column_and_told():
    found = planned(analysis("1", "x" * 1200, material("y" * 600, "m" * 60)))
    assert len(found.analyses[0]["title"]) == 1000
    assert (len(found.resources[0]["name"]), len(found.resources[0]["unit"])) == (500, 50)
    assert [p.code for p in found.problems] == ["catalogue.cut"] * 3


def test_what_no_database_takes_is_taken_out():
    found = planned(analysis("1", "Galian\x00 tanah\ud800", material("Se\x07men\u2028baru")))
    assert found.analyses[0]["title"] == "Galian  tanah"
    assert found.resources[0]["name"] == "Se men baru"
