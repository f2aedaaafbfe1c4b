"""analyses.csv and components.csv: shared, nested, unresolved; never too cheap."""

from fractions import Fraction

import pytest

from app.domain.tables import ComponentRow
from tests.interchange.projects import COMPONENTS, RESOURCES, amounts, components, items, read, said


def test_items_with_equal_code_title_and_components_share_one_analysis():
    rows = "1,I,,A.1,Beton,m3,2\n2,I,,A.1,Beton,m3,5\n3,I,,A.1,Besi,m3,5\n4,I,,A.1,Beton,m3,5"
    parts = "1,TK,L.01,1.5\n2,TK,L.01,1.50\n3,TK,L.01,1.5\n4,TK,L.01,1.6"
    found, problems = read(items=items(rows), components=components(parts))
    assert problems == []
    assert [r.analysis for r in found.outline if r.kind == "item"] == [0, 0, 1, 2]
    assert len(found.analyses) == 3


def test_a_component_may_carry_a_formula():
    found, problems = read(components=components("1,TK,L.01,,=61.56/1400", ",formula"))
    assert problems == []
    assert amounts(found) == [2 * Fraction(6156, 140_000) * 100_000 * Fraction(11, 10)]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ('1,TK,L.01,"1,5"', "number.odd_grouping", "coefficient"),
        ("1,TK,L.99,1.5", "component.resource_unknown", "resource_code"),
        ("1,TK,,1.5", "component.no_resource", "resource_code"),
        ("1,XX,L.01,1.5", "cell.choice", "category"),
    ],
)
def test_a_component_that_cannot_be_resolved_makes_its_item_incomplete(row, code, column):
    found, problems = read(components=components(f"1,BHN,M.01,300\n{row}"))
    assert (code, f"components.csv:3:{column}") in said(problems)
    assert len(found.analyses[0].components) == 2
    assert amounts(found) == [None]


def test_a_row_that_cannot_be_resolved_keeps_what_it_said():
    found, _ = read(components=components("1,BHN,M.99,300,Semen putih", ",label"))
    assert found.analyses[0].components == (
        ComponentRow("lump", "material", coefficient=Fraction(300), label="Semen putih"),
    )


def test_a_code_of_two_resources_is_not_resolved():
    twice = RESOURCES + "L.01,TK,Tukang,OH,150000\n"
    found, problems = read(resources=twice)
    assert said(problems) == [("component.resource_ambiguous", "components.csv:2:resource_code")]
    assert amounts(found) == [None]


def test_a_category_that_differs_from_the_resource_is_a_warning():
    found, problems = read(components=components("1,ALT,L.01,1"))
    assert [(p.code, p.warning) for p in problems] == [("component.category_differs", True)]
    assert found.analyses[0].components[0].category == "equipment"


def test_components_of_no_item_are_left_out():
    _, problems = read(components=COMPONENTS + "8,TK,L.01,1\n,TK,L.01,1\n")
    assert said(problems) == [
        ("cell.needed", "components.csv:5:item_no"),
        ("component.no_item", "components.csv:4:item_no"),
    ]


ANALYSES = "key,code,title,unit,state\nb,B.1,Beton,m3,\ns,S.1,Sloof,m3,own\n"
KEYED_ITEMS = items("1,Sloof,2,s", "no,title,quantity,analysis")
MORE = ",analysis,kind,nested,basis,percent_of,percent_row,label,price"


def keyed(rows: str, **files):
    given = {"analyses": ANALYSES, "items": KEYED_ITEMS, **files}
    return read(components=components(rows, MORE), **given)


def test_analyses_contain_analyses_percents_lumps_and_notes():
    found, problems = keyed(
        ",BHN,M.01,300,b,,,,,,,\n,BHN,,2,s,analysis,b,unit_price,,,,\n"
        ",ALT,,0.05,s,percent,,,BHN,,Alat bantu,\n,ALT,,0.5,s,percent,,,row,2,,\n"
        ",LAIN,,1,s,lump,,,,,Izin,5000\n,TK,,,s,note,,,,,Termasuk upah,"
    )
    assert problems == []
    beton = 300 * 1300
    nested = 2 * beton * Fraction(11, 10)
    direct = nested + nested * Fraction(5, 100) + nested * Fraction(5, 100) * Fraction(1, 2) + 5000
    assert amounts(found) == [2 * direct * Fraction(11, 10)]
    assert [a.published for a in found.analyses] == [True, False]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",BHN,,1,s,analysis,x,,,,,", "analysis.unknown_key"),
        (",BHN,,1,s,percent,,,semua,,,", "cell.choice"),
        (",BHN,,1,s,percent,,,row,3,,", "component.no_percent_row"),
        (",BHN,,1,s,percent,,,row,0,,", "component.no_percent_row"),
        (",BHN,,1,s,analysis,b,harga,,,,", "cell.choice"),
        (",BHN,,1,s,lump,,,,,Izin,x", "number.not_a_number"),
    ],
)
def test_an_odd_row_of_an_analysis_leaves_it_unknown(row, code):
    found, problems = keyed(f",BHN,M.01,1,s,,,,,,,\n{row}")
    assert [p.code for p in problems] == [code]
    assert amounts(found) == [None]


def test_a_note_that_cannot_be_read_stays_a_note():
    found, problems = keyed(",BHN,M.01,1,s,,,,,,,\n,TK,,,s,note,,,,,a\u202eb,")
    assert [p.code for p in problems] == ["text.direction"]
    assert amounts(found) == [2 * 1300 * Fraction(11, 10)]


def test_a_circle_of_analyses_is_opened_and_its_items_are_incomplete():
    found, problems = keyed(",BHN,,1,b,analysis,s,,,,,\n,BHN,,1,s,analysis,b,,,,,")
    assert [p.code for p in problems] == ["analysis.cycle"]
    assert problems[0].place.startswith("components.csv:")
    assert "B.1" in str(problems[0].params["path"])
    assert amounts(found) == [None]


def test_an_analysis_in_itself_is_opened():
    found, problems = keyed(",BHN,,1,s,analysis,s,,,,,")
    assert said(problems) == [("analysis.cycle", "components.csv:2:nested")]
    assert amounts(found) == [None]


def test_keys_of_analyses_are_known_once():
    twice = ANALYSES + "b,B.2,Lain,m3,\n,B.3,Tanpa,m3,\n"
    found, problems = read(analyses=twice, items=KEYED_ITEMS, components=components("1,TK,L.01,1"))
    assert [p.code for p in problems][:2] == ["analysis.key_twice", "cell.needed"]
    assert len(found.analyses) == 2


def test_a_key_that_no_analysis_has_is_reported():
    _, problems = keyed(",BHN,M.01,300,z,,,,,,,", analyses=None)
    assert ("analysis.unknown_key", "components.csv:2:analysis") in said(problems)
    assert ("analysis.unknown_key", "items.csv:2:analysis") in said(problems)


def test_percents_of_each_other_are_left_without_a_price():
    rows = (
        ",BHN,M.01,300,s,,,,,,,",
        ",ALT,,0.1,s,percent,,,row,3,Satu,",
        ",ALT,,0.1,s,percent,,,row,2,Dua,",
        ",ALT,,0.1,s,percent,,,row,1,Tiga,",
    )
    found, problems = keyed("\n".join(rows))
    assert [(p.code, p.place) for p in problems] == [
        ("analysis.percent_cycle", "components.csv:3:percent_row"),
        ("analysis.percent_cycle", "components.csv:4:percent_row"),
    ]
    kinds = [row.kind for row in found.analyses[1].components]
    assert kinds == ["resource", "lump", "lump", "percent"]
    assert amounts(found) == [None]
