"""Several people at the same moment: one of each thing, one version after another."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import (
    Analysis,
    CatalogueAnalysis,
    CatalogueComponent,
    Component,
    Edition,
    OutlineNode,
    Resource,
)
from app.services import adopt, library, revisions
from app.services.adopt import Place
from app.services.outline_rows import Caller
from app.services.revisions import Order
from tests.fixtures_analyses import add_row
from tests.fixtures_analyses import resource as new_resource


@pytest.fixture
def at_once(app):
    """`at_once(action, arguments)`: the action for each argument in a thread of its own."""

    def run(action, arguments):
        def one(argument):
            with app.app_context():
                return action(argument)

        db.session.rollback()
        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run


def test_what_several_people_take_over_at_once_comes_once(site, shelf, alice, bob, at_once, count):
    def add(person):
        return adopt.add_item(Caller(site.id, person.id), shelf.concrete, Place()).result

    before = count(OutlineNode)
    done = at_once(add, [alice, bob, alice, bob])
    assert len({each["analysis"] for each in done}) == 1
    assert sum(each["analyses"] for each in done) == 2
    assert count(OutlineNode) == before + 4
    assert count(Resource, Resource.name == "Semen Portland") == 1
    assert count(Analysis, Analysis.edition != "") == 2


@pytest.fixture
def projects(context, alice):
    """Four projects, each with its own idea of the same analysis: (project, analysis)."""

    def make(coefficient):
        def fill(draft):
            worker = new_resource(draft, "Pekerja", "OH", "labour", 100_000)
            made = draft.add(Analysis(code="X.1", title="Plesteran 1 m2", unit="m2")).id
            row = {"kind": "resource", "category": "labour", "resource_id": worker}
            add_row(draft, made, 1, coefficient=coefficient, **row)
            return {"analysis": made}

        values = {"kind": "private", "name": f"P {coefficient}", "markup_percent": F(10)}
        done = revisions.create(Order(0, "project.created", alice.id), values, fill)
        return done.project_id, done.result["analysis"]

    return [make(coefficient) for coefficient in ("0.1", "0.2", "0.3", "0.4")]


def test_versions_published_at_once_follow_one_another(projects, alice, at_once, count):
    done = at_once(lambda at: library.publish(*at, alice.id).result, projects)
    assert sorted(each["version"] for each in done) == [1, 2, 3, 4]
    db.session.rollback()
    latest = db.session.query(CatalogueAnalysis).filter_by(is_latest=True).one()
    assert latest.version == 4
    assert db.session.query(Edition).one().content == 4


def test_the_same_analysis_published_at_once_is_one_version(site, alice, bob, at_once, count):
    done = at_once(
        lambda person: library.publish(site.id, site.analysis, person.id).result,
        [alice, bob, alice, bob],
    )
    assert sorted(each["published"] for each in done) == [0, 0, 0, 1]
    assert count(CatalogueAnalysis) == 1


def test_an_analysis_that_changes_while_it_is_published_is_published_whole(
    site, alice, bob, at_once
):
    def change(draft):
        for row in draft.find(Component, Component.analysis_id == site.analysis):
            row.coefficient = F(2)

    def act(person):
        if person is alice:
            return library.publish(site.id, site.analysis, alice.id).result["analysis"]
        revisions.run(Order(site.id, "coefficient.set", bob.id), change)
        return None

    made, _ = at_once(act, [alice, bob])
    rows = db.session.query(CatalogueComponent).filter_by(analysis_id=made)
    whole = ({F("0.75"), F("0.025")}, {F(2)})
    assert {row.coefficient for row in rows} in whole
