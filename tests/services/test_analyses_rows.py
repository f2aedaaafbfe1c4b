"""Rows of an analysis: added in every kind, described, moved, deleted; circles; depth."""

from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Analysis, Component, Resource
from app.services import analyses_rows, history, revisions
from app.services.errors import Invalid, NotFound
from app.services.idempotency import Key
from app.services.revisions import Order
from app.services.typed import Sent
from tests.fixtures_analyses import (
    D,
    add_row,
    analysis,
    differences,
    direct_cost,
    row,
)
from tests.services.latest import latest

pytestmark = pytest.mark.usefixtures("context")


def add(project, by, analysis_id, **fields):
    key = fields.pop("key", None)
    sent = Sent(by.id, fields, "id", key)
    return analyses_rows.add((project.id, analysis_id), sent).result


def problems(raised):
    return [(p.code, p.place) for p in raised.value.problems]


def order_of(analysis_id):
    db.session.rollback()
    rows = db.session.query(Component).filter_by(analysis_id=analysis_id).all()
    return [r.id for r in sorted(rows, key=lambda r: r.position)]


def test_a_resource_of_the_project_is_added_in_its_own_block(project, alice, fence):
    done = add(
        project, alice, fence.id, kind="resource", resource=str(project.foreman), coefficient="0,1"
    )
    assert row(done["row"]).category == "labour"
    assert direct_cost(fence.id) == D + 16_800
    assert differences(project.id) == ()


def test_a_new_resource_has_no_price_and_the_analysis_says_so(project, alice, fence):
    fields = {"name": "Residu", "unit": "liter", "code": "M.04", "category": "material"}
    done = add(project, alice, fence.id, kind="new", coefficient="0,4", **fields)
    made = db.session.get(Resource, row(done["row"]).resource_id)
    assert (made.name, made.unit, made.code, made.category) == tuple(fields.values())
    assert made.price is None
    assert direct_cost(fence.id) is None
    assert differences(project.id) == ()


def test_a_new_resource_that_exists_already_is_taken_as_it_is(project, alice, fence):
    first = add(project, alice, fence.id, kind="new", name="Residu", category="material")
    again = add(project, alice, fence.id, kind="new", name=" residu ", category="material")
    assert row(first["row"]).resource_id == row(again["row"]).resource_id


def test_a_nested_analysis_counts_at_its_direct_cost_unless_asked_otherwise(project, alice, fence):
    inner = str(project.analysis)
    plain = {"kind": "analysis", "nested": inner, "category": "material", "coefficient": "2"}
    add(project, alice, fence.id, **plain)
    assert direct_cost(fence.id) == D + 2 * 79_000
    add(project, alice, fence.id, **plain, basis="unit_price")
    assert direct_cost(fence.id) == D + 2 * 79_000 + 2 * 86_900
    assert differences(project.id) == ()


def test_a_percentage_may_be_taken_of_a_block_or_of_a_row(project, alice, fence):
    base = {"kind": "percent", "category": "material", "label": "Asesoris", "coefficient": "35"}
    done = add(project, alice, fence.id, **base, base=str(fence.timber))
    assert row(done["row"]).coefficient == Fraction("0.35")
    assert direct_cost(fence.id) == D + 135_450
    add(project, alice, fence.id, **base, base="labour")
    assert direct_cost(fence.id) == D + 135_450 + 21_000
    assert differences(project.id) == ()


def test_a_lump_row_has_coefficient_one_unless_something_else_is_typed(project, alice, fence):
    lump = {"kind": "lump", "category": "other", "label": "Sewa", "price": "1.500", "unit": "ls"}
    done = add(project, alice, fence.id, **lump)
    assert row(done["row"]).coefficient == 1
    assert direct_cost(fence.id) == D + 1_500
    assert differences(project.id) == ()


def test_a_note_costs_nothing(project, alice, fence):
    add(project, alice, fence.id, kind="note", label="**) di luar gambar")
    assert direct_cost(fence.id) == D
    assert differences(project.id) == ()


@pytest.mark.parametrize(
    ("fields", "refusals"),
    [
        ({}, [("component.kind", "kind")]),
        ({"kind": "resource", "resource": "99999"}, [("component.resource", "resource")]),
        ({"kind": "resource", "resource": "1" * 30}, [("component.resource", "resource")]),
        ({"kind": "new", "name": ""}, [("text.empty", "name"), ("component.category", "category")]),
        ({"kind": "analysis", "nested": "x"}, [("component.nested", "nested")]),
        (
            {"kind": "percent", "label": "x", "base": "99999", "category": "other"},
            [("component.base", "base")],
        ),
        (
            {"kind": "lump", "label": "", "price": "1.5", "category": "elsewhere"},
            [
                ("text.empty", "label"),
                ("number.odd_grouping", "price"),
                ("component.category", "category"),
            ],
        ),
        (
            {"kind": "lump", "label": "x", "category": "other", "coefficient": "x"},
            [("number.not_a_number", "coefficient")],
        ),
        ({"kind": "note", "label": "a\x00b"}, [("text.control", "label")]),
    ],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_added(
    project, alice, fence, fields, refusals
):
    before = order_of(fence.id)
    with pytest.raises(Invalid) as refused:
        add(project, alice, fence.id, **fields)
    assert problems(refused) == refusals
    assert order_of(fence.id) == before


def test_an_unknown_basis_is_refused(project, alice, fence):
    fields = {"kind": "analysis", "nested": str(project.analysis), "category": "material"}
    with pytest.raises(Invalid) as refused:
        add(project, alice, fence.id, **fields, basis="gift")
    assert problems(refused) == [("component.basis", "basis")]


def test_a_percentage_of_a_note_or_of_another_analysis_is_refused(project, alice, fence):
    for base in (fence.note, project.component):
        fields = {"kind": "percent", "label": "x", "category": "other", "base": str(base)}
        with pytest.raises(Invalid) as refused:
            add(project, alice, fence.id, **fields)
        assert problems(refused) == [("component.base", "base")]


def test_the_same_form_twice_adds_one_row(project, alice, fence):
    fields = {"kind": "note", "label": "x", "key": Key("k" * 10, "analyses.add", "h")}
    first, again = (add(project, alice, fence.id, **fields) for _ in range(2))
    assert first["row"] == again["row"]
    assert len(order_of(fence.id)) == 6


def test_a_large_coefficient_of_a_new_row_is_stored_with_a_warning(project, alice, fence):
    timber = str(row(fence.timber).resource_id)
    done = add(project, alice, fence.id, kind="resource", resource=timber, coefficient="50.000")
    assert done["warnings"] == ["coefficient.unusual"]


def test_an_analysis_cannot_contain_itself_through_others_and_the_path_is_told(
    project, alice, fence
):
    use = {"kind": "analysis", "category": "material", "coefficient": "1"}
    middle = analysis(project.id, alice.id, "Tengah", use | {"nested_id": fence.id})
    top = analysis(project.id, alice.id, "Atas", use | {"nested_id": middle})
    with pytest.raises(Invalid) as refused:
        add(project, alice, fence.id, **use, nested=str(top))
    assert problems(refused) == [("analysis.cycle", "nested")]
    path = refused.value.problems[0].params["path"].split(" → ")
    assert path[0] == path[-1]
    assert set(path) == {"1.1.1.1", "Tengah", "Atas"}
    with pytest.raises(Invalid):
        add(project, alice, fence.id, **use, nested=str(fence.id))
    assert direct_cost(fence.id) == D


def test_sixty_levels_of_nesting_lose_no_money(project, alice, fence):
    def build(draft):
        below = fence.id
        for level in range(60):
            made = draft.add(Analysis(title=f"Lapis {level}", unit="m3")).id
            add_row(
                draft, made, 1, kind="analysis", category="material", nested_id=below,
                coefficient="1.1",
            )  # fmt: skip
            below = made
        return {"top": below}

    top = revisions.run(Order(project.id, "test", alice.id), build).result["top"]
    assert direct_cost(top) == D * Fraction(11, 10) ** 60
    assert differences(project.id) == ()
    version = row(fence.labourer).version
    add(project, alice, fence.id, kind="lump", label="x", category="other", price="1.000")
    assert row(fence.labourer).version == version
    assert direct_cost(top) == (D + 1000) * Fraction(11, 10) ** 60
    assert differences(project.id) == ()


def describe(project, by, analysis_id, row_id, **fields):
    at = (project.id, analysis_id, row_id)
    return analyses_rows.describe(at, row(row_id).version, Sent(by.id, fields, "id"))


def test_label_and_unit_of_a_lump_row_can_be_changed(project, alice, fence):
    describe(project, alice, fence.id, fence.nails, label="Paku dan sekrup", unit="set")
    assert (row(fence.nails).label, row(fence.nails).unit) == ("Paku dan sekrup", "set")
    assert differences(project.id) == ()


def test_the_base_of_a_percentage_can_be_changed(project, alice, fence):
    describe(project, alice, fence.id, fence.tools, label="Alat", base=str(fence.timber))
    assert direct_cost(fence.id) == D - 3_000 + 19_350
    assert differences(project.id) == ()


def test_a_percentage_of_itself_is_refused_through_others_too(project, alice, fence):
    fields = {"kind": "percent", "category": "other", "label": "p", "base": str(fence.tools)}
    second = add(project, alice, fence.id, **fields, coefficient="10")["row"]
    with pytest.raises(Invalid) as refused:
        describe(project, alice, fence.id, fence.tools, base=str(second))
    assert problems(refused) == [("analysis.percent_cycle", "base")]


def test_the_basis_of_a_nested_row_can_be_changed(project, alice, fence):
    fields = {"kind": "analysis", "nested": str(project.analysis), "category": "material"}
    nested = add(project, alice, fence.id, **fields, coefficient="1")["row"]
    describe(project, alice, fence.id, nested, basis="unit_price")
    assert direct_cost(fence.id) == D + 86_900
    with pytest.raises(Invalid) as refused:
        describe(project, alice, fence.id, nested, basis="x")
    assert problems(refused) == [("component.basis", "basis")]
    assert differences(project.id) == ()


def test_fields_that_a_row_does_not_have_are_left_alone(project, alice, fence):
    before = latest(project.id)
    describe(project, alice, fence.id, fence.labourer, label="x", unit="y", base="labour")
    assert latest(project.id) == before


def move(project, by, fence, row_id, step):
    return analyses_rows.move((project.id, fence.id, row_id), by.id, step)


def test_rows_move_within_their_block(project, alice, fence):
    move(project, alice, fence, fence.nails, "up")
    assert order_of(fence.id) == [
        fence.labourer, fence.timber, fence.nails, fence.tools, fence.note,
    ]  # fmt: skip
    move(project, alice, fence, fence.note, "up")
    assert order_of(fence.id)[0] == fence.note
    assert differences(project.id) == ()


@pytest.mark.parametrize(("name", "step"), [("timber", "up"), ("nails", "down")])
def test_a_row_at_the_end_of_its_block_stays(project, alice, fence, name, step):
    with pytest.raises(Invalid) as refused:
        move(project, alice, fence, getattr(fence, name), step)
    assert problems(refused) == [("component.at_edge", "")]


def test_rows_in_one_place_are_spread_before_one_moves(project, alice):
    lump = {"kind": "lump", "category": "other", "price": Fraction(1), "coefficient": "1"}
    made = analysis(project.id, alice.id, "Sama", lump, lump, lump)

    def together(draft):
        for each in draft.find(Component, Component.analysis_id == made):
            each.position = 7

    revisions.run(Order(project.id, "test", alice.id), together)
    first, second, third = sorted(order_of(made))
    analyses_rows.move((project.id, made, third), alice.id, "up")
    assert order_of(made) == [first, third, second]


def test_a_deleted_row_comes_back_with_undo(project, alice, fence):
    done = analyses_rows.delete((project.id, fence.id, fence.timber), alice.id)
    assert done.result["name"] == "Kaso 5/7"
    assert direct_cost(fence.id) == D - 387_000
    assert differences(project.id) == ()
    history.undo(project.id, alice.id)
    assert direct_cost(fence.id) == D
    assert differences(project.id) == ()


def test_a_row_that_is_the_base_of_a_percentage_is_not_deleted(project, alice, fence):
    fields = {"kind": "percent", "category": "other", "label": "Asesoris", "coefficient": "10"}
    add(project, alice, fence.id, **fields, base=str(fence.timber))
    with pytest.raises(Invalid) as refused:
        analyses_rows.delete((project.id, fence.id, fence.timber), alice.id)
    (problem,) = refused.value.problems
    assert (problem.code, problem.params["name"]) == ("component.is_base", "Asesoris")


def test_a_row_of_another_analysis_is_not_found(project, alice, fence):
    at = (project.id, fence.id, project.component)
    with pytest.raises(NotFound):
        analyses_rows.delete(at, alice.id)
    with pytest.raises(NotFound):
        analyses_rows.move(at, alice.id, "up")
    with pytest.raises(NotFound):
        analyses_rows.describe(at, 1, Sent(alice.id, {}))
