"""Search over stored editions: which are searched, units, versions, the life of an index."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from app.extensions import db
from app.models import CatalogueAnalysis, Edition, UnitConfirmation
from app.services import search, transactions
from tests.fixtures_adopt import SE, add_analysis, add_edition, small_catalogue
from tests.statements import counted


@pytest.fixture
def shelf(context):
    return small_catalogue()


def add(edition, code, title, unit="m2", **more):
    with transactions.writing() as session:
        return add_analysis(session, edition, (code, title, unit), [], **more)


def edition(name, **more):
    with transactions.writing() as session:
        return add_edition(session, name, **more)


def find(words, **how):
    """As a request of its own finds: what was written before is seen."""
    db.session.rollback()
    return search.find(words, **how)


def ids(hits):
    return [hit.id for hit in hits]


def test_a_hit_says_what_was_found_and_where(shelf):
    (hit,) = find("beton")
    assert (hit.id, hit.code, hit.title, hit.unit) == (shelf.concrete, "A.1", "Beton 1 m3", "m3")
    assert (hit.edition_id, hit.edition, hit.kind) == (shelf.edition, SE, "official")
    assert hit.unit_state == "given"
    assert 0 < hit.score <= 1


def test_only_the_named_editions_are_searched(shelf):
    other = edition("Lama")
    old = add(other, "Z.1", "Beton lama", "m3")

    assert set(ids(find("beton"))) == {shelf.concrete, old}
    assert ids(find("beton", editions=[other])) == [old]
    assert ids(find("beton", editions=[shelf.edition])) == [shelf.concrete]


def test_an_edition_that_is_still_loading_is_not_searched(shelf):
    loading = edition("Baru", state="loading", ready_at=None)
    add(loading, "Z.1", "Beton baru", "m3")

    assert ids(find("beton")) == [shelf.concrete]
    assert loading not in [place.id for place in search.places()]


def test_the_limit_counts_over_all_editions(shelf):
    for number in range(3):
        add(shelf.edition, f"B.{number}", f"Pagar {number}")
    assert len(find("pagar", limit=2)) == 2


def test_a_published_version_is_found_as_soon_as_the_library_grows(shelf):
    office = edition("Pustaka kantor", kind="office")
    first = add(office, "K.1", "Kusen jati", is_latest=True)
    assert ids(find("kusen")) == [first]

    with transactions.writing() as session:
        session.execute(
            update(CatalogueAnalysis)
            .where(CatalogueAnalysis.id == first)
            .values(is_latest=False)
        )  # fmt: skip
        session.execute(update(Edition).where(Edition.id == office).values(content=1))
    second = add(office, "K.1", "Kusen jati", version=2)

    assert ids(find("kusen")) == [second]


def test_a_proposed_unit_is_marked_until_somebody_confirms_another(shelf, alice):
    (before,) = find("kabel nya")
    with transactions.writing() as session:
        session.add(UnitConfirmation(analysis_id=shelf.cable, unit="m'", by=alice.id))
    (after,) = find("kabel nya")

    assert (before.unit, before.unit_state) == ("m", "proposed")
    assert (after.unit, after.unit_state) == ("m'", "confirmed")


def test_the_unit_filter_takes_the_confirmed_unit_and_any_spelling(shelf, alice):
    assert ids(find("a.3", unit="M'")) == [shelf.cable]
    with transactions.writing() as session:
        session.add(UnitConfirmation(analysis_id=shelf.cable, unit="buah", by=alice.id))

    assert ids(find("a.3", unit="m")) == []
    assert ids(find("a.3", unit="bh")) == [shelf.cable]
    assert ids(find("beton", unit="m³")) == [shelf.concrete]


def test_a_search_takes_three_statements_once_the_index_is_there(app, shelf):
    find("beton")
    with counted(app) as statements:
        find("kabel", unit="m")
    assert len(statements) <= 3


def test_an_index_is_built_once_however_many_ask_for_it(shelf, app):
    together, found = Barrier(4), []

    def ask():
        with app.app_context():
            together.wait()
            found.append(ids(search.find("beton")))

    with counted(app) as statements:
        threads = [Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert found == [[shelf.concrete]] * 4
    assert len([s for s in statements if "catalogue_analysis.title" in s]) == 1


def test_an_edition_that_is_gone_is_forgotten(shelf):
    office = edition("Sementara")
    add(office, "Z.1", "Kusen jati")
    find("kusen")
    with transactions.writing() as session:
        for row in session.scalars(
            select(CatalogueAnalysis).where(CatalogueAnalysis.edition_id == office)
        ):
            session.delete(row)
        session.flush()
        session.delete(session.get(Edition, office))
    db.session.rollback()

    assert find("kusen") == []
    assert office not in search._shelves()._held


def test_the_current_edition_and_the_office_library_are_the_usual_ones(shelf):
    current = edition("SE 2026", is_current=True)
    office = edition("Pustaka kantor", kind="office")
    known = search.places()

    assert search.usual(known) == [current, office]
    assert search.usual(known, SE) == [shelf.edition, office]
    assert search.usual(known, "Tidak ada") == [current, office]


def test_without_a_current_edition_everything_is_searched(shelf):
    assert search.usual(search.places()) == [shelf.edition]


def test_units_are_offered_by_how_often_they_occur(shelf):
    add(shelf.edition, "B.1", "Cat", "m2")
    assert search.units_of([shelf.edition], search.places()) == ["m3", "m", "m2"]


def test_nothing_is_found_where_there_is_no_edition(context):
    assert find("beton") == []
    assert search.usual(search.places()) == []
