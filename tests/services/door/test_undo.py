"""Undo, redo, revert: one's own latest, where every value still stands, with the same right."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Component, OutlineNode, Project, Resource, Revision
from app.services import (
    history,
    outline_rows,
    revisions,
    snapshot,
    transactions,
    verification,
)
from app.services.errors import Forbidden, Invalid, NotFound, UndoRefused
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.revisions import Order
from tests.services.latest import latest


@pytest.fixture
def change(context, project):
    def write(by, row_id=None, right="editor", **values):
        def action(draft):
            row = draft.get(OutlineNode, row_id or project.excavation)
            for name, value in values.items():
                setattr(row, name, value)

        order = Order(project.id, "quantity.set", by.id, right=right)
        return revisions.run(order, action).revision

    return write


def run(project, by, action):
    return revisions.run(Order(project.id, "test", by.id), action)


def inputs(project):
    db.session.rollback()
    return snapshot.inputs(db.session, project.id)


def node(project, row_id=None):
    db.session.rollback()
    return db.session.get(OutlineNode, row_id or project.excavation)


def code(refused):
    return refused.value.problems[0].code


def test_undo_takes_back_the_callers_own_latest(project, alice, bob, change):
    change(alice, quantity_typed=Fraction(3))
    change(bob, row_id=project.signboard, quantity_typed=Fraction(4))
    history.undo(project.id, alice.id)
    assert node(project).quantity_typed == Fraction("12.5")
    assert node(project, project.signboard).quantity_typed == 4
    assert verification.verify(db.session).differences == ()


def test_undo_goes_on_backwards_and_redo_forwards_until_the_next_edit(project, alice, change):
    start = inputs(project)
    for quantity in (1, 2, 3):
        change(alice, quantity_typed=Fraction(quantity))
    for quantity in (2, 1):
        history.undo(project.id, alice.id)
        assert node(project).quantity_typed == quantity
    history.redo(project.id, alice.id)
    assert node(project).quantity_typed == 2
    change(alice, row_id=project.signboard, quantity_typed=Fraction(9))
    with pytest.raises(Invalid) as refused:
        history.redo(project.id, alice.id)
    assert code(refused) == "history.nothing"
    for _ in range(3):
        history.undo(project.id, alice.id)
    assert inputs(project) == start


def test_the_making_of_a_project_is_never_taken_back(project, alice, context):
    for take_back in (history.undo, history.redo):
        with pytest.raises(Invalid) as refused:
            take_back(project.id, alice.id)
        assert code(refused) == "history.nothing"
    with pytest.raises(Invalid) as refused:
        history.revert(project.id, alice.id, 1)
    assert code(refused) == "history.first"


def test_a_later_hand_refuses_the_undo_and_nothing_is_half_done(project, alice, bob, change):
    def both(draft):
        draft.get(OutlineNode, project.excavation).quantity_typed = Fraction(3)
        draft.get(OutlineNode, project.signboard).quantity_typed = Fraction(5)

    run(project, alice, both)
    later = change(bob, quantity_typed=Fraction(4))
    before = inputs(project)
    with pytest.raises(UndoRefused) as refused:
        history.undo(project.id, alice.id)
    found = refused.value
    assert (found.number, found.table, found.row_id) == (later, "outline_node", project.excavation)
    assert (found.column, found.after, found.present) == ("quantity_typed", 3 * 10**6, 4 * 10**6)
    assert found.who == "Bob"
    assert inputs(project) == before
    assert db.session.get(Project, project.id).revision == later


def test_another_column_of_the_row_does_not_stand_against_it(project, alice, bob, change):
    change(alice, quantity_typed=Fraction(3))
    change(bob, title="Galian tanah keras")
    history.undo(project.id, alice.id)
    assert node(project).quantity_typed == Fraction("12.5")
    assert node(project).title == "Galian tanah keras"


def test_a_deletion_comes_back_with_its_id_and_a_higher_version(project, alice, change):
    change(alice, row_id=project.signboard, quantity_typed=Fraction(2))
    version = node(project, project.signboard).version
    before = inputs(project)
    run(project, alice, lambda draft: draft.remove(draft.get(OutlineNode, project.signboard)))
    assert node(project, project.signboard) is None
    history.undo(project.id, alice.id)
    assert inputs(project) == before
    assert node(project, project.signboard).version > version


def test_ids_are_never_given_twice(project, alice, context):
    def add(draft):
        return {"id": draft.add(OutlineNode(position=1, kind="note", title="x")).id}

    first = run(project, alice, add).result["id"]
    run(project, alice, lambda draft: draft.bulk_delete(OutlineNode, [first]))
    second = run(project, alice, add).result["id"]
    assert second > first


def test_a_tree_comes_back_whole(project, alice, context):
    before = inputs(project)
    ids = [project.excavation, project.backfill, project.section]

    def remove(draft):
        for row_id in ids:
            draft.remove(draft.get(OutlineNode, row_id))
            draft.session.flush()

    run(project, alice, remove)
    history.undo(project.id, alice.id)
    assert inputs(project) == before
    assert verification.verify(db.session).differences == ()
    history.redo(project.id, alice.id)
    assert not inputs(project)["outline_node"].keys() & set(ids)


def test_a_row_that_comes_back_stands_beside_the_one_in_its_place(context, project, alice, bob):
    """Two rows at one position had one path, and deleting either deleted both."""
    outline_rows.delete(Caller(project.id, alice.id), project.backfill)
    new = NewRow("item", {"title": "Baru"}, Spot(project.section))
    added = outline_rows.add(Caller(project.id, bob.id), new, "id").result["node"]
    history.undo(project.id, alice.id)
    assert node(project, added).position == 2 << 20
    assert node(project, added).sort_path < node(project, project.backfill).sort_path
    history.redo(project.id, alice.id)
    history.undo(project.id, alice.id)
    done = outline_rows.delete(Caller(project.id, bob.id), added)
    assert done.result["rows"] == 1
    assert node(project, project.backfill).title == "Urugan pasir"
    history.undo(project.id, bob.id)
    history.undo(project.id, bob.id)
    assert node(project, added) is None
    assert verification.verify(db.session).differences == ()


def test_rows_without_room_are_spread_when_one_comes_back(context, project, alice, bob):
    def close(draft):
        draft.get(OutlineNode, project.backfill).position = (1 << 20) + 1

    run(project, bob, close)
    section = project.section
    outline_rows.move(Caller(project.id, alice.id), project.excavation, Spot(project.section_ii))
    run(project, bob, lambda draft: draft.add(_twin(section)) and None)
    history.undo(project.id, alice.id)
    db.session.rollback()
    statement = select(OutlineNode.title, OutlineNode.sort_path).where(
        OutlineNode.parent_id == section
    )
    rows = db.session.execute(statement.order_by(OutlineNode.sort_path)).all()
    assert [row.title for row in rows] == ["Kembar", "Galian tanah", "Urugan pasir"]
    assert len({row.sort_path for row in rows}) == 3
    assert verification.verify(db.session).differences == ()


def _twin(section):
    return OutlineNode(kind="item", title="Kembar", parent_id=section, position=1 << 20)


def test_a_row_that_others_use_now_does_not_go_with_an_undo(project, alice, bob, context):
    def add(draft):
        section = draft.add(OutlineNode(position=1, kind="section", title="x"))
        return {"id": section.id}

    made = run(project, alice, add).result["id"]

    def move(draft):
        draft.get(OutlineNode, project.signboard).parent_id = made

    run(project, bob, move)
    before = inputs(project)
    with pytest.raises(Invalid) as refused:
        history.undo(project.id, alice.id)
    assert code(refused) == "row.still_used"
    assert inputs(project) == before


def test_undo_needs_the_right_that_the_write_needed(project, alice, bob, change):
    number = change(alice, right="owner", quantity_typed=Fraction(3))
    with pytest.raises(Forbidden):
        history.revert(project.id, bob.id, number)
    history.undo(project.id, alice.id)
    undone = latest(project.id)
    with pytest.raises(Forbidden):
        history.revert(project.id, bob.id, undone)
    assert node(project).quantity_typed == Fraction("12.5")


def test_who_lost_the_right_undoes_nothing(project, alice, bob, change):
    change(bob, quantity_typed=Fraction(3))
    with transactions.writing() as session:
        from app.models import Membership

        row = session.query(Membership).filter_by(project_id=project.id, user_id=bob.id).one()
        row.role = "viewer"
    with pytest.raises(Forbidden):
        history.undo(project.id, bob.id)
    assert node(project).quantity_typed == 3


def test_anybody_who_edits_reverts_any_revision_once(project, alice, bob, change):
    number = change(alice, quantity_typed=Fraction(3))
    change(alice, row_id=project.signboard, quantity_typed=Fraction(4))
    done = history.revert(project.id, bob.id, number)
    step = history.step(project.id, done.revision)
    assert (step.kind, step.target, step.by_id) == ("revert", number, bob.id)
    assert history.step(project.id, number).undone_by == done.revision
    with pytest.raises(Invalid) as refused:
        history.revert(project.id, bob.id, number)
    assert code(refused) == "history.already_undone"
    history.revert(project.id, alice.id, done.revision)
    assert node(project).quantity_typed == 3


def test_strangers_and_viewers_take_nothing_back(project, alice, vera, charlie, change):
    number = change(alice, quantity_typed=Fraction(3))
    with pytest.raises(Forbidden):
        history.revert(project.id, vera.id, number)
    for by in (charlie.id, 999):
        with pytest.raises(NotFound):
            history.revert(project.id, by, number)
    with pytest.raises(NotFound):
        history.revert(project.id, alice.id, 99)
    assert node(project).quantity_typed == 3


def test_reverting_old_moves_into_a_cycle_is_refused(project, alice, change):
    """I below II was taken out again, then II below I: putting the first back closes a circle."""
    change(alice, row_id=project.section, parent_id=project.section_ii)
    out = change(alice, row_id=project.section, parent_id=None)
    change(alice, row_id=project.section_ii, parent_id=project.section)
    before = inputs(project)
    with pytest.raises(Invalid) as refused:
        history.revert(project.id, alice.id, out)
    assert code(refused) == "outline.cycle"
    assert inputs(project) == before
    assert db.session.query(Revision).count() == 4
    assert verification.verify(db.session).differences == ()


def test_reverting_old_nestings_into_a_cycle_is_refused(project, alice, context):
    def nest(outer, inner):
        def action(draft):
            values = {"kind": "analysis", "category": "material", "coefficient": Fraction(1)}
            row = Component(analysis_id=outer, nested_id=inner, position=9, **values)
            return {"id": draft.add(row).id}

        return run(project, alice, action).result["id"]

    first = nest(project.analysis, project.analysis_unknown)
    gone = run(project, alice, lambda draft: draft.remove(draft.get(Component, first)))
    nest(project.analysis_unknown, project.analysis)
    before = inputs(project)
    with pytest.raises(Invalid) as refused:
        history.revert(project.id, alice.id, gone.revision)
    assert code(refused) == "analysis.cycle"
    assert inputs(project) == before


def test_values_that_contradict_each_other_are_refused(project, alice, bob, context):
    """A price, taken away by one, a pack entered by another: both together are two prices."""

    def none(draft):
        draft.get(Resource, project.labourer).price = None

    def pack(draft):
        row = draft.get(Resource, project.labourer)
        row.pack_price, row.pack_size = Fraction(10), Fraction(2)

    run(project, alice, none)
    run(project, bob, pack)
    before = inputs(project)
    with pytest.raises(Invalid) as refused:
        history.undo(project.id, alice.id)
    assert code(refused) == "history.contradicts"
    assert inputs(project) == before


def test_a_repeated_revert_with_its_key_answers_what_it_did(project, alice, change):
    number = change(alice, quantity_typed=Fraction(3))
    key = revisions.Key("the-same-form", "history.revert", "x")
    first = history.revert(project.id, alice.id, number, key)
    again = history.revert(project.id, alice.id, number, key)
    assert (again.revision, again.replayed) == (first.revision, True)
    assert latest(project.id) == first.revision
