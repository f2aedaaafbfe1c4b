"""Rows whose inputs a person set last, and the sheet that shows only those."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import authored, outline, outline_many, outline_sheet, revisions
from app.services.outline import Cell
from app.services.outline_many import Pick
from app.services.outline_rows import Caller
from app.services.outline_sheet import View
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def mine(project):
    """`mine(bob)`: ids of the rows that are his, as the present revision has it."""

    def ask(person):
        db.session.rollback()
        return authored.rows_of(db.session.get(Project, project.id), person.id)

    return ask


def everything(project):
    return sorted([project.section, project.section_ii, project.excavation, project.backfill,
                   project.signboard])  # fmt: skip


def test_who_made_a_row_has_it_until_somebody_else_sets_it(mine, project, alice, bob):
    assert mine(alice) == everything(project)
    assert mine(bob) == []
    outline.set_quantity(project.id, bob.id, Cell(project.excavation, 1, "20"), "id")
    assert mine(bob) == [project.excavation]
    assert project.excavation not in mine(alice)
    outline.set_texts(project.id, alice.id, Cell(project.excavation, 2, ""), {"title": "Galian"})
    assert mine(bob) == []


def test_many_rows_of_one_step_are_all_of_theirs(mine, project, bob):
    rows = (project.excavation, project.backfill, project.signboard)
    outline_many.carry_out(Caller(project.id, bob.id), Pick(rows, "markup", markup="12"))
    assert mine(bob) == sorted(rows)


def test_making_room_is_not_an_input(mine, project, bob):
    def spread(draft):
        for node in draft.find(OutlineNode, OutlineNode.parent_id == project.section):
            node.position += 7

    revisions.run(Order(project.id, "row.moved", bob.id), spread)
    assert mine(bob) == []


def test_the_sheet_shows_them_with_their_sections(project, alice, bob):
    outline.set_quantity(project.id, bob.id, Cell(project.signboard, 1, "2"), "id")
    db.session.rollback()
    found = outline_sheet.sheet(
        db.session.get(Project, project.id), View(only="mine", reader=bob.id)
    )
    assert [row.id for row in found.rows] == [project.section_ii, project.signboard]
    assert found.rows[1].quantity == F(2)
    everybody = outline_sheet.sheet(db.session.get(Project, project.id), View(only="mine"))
    assert len(everybody.rows) == 5
    hers = outline_sheet.sheet(
        db.session.get(Project, project.id), View(only="mine", reader=alice.id)
    )
    assert project.signboard not in [row.id for row in hers.rows]
