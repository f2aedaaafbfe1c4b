"""A version is named, a price changes, the version is looked at, and one goes back."""

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.desk import Desk
from tests.browser.school import rupiah, school, write


@pytest.fixture
def brought(app, login, alice, live_server, desk):
    """The school, stored, and its sheet open; test_main_job.py brings it through the pages."""
    built = school()
    desk.project = f"{live_server}/projects/{people.bring(app, alice, built)}/"
    people.enter(desk.page.context, app, login, alice)
    desk.open("sheet")
    return built


def name_the_version(desk, name):
    page = desk.page
    page.goto(f"{desk.project}history")
    page.get_by_role("link", name="Beri nama versi").click()
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Kunci").check()
    page.get_by_role("button", name="Simpan nama").click()
    expect(page.get_by_text("Terkunci: nama, masukan dan angka")).to_be_visible()


def test_a_version_is_named_left_looked_at_and_left_again(desk, brought):
    before, page = desk.total(), desk.page
    assert before == rupiah(brought.rounded)
    name_the_version(desk, "HPS")

    resource = next(iter(brought.items[20].components))
    desk.open("prices")
    desk.type_price(f"Sumber daya {resource}", "98.765,4321")
    desk.open("sheet")
    after = desk.total()
    assert after != before

    page.goto(f"{desk.project}history")
    page.get_by_role("link", name="Buka HPS").click()
    expect(page.get_by_text("Keadaan pada revisi 1: HPS")).to_be_visible()
    assert desk.total() == before
    assert page.locator("main form[method=post], main input.cell").count() == 0
    for tab in ("Harga", "Rekap", "RAB"):
        page.get_by_role("navigation", name="Proyek").get_by_role("link", name=tab).click()
        expect(page.get_by_text("Keadaan pada revisi 1: HPS")).to_be_visible()
    assert desk.total() == before
    assert people.overflow(page) <= 0

    page.get_by_role("link", name="Kembali ke keadaan sekarang").click()
    expect(page.get_by_text("Keadaan pada revisi")).to_have_count(0)
    assert desk.total() == after
    choose_in_the_list(desk, "1 HPS")
    assert desk.total() == before
    choose_in_the_list(desk, "Keadaan sekarang")
    assert desk.total() == after


def choose_in_the_list(desk, label):
    page = desk.page
    if not page.get_by_label("Versi", exact=True).count():
        page.goto(f"{desk.project}history")
    page.get_by_label("Versi", exact=True).select_option(label=label)
    page.get_by_role("button", name="Tampilkan").first.click()
    expect(page.locator("tfoot.bar")).to_be_visible()


def test_what_changed_since_a_version_is_marked(desk, brought):
    name_the_version(desk, "HPS")
    item, page = brought.items[3], desk.page
    desk.open("sheet")
    desk.type_quantity(item.title, "12")

    page.goto(f"{desk.project}history")
    page.get_by_role("link", name="Perubahan sejak itu HPS").click()
    expect(page.locator("[data-changed]")).to_have_count(1)
    assert "diubah" in desk.row(item.title).inner_text()
    page.get_by_role("link", name="Hanya baris yang berubah").click()
    expect(page.locator("[data-sheet] tr.r")).to_have_count(1)
    page.get_by_role("link", name="Tanpa tanda").click()
    expect(page.locator("[data-changed]")).to_have_count(0)


def test_a_moment_reads_well_for_everybody(browser_page, alice, tmp_path):
    desk = Desk(browser_page, alice, scripted=True)
    desk.log_in()
    desk.bring(write(school(), tmp_path))
    name_the_version(desk, "HPS")
    for address in (
        f"{desk.project}?at=1&since=1",
        f"{desk.project}history",
        f"{desk.project}recap?at=1",
    ):
        browser_page.set_viewport_size({"width": 360, "height": 740})
        browser_page.goto(address)
        assert people.overflow(browser_page) <= 0, address
        assert people.accessibility(browser_page) == {}, address
