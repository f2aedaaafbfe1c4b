"""What the sheet says differently than at an earlier revision."""

from fractions import Fraction

import pytest

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import changed_since, moments, outline_numbers, outline_rows, outline_sheet
from app.services.errors import NotFound
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.outline_sheet import View
from tests.services.moment.writes import change_price, set_quantity, write

pytestmark = pytest.mark.usefixtures("context")


def since(project, number=1):
    return changed_since.since(db.session.get(Project, project.id), number)


def kinds(project, number=1):
    return {i: mark.kind for i, mark in since(project, number).marks.items()}


def test_a_row_is_marked_with_what_it_was(project, alice):
    set_quantity(project, alice, 20)
    found = since(project)
    assert kinds(project) == {project.excavation: "changed"}
    mark = found.marks[project.excavation]
    # 0.75 x 100,000 + 0.025 x 160,000, and 10 %
    assert (mark.quantity, mark.unit_price, mark.amount) == (Fraction("12.5"), 86_900, 1_086_250)
    assert (found.above, found.gone) == (frozenset({project.section}), 0)


def test_a_price_marks_every_item_that_it_reaches(project, alice):
    change_price(project, alice, 200_000)
    assert kinds(project) == {project.excavation: "recalculated"}


def test_a_value_that_was_put_back_is_no_change(project, alice):
    set_quantity(project, alice, 20)
    set_quantity(project, alice, "12.5")
    assert kinds(project) == {}


def test_a_new_row_is_new_and_moves_no_other(project, alice):
    caller = Caller(project.id, alice.id)
    new = NewRow("item", {"title": "Pagar"}, Spot(project.section, 0))
    made = outline_rows.add(caller, new, "id").result["node"]
    assert kinds(project) == {made: "new"}


def test_a_row_that_is_gone_is_counted(project, alice):
    outline_rows.delete(Caller(project.id, alice.id), project.signboard)
    assert (kinds(project), since(project).gone) == ({}, 1)


def test_a_section_is_marked_for_its_own_cells_only(project, alice):
    set_quantity(project, alice, 20)
    assert project.section not in kinds(project)
    write(project, alice, OutlineNode, project.section, title="Tanah")
    assert kinds(project)[project.section] == "changed"


def test_freezing_the_numbers_changes_no_row_and_typing_one_does(project, alice):
    outline_numbers.freeze(Caller(project.id, alice.id))
    assert kinds(project) == {}
    write(project, alice, OutlineNode, project.signboard, number_typed="X.9")
    assert kinds(project) == {project.signboard: "changed"}


def test_the_filter_shows_changed_rows_below_their_sections(project, alice):
    set_quantity(project, alice, 20)
    view = View(only="changed", since=1)
    sheet = outline_sheet.sheet(db.session.get(Project, project.id), view)
    assert [row.id for row in sheet.rows] == [project.section, project.excavation]
    none = outline_sheet.sheet(db.session.get(Project, project.id), View(only="changed"))
    assert (len(none.rows), none.since) == (5, None)


def test_two_moments_of_the_past_are_compared(project, alice):
    set_quantity(project, alice, 20)
    set_quantity(project, alice, 2, project.signboard)
    with moments.reading(project.id, 2) as seen:
        assert changed_since.since(seen.project, 1).marks.keys() == {project.excavation}
        with pytest.raises(NotFound):
            changed_since.since(seen.project, 3)
    assert kinds(project) == {project.excavation: "changed", project.signboard: "changed"}


@pytest.mark.parametrize("number", [0, 2, 10**10])
def test_a_revision_that_is_not_there_yet_has_no_changes_since(project, number):
    with pytest.raises(NotFound):
        since(project, number)
