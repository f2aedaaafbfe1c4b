"""Doubtful coefficients and units of a whole project: the same as an edit would have said."""

from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Analysis, UnitConfirmation
from app.services import adopt, doubts, moments, transactions
from app.services.adopt import Place
from app.services.outline_rows import Caller
from app.services.revisions import Order, run
from tests.fixtures_adopt import small_catalogue
from tests.fixtures_analyses import analysis, row
from tests.statements import counted
from tests.web.history.history_writes import put

pytestmark = pytest.mark.usefixtures("context")
#: A dust of others: their median is 0.0003, and a million times that is 300.
DUST = ("0.0002", "0.0003", "0.5")


def use(row_id, coefficient):
    return {
        "kind": "resource",
        "category": "labour",
        "resource_id": row(row_id).resource_id,
        "coefficient": coefficient,
    }


def test_an_ordinary_project_has_no_doubts(project, fence):
    assert doubts.of_coefficients(project.id) == {}


@pytest.mark.parametrize(("coefficient", "doubtful"), [("-0.001", 1), ("9999", 0), ("10000", 1)])
def test_one_below_0_or_large_without_others(app, project, alice, fence, coefficient, doubtful):
    put(app, project, alice, "component", fence.timber, coefficient=Fraction(coefficient))
    found = doubts.of_coefficients(project.id)
    assert found == ({fence.id: 1} if doubtful else {})


@pytest.mark.parametrize(("coefficient", "doubtful"), [("299", 0), ("300", 1)])
def test_one_a_million_times_the_others_of_its_resource(
    app, project, alice, fence, coefficient, doubtful
):
    for title, small in zip("abc", DUST, strict=True):
        analysis(project.id, alice.id, title, use(fence.labourer, small))
    put(app, project, alice, "component", fence.labourer, coefficient=Fraction(coefficient))
    assert (fence.id in doubts.of_coefficients(project.id)) == bool(doubtful)


@pytest.mark.parametrize(
    ("formula", "doubtful"), [("=100*3", 1), ("=100*2", 0), ("=1/0", 1), ("=gone*2", 1)]
)
def test_a_formula_is_judged_by_its_value(app, project, alice, fence, formula, doubtful):
    for title, small in zip("abc", DUST, strict=True):
        analysis(project.id, alice.id, title, use(fence.labourer, small))
    put(
        app, project, alice, "component", fence.labourer, coefficient=None, formula=formula
    )  # fmt: skip
    assert (fence.id in doubts.of_coefficients(project.id)) == bool(doubtful)


def test_two_statements_are_enough(app, project, alice, fence):
    put(app, project, alice, "component", fence.timber, coefficient=None, formula="=1/0")
    with counted(app) as seen:
        doubts.of_coefficients(project.id)
    assert len(seen) <= 2


@pytest.fixture
def cable(context, project, alice):
    """A cable whose unit stands in its title only, taken over as an item."""
    shelf = small_catalogue()
    adopt.add_item(Caller(project.id, alice.id), shelf.cable, Place())
    return shelf.cable


def confirm(analysis_id, unit, by):
    db.session.rollback()
    with transactions.writing() as session:
        session.add(UnitConfirmation(analysis_id=analysis_id, unit=unit, by=by.id))


def test_a_unit_read_from_a_title_waits_for_its_confirmation(project, alice, cable):
    assert len(doubts.of_units(project.id)) == 1
    confirm(cable, "m", alice)
    assert doubts.of_units(project.id) == []


def test_a_confirmation_of_another_unit_leaves_it_open(project, alice, cable):
    confirm(cable, "titik", alice)
    (waiting,) = doubts.of_units(project.id)

    def correct(draft):
        draft.get(Analysis, waiting).unit = "titik"

    run(Order(project.id, "analysis.described", alice.id), correct)
    assert doubts.of_units(project.id) == []


def test_an_earlier_moment_does_not_know_the_catalogue(project, alice, cable):
    with moments.reading(project.id, 2):
        assert doubts.of_units(project.id) == ()
