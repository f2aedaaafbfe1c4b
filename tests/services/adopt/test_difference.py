"""An analysis of a project against its edition: rows changed, added, removed; doubtful units."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import Analysis, Component, UnitConfirmation
from app.services import adopt, catalogue_difference, library, revisions, transactions
from app.services.adopt import Place
from app.services.errors import NotFound
from app.services.outline_rows import Caller
from app.services.revisions import Order


@pytest.fixture
def concrete(site, shelf, alice):
    """The concrete of the catalogue in the project; its id."""
    caller = Caller(site.id, alice.id)
    return adopt.add_item(caller, shelf.concrete, Place()).result["analysis"]


@pytest.fixture
def edit(site, alice):
    """`edit(action)`: change the project."""
    return lambda action: revisions.run(Order(site.id, "test.changed", alice.id), action)


def difference(site, analysis, locale="id"):
    db.session.rollback()
    return catalogue_difference.difference(site.id, analysis, locale)


def test_as_published_there_is_none(site, shelf, concrete):
    found = difference(site, concrete)
    assert (found.is_equal, found.same, found.rows) == (True, 7, [])
    assert (found.catalogue, found.title_theirs) == (shelf.concrete, "Beton 1 m3")


def test_changed_added_and_removed_rows_show_both_coefficients(site, concrete, edit):
    def action(draft):
        rows = sorted(
            draft.find(Component, Component.analysis_id == concrete), key=lambda r: r.position
        )
        rows[0].coefficient = F("1.8")
        rows[2].formula, rows[2].coefficient = None, F("0.05")
        rows[4].price = F(3000)
        draft.remove(rows[1])
        draft.add(
            Component(analysis_id=concrete, position=99 << 20, kind="resource", category="labour",
                      resource_id=site.foreman, coefficient=F("0.083"))
        )  # fmt: skip

    edit(action)
    told = {(r.kind, r.name): (r.ours, r.theirs) for r in difference(site, concrete).rows}
    assert told == {
        ("changed", "Pekerja"): ("1,8000", "1,6500"),
        ("changed", "Pasir beton"): ("0,0500", "=61,56/1400"),
        ("changed", "Paku"): ("1,0000", "1,0000"),
        ("added", "Mandor"): ("0,0830", ""),
        ("removed", "Semen Portland"): ("", "371,0000"),
    }
    nails = next(r for r in difference(site, concrete).rows if r.name == "Paku")
    assert (nails.others, nails.price_ours, nails.price_theirs) == (
        ["price"],
        "3.000,00",
        "2.500,00",
    )


def test_another_base_of_a_percentage_is_told(site, concrete, edit):
    def action(draft):
        (row,) = (r for r in draft.find(Component) if r.kind == "percent")
        row.percent_of, row.percent_row_id = "labour", None

    edit(action)
    (row,) = difference(site, concrete).rows
    assert (row.name, row.ours, row.others) == ("Alat bantu", "5,00", ["percent_of", "base"])


def test_a_new_title_still_finds_the_only_analysis_of_the_code(site, concrete, edit, shelf):
    def action(draft):
        draft.get(Analysis, concrete).title = "Beton mutu K-225"

    edit(action)
    found = difference(site, concrete)
    assert (found.catalogue, found.is_equal) == (shelf.concrete, False)
    assert (found.title, found.title_theirs) == ("Beton mutu K-225", "Beton 1 m3")


def test_an_own_analysis_has_no_edition_to_differ_from(site):
    found = difference(site, site.analysis)
    assert (found.catalogue, found.is_equal) == (None, False)


def test_of_the_office_library_the_latest_version_counts(site, alice, edit, shelf):
    first = library.publish(site.id, site.analysis, alice.id).result["analysis"]
    taken = adopt.add_item(Caller(site.id, alice.id), first, Place()).result["analysis"]

    def action(draft):
        draft.get(Component, site.component).coefficient = F("0.9")

    edit(action)
    library.publish(site.id, site.analysis, alice.id)
    found = difference(site, taken)
    (row,) = found.rows
    assert (found.version, row.ours, row.theirs) == (2, "0,7500", "0,9000")


def test_another_projects_analysis_is_not_found(site, concrete):
    for number in (0, 999, 2**40):
        with pytest.raises(NotFound):
            difference(site, number)
    with pytest.raises(NotFound):
        catalogue_difference.difference(site.id + 1, concrete, "id")


class TestDoubt:
    @pytest.fixture
    def cable(self, site, shelf, alice):
        caller = Caller(site.id, alice.id)
        return adopt.add_item(caller, shelf.cable, Place()).result["analysis"]

    def doubt(self, site, analysis):
        db.session.rollback()
        return catalogue_difference.unit_doubt(site.id, analysis)

    def test_lasts_until_the_unit_is_confirmed(self, site, shelf, cable, alice):
        assert self.doubt(site, cable).catalogue == shelf.cable
        with transactions.writing() as session:
            session.add(UnitConfirmation(analysis_id=shelf.cable, unit="m", by=alice.id))
        assert self.doubt(site, cable) is None

    def test_ends_when_the_project_has_another_unit(self, site, cable, edit):
        def action(draft):
            draft.get(Analysis, cable).unit = "m'"

        edit(action)
        assert self.doubt(site, cable) is None

    def test_there_is_none_about_units_that_are_given(self, site, concrete):
        assert self.doubt(site, concrete) is None
        assert self.doubt(site, 2**40) is None
