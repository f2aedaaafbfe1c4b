"""The journal holds every change of an input, and nothing reaches an input past it."""

from fractions import Fraction
from functools import partial

import pytest
from sqlalchemy import delete, insert, inspect, text, update

from app.extensions import db
from app.models import Component, OutlineNode, Project, Resource, Revision
from app.services import history, journal, keyframes, revisions, snapshot, transactions
from app.services.errors import Invalid
from app.services.journal import JOURNALED, JournalError
from app.services.revisions import Order

MANY = 3000


def run(project, by, action):
    return revisions.run(Order(project.id, "test", by.id), action)


def changes(project, number):
    return history.step(project.id, number).changes


def test_thousands_of_rows_are_written_down_though_the_session_flushes_between(
    context, project, alice
):
    """Autoflush empties the session again and again before the end of the write."""

    def action(draft):
        for number in range(MANY):
            draft.session.add(
                OutlineNode(
                    project_id=project.id, parent_id=project.section, position=number + 9,
                    kind="note", title=str(number),
                )
            )  # fmt: skip
            if number % 500 == 0:
                draft.find(OutlineNode, OutlineNode.id == 1)

    number = run(project, alice, action).revision
    found = changes(project, number)
    assert len(found) == MANY
    assert {c.after["title"] for c in found} == {str(n) for n in range(MANY)}
    inputs = snapshot.inputs(db.session, project.id)
    keyframes.rewind(inputs, found)
    assert inputs == keyframes.at(db.session, project.id, number - 1)


def test_bulk_changes_write_themselves_down(context, project, alice):
    before = snapshot.inputs(db.session, project.id)

    def action(draft):
        rows = [{"position": n, "kind": "note", "title": str(n)} for n in range(1, 1000)]
        ids = draft.bulk_insert(OutlineNode, rows)
        draft.bulk_update(OutlineNode, {i: {"title": "changed"} for i in ids[:500]})
        draft.bulk_delete(OutlineNode, ids[400:600])

    found = changes(project, run(project, alice, action).revision)
    assert len(found) == 799
    assert sum(c.after["title"] == "changed" for c in found) == 400
    inputs = snapshot.inputs(db.session, project.id)
    keyframes.rewind(inputs, found)
    assert inputs == before


def test_several_steps_of_one_write_come_out_as_one(context, project, alice):
    def action(draft):
        row = draft.get(OutlineNode, project.excavation)
        row.quantity_typed = Fraction(1)
        draft.session.flush()
        row.title = "A"
        draft.bulk_update(OutlineNode, {row.id: {"title": "B"}})
        row.quantity_typed = Fraction(2)
        gone = draft.add(OutlineNode(position=9, kind="note"))
        draft.remove(gone)

    (change,) = changes(project, run(project, alice, action).revision)
    assert change.before == {"quantity_typed": 12_500_000, "title": "Galian tanah"}
    assert change.after == {"quantity_typed": 2_000_000, "title": "B"}


def test_the_value_before_is_known_though_nobody_read_it(context, project, alice):
    """A column that is set without being loaded has no before, unless its history is active."""

    def action(draft):
        row = draft.get(OutlineNode, project.excavation)
        draft.session.expire(row, ["title"])
        row.title = "A"

    (change,) = changes(project, run(project, alice, action).revision)
    assert change.before == {"title": "Galian tanah"}


@pytest.mark.parametrize("model", JOURNALED)
def test_every_input_has_an_active_history(model):
    columns = model.__mapper__.column_attrs
    silent = [n for n in journal.inputs(model) if not columns[n].active_history]
    assert silent == []


@pytest.mark.parametrize("model", JOURNALED)
def test_no_key_cascades(model):
    rules = {(k.ondelete, k.onupdate) for k in model.__table__.foreign_keys}
    assert rules <= {(None, None)}


PAST_THE_JOURNAL = {
    "update": lambda: update(OutlineNode).values(title="x"),
    "delete": lambda: delete(Component),
    "insert": lambda: insert(Resource).values(name="x"),
    "core update": lambda: update(OutlineNode.__table__).values(title="x"),
    "sql": lambda: text("UPDATE outline_node SET title = 'x'"),
    "sql with a comment": lambda: text("/* x */ DELETE FROM component"),
    "quoted sql": lambda: text("UPDATE \"project\" SET name = 'x'"),
    "sql in one breath": lambda: text("INSERT INTO resource(name) VALUES ('x')"),
    "sql below with": lambda: text("WITH x AS (SELECT 1) DELETE FROM component"),
}


def test_no_statement_passes_the_journal(context, project, alice):
    before = snapshot.inputs(db.session, project.id)
    passed = []
    for name, statement in PAST_THE_JOURNAL.items():
        for execute in (by_the_door, by_the_request):
            try:
                execute(project, alice, statement())
            except JournalError:
                continue
            passed.append((name, execute))
    assert passed == []
    db.session.rollback()
    assert snapshot.inputs(db.session, project.id) == before


def by_the_door(project, by, statement):
    run(project, by, lambda draft: draft.session.execute(statement) and None)


def by_the_request(_project, _by, statement):
    db.session.execute(statement)


WITHOUT_THE_DOOR = {
    "a change": lambda row: setattr(row, "title", "x"),
    "a figure": lambda row: setattr(row, "amount", Fraction(1)),
    "a deletion": lambda row: inspect(row).session.delete(row),
    "a new row": lambda _row: db.session.add(OutlineNode(project_id=1, position=1, kind="note")),
}


def test_a_plain_session_changes_no_journaled_row(context, project):
    for change in WITHOUT_THE_DOOR.values():
        change(db.session.get(OutlineNode, project.excavation))
        with pytest.raises(JournalError):
            db.session.commit()
        db.session.rollback()
    assert db.session.get(OutlineNode, project.excavation).title == "Galian tanah"


def test_other_tables_are_free(context, alice):
    from app.models import User

    with transactions.writing() as session:
        session.execute(update(User).where(User.id == alice.id).values(name="A"))
        session.execute(text("UPDATE user_account SET name = 'B' WHERE name = 'A'"))
    assert db.session.get(User, alice.id).name == "B"


def test_figures_are_not_written_down_and_count_no_version(context, project, alice):
    before = db.session.get(OutlineNode, project.excavation)
    amount, version = before.amount, before.version

    def action(draft):
        draft.get(Resource, project.labourer).price = Fraction(200_000)

    found = changes(project, run(project, alice, action).revision)
    after = db.session.get(OutlineNode, project.excavation)
    assert [(c.table, c.after) for c in found] == [("resource", {"price": 2_000_000_000})]
    assert (after.amount > amount, after.version) == (True, version)


def figure_columns():
    return [(m, c) for m in JOURNALED for c in sorted(journal.figures(m))]


def test_only_recalculation_sets_a_figure(context, project, alice):
    passed = []
    for model, column in figure_columns():
        for write in (by_row, by_bulk):
            try:
                run(project, alice, partial(write, model, column))
            except JournalError:
                continue
            passed.append((model, column, write))
    assert len(figure_columns()) > 20
    assert passed == []


def by_row(model, column, draft):
    row = draft.project if model is Project else draft.find(model)[0]
    setattr(row, column, "77")


def by_bulk(model, column, draft):
    row_id = draft.project.id if model is Project else draft.find(model)[0].id
    draft.bulk_update(model, {row_id: {column: 77}})


def test_no_new_row_brings_its_figures(context, project, alice):
    values = {"position": 1, "kind": "note", "amount": Fraction(77)}
    for write in (
        lambda draft: {"id": draft.add(OutlineNode(**values)).id},
        lambda draft: {"ids": draft.bulk_insert(OutlineNode, [values])},
    ):
        with pytest.raises(JournalError):
            run(project, alice, write)


def test_a_version_counts_changes_of_inputs(context, project, alice):
    versions = []
    for quantity in (1, 2, 2, 3):

        def action(draft, quantity=quantity):
            draft.get(OutlineNode, project.excavation).quantity_typed = Fraction(quantity)

        run(project, alice, action)
        versions.append(db.session.get(OutlineNode, project.excavation).version)
    assert versions == [2, 3, 3, 4]
    kept = [changes(project, n)[0].version for n in (2, 3, 4)]
    assert kept == [2, 3, 4]
    assert db.session.query(Revision).count() == 4


def test_a_broken_rule_in_many_rows_is_told_like_any_other(context, project, alice):
    rows = [{"identity": "one", "name": str(n), "category": "material"} for n in range(3)]
    with pytest.raises(Invalid) as refused:
        run(project, alice, lambda draft: draft.bulk_insert(Resource, rows) and None)
    assert [p.code for p in refused.value.problems] == ["row.duplicate"]
