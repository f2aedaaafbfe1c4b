"""A deleted row that two people bring back: it comes once, and the second is told who was first."""

import threading

import pytest

from app.extensions import db
from app.models import Component, OutlineNode, Resource, Revision
from app.services import (
    analyses,
    analyses_gone,
    analyses_rows,
    gone,
    history,
    history_read,
    outline_gone,
    outline_rows,
    prices,
    prices_gone,
    prices_rows,
    renumbering,
)
from app.services.errors import Restored, UndoRefused
from app.services.outline_rows import Caller
from app.services.typed import Sent


class Row:
    """An item, which Alice deletes and others bring back."""

    model, title, result = OutlineNode, "Papan nama", "node"

    def __init__(self, project, alice):
        self.project, self.alice = project, alice
        self.id = self.made()
        self.before = self.count()

    def made(self):
        return self.project.signboard

    def count(self):
        db.session.rollback()
        return db.session.query(self.model).filter_by(project_id=self.project.id).count()

    def delete(self, row_id=None):
        outline_rows.delete(Caller(self.project.id, self.alice.id), row_id or self.id)

    def restore(self, person, text="7", row_id=None):
        caller = Caller(self.project.id, person.id)
        return outline_gone.restore(caller, row_id or self.id, text, "id")


class LoneResource(Row):
    """A resource that nothing uses."""

    model, title, result = Resource, "Paku beton", "resource"

    def made(self):
        fields = {"name": self.title, "unit": "kg", "category": "material"}
        sent = Sent(self.alice.id, fields, "id", None)
        return prices_rows.add(self.project.id, sent).result["resource"]

    def delete(self, row_id=None):
        prices_rows.remove(self.project.id, row_id or self.id, self.alice.id)

    def restore(self, person, text="7", row_id=None):
        caller = Caller(self.project.id, person.id)
        return prices_gone.restore(caller, prices.Cell(row_id or self.id, 1, text), "id")


class RowOfAnalysis(Row):
    """A row of an analysis."""

    model, title, result = Component, "Pekerja", "row"

    def made(self):
        return self.project.component

    def delete(self, row_id=None):
        at = self.project.id, self.project.analysis, row_id or self.id
        analyses_rows.delete(at, self.alice.id)

    def restore(self, person, text="7", row_id=None):
        caller = Caller(self.project.id, person.id)
        cell = analyses.Cell(row_id or self.id, 1, "coefficient", text)
        return analyses_gone.restore(caller, self.project.analysis, cell, "id")


@pytest.fixture(params=[Row, LoneResource, RowOfAnalysis], ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


@pytest.fixture
def row(context, kind, project, alice):
    made = kind(project, alice)
    made.delete()
    return made


def at_of(project, number):
    query = db.select(Revision.at).filter_by(project_id=project.id, number=number)
    return db.session.execute(query).scalar_one()


def test_the_second_is_told_who_brought_it_back_and_when(row, project, alice, bob):
    first = row.restore(bob)
    with pytest.raises(Restored) as refused:
        row.restore(alice, "8")
    told = refused.value
    assert (told.title, told.who) == (row.title, "Bob")
    assert told.at == at_of(project, first.revision)
    assert row.count() == row.before


def test_what_an_undo_brought_back_is_told_in_the_same_way(row, project, alice, bob):
    undone = history.undo(project.id, alice.id)
    with pytest.raises(Restored) as refused:
        row.restore(bob)
    assert (refused.value.who, refused.value.at) == ("Alice", at_of(project, undone.revision))
    assert row.count() == row.before


def test_what_was_taken_away_once_more_may_come_once_more(row, project, alice, bob):
    again = row.restore(bob).result[row.result]
    row.delete(again)
    third = row.restore(alice).result[row.result]
    assert third not in {row.id, again}
    assert row.count() == row.before

    history.undo(project.id, alice.id)
    assert row.count() == row.before - 1
    row.restore(bob)
    assert row.count() == row.before


def test_who_typed_into_the_first_finds_the_copy_of_a_copy(row, project, alice, bob):
    copy = row.restore(bob).result[row.result]
    row.delete(copy)
    second = row.restore(bob, row_id=copy)
    with pytest.raises(Restored) as refused:
        row.restore(alice)
    assert (refused.value.title, refused.value.who) == (row.title, "Bob")
    assert refused.value.at == at_of(project, second.revision)
    assert row.count() == row.before

    history.undo(project.id, bob.id)
    row.restore(alice)
    assert row.count() == row.before


def test_a_copy_that_was_taken_back_and_done_again_is_found(row, project, alice, bob):
    row.restore(bob)
    history.undo(project.id, bob.id)
    again = history.redo(project.id, bob.id)
    with pytest.raises(Restored) as refused:
        row.restore(alice)
    assert refused.value.at == at_of(project, again.revision)
    assert row.count() == row.before


def test_a_row_that_came_back_as_a_copy_is_not_brought_back_by_an_undo_as_well(
    row, project, alice, bob
):
    done = row.restore(bob)
    with pytest.raises(UndoRefused) as refused:
        history.undo(project.id, alice.id)
    told = history_read.refusal(project.id, refused.value, "id")
    assert (told.number, told.who, told.back) == (done.revision, "Bob", True)
    assert row.title in told.row
    assert row.count() == row.before

    history.undo(project.id, bob.id)
    history.undo(project.id, alice.id)
    assert row.count() == row.before
    with pytest.raises(UndoRefused):
        history.redo(project.id, bob.id)
    with pytest.raises(Restored):
        row.restore(bob, row_id=done.result[row.result])
    assert row.count() == row.before


def test_two_at_one_moment_make_one_row(app, kind, project, alice, bob):
    with app.app_context():
        row = kind(project, alice)
        row.delete()
    start, told = threading.Barrier(2), []

    def bring(person):
        with app.app_context():
            start.wait(10)
            try:
                told.append(row.restore(person).result[row.result])
            except Restored as refused:
                told.append(refused.who)

    both = [threading.Thread(target=bring, args=[person]) for person in (alice, bob)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    with app.app_context():
        assert row.count() == row.before
    assert len(told) == 2
    assert [type(one) for one in told].count(str) == 1


@pytest.mark.parametrize("model", [OutlineNode, Resource, Component])
def test_in_an_archive_it_is_known_under_its_new_id(model):
    said = gone.origin(model, 3) | {"title": "Papan nama"}
    ids = {model.__tablename__: {3: 8}}
    assert renumbering.params(said, ids) == gone.origin(model, 8) | {"title": "Papan nama"}
