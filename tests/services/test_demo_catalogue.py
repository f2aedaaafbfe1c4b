"""The starter catalogue in the database: an edition, made once, from which the example is made."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.interchange.catalogue import Reading
from app.models import (
    Analysis,
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    ListedPrice,
    PriceList,
    Project,
    Resource,
)
from app.services import (
    adopt,
    bulk,
    catalogue_import,
    demo,
    demo_catalogue,
    demo_files,
    tables,
)
from app.services.adopt import Place
from app.services.catalogue_import import Into
from app.services.outline_rows import Caller
from app.services.tables import Origin

pytestmark = pytest.mark.usefixtures("context")


def count(model) -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def editions() -> list[Edition]:
    db.session.rollback()
    return list(db.session.execute(select(Edition).order_by(Edition.id)).scalars())


def test_it_is_a_ready_edition_with_every_row_and_the_current_one(admin):
    number = demo_catalogue.load(admin.id)
    (edition,) = editions()
    assert (edition.id, edition.name) == (number, demo_files.EDITION)
    assert (edition.kind, edition.state, edition.is_current) == ("starter", "ready", True)
    assert edition.report["problems"] == []
    read = demo_files.starter()
    assert count(CatalogueAnalysis) == len(read.analyses)
    assert count(CatalogueComponent) == sum(len(a.rows) for a in read.analyses)
    assert count(CatalogueResource) == count(ListedPrice) == len(read.prices)
    assert count(PriceList) == 1


def test_every_analysis_says_where_it_comes_from_and_what_it_measures(admin):
    demo_catalogue.load(admin.id)
    rows = db.session.execute(select(CatalogueAnalysis)).scalars().all()
    assert {row.unit_state for row in rows} == {"given"}
    assert all(row.notes and row.chapter and row.unit for row in rows)
    marks = db.session.execute(select(CatalogueComponent.marks).distinct()).scalars().all()
    assert marks == [""]


def test_nested_analyses_and_percents_stay_what_they_are(admin):
    demo_catalogue.load(admin.id)
    kinds = select(CatalogueComponent.kind, func.count()).group_by(CatalogueComponent.kind)
    found = dict(db.session.execute(kinds).all())
    assert found == {"resource": 724, "analysis": 10, "percent": 1}


def test_a_second_start_changes_nothing(admin):
    first = demo_catalogue.load(admin.id)
    before = [(e.id, e.content, e.ready_at, e.report) for e in editions()]
    assert demo_catalogue.load(admin.id) == first
    assert [(e.id, e.content, e.ready_at, e.report) for e in editions()] == before
    assert count(CatalogueAnalysis) == len(demo_files.starter().analyses)


def test_an_edition_that_was_chosen_stays_the_current_one(admin):
    whole = demo_files.starter()
    book = Reading("table", replace(whole, analyses=whole.analyses[:1], prices=()))
    catalogue_import.store(book, Into("Buku", admin.id, "buku.xlsx", "0" * 64))
    demo_catalogue.load(admin.id)
    assert {(e.name, e.is_current) for e in editions()} == {
        ("Buku", True),
        (demo_files.EDITION, False),
    }


def test_a_killed_start_leaves_nothing_that_the_next_one_does_not_mend(admin, monkeypatch):
    sent = []

    def dies(session, table, columns, rows):
        sent.append(table)
        if table == "catalogue_component":
            raise KeyboardInterrupt
        return send(session, table, columns, rows)

    send = bulk.send
    with monkeypatch.context() as patch:
        patch.setattr(bulk, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            demo_catalogue.load(admin.id)
    assert [e.state for e in editions()] == ["loading"]
    demo_catalogue.load(admin.id)
    assert [(e.state, e.is_current) for e in editions()] == [("ready", True)]
    assert count(CatalogueAnalysis) == len(demo_files.starter().analyses)
    assert count(ListedPrice) == len(demo_files.starter().prices)


def test_an_installation_with_an_older_example_gets_the_catalogue_and_keeps_its_projects(admin):
    older = tables.import_(demo_files.building(), Origin(admin.id, is_demo=True)).project_id
    demo_catalogue.load(admin.id)
    assert demo.load(admin.id) == older
    assert (count(Project), len(editions())) == (1, 1)


def test_an_analysis_of_the_example_is_not_brought_twice(alice, admin):
    demo_catalogue.load(admin.id)
    project_id = demo.copy_for(alice.id)
    before = count(Analysis), count(Resource)
    wanted = select(CatalogueAnalysis.id).where(CatalogueAnalysis.code == "SUSUN.1")
    analysis_id = db.session.execute(wanted).scalar_one()
    db.session.rollback()
    adopt.add_item(Caller(project_id, alice.id), analysis_id, Place())
    assert (count(Analysis), count(Resource)) == before
