"""Cells that go together and come again, because the answer was lost: answered as at first."""

import pytest

from app.extensions import db
from app.models import OutlineNode, Project, Resource
from app.services import outline, prices
from app.services.outline import Cell, SheetRefused

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def quantities(project):
    """Two quantities as a page shows and sends them."""
    return [Cell(project.excavation, 1, "20"), Cell(project.signboard, 1, "2")]


def later(project, person, text):
    """Somebody sees the excavation as the two left it, and changes it."""
    outline.set_quantity(project.id, person.id, Cell(project.excavation, 2, text), "id")


def held(model, row_id, column):
    db.session.rollback()
    return getattr(db.session.get(model, row_id), column)


def revision(project):
    return held(Project, project.id, "revision")


def test_quantities_that_a_page_sends_again_are_answered_as_at_first(
    project, alice, bob, quantities
):
    first = outline.set_quantities(project.id, alice.id, quantities, "id", queued=True)
    later(project, bob, "13")
    before = revision(project)
    again = outline.set_quantities(project.id, alice.id, quantities, "id", queued=True)
    assert (again.replayed, again.revision) == (True, first.revision)
    assert again.result == {**first.result, "overtaken": {project.excavation: "Bob"}}
    assert revision(project) == before
    assert held(OutlineNode, project.excavation, "quantity") == 13


def test_what_one_changed_oneself_since_is_told_without_a_name(project, alice, quantities):
    outline.set_quantities(project.id, alice.id, quantities, "id", queued=True)
    later(project, alice, "21")
    again = outline.set_quantities(project.id, alice.id, quantities, "id", queued=True)
    assert again.result["overtaken"] == {project.excavation: ""}
    assert held(OutlineNode, project.excavation, "quantity") == 21


def test_what_a_person_sends_again_from_an_old_page_is_not_called_saved(
    project, alice, bob, quantities
):
    outline.set_quantities(project.id, alice.id, quantities, "id")
    later(project, bob, "13")
    with pytest.raises(SheetRefused) as refusal:
        outline.set_quantities(project.id, alice.id, quantities, "id")
    assert list(refusal.value.conflicts) == [project.excavation]


def test_prices_are_answered_as_at_first(project, alice, bob):
    sheet = [prices.Cell(project.sand, 1, "125.000"), prices.Cell(project.foreman, 1, "170.000")]
    first = prices.set_prices(project.id, alice.id, sheet, "id", queued=True)
    prices.set_price(project.id, bob.id, prices.Cell(project.sand, 2, "130.000"), "id")
    again = prices.set_prices(project.id, alice.id, sheet, "id", queued=True)
    assert again.result == {**first.result, "overtaken": {project.sand: "Bob"}}
    assert held(Resource, project.sand, "price") == 130_000


@pytest.mark.parametrize("queued", [True, False])
def test_what_reads_otherwise_is_no_repeat(project, alice, queued):
    """The page of a window with other numbers, as old as the first: 1,500 is a thousand more."""
    two = [Cell(project.excavation, 1, "1,500"), Cell(project.signboard, 1, "2,500")]
    for locale in ("id", "en"):
        outline.set_quantities(project.id, alice.id, two, locale, queued=queued)
    assert held(OutlineNode, project.excavation, "quantity") == 1500


def test_a_cell_that_reads_otherwise_is_no_repeat(project, alice):
    cell = Cell(project.excavation, 1, "1,500")
    for locale in ("id", "en"):
        outline.set_quantity(project.id, alice.id, cell, locale)
    assert held(OutlineNode, project.excavation, "quantity") == 1500
