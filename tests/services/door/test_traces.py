"""Traces: which revision set which columns of which rows, without reading the journal."""

from fractions import Fraction as F

import flask_migrate
import pytest
from sqlalchemy import text

from app.extensions import db
from app.models import OutlineNode, Resource
from app.services import revisions, traces
from app.services.journal import Change
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


def test_rows_that_changed_alike_and_follow_each_other_are_one_trace():
    changes = [
        *(Change("resource", i, None, {"name": "x"}) for i in (3, 1, 2, 7)),
        Change("resource", 4, {"name": "a"}, {"name": "b"}),
        Change("resource", 5, {"name": "a", "price": 1}, {"price": 2, "name": "b"}),
        Change("resource", 6, {"name": "a"}, {"name": "b"}),
        Change("component", 8, {"price": 1}, None),
    ]
    assert list(traces.runs(changes)) == [
        {"table": "resource", "columns": "", "first_id": 1, "last_id": 3},
        {"table": "resource", "columns": "", "first_id": 7, "last_id": 7},
        {"table": "resource", "columns": ",name,", "first_id": 4, "last_id": 4},
        {"table": "resource", "columns": ",name,", "first_id": 6, "last_id": 6},
        {"table": "resource", "columns": ",name,price,", "first_id": 5, "last_id": 5},
    ]


@pytest.fixture
def write(project, alice):
    def run(action, by=alice):
        return revisions.run(Order(project.id, "row.added", by.id), action).revision

    return run


def put(model, row, **values):
    def action(draft):
        found = draft.get(model, row)
        for name, value in values.items():
            setattr(found, name, value)

    return action


def authors(project, row, *columns, at=99):
    wanted = ("outline_node", row, columns)
    return traces.authors(project.id, [wanted], at).of(("outline_node", row), columns)


def test_the_last_revision_of_a_column_is_found_whatever_came_between(project, write, bob):
    row = project.excavation
    assert authors(project, row, "quantity_typed").number == 1
    second = write(put(OutlineNode, row, quantity_typed=F(1)), bob)
    third = write(put(OutlineNode, row, title="x"))
    assert (authors(project, row, "quantity_typed").number, second) == (2, 2)
    assert authors(project, row, "quantity_typed").who == "Bob"
    assert authors(project, row, "title", "quantity_typed").number == third
    assert authors(project, row, "quantity_typed", at=1).number == 1
    assert authors(project, row, "markup_percent").number == 1


def test_rows_set_together_are_found_by_their_run(project, write, bob):
    def many(draft):
        rows = draft.find(OutlineNode)
        draft.bulk_update(OutlineNode, {row.id: {"title": f"{row.id}"} for row in rows})

    number = write(many, bob)
    for row in (project.section, project.excavation, project.signboard):
        assert authors(project, row, "title").number == number


def test_a_row_nobody_knows_has_no_author(project):
    assert authors(project, 999, "title") is None
    assert traces.authors(project.id, [], 99).of(("resource", 1), ("price",)) is None


def kept():
    columns = 'project_id, number, "table", columns, first_id, last_id'
    with db.engine.connect() as connection:
        return {
            tuple(row)
            for name in ("trace", "revision")
            for row in connection.execute(
                text(f'SELECT {columns} FROM {name} WHERE "table" IS NOT NULL')  # noqa: S608
            )
        }


def test_projects_from_before_get_their_traces_from_their_journals(project, write, bob):
    write(put(OutlineNode, project.excavation, quantity_typed=F(1), title="x"), bob)
    write(lambda draft: draft.remove(draft.get(OutlineNode, project.signboard)))

    def several(draft):
        for row in (project.labourer, project.sand):
            draft.get(Resource, row).price = F(5)
        draft.get(OutlineNode, project.section).title = "y"

    write(several)
    before = kept()
    assert len(before) > 6
    db.session.remove()
    flask_migrate.downgrade(revision="0e2f4c885865")
    flask_migrate.upgrade()
    assert kept() == before
