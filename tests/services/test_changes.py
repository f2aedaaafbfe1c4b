"""What is new since a revision: rows by what reached them, or that a page must be loaded again."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import Component, Project
from app.services import changes, history, outline, outline_rows, parameters, prices, revisions
from app.services.changes import Page
from app.services.outline import Cell
from app.services.outline_rows import Caller
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def news(project):
    """`news(since)`: as a page with all rows asks."""

    def ask(since=1, first=project.section, last=project.signboard):
        db.session.rollback()
        found = db.session.get(Project, project.id)
        return changes.since(found, Page(since, first, last))

    return ask


def set_quantity(project, person, row, version, text):
    outline.set_quantity(project.id, person.id, Cell(row, version, text), "id")


def ids(found):
    return [row.id for row in found.rows]


def test_a_quantity_names_its_row_its_section_and_the_person(news, project, alice, bob):
    set_quantity(project, bob, project.excavation, 1, "20")
    found = news()
    assert ids(found) == [project.section, project.excavation]
    assert found.by == {project.excavation: "Bob"}
    assert found.who == ("Bob",)
    assert (found.count, found.is_structural) == (0, False)
    set_quantity(project, alice, project.signboard, 1, "3")
    assert ids(news(2)) == [project.section_ii, project.signboard]
    assert news(1).who == ("Bob", "Alice")


def test_a_price_reaches_items_through_analyses_however_deeply_nested(news, project, alice):
    def nest(draft):
        around = project.analysis_unknown
        values = {"position": 9 << 20, "category": "other", "coefficient": F(1)}
        nested = {"kind": "analysis", "nested_id": project.analysis}
        draft.add(Component(analysis_id=around, **values, **nested))

    revisions.run(Order(project.id, "row.added", alice.id), nest)
    assert ids(news()) == [project.section, project.backfill]
    prices.set_price(project.id, alice.id, prices.Cell(project.labourer, 1, "120.000"), "id")
    assert ids(news(2)) == [project.section, project.excavation, project.backfill]
    assert news(2).by == {}


def test_a_parameter_reaches_the_formulas(news, project, alice):
    caller = Caller(project.id, alice.id)
    parameters.add(caller, {"name": "p", "value": "4"}, "id")
    set_quantity(project, alice, project.signboard, 1, "=p*2")
    (line,) = parameters.lines(project.id, "id")
    parameters.set_value(project.id, alice.id, (line.id, 1, "5"), "id")
    assert ids(news(3)) == [project.section_ii, project.signboard]


@pytest.mark.parametrize("what", ["delete", "copy", "up", "markup"])
def test_rows_that_come_go_or_move_are_a_matter_of_the_whole_page(news, project, alice, what):
    caller = Caller(project.id, alice.id)
    if what == "delete":
        outline_rows.delete(caller, project.backfill)
    elif what == "copy":
        outline_rows.copy(caller, project.backfill)
    elif what == "up":
        outline_rows.shift(caller, project.backfill, "up")
    else:
        outline.set_markup(project.id, alice.id, Cell(project.section, 1, "5"), "id")
    assert news().is_structural
    assert ids(news()) == []


def test_an_undo_is_a_change_like_any_other(news, project, bob):
    set_quantity(project, bob, project.excavation, 1, "20")
    history.undo(project.id, bob.id)
    assert ids(news(2)) == [project.section, project.excavation]


def test_only_the_rows_of_the_page_are_read(news, project, bob):
    set_quantity(project, bob, project.excavation, 1, "20")
    assert ids(news(first=project.section_ii)) == []
    assert ids(news(first=project.backfill, last=project.backfill)) == [project.section]
    assert ids(news(first=0, last=2**40)) == []


def test_what_is_long_ago_or_never_was_is_read_again(news, project, bob):
    for turn in range(changes.REVISIONS + 1):
        set_quantity(project, bob, project.excavation, turn + 1, str(turn + 20))
    assert news(1).is_structural
    assert not news(2).is_structural
    assert news(999).is_structural
    assert news(9_999_999_999).is_structural  # more than a column holds
    assert news(0).is_structural
