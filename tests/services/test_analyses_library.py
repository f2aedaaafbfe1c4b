"""Analyses as wholes: made, described, copied, one item's own, reset, deleted."""

import pytest

from app.extensions import db
from app.models import Analysis, Component, OutlineNode
from app.services import analyses, analyses_library, analyses_rows, history, prices_rows
from app.services.analyses import Cell
from app.services.errors import FormConflict, Invalid, NotFound
from app.services.typed import Sent
from tests.fixtures_analyses import D, analysis, differences, direct_cost, row
from tests.services.latest import latest

pytestmark = pytest.mark.usefixtures("context")


def found(analysis_id):
    db.session.rollback()
    return db.session.get(Analysis, analysis_id)


def rows_of(analysis_id):
    db.session.rollback()
    return db.session.query(Component).filter_by(analysis_id=analysis_id).all()


def test_a_new_analysis_is_the_projects_own_and_its_cost_is_unknown(project, alice):
    fields = {"code": "A.10", "title": "Galian baru", "unit": "m3"}
    made = analyses_library.create(project.id, Sent(alice.id, fields)).result["analysis"]
    stored = found(made)
    assert (stored.state, stored.direct_cost) == ("own", None)
    assert stored.code_key == "a 0210"
    assert differences(project.id) == ()


def test_an_analysis_needs_a_title(project, alice):
    with pytest.raises(Invalid) as refused:
        analyses_library.create(project.id, Sent(alice.id, {"code": "x" * 101}))
    assert {(p.code, p.place) for p in refused.value.problems} == {
        ("text.empty", "title"), ("text.too_long", "code"),
    }  # fmt: skip


def describe(project, by, analysis_id, version, **fields):
    given = {"code": "1.1.1.1", "title": "Pagar 1 m'", "unit": "m'"} | fields
    return analyses_library.describe((project.id, analysis_id), version, Sent(by.id, given))


def test_code_title_and_unit_can_be_changed(project, alice, fence):
    describe(project, alice, fence.id, found(fence.id).version, code="2.10", title="Pagar kayu")
    stored = found(fence.id)
    assert (stored.code, stored.code_key, stored.title) == ("2.10", "012 0210", "Pagar kayu")
    assert stored.state == "published"
    assert differences(project.id) == ()


def test_two_people_who_change_different_fields_keep_both(project, alice, bob, fence):
    seen = found(fence.id).version
    describe(project, alice, fence.id, seen, title="Pagar kayu")
    describe(project, bob, fence.id, seen, unit="m")
    assert (found(fence.id).title, found(fence.id).unit) == ("Pagar kayu", "m")
    with pytest.raises(FormConflict) as refused:
        describe(project, bob, fence.id, seen, title="Pagar besi", unit="m")
    assert [each.field for each in refused.value.conflicts] == ["title"]


def test_every_field_that_somebody_else_changed_is_told(project, alice, bob, fence):
    seen = found(fence.id).version
    describe(project, alice, fence.id, seen, title="Pagar kayu", unit="m", code="9")
    with pytest.raises(FormConflict) as refused:
        describe(project, bob, fence.id, seen, title="Pagar besi", unit="bh")
    told = {each.field: (each.theirs, each.mine) for each in refused.value.conflicts}
    assert told == {"title": ("Pagar kayu", "Pagar besi"), "unit": ("m", "bh")}
    assert refused.value.left == ["code"]
    assert found(fence.id).title == "Pagar kayu"


def test_a_copy_is_the_projects_own_with_rows_of_its_own(project, alice, fence):
    at = (project.id, fence.id)
    analyses_rows.add(
        at, Sent(alice.id, {"kind": "percent", "label": "p", "base": str(fence.timber),
                            "category": "other", "coefficient": "10"}),
    )  # fmt: skip
    made = analyses_library.copy(at, alice.id).result["analysis"]
    copy = found(made)
    assert (copy.state, copy.code, copy.title, copy.published) == ("own", "", "Pagar 1 m'", None)
    assert direct_cost(made) == direct_cost(fence.id) == D + 38_700
    ids = {each.id for each in rows_of(made)}
    assert ids.isdisjoint({each.id for each in rows_of(fence.id)})
    based = [each.percent_row_id for each in rows_of(made) if each.percent_row_id]
    assert set(based) < ids
    assert differences(project.id) == ()


def test_one_item_gets_an_analysis_of_its_own_and_others_keep_theirs(project, alice, fence):
    done = analyses_library.own_for_item(project.id, fence.item, alice.id).result
    own = done["analysis"]
    assert db.session.get(OutlineNode, fence.item).analysis_id == own
    assert db.session.get(OutlineNode, fence.other_item).analysis_id == fence.id
    assert found(own).state == "own"
    first = next(r for r in rows_of(own) if r.kind == "resource" and r.category == "labour")
    cell = Cell(first.id, first.version, "coefficient", "1,6")
    analyses.set_cell((project.id, own), alice.id, cell, "id")
    assert direct_cost(own) == D + 105_000
    assert direct_cost(fence.id) == D
    assert differences(project.id) == ()
    history.undo(project.id, alice.id)
    history.undo(project.id, alice.id)
    assert db.session.get(OutlineNode, fence.item).analysis_id == fence.id
    assert differences(project.id) == ()


def test_an_item_without_analysis_cannot_have_its_own(project, alice):
    with pytest.raises(Invalid) as refused:
        analyses_library.own_for_item(project.id, project.signboard, alice.id)
    assert refused.value.problems[0].code == "analysis.not_of_item"


def change_everything(project, alice, fence):
    at = (project.id, fence.id)
    cell = Cell(fence.labourer, row(fence.labourer).version, "coefficient", "0,65")
    analyses.set_cell(at, alice.id, cell, "id")
    analyses_rows.delete((*at, fence.timber), alice.id)
    fields = {"kind": "lump", "label": "Sewa", "category": "other", "price": "1.000"}
    analyses_rows.add(at, Sent(alice.id, fields))
    analyses_rows.move((*at, fence.nails), alice.id, "up")


def test_reset_restores_the_published_rows_with_their_ids_in_one_revision(project, alice, fence):
    version = row(fence.timber).version
    change_everything(project, alice, fence)
    assert found(fence.id).state == "modified"
    before = latest(project.id)
    analyses_library.reset((project.id, fence.id), alice.id)
    assert latest(project.id) == before + 1
    assert found(fence.id).state == "published"
    assert direct_cost(fence.id) == D
    rows = sorted(rows_of(fence.id), key=lambda r: r.position)
    assert [r.id for r in rows] == [
        fence.labourer, fence.timber, fence.tools, fence.nails, fence.note,
    ]  # fmt: skip
    assert row(fence.timber).version > version
    assert differences(project.id) == ()
    history.undo(project.id, alice.id)
    assert found(fence.id).state == "modified"
    assert differences(project.id) == ()


def test_reset_of_what_is_as_published_changes_nothing(project, alice, fence):
    before = latest(project.id)
    analyses_library.reset((project.id, fence.id), alice.id)
    assert latest(project.id) == before


def test_an_own_analysis_has_nothing_to_go_back_to(project, alice):
    with pytest.raises(Invalid) as refused:
        analyses_library.reset((project.id, project.analysis), alice.id)
    assert refused.value.problems[0].code == "analysis.no_published"


def test_reset_is_refused_when_a_published_resource_is_gone(project, alice, fence):
    timber = row(fence.timber).resource_id
    analyses_rows.delete((project.id, fence.id, fence.timber), alice.id)
    prices_rows.remove(project.id, timber, alice.id)
    with pytest.raises(Invalid) as refused:
        analyses_library.reset((project.id, fence.id), alice.id)
    assert refused.value.problems[0].code == "analysis.published_gone"


def test_an_analysis_in_use_is_not_deleted_and_the_places_are_told(project, alice, fence):
    use = {"kind": "analysis", "category": "material", "nested_id": fence.id, "coefficient": "1"}
    analysis(project.id, alice.id, "Pagar besar", use)
    with pytest.raises(Invalid) as refused:
        analyses_library.delete((project.id, fence.id), alice.id)
    (problem,) = refused.value.problems
    assert problem.params["count"] == 3
    for name in ("Pagar timur", "Pagar barat", "Pagar besar"):
        assert name in problem.params["places"]


def test_an_unused_analysis_is_deleted_and_comes_back_with_undo(project, alice):
    lump = {"kind": "lump", "category": "other", "price": 5, "coefficient": "1"}
    made = analysis(project.id, alice.id, "Sendiri", lump)
    analyses_library.delete((project.id, made), alice.id)
    assert found(made) is None
    assert differences(project.id) == ()
    history.undo(project.id, alice.id)
    assert direct_cost(made) == 5
    assert differences(project.id) == ()


def test_strangers_find_nothing(project, charlie, fence):
    for write in (analyses_library.copy, analyses_library.reset, analyses_library.delete):
        with pytest.raises(NotFound):
            write((project.id, fence.id), charlie.id)
