"""The office library: the latest version is listed, older ones are reached from it."""

import pytest

from app.models import CatalogueAnalysis, Edition
from app.models.types import now
from app.services import transactions
from tests.web.catalogue.conftest import found_ids


@pytest.fixture
def office(app, alice) -> int:
    """A library without analyses."""
    values = {"kind": "office", "name": "Pustaka", "identity": "pustaka"}
    with app.app_context(), transactions.writing() as session:
        row = Edition(**values, state="ready", ready_at=now())
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def versions(app, alice, office) -> list[int]:
    with app.app_context(), transactions.writing() as session:
        rows = [
            CatalogueAnalysis(
                edition_id=office, position=n, version=n, is_latest=n == 2, title="Galian",
                title_key="g", unit="m3", published_by=alice.id, published_at=now(),
            )
            for n in (1, 2)
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_an_empty_library_says_how_it_is_filled(page, office):
    text = page.get(f"/catalogue/editions/{office}").text
    assert "Analisa diterbitkan ke pustaka kantor" in text


def test_only_the_latest_version_is_listed(page, office, versions):
    text = page.get(f"/catalogue/editions/{office}").text
    assert found_ids(text, "analyses") == [versions[1]]
    assert "versi 2</span>" in text


def test_a_version_says_by_whom_and_that_there_is_a_newer_one(page, versions):
    older, latest = (page.get(f"/catalogue/analyses/{number}").text for number in versions)
    assert "ada versi lebih baru" in older
    assert "ada versi lebih baru" not in latest
    assert latest.count("Alice") == 2
    assert f'href="/catalogue/analyses/{versions[0]}"' in latest


def test_its_units_are_given_and_not_to_be_confirmed(page, versions):
    assert 'name="unit"' not in page.get(f"/catalogue/analyses/{versions[0]}").text


def test_the_library_cannot_be_the_current_edition(page, office):
    assert page.post(f"/catalogue/editions/{office}/current").status_code == 404
    assert "/current" not in page.get("/catalogue").text
