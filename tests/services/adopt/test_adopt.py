"""Analyses of a catalogue in a project: what comes, what is used again, what undo takes back."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import (
    Analysis,
    Component,
    Edition,
    OutlineNode,
    Project,
    Resource,
    UnitConfirmation,
)
from app.services import adopt, analyses_library, history, prices, revisions, transactions
from app.services.adopt import Place
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.outline_rows import Caller
from app.services.prices import Cell
from app.services.revisions import Order
from tests import fixtures_adopt

#: D of the mortar and of the concrete where cement costs 1.550 and sand 280.000.
MORTAR = F("0.3") * 100_000 + 10 * 1550
LABOUR = F("1.65") * 100_000
CONCRETE = LABOUR * F("1.05") + 371 * 1550 + F("61.56") / 1400 * 280_000 + 2500 + MORTAR / 2


END = Place()


def add(site, person, catalogue, place=END, **more):
    caller = Caller(site.id, person.id, more.pop("key", None))
    return adopt.add_item(caller, catalogue, place, **more)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def priced(site, person, stored):
    for name, price in (("Semen Portland", "1550"), ("Pasir beton", "280000")):
        row = db.session.query(Resource).filter_by(project_id=site.id, name=name).one()
        cell = Cell(row.id, row.version, price)
        prices.set_price(site.id, person.id, cell, "c")


class TestWhatComes:
    def test_an_item_brings_its_analysis_the_nested_one_and_new_resources(
        self, site, shelf, alice, stored, count
    ):
        done = add(site, alice, shelf.concrete).result
        assert (done["analyses"], done["resources"], done["unpriced"], done["marked"]) == (
            2,
            2,
            2,
            1,
        )
        item, analysis = stored(OutlineNode, done["node"]), stored(Analysis, done["analysis"])
        assert (item.code, item.title, item.unit) == ("A.1", "Beton 1 m3", "m3")
        assert (item.origin, item.analysis_id) == ("analysis", analysis.id)
        assert (analysis.edition, analysis.state) == (fixtures_adopt.SE, "published")
        assert analysis.code_key == "a 011"
        rows = db.session.query(Component).filter_by(analysis_id=analysis.id)
        assert [r.kind for r in rows.order_by(Component.position)] == [
            "resource", "resource", "resource", "percent", "lump", "analysis", "note",
        ]  # fmt: skip

    def test_a_resource_that_the_project_has_keeps_its_price(self, site, shelf, alice, stored):
        done = add(site, alice, shelf.mortar).result
        rows = db.session.query(Component).filter_by(analysis_id=done["analysis"]).all()
        assert site.labourer in {row.resource_id for row in rows}
        assert stored(Resource, site.labourer).price == 100_000

    def test_what_has_no_price_yet_makes_the_item_incomplete_and_prices_complete_it(
        self, site, shelf, alice, stored
    ):
        done = add(site, alice, shelf.concrete).result
        before = stored(Project, site.id)
        assert (before.incomplete, before.missing_prices) == (2, 3)
        priced(site, alice, stored)
        analysis = stored(Analysis, done["analysis"])
        exact = analysis.direct_cost_exact
        assert (F(exact) if exact else analysis.direct_cost) == CONCRETE

    def test_new_resources_take_the_prices_of_a_chosen_list(self, site, shelf, alice, stored):
        done = add(site, alice, shelf.concrete, price_list=shelf.prices).result
        cement = db.session.query(Resource).filter_by(name="Semen Portland").one()
        assert (done["unpriced"], cement.price, cement.region) == (0, 1550, "Kota Contoh")
        assert cement.source == f"{fixtures_adopt.LIST}: Toko Jaya"
        assert stored(Resource, site.labourer).price == 100_000

    def test_a_proposed_unit_comes_with_a_word_and_a_confirmed_one_without(
        self, site, shelf, alice, stored
    ):
        assert add(site, alice, shelf.cable).result["proposed"] == "m"
        with transactions.writing() as session:
            session.add(UnitConfirmation(analysis_id=shelf.cable, unit="m'", by=alice.id))
        done = add(site, alice, shelf.cable).result
        assert (done["proposed"], stored(OutlineNode, done["node"]).unit) == ("", "m'")


class TestUsedAgain:
    def test_the_same_analysis_comes_once(self, site, shelf, alice, stored, count):
        first = add(site, alice, shelf.concrete).result
        before = count(Analysis), count(Resource), count(Component)
        second = add(site, alice, shelf.concrete).result
        assert (second["analysis"], second["analyses"], second["resources"]) == (
            first["analysis"], 0, 0,
        )  # fmt: skip
        assert (count(Analysis), count(Resource), count(Component)) == before

    def test_a_nested_analysis_that_is_there_already_is_used(self, site, shelf, alice):
        mortar = add(site, alice, shelf.mortar).result["analysis"]
        done = add(site, alice, shelf.concrete).result
        nested = db.session.query(Component.nested_id).filter(
            Component.analysis_id == done["analysis"], Component.nested_id.is_not(None)
        )
        assert (done["analyses"], nested.scalar()) == (1, mortar)

    def test_one_that_was_changed_stays_and_the_published_one_comes_beside_it(
        self, site, shelf, alice, stored
    ):
        first = add(site, alice, shelf.mortar).result["analysis"]

        def action(draft):
            row = draft.find(Component, Component.analysis_id == first)[0]
            row.coefficient = F("0.4")

        revisions.run(Order(site.id, "coefficient.set", alice.id), action)
        second = add(site, alice, shelf.mortar).result["analysis"]
        assert second != first
        assert (stored(Analysis, first).state, stored(Analysis, second).state) == (
            "modified", "published",
        )  # fmt: skip

    def test_a_unit_that_the_estimator_corrected_is_not_doubled(self, site, shelf, alice):
        first = add(site, alice, shelf.cable).result["analysis"]

        def action(draft):
            draft.get(Analysis, first).unit = "m'"

        revisions.run(Order(site.id, "analysis.described", alice.id), action)
        assert add(site, alice, shelf.cable).result["analysis"] == first

    def test_two_copies_in_one_write_are_one(self, site, shelf, alice):
        def action(draft):
            return {"ids": [fixtures_adopt.copied(draft, shelf.concrete) for _ in range(2)]}

        ids = revisions.run(Order(site.id, "test.copied", alice.id), action).result["ids"]
        assert ids[0] == ids[1]

    def test_an_own_copy_of_it_does_not_pass_for_the_published_one(self, site, shelf, alice):
        first = add(site, alice, shelf.mortar).result["analysis"]
        copy = analyses_library.copy((site.id, first), alice.id).result["analysis"]
        assert add(site, alice, shelf.mortar).result["analysis"] not in {copy, None}


class TestPlace:
    def test_behind_a_row(self, site, shelf, alice, stored):
        done = add(site, alice, shelf.mortar, Place(after=site.excavation)).result
        made = stored(OutlineNode, done["node"])
        assert made.parent_id == site.section
        assert stored(OutlineNode, site.excavation).number < made.number
        assert made.number < stored(OutlineNode, site.backfill).number

    def test_at_the_end_of_a_section(self, site, shelf, alice, stored):
        for place in (Place(after=site.section), Place(section=site.section)):
            done = add(site, alice, shelf.mortar, place).result
            made = stored(OutlineNode, done["node"])
            assert made.parent_id == site.section
            assert made.sort_path > stored(OutlineNode, site.backfill).sort_path

    def test_without_a_choice_at_the_end_of_the_last_section(self, site, shelf, alice, stored):
        done = add(site, alice, shelf.mortar).result
        assert stored(OutlineNode, done["node"]).parent_id == site.section_ii

    def test_a_row_that_is_gone_or_no_section_is_refused(self, site, shelf, alice, revision):
        before = revision()
        for place, code in (
            (Place(after=999), "adopt.place_gone"),
            (Place(section=2**40), "adopt.place_gone"),
            (Place(section=site.excavation), "outline.parent_is_no_section"),
        ):
            with pytest.raises(Invalid) as refused:
                add(site, alice, shelf.mortar, place)
            assert codes(refused) == [code]
        assert revision() == before


class TestOneRevision:
    def test_undo_takes_everything_back_in_one_step_and_redo_brings_it_again(
        self, site, shelf, alice, count, revision, stored
    ):
        before = count(Analysis), count(Resource), count(Component), count(OutlineNode)
        number, subtotal = revision(), stored(Project, site.id).subtotal
        done = add(site, alice, shelf.concrete, price_list=shelf.prices).result
        assert revision() == number + 1
        history.undo(site.id, alice.id)
        after = count(Analysis), count(Resource), count(Component), count(OutlineNode)
        assert after == before
        assert stored(Project, site.id).subtotal == subtotal
        history.redo(site.id, alice.id)
        assert stored(Analysis, done["analysis"]).state == "published"

    def test_undo_is_refused_whole_where_somebody_uses_what_came(
        self, site, shelf, alice, bob, count
    ):
        add(site, alice, shelf.concrete)
        add(site, bob, shelf.concrete)
        before = count(Analysis), count(OutlineNode)
        with pytest.raises(Invalid) as refused:
            history.undo(site.id, alice.id)
        assert codes(refused) == ["row.still_used"]
        assert (count(Analysis), count(OutlineNode)) == before

    def test_a_double_click_adds_once(self, site, shelf, alice, count):
        key = Key("k" * 20, "adopt.add", "same")
        first = add(site, alice, shelf.concrete, key=key)
        before = count(OutlineNode)
        second = add(site, alice, shelf.concrete, key=key)
        assert (second.replayed, second.result) == (True, first.result)
        assert count(OutlineNode) == before

    def test_few_statements_whatever_comes(self, site, shelf, alice, app):
        from tests.statements import counted

        with counted(app) as sent:
            add(site, alice, shelf.concrete)
        assert len(sent) <= 45


class TestRefusals:
    def test_only_who_may_edit_adds(self, site, shelf, vera, charlie):
        with pytest.raises(Forbidden):
            add(site, vera, shelf.mortar)
        with pytest.raises(NotFound):
            add(site, charlie, shelf.mortar)

    def test_what_is_in_no_ready_catalogue_is_refused(self, site, shelf, alice, revision):
        before = revision()
        with transactions.writing() as session:
            edition = session.get(Edition, shelf.edition)
            edition.state, edition.ready_at = "loading", None
        for number in (0, 999, 2**40, shelf.mortar):
            with pytest.raises(Invalid) as refused:
                add(site, alice, number)
            assert codes(refused) == ["adopt.gone"]
        assert revision() == before
