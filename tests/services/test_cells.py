"""One cell, two people: what is set, merged, refused, and what is the same already."""

from fractions import Fraction as F

import pytest

from app.models import OutlineNode, Project
from app.services import cells, history, outline, outline_rows, revisions
from app.services.cells import Edit
from app.services.errors import Conflict, NotFound
from app.services.outline import Cell
from app.services.outline_rows import Caller
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


def node(row_id: int) -> OutlineNode:
    from app.extensions import db

    db.session.rollback()
    return db.session.get(OutlineNode, row_id)


def revision(project) -> int:
    from app.extensions import db

    db.session.rollback()
    return db.session.get(Project, project.id).revision


def quantity(project, person, text: str, version: int = 1):
    cell = Cell(project.excavation, version, text)
    return outline.set_quantity(project.id, person.id, cell, "id")


def test_a_cell_as_it_was_shown_is_set(project, alice):
    assert quantity(project, alice, "20,5").result["put"] == "set"
    assert node(project.excavation).quantity_typed == F("20.5")


def test_somebody_elses_change_is_a_conflict_with_both_values(project, alice, bob):
    quantity(project, bob, "13")
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "20,5")
    found = caught.value
    assert (found.before, found.theirs, found.mine) == (F("12.5"), F(13), F("20.5"))
    assert (found.who, found.version, found.field) == ("Bob", 2, "quantity")
    assert node(project.excavation).quantity_typed == F(13)


def test_keeping_mine_needs_only_the_version_of_now(project, alice, bob):
    quantity(project, bob, "13")
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "20,5")
    quantity(project, alice, "20,5", caught.value.version)
    assert node(project.excavation).quantity_typed == F("20.5")


def test_a_lone_person_never_conflicts_with_himself(project, alice):
    quantity(project, alice, "13")
    assert quantity(project, alice, "14").result["put"] == "set"
    assert node(project.excavation).quantity_typed == F(14)


def test_a_change_beside_the_cell_is_merged_and_said(project, alice, bob):
    at = Cell(project.excavation, 1, "")
    outline.set_texts(project.id, bob.id, at, {"title": "Galian tanah keras"})
    done = quantity(project, alice, "20").result
    assert (done["put"], done["beside"]) == ("merged", [["Bob", ["title"]]])
    found = node(project.excavation)
    assert (found.title, found.quantity_typed) == ("Galian tanah keras", F(20))


def test_what_one_did_oneself_beside_the_cell_is_not_told(project, alice):
    at = Cell(project.excavation, 1, "")
    outline.set_texts(project.id, alice.id, at, {"title": "Galian tanah keras"})
    assert quantity(project, alice, "20").result["beside"] == []


def test_the_value_that_is_there_already_is_no_conflict_and_no_revision(project, alice, bob):
    quantity(project, bob, "13")
    before = revision(project)
    assert quantity(project, alice, "13").result["put"] == "same"
    assert revision(project) == before


def test_an_older_conflict_is_found_behind_other_changes(project, alice, bob):
    quantity(project, bob, "13")
    outline.set_texts(project.id, bob.id, Cell(project.excavation, 2, ""), {"unit": "bh"})
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "20")
    assert caught.value.before == F("12.5")


def test_the_same_request_again_is_answered_and_not_done_twice(project, alice):
    first = quantity(project, alice, "20")
    again = quantity(project, alice, "20")
    assert (again.replayed, again.revision) == (True, first.revision)


def test_the_same_request_after_others_is_no_conflict_while_its_value_stands(project, alice, bob):
    quantity(project, alice, "20")
    at = Cell(project.excavation, 2, "")
    outline.set_texts(project.id, bob.id, at, {"title": "Galian tanah keras"})
    before = revision(project)
    assert quantity(project, alice, "20").result["put"] == "same"
    assert revision(project) == before


def test_the_same_request_never_says_saved_of_what_stands_no_more(project, alice):
    quantity(project, alice, "20")
    quantity(project, alice, "21", 2)
    with pytest.raises(Conflict) as caught:  # late, or typed again into a page left open
        quantity(project, alice, "20")
    assert (caught.value.mine, caught.value.theirs, caught.value.version) == (F(20), F(21), 3)
    assert caught.value.who == alice.name
    assert node(project.excavation).quantity_typed == F(21)


def test_what_was_undone_may_be_typed_again_into_a_page_left_open(project, alice):
    quantity(project, alice, "20")
    history.undo(project.id, alice.id)
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "20")
    assert (caught.value.before, caught.value.theirs) == (F("12.5"), F("12.5"))
    quantity(project, alice, "20", caught.value.version)
    assert node(project.excavation).quantity_typed == F(20)


def test_a_row_that_came_back_is_not_taken_for_the_one_a_page_shows(project, alice, bob):
    quantity(project, bob, "13")
    outline_rows.delete(Caller(project.id, bob.id), project.excavation)
    history.undo(project.id, bob.id)
    assert node(project.excavation).version > 2
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "20")
    assert (caught.value.before, caught.value.theirs) == (F("12.5"), F(13))


def test_a_formula_shows_before_its_number(project, alice, bob):
    quantity(project, bob, "=2*3,5")
    with pytest.raises(Conflict) as caught:
        quantity(project, alice, "9")
    assert caught.value.theirs == "=2*3.5"


def test_an_edit_knows_what_the_page_showed(project, alice, bob):
    quantity(project, bob, "13")
    edit = Edit(OutlineNode, project.excavation, 1, outline.QUANTITY, "")

    def look(draft) -> dict:
        return {"shown": str(cells.shown(draft, edit)["quantity_typed"])}

    assert revisions.run(Order(project.id, "look", alice.id), look).result["shown"] == "25/2"


@pytest.mark.parametrize("row_id", [0, 10**6, 2**40, 2**70])
def test_a_row_that_is_not_there_is_not_found(project, alice, row_id):
    with pytest.raises(NotFound):
        outline.set_quantity(project.id, alice.id, Cell(row_id, 1, "1"), "id")
