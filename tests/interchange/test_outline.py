"""items.csv: where rows stand, what they cost, which of them are left out."""

from fractions import Fraction

import pytest

from app.domain.tables import OutlineRow
from tests.interchange.projects import amounts, components, items, read, said


def test_an_item_keeps_its_number_as_typed():
    found, _ = read(items=items("1.a,I,,A.1,Beton,m3,2"), components=components("1.a,TK,L.01,1"))
    assert [(r.kind, r.number) for r in found.outline] == [("section", None), ("item", "1.a")]
    assert found.outline[1].origin == "analysis"


def test_sections_are_found_by_their_names_wherever_they_come_again():
    rows = "1,I,I.1,,a,m,1\n2,II,,,b,m,1\n3,I,I.1,,c,m,1\n4,,,,d,m,1"
    found, _ = read(items=items(rows))
    parents = {r.title: r.parent for r in found.outline if r.kind == "item"}
    titles = [r.title for r in found.outline]
    assert parents == {
        "a": titles.index("I.1"),
        "b": titles.index("II"),
        "c": titles.index("I.1"),
        "d": None,
    }
    assert titles.count("I.1") == 1


def test_a_quantity_that_cannot_be_read_is_unknown_and_its_item_incomplete():
    found, problems = read(items=items('1,I,,A.1,Beton,m3,"2,5"'))
    assert said(problems) == [("number.odd_grouping", "items.csv:2:quantity")]
    assert problems[0].params["suggestion"] == "2.5"
    assert amounts(found) == [None]


def test_a_formula_that_cannot_be_read_leaves_no_quantity_though_one_stands_beside_it():
    columns = "no,section,subsection,code,title,unit,quantity,formula"
    found, problems = read(items=items("1,I,,A.1,Beton,m3,2,=2*", columns))
    assert said(problems) == [("formula.unexpected_end", "items.csv:2:formula")]
    assert (found.outline[1].quantity, found.outline[1].formula) == (None, None)


def test_an_item_with_a_bad_markup_is_left_out_with_its_components():
    columns = "no,title,quantity,markup_percent"
    found, problems = read(items=items('1,Beton,2,"7,5"\n2,Besi,1,5', columns))
    assert said(problems) == [("number.odd_grouping", "items.csv:2:markup_percent")]
    assert [r.title for r in found.outline] == ["Besi"]


def test_the_second_item_of_one_number_is_left_out():
    found, problems = read(items=items("1,I,,A.1,Beton,m3,2\n1,I,,A.2,Besi,kg,3"))
    assert said(problems) == [("item.number_twice", "items.csv:3:no")]
    assert problems[0].params == {"line": 2}
    assert len(amounts(found)) == 1


@pytest.mark.parametrize(
    ("cells", "origin", "price", "reason"),
    [
        ("500,,", "typed", Fraction(500), ""),
        ("0,,", "zero", None, "file"),
        ("0.00,,gratis", "zero", None, "gratis"),
        (",,gratis", "zero", None, "gratis"),
        (",,", "none", None, ""),
        ("500,none,", "none", None, ""),
        (",typed,", "none", None, ""),
        ("0,typed,", "typed", Fraction(0), ""),
        (",analysis,", "none", None, ""),
    ],
)
def test_the_origin_of_a_price_is_what_the_row_has_or_says(cells, origin, price, reason):
    columns = "no,title,quantity,price,origin,zero_reason"
    found, _ = read(items=items(f"9,Pintu,1,{cells}", columns), components=None)
    row = found.outline[0]
    assert (row.origin, row.price, row.zero_reason) == (origin, price, reason)


def test_a_typed_price_beside_components_is_not_taken_over():
    columns = "no,title,quantity,price"
    found, problems = read(items=items("1,Beton,2,5", columns))
    assert said(problems) == [("item.two_prices", "items.csv:2:price")]
    assert (found.outline[0].origin, found.outline[0].price) == ("analysis", None)


def test_an_odd_price_is_unknown():
    columns = "no,title,quantity,price,zero_reason"
    found, problems = read(items=items('9,Pintu,1,"1,5",gratis', columns), components=None)
    assert said(problems)[-1] == ("number.odd_grouping", "items.csv:2:price")
    assert found.outline[0].origin == "none"


def test_rows_stand_where_their_level_says():
    columns = "no,kind,level,title,quantity,code,markup_percent"
    rows = (
        ",section,1,Struktur,,S,5\n,section,2,Beton,,,\n1,,3,Sloof,1,,\n"
        ",note,3,Termasuk adukan,,,\n2,item,2,Lain,1,,\n,section,1,Atap,,,\n3,,1,Papan nama,1,,"
    )
    found, problems = read(items=items(rows, columns), components=None)
    assert [p.code for p in problems] == ["file.missing"]
    assert [(r.title, r.kind, r.parent) for r in found.outline] == [
        ("Struktur", "section", None),
        ("Beton", "section", 0),
        ("Sloof", "item", 1),
        ("Termasuk adukan", "note", 1),
        ("Lain", "item", 0),
        ("Atap", "section", None),
        ("Papan nama", "item", None),
    ]
    assert (found.outline[0].code, found.outline[0].markup_percent) == ("S", 5)


def test_rows_below_a_section_that_was_left_out_are_left_out_too():
    columns = "no,kind,level,title,quantity,markup_percent"
    rows = ",section,1,A,,x\n1,,2,a,1,\n,section,1,B,,\n2,,2,b,1,"
    found, problems = read(items=items(rows, columns), components=None)
    assert [r.title for r in found.outline] == ["B", "b"]
    assert said(problems)[1:] == [
        ("number.not_a_number", "items.csv:2:markup_percent"),
        ("item.section_missing", "items.csv:3:level"),
    ]


@pytest.mark.parametrize("level", ["x", "0", "31", "-1", "²", "1.5"])
def test_a_level_that_is_none_closes_the_section_and_refuses_the_row(level):
    columns = "no,kind,level,title,quantity"
    rows = f",section,1,A,\n,section,{level},B,\n1,,2,b,1\n2,,1,c,1"
    found, problems = read(items=items(rows, columns), components=None)
    assert [r.title for r in found.outline] == ["A", "c"]
    assert [p.code for p in problems[1:]] == ["cell.level", "item.section_missing"]


def test_a_level_that_was_skipped_refuses_the_row():
    columns = "no,kind,level,title,quantity"
    found, problems = read(items=items(",section,1,A,\n1,,3,a,1", columns), components=None)
    assert [r.title for r in found.outline] == ["A"]
    assert problems[-1].code == "item.section_missing"


def test_a_section_row_by_name_is_the_one_that_items_mean():
    columns = "no,kind,section,title,quantity,markup_percent"
    rows = ",section,,I,,7\n1,,I,a,1,"
    found, _ = read(items=items(rows, columns), components=None)
    assert found.outline == (
        OutlineRow("section", title="I", markup_percent=Fraction(7)),
        OutlineRow("item", 0, "1", title="a", quantity=Fraction(1)),
    )


def test_a_kind_that_is_not_known_refuses_the_row():
    found, problems = read(items=items("1,judul,a,1\n2,,b,1", "no,kind,title,quantity"))
    assert said(problems)[0] == ("cell.choice", "items.csv:2:kind")
    assert [r.title for r in found.outline] == ["b"]
