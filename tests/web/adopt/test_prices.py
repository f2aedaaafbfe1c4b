"""GET and POST /projects/<id>/prices/filling: prices from a list, seen before they are stored."""

import re
from html import unescape

import pytest

from app.models import Resource
from app.services import transactions
from tests.fixtures_adopt import CEMENT, LIST, listed
from tests.statements import counted


@pytest.fixture
def url(project, taken, shelf):
    """The page of a project that lacks the prices of cement and sand."""
    taken(shelf.concrete)
    return f"/projects/{project.id}/prices/filling"


@pytest.fixture
def form(bobs, url, shelf):
    """`form(**more)`: the fields of the preview as the page has them."""

    def read(**more):
        page = bobs.get(url, query_string={"list": shelf.prices, **more}).text
        body = page[page.index('method="post" action="' + url) :]
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body)
        return {name: value for name, value in found if name != "csrf_token"}

    return read


@pytest.fixture
def price(rows):
    return lambda name: rows(Resource, name=name)[0].price


@pytest.fixture
def second(app, url, shelf):
    """Cement stands in the list twice; the id of the second row."""
    with app.app_context(), transactions.writing() as session:
        return listed(session, shelf.prices, CEMENT, 1600, source="Toko Lain")


@pytest.fixture
def answered(form, rows, second):
    """`answered(id)`: the fields of the form with an answer about the cement."""

    def answer(listed_id=second):
        cement = rows(Resource, name="Semen Portland")[0].id
        return {**form(), f"u-{cement}": str(listed_id)}

    return answer


def test_the_page_lists_what_can_be_chosen(bobs, url):
    page = unescape(bobs.get(url).text)
    assert LIST in page
    assert "Kota Contoh" in page


def test_the_preview_counts_and_shows_what_changes(bobs, url, shelf):
    page = unescape(bobs.get(url, query_string={"list": shelf.prices}).text)
    assert "2 harga akan berubah" in page
    assert "1.550,00" in page
    assert "1 tidak ada di daftar" in page
    both = unescape(bobs.get(url, query_string={"list": shelf.prices, "all": "1"}).text)
    assert "3 harga akan berubah" in both


def test_it_is_filled_in_one_revision(bobs, url, project, form, price, revision):
    fields, before = form(), revision()
    answer = bobs.post(url, data=fields)
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.id}/prices")
    assert (price("Semen Portland"), price("Pekerja"), revision()) == (1550, 100_000, before + 1)
    assert "2 harga terisi" in unescape(bobs.get(answer.location).text)
    history = unescape(bobs.get(f"/projects/{project.id}/history").text)
    assert f"Mengisi harga dari “{LIST}” (2)" in history


def test_known_prices_are_replaced_when_asked(bobs, url, form, price):
    bobs.post(url, data=form(all="1"))
    assert price("Pekerja") == 120_000


def test_what_the_list_says_twice_is_asked_and_answered(bobs, url, shelf, answered, price):
    fields = answered()
    page = unescape(bobs.get(url, query_string={"list": shelf.prices}).text)
    assert "Daftar memuat lebih dari satu harga" in page
    assert "Toko Lain" in page
    name, value = list(fields.items())[-1]
    assert f'name="{name}" value="{value}"' in page
    bobs.post(url, data=fields)
    assert price("Semen Portland") == 1600


def test_left_open_it_stays_unknown(bobs, url, answered, price):
    bobs.post(url, data=answered(""))
    assert (price("Semen Portland"), price("Pasir beton")) == (None, 280_000)


@pytest.fixture
def overtaken(bobs, project, rows, answered):
    """Fields with an answer, seen before somebody typed a price of their own."""
    fields, sand = answered(), rows(Resource, name="Pasir beton")[0]
    cell = f"/projects/{project.id}/resources/{sand.id}/price"
    bobs.post(cell, data={f"p-{sand.id}-{sand.version}": "275.000"})
    return fields


def test_what_changed_since_is_shown_again_and_nothing_is_stored(
    bobs, url, overtaken, second, htmx, price
):
    for headers in ({}, htmx):
        answer = bobs.post(url, data=overtaken, headers=headers)
        assert answer.status_code == 422
        assert "berubah sejak ini ditampilkan" in unescape(answer.text)
        assert f'value="{second}" checked' in answer.text
        assert ("<html" in answer.text) is (headers == {})
    assert price("Semen Portland") is None


@pytest.mark.parametrize("number", ["99", "x", ""])
def test_a_list_that_is_not_there_is_refused(bobs, url, number, revision):
    before = revision()
    answer = bobs.post(url, data={"list": number})
    assert answer.status_code == 422
    assert "Pilih daftar harga" in unescape(answer.text)
    assert revision() == before


def test_an_address_with_a_list_that_is_gone_says_so(bobs, url):
    answer = bobs.get(url, query_string={"list": "99"})
    assert answer.status_code == 422
    assert "Pilih daftar harga" in unescape(answer.text)


def test_the_same_form_twice_fills_once(bobs, url, form, revision):
    fields = form()
    bobs.post(url, data=fields)
    after = revision()
    assert bobs.post(url, data=fields).status_code == 303
    assert revision() == after


def test_it_takes_few_statements(bobs, url, shelf, app):
    bobs.get(url, query_string={"list": shelf.prices})
    with counted(app) as sent:
        bobs.get(url, query_string={"list": shelf.prices})
    assert len(sent) <= 12


def test_the_prices_lead_there_for_those_who_may(bobs, veras, url, project):
    page = f"/projects/{project.id}/prices"
    assert f'href="{url}"' in bobs.get(page).text
    assert f'href="{url}"' not in veras.get(page).text


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url):
    for client, status in ((veras, 403), (strangers, 404)):
        assert client.get(url).status_code == status
        assert client.post(url).status_code == status
