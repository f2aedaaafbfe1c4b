"""The office library: versions, what goes with an analysis, what is refused, who did it."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import (
    Analysis,
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Component,
    Edition,
    Parameter,
)
from app.services import adopt, library, revisions
from app.services.adopt import Place
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.outline_rows import Caller
from app.services.revisions import Order
from tests import fixtures_adopt
from tests.fixtures_analyses import published_fence


def publish(site, person, analysis=None, key=None):
    return library.publish(site.id, analysis or site.analysis, person.id, key)


def change(site, person, analysis, coefficient="0.9"):
    """Give the first row of an analysis another coefficient."""

    def action(draft):
        rows = draft.find(Component, Component.analysis_id == analysis)
        min(rows, key=lambda row: row.position).coefficient = F(coefficient)

    revisions.run(Order(site.id, "coefficient.set", person.id), action)


def add(site, person, catalogue):
    return adopt.add_item(Caller(site.id, person.id), catalogue, Place()).result


def problems(refused):
    return [(problem.code, dict(problem.params)) for problem in refused.value.problems]


def rows(catalogue):
    found = db.session.query(CatalogueComponent).filter_by(analysis_id=catalogue)
    return found.order_by(CatalogueComponent.position).all()


class TestPublishing:
    def test_an_own_analysis_stands_in_the_library_with_its_resources_and_its_author(
        self, site, alice, stored, revision
    ):
        before = revision()
        done = publish(site, alice).result
        head = stored(CatalogueAnalysis, done["analysis"])
        assert (head.code, head.title, head.unit, head.version) == ("T.01", "Galian 1 m3", "m3", 1)
        assert (head.published_by, head.published_at is not None) == (alice.id, True)
        edition = stored(Edition, head.edition_id)
        assert (edition.kind, edition.state, edition.content) == ("office", "ready", 1)
        names = [stored(CatalogueResource, row.resource_id).name for row in rows(head.id)]
        assert names == ["Pekerja", "Mandor"]
        assert [row.coefficient for row in rows(head.id)] == [F("0.75"), F("0.025")]
        assert revision() == before

    def test_every_kind_of_row_arrives(self, site, alice):
        fence = published_fence(site.id, alice.id)
        change(site, alice, fence.id)
        made = rows(publish(site, alice, fence.id).result["analysis"])
        assert [row.kind for row in made] == ["resource", "resource", "percent", "lump", "note"]
        assert (made[2].percent_of, made[2].label, made[3].price) == ("labour", "Alat bantu", 2500)

    def test_what_is_published_comes_into_another_project_as_it_is(
        self, site, shelf, alice, stored
    ):
        concrete = add(site, alice, shelf.concrete)["analysis"]
        change(site, alice, concrete)
        done = publish(site, alice, concrete).result
        other = revisions.create(
            Order(0, "project.created", alice.id),
            {"kind": "private", "name": "Lain", "markup_percent": F(10)},
            lambda _draft: None,
        ).project_id
        order = Order(other, "test.copied", alice.id)
        made = revisions.run(
            order, lambda d: {"id": fixtures_adopt.copied(d, done["analysis"])}
        ).result["id"]
        head = stored(Analysis, made)
        assert (head.code, head.edition, head.state) == ("A.1", library.NAME, "published")
        own = db.session.query(Component).filter_by(analysis_id=made).order_by(Component.position)
        assert [r.formula for r in own][2] == "=61.56/1400"
        base = db.session.get(Component, own[3].percent_row_id)
        assert (base.analysis_id, base.coefficient) == (made, F("0.9"))
        nested = stored(Analysis, own[5].nested_id)
        assert (nested.code, nested.edition) == ("A.2", fixtures_adopt.SE)

    def test_a_double_click_publishes_once(self, site, alice, count):
        key = Key("k" * 20, "adopt.publish", "same")
        first, second = publish(site, alice, key=key), publish(site, alice, key=key)
        assert (second.replayed, second.result) == (True, first.result)
        assert count(CatalogueAnalysis) == 1


class TestVersions:
    def test_a_changed_analysis_becomes_the_next_version_and_the_first_stays(
        self, site, alice, bob, stored
    ):
        first = publish(site, alice).result
        change(site, bob, site.analysis)
        second = publish(site, bob).result
        assert (first["version"], second["version"]) == (1, 2)
        old, new = (stored(CatalogueAnalysis, r["analysis"]) for r in (first, second))
        assert (old.is_latest, new.is_latest, old.position) == (False, True, new.position)
        assert (old.published_by, new.published_by) == (alice.id, bob.id)
        assert rows(old.id)[0].coefficient == F("0.75")
        assert stored(Edition, new.edition_id).content == 2

    def test_the_same_again_is_no_new_version(self, site, alice, bob, count):
        first = publish(site, alice).result
        again = publish(site, bob).result
        assert (again["analysis"], again["published"]) == (first["analysis"], 0)
        assert count(CatalogueAnalysis) == 1

    def test_a_project_keeps_the_version_that_it_took(self, site, alice, stored):
        first = publish(site, alice).result["analysis"]
        taken = add(site, alice, first)["analysis"]
        change(site, alice, site.analysis)
        second = publish(site, alice).result["analysis"]
        newer = add(site, alice, second)["analysis"]
        assert newer != taken
        assert stored(Analysis, taken).state == "published"
        assert add(site, alice, second)["analysis"] == newer


class TestNested:
    def test_one_that_is_as_its_edition_says_is_pointed_at_there(self, site, shelf, alice, count):
        concrete = add(site, alice, shelf.concrete)["analysis"]
        change(site, alice, concrete)
        done = publish(site, alice, concrete).result
        nested = [row.nested_id for row in rows(done["analysis"]) if row.nested_id]
        assert (nested, done["published"]) == ([shelf.mortar], 1)

    def test_one_that_was_changed_is_published_along(self, site, shelf, alice, stored):
        concrete = add(site, alice, shelf.concrete)["analysis"]
        inner = db.session.query(Analysis).filter_by(code="A.2").one().id
        change(site, alice, inner, "0.35")
        done = publish(site, alice, concrete).result
        nested = [row.nested_id for row in rows(done["analysis"]) if row.nested_id]
        assert done["published"] == 2
        assert stored(CatalogueAnalysis, nested[0]).code == "A.2"
        assert rows(nested[0])[0].coefficient == F("0.35")


class TestRefusals:
    def test_what_stands_in_its_edition_just_so(self, site, shelf, alice, count):
        mortar = add(site, alice, shelf.mortar)["analysis"]
        with pytest.raises(Invalid) as refused:
            publish(site, alice, mortar)
        told = {"title": "Adukan 1 m3", "edition": fixtures_adopt.SE}
        assert problems(refused) == [("library.unchanged", told)]
        assert count(Edition) == 1

    def test_a_formula_with_parameters_of_the_project(self, site, alice, count):
        def action(draft):
            draft.add(Parameter(name="p", value=F(2)))
            row = draft.get(Component, site.component)
            row.coefficient, row.formula = None, "=p*2"

        revisions.run(Order(site.id, "coefficient.set", alice.id), action)
        with pytest.raises(Invalid) as refused:
            publish(site, alice)
        told = {"title": "Galian 1 m3", "row": "Pekerja", "names": "p"}
        assert problems(refused) == [("library.parameters", told)]
        assert count(Edition) == 0

    def test_an_analysis_without_rows_unit_or_coefficient(self, site, alice):
        def action(draft):
            empty = draft.add(Analysis(title="Kosong")).id
            draft.get(Component, site.component).coefficient = None
            return {"id": empty}

        empty = revisions.run(Order(site.id, "analysis.added", alice.id), action).result["id"]
        with pytest.raises(Invalid) as refused:
            publish(site, alice, empty)
        assert [code for code, _ in problems(refused)] == ["library.no_unit", "library.empty"]
        with pytest.raises(Invalid) as refused:
            publish(site, alice)
        assert [code for code, _ in problems(refused)] == ["library.no_coefficient"]

    def test_only_who_may_edit_publishes(self, site, vera, charlie, alice):
        with pytest.raises(Forbidden):
            publish(site, vera)
        with pytest.raises(NotFound):
            publish(site, charlie)
        with pytest.raises(NotFound):
            publish(site, alice, 999)


class TestPreview:
    def test_says_which_version_and_what_goes_along(self, site, shelf, alice):
        concrete = add(site, alice, shelf.concrete)["analysis"]
        change(site, alice, concrete)
        plan = library.preview(site.id, concrete)
        assert (plan.root.state, plan.root.version, plan.problems) == ("new", 1, [])
        assert [(step.code, step.state) for step in plan.inner] == [("A.2", "linked")]
        publish(site, alice, concrete)
        assert library.preview(site.id, concrete).root.state == "same"

    def test_an_official_book_of_the_same_name_does_not_stand_in_the_way(self, site, alice, stored):
        from app.services import transactions

        with transactions.writing() as session:
            fixtures_adopt.add_edition(session, library.NAME)
        head = stored(CatalogueAnalysis, publish(site, alice).result["analysis"])
        edition = stored(Edition, head.edition_id)
        assert (edition.kind, edition.name) == ("office", f"{library.NAME} (2)")
