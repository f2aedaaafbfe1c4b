"""The list of editions: GET /catalogue, and what administrators do there."""

from datetime import timedelta

import pytest

from app.models import Edition
from app.models.types import now
from app.services import transactions
from tests.statements import counted
from tests.web.catalogue.conftest import found_ids


def left_behind(app) -> int:
    """An edition that a run began long ago and never ended."""
    with app.app_context(), transactions.writing() as session:
        row = Edition(name="Terputus", identity="terputus", created_at=now() - timedelta(days=1))
        session.add(row)
        session.flush()
        return row.id


def test_an_administrator_without_editions_is_led_to_the_upload(page):
    text = page.get("/catalogue").text
    assert "Belum ada edisi" in text
    assert text.count('href="/catalogue/upload"') == 2


def test_others_without_editions_learn_who_brings_them(app, login, vera):
    text = login(app.test_client(), vera).get("/catalogue").text
    assert "Administrator mengunggah" in text
    assert "/catalogue/upload" not in text


def test_an_edition_shows_kind_and_counts(page, edition, book):
    text = page.get("/catalogue").text
    assert set(found_ids(text, "editions")) == {book, edition}
    assert "Buku datar" in text
    assert "resmi" in text


def test_the_current_edition_is_marked_and_there_is_one(page, edition, book):
    for chosen in (edition, book):
        answer = page.post(f"/catalogue/editions/{chosen}/current")
        assert (answer.status_code, answer.location) == (303, "/catalogue")
        text = page.get("/catalogue").text
        assert text.count(">berlaku</span>") == 1
        assert f'action="/catalogue/editions/{chosen}/current"' not in text


def test_what_a_dead_run_left_is_shown_to_administrators_who_remove_it(app, login, vera, page):
    left = left_behind(app)
    url = f"/catalogue/editions/{left}/removal"
    assert url in page.get("/catalogue").text
    assert "Terputus" not in login(app.test_client(), vera).get("/catalogue").text
    assert page.post(url).status_code == 303
    assert "Terputus" not in page.get("/catalogue").text


@pytest.mark.parametrize("what", ["current", "removal"])
def test_an_edition_that_is_not_there_is_not_found(page, what):
    assert page.post(f"/catalogue/editions/99/{what}").status_code == 404


@pytest.mark.parametrize("what", ["current", "removal"])
def test_only_administrators_keep_editions(app, login, alice, edition, what):
    answer = login(app.test_client(), alice).post(f"/catalogue/editions/{edition}/{what}")
    assert answer.status_code == 403


def test_everybody_finds_the_catalogue_in_the_head_of_a_page(app, login, vera, project):
    page = login(app.test_client(), vera)
    assert 'href="/catalogue"' in page.get("/").text
    assert 'href="/catalogue"' in page.get(f"/projects/{project.id}/recap").text


def test_the_page_takes_few_statements(app, page, edition, book):
    with counted(app) as seen:
        assert page.get("/catalogue").status_code == 200
    assert len(seen) <= 12
