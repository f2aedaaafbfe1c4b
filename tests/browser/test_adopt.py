"""From the catalogue into the sheet and back, as an estimator's hands do it."""

import re

import pytest
from playwright.sync_api import expect

from tests import fixtures_adopt
from tests.browser import people


@pytest.fixture
def shelf(app, project):
    with app.app_context():
        return fixtures_adopt.small_catalogue()


@pytest.fixture(params=["browser_page", "scriptless_page"])
def page(request, app, login, alice, project, shelf):
    """Alice at the sheet of her project, with script and without."""
    opened = request.getfixturevalue(request.param)
    people.enter(opened.context, app, login, alice)
    opened.goto(f"/projects/{project.id}/")
    return opened


def row(page, title):
    named = page.locator("th.name").filter(has_text=re.compile(f"^\\s*{re.escape(title)}\\s*$"))
    return page.locator("[data-sheet] tr").filter(has=named)


def test_a_search_an_item_its_analysis_its_resources_and_one_undo(page, project):
    page.locator("#rows [value=catalogue]").click()
    page.get_by_role("searchbox").fill("beton")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("button", name="Tambah Beton 1 m3").click()
    expect(page.get_by_text("“Beton 1 m3” ditambahkan").first).to_be_visible()

    page.goto(f"/projects/{project.id}/")
    expect(row(page, "Beton 1 m3")).to_be_visible()
    row(page, "Beton 1 m3").locator("td.code a").click()
    expect(page.locator("h1")).to_contain_text("Beton 1 m3")
    for name in ("Pekerja", "Semen Portland", "Pasir beton", "Adukan 1 m3", "Alat bantu"):
        expect(page.locator("[data-sheet] th.name", has_text=name).first).to_be_visible()
    page.goto(f"/projects/{project.id}/prices")
    expect(row(page, "Semen Portland")).to_be_visible()
    assert people.overflow(page) <= 0

    page.goto(f"/projects/{project.id}/")
    with page.expect_navigation():
        page.locator('button[formaction$="/undo"]').click()
    expect(row(page, "Beton 1 m3")).to_have_count(0)
    page.goto(f"/projects/{project.id}/analyses")
    expect(page.get_by_text("Adukan 1 m3")).to_have_count(0)
    page.goto(f"/projects/{project.id}/prices")
    expect(row(page, "Semen Portland")).to_have_count(0)
    expect(row(page, "Pekerja")).to_have_count(1)


def test_prices_come_from_a_list_after_a_look(page, project, shelf):
    page.goto(f"/projects/{project.id}/search?q=adukan")
    page.get_by_role("button", name="Tambah Adukan 1 m3").click()
    expect(page.get_by_text("“Adukan 1 m3” ditambahkan").first).to_be_visible()
    page.goto(f"/projects/{project.id}/prices")
    page.get_by_role("link", name="Isi dari daftar harga").click()
    page.get_by_role("button", name="Lihat perubahannya").click()
    expect(page.get_by_text("1 harga akan berubah.")).to_be_visible()
    assert people.overflow(page) <= 0
    page.get_by_role("button", name="Isi harganya").click()
    if page.locator("dialog[open]").count():  # where there is script
        expect(page.locator("dialog h2")).to_have_text("Ubah 1 harga?")
        page.locator("dialog button.main").click()
    expect(page.get_by_text("1 harga terisi.").first).to_be_visible()
    expect(row(page, "Semen Portland").locator("input.cell")).to_have_value("1.550,00")


def test_the_pages_of_this_slice_are_sound(browser_page, app, login, alice, project, shelf):
    people.enter(browser_page.context, app, login, alice)
    at = f"/projects/{project.id}"
    browser_page.goto(f"{at}/search?q=beton")
    browser_page.get_by_role("button", name="Tambah Beton 1 m3").click()
    expect(browser_page.get_by_text("“Beton 1 m3” ditambahkan").first).to_be_visible()
    pages = (
        f"/prices/filling?list={shelf.prices}&all=1",
        f"/analyses/{project.analysis}/publication",
        f"/analyses/{project.analysis}/difference",
    )
    found = {}
    for width in (390, 1366):
        browser_page.set_viewport_size({"width": width, "height": 844})
        for each in pages:
            browser_page.goto(at + each)
            assert people.overflow(browser_page) <= 0, (width, each)
            found[width, each] = people.accessibility(browser_page)
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
