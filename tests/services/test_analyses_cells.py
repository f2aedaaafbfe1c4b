"""Coefficients and lump prices: what may be typed, what is stored, what two people do."""

from fractions import Fraction

import pytest

from app.services import analyses, parameters
from app.services.analyses import Cell, SheetRefused
from app.services.errors import Conflict, Forbidden, Invalid, NotFound
from app.services.outline_rows import Caller
from tests.fixtures_analyses import (
    D,
    analysis,
    differences,
    direct_cost,
    row,
)

pytestmark = pytest.mark.usefixtures("context")


def put(project, by, fence, row_id, text, **more):
    version = more.pop("version", None) or row(row_id).version
    cell = Cell(row_id, version, more.get("column", "coefficient"), text)
    return analyses.set_cell((project.id, fence.id), by.id, cell, more.get("locale", "id"))


def test_a_coefficient_moves_the_direct_cost_and_every_item(project, alice, fence):
    assert direct_cost(fence.id) == D
    done = put(project, alice, fence, fence.labourer, "0,65")
    assert done.result["put"] == "set"
    assert done.result["warnings"] == []
    # 5 % of A moves with it: 0,05 OH x 100.000 x 1,05.
    assert direct_cost(fence.id) == D + 5_250
    assert differences(project.id) == ()


def test_a_formula_keeps_its_text_and_its_exact_value(project, alice, fence):
    put(project, alice, fence, fence.timber, "=61,56/1400")
    assert row(fence.timber).formula == "=61.56/1400"
    assert row(fence.timber).coefficient is None
    assert direct_cost(fence.id) == D - 387_000 + Fraction(6156, 140_000) * 10_000_000
    assert differences(project.id) == ()


def test_a_formula_may_use_a_parameter_of_the_project(project, alice, fence):
    parameters.add(Caller(project.id, alice.id), {"name": "susut", "value": "1,1"}, "id")
    put(project, alice, fence, fence.timber, "=0,04*susut")
    assert direct_cost(fence.id) == D + 440_000 - 387_000
    assert differences(project.id) == ()


def test_an_unknown_parameter_is_refused_beside_its_cell(project, alice, fence):
    with pytest.raises(Invalid) as refused:
        put(project, alice, fence, fence.timber, "=0,04*waste")
    (problem,) = refused.value.problems
    assert (problem.code, problem.place) == ("formula.unknown_name", f"c-{fence.timber}")
    assert row(fence.timber).coefficient == Fraction("0.0387")


@pytest.mark.parametrize("text", ["1.5", "0,12345678901", "100000000", "=1/0", "abc", "=9^9^9^9"])
def test_what_is_no_coefficient_is_refused_and_nothing_is_stored(project, alice, fence, text):
    with pytest.raises(Invalid):
        put(project, alice, fence, fence.labourer, text)
    assert row(fence.labourer).coefficient == Fraction("0.6")


def test_an_empty_coefficient_makes_the_analysis_unknown_and_not_cheaper(project, alice, fence):
    put(project, alice, fence, fence.labourer, "")
    assert direct_cost(fence.id) is None
    assert differences(project.id) == ()


@pytest.mark.parametrize(("text", "cost"), [("10", D + 3_000), ("7,5 %", D + 1_500)])
def test_a_percent_row_is_typed_in_percent_and_stored_as_a_ratio(project, alice, fence, text, cost):
    put(project, alice, fence, fence.tools, text)
    assert direct_cost(fence.id) == cost
    assert differences(project.id) == ()


def test_a_formula_in_a_percent_row_counts_in_percent_too(project, alice, fence):
    put(project, alice, fence, fence.tools, "=5*2")
    assert row(fence.tools).formula == "=(5*2)/100"
    assert direct_cost(fence.id) == D + 3_000


def test_a_broken_formula_in_a_percent_row_is_refused_in_its_own_words(project, alice, fence):
    with pytest.raises(Invalid) as refused:
        put(project, alice, fence, fence.tools, "=5*")
    assert refused.value.problems[0].code == "formula.unexpected_end"


def test_a_lump_row_has_a_price_cell(project, alice, fence):
    put(project, alice, fence, fence.nails, "3.000", column="price")
    assert direct_cost(fence.id) == D + 500
    assert differences(project.id) == ()


def test_other_rows_have_no_price_cell(project, alice, fence):
    with pytest.raises(Invalid) as refused:
        put(project, alice, fence, fence.labourer, "3.000", column="price")
    assert refused.value.problems[0].code == "analysis.no_price"


def test_a_note_has_no_coefficient(project, alice, fence):
    with pytest.raises(Invalid) as refused:
        put(project, alice, fence, fence.note, "1")
    assert refused.value.problems[0].code == "analysis.no_coefficient"


def test_a_negative_coefficient_is_stored_with_a_warning(project, alice, fence):
    done = put(project, alice, fence, fence.timber, "-0,0013")
    assert done.result["warnings"] == ["coefficient.negative"]
    assert direct_cost(fence.id) == D - 400_000
    assert differences(project.id) == ()


def test_a_coefficient_a_million_times_the_usual_is_stored_with_a_warning(project, alice, fence):
    labour = row(fence.labourer).resource_id
    for title, coefficient in (("a", "0.0003"), ("b", "0.0002"), ("c", "0.5")):
        use = {"kind": "resource", "category": "labour", "resource_id": labour}
        analysis(project.id, alice.id, title, use | {"coefficient": coefficient})
    done = put(project, alice, fence, fence.labourer, "300")
    assert done.result["warnings"] == ["coefficient.unusual"]
    assert put(project, alice, fence, fence.labourer, "299").result["warnings"] == []


@pytest.mark.parametrize(("text", "warnings"), [("9.999", []), ("10.000", ["coefficient.unusual"])])
def test_without_others_to_compare_with_ten_thousand_is_unusual(
    project, alice, fence, text, warnings
):
    assert put(project, alice, fence, fence.timber, text).result["warnings"] == warnings
    assert put(project, alice, fence, fence.nails, text).result["warnings"] == warnings


def test_the_second_of_two_people_sees_both_values(project, alice, bob, fence):
    seen = row(fence.labourer).version
    put(project, alice, fence, fence.labourer, "0,65")
    with pytest.raises(Conflict) as conflict:
        put(project, bob, fence, fence.labourer, "0,7", version=seen)
    found = conflict.value
    assert (found.before, found.theirs, found.mine) == tuple(map(Fraction, ("0.6", "0.65", "0.7")))
    assert found.who == alice.name
    assert row(fence.labourer).coefficient == Fraction("0.65")


def test_a_lone_person_never_conflicts_and_the_same_request_twice_has_one_effect(
    project, alice, fence
):
    seen = row(fence.labourer).version
    first = put(project, alice, fence, fence.labourer, "0,65", version=seen)
    again = put(project, alice, fence, fence.labourer, "0,65", version=seen)
    assert again.replayed
    assert again.revision == first.revision
    put(project, alice, fence, fence.labourer, "0,7", version=seen)
    assert row(fence.labourer).coefficient == Fraction("0.7")


def test_a_sheet_is_saved_in_one_revision_and_only_where_it_was_changed(project, alice, fence):
    before = row(fence.timber).version
    cells = [
        Cell(fence.labourer, row(fence.labourer).version, "coefficient", "0,65"),
        Cell(fence.timber, before, "coefficient", "0,0387"),
        Cell(fence.tools, row(fence.tools).version, "coefficient", "10,00"),
        Cell(fence.nails, row(fence.nails).version, "price", "3.000,00"),
    ]
    first = analyses.set_cells((project.id, fence.id), alice.id, cells, "id")
    assert first.result["changed"] == 3
    assert row(fence.timber).version == before
    assert direct_cost(fence.id) == 65_000 + 387_000 + 6_500 + 3_000
    assert differences(project.id) == ()


def test_cells_that_a_page_sends_again_are_answered_as_at_first(project, alice, bob, fence):
    at = project.id, fence.id
    cells = [
        Cell(fence.labourer, row(fence.labourer).version, "coefficient", "0,65"),
        Cell(fence.timber, row(fence.timber).version, "coefficient", "0,04"),
    ]
    first = analyses.set_cells(at, alice.id, cells, "id", queued=True)
    put(project, bob, fence, fence.labourer, "0,7")
    again = analyses.set_cells(at, alice.id, cells, "id", queued=True)
    assert (again.replayed, again.revision) == (True, first.revision)
    assert again.result == {**first.result, "overtaken": {fence.labourer: "Bob"}}
    assert row(fence.labourer).coefficient == Fraction("0.7")


def test_of_a_sheet_with_one_wrong_cell_nothing_is_stored(project, alice, fence):
    cells = [
        Cell(fence.labourer, row(fence.labourer).version, "coefficient", "0,65"),
        Cell(fence.timber, row(fence.timber).version, "coefficient", "1.5"),
        Cell(10_000, 1, "coefficient", "1"),
    ]
    with pytest.raises(SheetRefused) as refused:
        analyses.set_cells((project.id, fence.id), alice.id, cells, "id")
    assert set(refused.value.by_cell) == {f"c-{fence.timber}", "c-10000"}
    assert row(fence.labourer).coefficient == Fraction("0.6")


def test_a_sheet_tells_conflicts_by_cell(project, alice, bob, fence):
    seen = row(fence.labourer).version
    put(project, alice, fence, fence.labourer, "0,65")
    cells = [Cell(fence.labourer, seen, "coefficient", "0,7")]
    with pytest.raises(SheetRefused) as refused:
        analyses.set_cells((project.id, fence.id), bob.id, cells, "id")
    assert list(refused.value.conflicts) == [f"c-{fence.labourer}"]


def test_a_row_of_another_analysis_is_not_found(project, alice, fence):
    cell = Cell(project.component, 1, "coefficient", "1")
    with pytest.raises(NotFound):
        analyses.set_cell((project.id, fence.id), alice.id, cell, "id")
    with pytest.raises(NotFound):
        analyses.set_cell((project.id, 2**40), alice.id, cell, "id")


def test_viewers_may_not_write_and_strangers_find_nothing(project, vera, charlie, fence):
    with pytest.raises(Forbidden):
        put(project, vera, fence, fence.labourer, "1")
    with pytest.raises(NotFound):
        put(project, charlie, fence, fence.labourer, "1")
