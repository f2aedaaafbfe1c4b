"""resources.csv and parameters.csv: unknown, zero, packs, contradictions."""

from fractions import Fraction

import pytest

from app.domain.estimate import compute
from app.domain.tables import ParameterRow, estimate
from tests.interchange.projects import RESOURCES, amounts, components, items, read, said


def resources(rows: str, more: str = "") -> str:
    return f"code,category,name,unit,price{more}\n{rows}\n"


def test_an_empty_price_is_unknown_and_0_is_a_given_zero():
    rows = "L.01,TK,Pekerja,OH,\nM.01,BHN,Semen,kg,0.00\n"
    found, problems = read(resources=resources(rows))
    assert [(r.price, r.zero_reason) for r in found.resources] == [(None, ""), (0, "file")]
    assert [(p.code, p.params, p.warning) for p in problems] == [
        ("resource.zero_prices", {"count": 1}, True)
    ]


def test_a_zero_with_a_reason_of_its_own_keeps_it():
    rows = "L.01,TK,Pekerja,OH,0,swadaya\nM.01,BHN,Semen,kg,1,"
    found, problems = read(resources=resources(rows, ",zero_reason"))
    assert (problems, found.resources[0].zero_reason) == ([], "swadaya")


PACK = ",pack_unit,pack_size,pack_price"


@pytest.mark.parametrize(
    ("cells", "price", "codes"),
    [
        (",zak,40,62000", Fraction(1550), []),
        ("1550,zak,40,62000", Fraction(1550), []),
        (",zak,3,10", Fraction(10, 3), []),
        ("1500,zak,40,62000", None, ["resource.two_prices"]),
        (",zak,40,", None, ["resource.pack"]),
        (",zak,0,62000", None, ["resource.pack"]),
        ("1550,zak,,62000", None, ["resource.pack"]),
        ('"1.300,00",,,', None, ["number.odd_grouping"]),
    ],
)
def test_a_price_is_given_per_unit_or_per_pack(cells, price, codes):
    rows = f"L.01,TK,Pekerja,OH,1,,,\nM.01,BHN,Semen,kg,{cells}"
    found, problems = read(resources=resources(rows, PACK))
    assert found.resources[1].unit_price == price
    assert [p.code for p in problems] == codes


def test_rows_of_one_resource_that_say_the_same_are_one():
    found, problems = read(resources=RESOURCES + "L.01,TK,Pekerja,OH,100000\n")
    assert (problems, len(found.resources)) == ([], 2)
    assert amounts(found)[0] is not None


def test_rows_of_one_resource_that_contradict_leave_its_price_unknown():
    found, problems = read(resources=RESOURCES + "L.01,TK,PEKERJA,oh,110000\n")
    assert said(problems) == [("resource.contradicts", "resources.csv:4")]
    assert problems[0].params == {"line": 2}
    assert [r.price for r in found.resources] == [None, 1300]


def test_rows_of_one_resource_that_differ_in_spelling_only_keep_the_price():
    found, problems = read(resources=RESOURCES + "L.01,TK,PEKERJA,oh,100000\n")
    assert [p.code for p in problems] == ["resource.contradicts"]
    assert found.resources[0].price == 100_000


def test_a_resource_without_a_name_is_left_out():
    found, problems = read(resources=RESOURCES + "X,BHN,,kg,1\n")
    assert said(problems) == [("cell.needed", "resources.csv:4:name")]
    assert len(found.resources) == 2


def test_components_may_name_resources_by_key():
    rows = "k1,,TK,Pekerja,OH,100000\nk2,,TK,Tukang,OH,120000\nk2,,TK,Mandor,OH,1\n"
    parts = "1,TK,,1,k1"
    found, problems = read(
        resources="key,code,category,name,unit,price\n" + rows,
        components=components(parts, ",resource_key"),
    )
    assert said(problems) == [("resource.key_twice", "resources.csv:4:key")]
    assert found.analyses[0].components[0].resource == 0


def test_parameters_may_use_each_other():
    given = "name,value,formula,label,unit\nP,4,,Panjang,m\nluas,,=p*2,,\n"
    columns = "no,title,quantity,formula"
    found, problems = read(
        parameters=given, items=items("1,Beton,,=luas+1", columns), components=None
    )
    assert [p.code for p in problems] == ["file.missing"]
    assert found.parameters == (
        ParameterRow("p", "Panjang", "m", Fraction(4)),
        ParameterRow("luas", formula="=p*2"),
    )
    assert compute(estimate(found)).nodes[0].quantity == 9


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ("1p,2,", "formula.bad_name", "parameters.csv:2:name"),
        ("max,2,", "formula.reserved_name", "parameters.csv:2:name"),
        ("p,2,\np,3,", "parameter.twice", "parameters.csv:3:name"),
        ("p,x,", "number.not_a_number", "parameters.csv:2:value"),
        ("p,2,=3*", "formula.unexpected_end", "parameters.csv:2:formula"),
        ("p,,=q\nq,,=p", "formula.cycle", "parameters.csv:2:formula"),
        (f"{'p' * 41},1,", "text.too_long", "parameters.csv:2:name"),
    ],
)
def test_an_odd_parameter_is_reported_with_its_row(rows, code, place):
    _, problems = read(parameters=f"name,value,formula\n{rows}\n")
    assert (code, place) in said(problems)


def test_a_parameter_with_a_bad_label_is_left_out():
    found, problems = read(parameters="name,value,label\np,1,a\u202eb\n")
    assert [p.code for p in problems] == ["text.direction"]
    assert found.parameters == ()


def test_a_formula_of_an_unknown_parameter_is_kept_and_its_item_incomplete():
    columns = "no,title,quantity,formula"
    found, problems = read(items=items("1,Beton,,=tinggi*2", columns))
    assert said(problems) == [("formula.unknown_name", "items.csv:2:formula")]
    assert (found.outline[0].formula, amounts(found)) == ("=tinggi*2", [None])
