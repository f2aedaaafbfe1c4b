"""GET /projects/<id>/: the sheet."""

import re

import pytest

from app.services import outline_numbers
from app.services.outline_rows import Caller
from tests import large_projects
from tests.statements import counted


def headers(response) -> int:
    """Bytes of the status line and the headers as they go over the wire."""
    return 17 + sum(len(name) + len(value) + 4 for name, value in response.headers)


def test_the_sheet_shows_sections_items_and_the_total(browser, project):
    page = browser.get()
    assert page.status_code == 200
    for text in ("Pekerjaan tanah", "Galian tanah", "86.900,00", "1.086.250,00", "68,70"):
        assert text in page.text
    assert 'id="totals"' in page.text
    assert f'name="q-{project.excavation}-1" value="12,50"' in page.text
    assert "1 harga, 1 item" in re.sub(r"<[^>]+>", "", page.text)


def test_every_id_is_there_once(browser):
    ids = re.findall(r' id="([^"]+)"', browser.get().text)
    assert len(ids) == len(set(ids))


def test_an_exception_is_named_where_its_price_is(browser, project):
    page = browser.get().text
    price = f'<a href="/projects/{project.id}/explain/node.{project.signboard}.unit_price">'
    assert f'<span class="src" title="Survei">diketik</span>{price}495.000,00' in page
    assert "belum ada harga" in page


def test_a_viewer_reads_and_cannot_write(browse, vera, project):
    page = browse(vera).get()
    assert page.status_code == 200
    assert "1.086.250,00" in page.text
    assert "<input class=" not in page.text
    assert "Hapus" not in page.text


def test_a_stranger_finds_nothing(browse, charlie):
    assert browse(charlie).get().status_code == 404


def test_numbers_follow_the_locale_of_the_person(browser):
    assert "1,086,250.00" in browser.get("?l=en").text


def test_a_long_sheet_can_begin_with_its_sections_and_a_short_one_does_not(
    app, client, login, alice, browser
):
    assert 'name="from" value=' not in browser.get().text
    long = f"/projects/{large_projects.make(app, alice.id, 60)}/"
    page = login(client, alice).get(long).text
    entries = re.findall(
        r'<button[^>]* name="from" value="(\d+)"><span>[^<]*</span><span>[^<]*</span>'
        r'<span class="n">([\d.,]+)</span></button>',
        page,
    )
    assert len(entries) == 5  # sections I and II with two below I and one below II
    for row, amount in entries:
        assert re.search(rf'id="i-{row}".*explain/node\.{row}\.amount">{re.escape(amount)}<', page)
    for query in ("?only=", f"?from={entries[1][0]}", "?select=1", f"?row={entries[1][0]}"):
        assert not re.search('<button[^>]* name="from"', client.get(long + query).text)
    assert f'<a class="back" href="{long}">' in client.get(f"{long}?from={entries[1][0]}").text


@pytest.mark.parametrize("query", ["?only=price", "?only=quantity", "?size=200", "?from=99999999"])
def test_filters_and_pages_are_addresses(browser, query):
    assert browser.get(query).status_code == 200


@pytest.mark.parametrize(
    "query", ["?from=abc", "?only=x", "?size=-1", "?row=%00", "?from=" + "9" * 30]
)
def test_odd_addresses_show_the_first_page(browser, query):
    assert "Galian tanah" in browser.get(query).text


def test_the_filter_shows_only_what_has_no_price(browser):
    page = browser.get("?only=price").text
    assert "Urugan pasir" in page
    assert "Papan nama" not in page


def test_an_empty_project_says_where_to_begin(browser, project):
    for section in (project.section, project.section_ii):
        browser.post(f"items/{section}/deletion")
    page = browser.get().text
    assert "Belum ada baris" in page
    assert "kind=section" in page


def test_an_unfrozen_and_a_frozen_sheet_look_the_same(app, browser, project, alice):
    before = re.findall(r"items/\d+\">([^<]+)</a></td>", browser.get().text)
    with app.app_context():
        outline_numbers.freeze(Caller(project.id, alice.id))
    assert re.findall(r"items/\d+\">([^<]+)</a></td>", browser.get().text) == before


def test_a_long_sheet_has_pages_that_lead_on(app, browse, alice, browser):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 120)}/"
    page = browser.get().text
    assert page.count('class="cell') == 94  # and six sections
    following = re.search(r'href="([^"]+)">Baris berikutnya', page)[1].replace("&amp;", "&")
    assert "Baris sebelumnya" in browser.client.get(following).text


@pytest.mark.parametrize("items", [100, 10_000])
def test_a_page_takes_at_most_twelve_statements_whatever_the_size(app, browser, alice, items):
    browser.base = f"/projects/{large_projects.make(app, alice.id, items)}/"
    with counted(app) as seen:
        assert browser.get().status_code == 200
    assert len(seen) <= 12
    with counted(app) as later:
        start = re.findall(r'id="i-(\d+)"', browser.get("?size=200").text)[50]
        assert browser.get(f"?from={start}").status_code == 200
    assert len(later) - len(seen) <= 12


def test_a_warm_sheet_of_100_rows_weighs_at_most_8_kb(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 100)}/"
    page = browser.get(headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    assert len(page.data) + headers(page) <= 8192


def test_200_rows_weigh_at_most_13_kb(app, browser, alice):
    browser.base = f"/projects/{large_projects.make(app, alice.id, 200)}/"
    page = browser.get("?size=200", headers={"Accept-Encoding": "br"})
    assert len(page.data) + headers(page) <= 13 * 1024


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?only=price", "Setiap item sudah berharga"),
        ("?only=quantity", "Setiap item sudah bervolume"),
        ("?only=mine", "Belum ada baris Anda di sini"),
        ("?since=2&only=changed", "Tidak ada yang berbeda"),
    ],
)
def test_a_filter_that_finds_nothing_says_so_and_leads_back(browse, bob, project, query, said):
    his = browse(bob)
    his.post(f"items/{project.backfill}/deletion")
    page = his.get(query).text
    assert page.count("<h2>" + said) == 1
    way_back = page.split(said)[1].partition("</p></div>")[0]
    assert f'href="/projects/{project.id}/' in way_back
    assert "only=" not in way_back
    assert said not in his.get().text
