"""A version is named, a price changes, the version is looked at, and one goes back."""

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.desk import Desk
from tests.browser.school import rupiah, school, write


@pytest.fixture
def brought(app, login, alice, live_server, estimator):
    """The school, stored, and its sheet open; test_main_job.py brings it through the pages."""
    built = school()
    estimator.project = f"{live_server}/projects/{people.bring(app, alice, built)}/"
    people.enter(estimator.page.context, app, login, alice)
    estimator.open("sheet")
    return built


def name_the_version(estimator, name):
    page = estimator.page
    page.goto(f"{estimator.project}history")
    page.get_by_role("link", name="Beri nama versi").click()
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Kunci").check()
    page.get_by_role("button", name="Simpan nama").click()
    expect(page.get_by_text("Terkunci: nama, masukan dan angka")).to_be_visible()


def test_a_version_is_named_left_looked_at_and_left_again(estimator, brought):
    before, page = estimator.total(), estimator.page
    assert before == rupiah(brought.rounded)
    name_the_version(estimator, "HPS")

    resource = next(iter(brought.items[20].components))
    estimator.open("prices")
    estimator.type_price(f"Sumber daya {resource}", "98.765,4321")
    estimator.open("sheet")
    after = estimator.total()
    assert after != before

    page.goto(f"{estimator.project}history")
    page.get_by_role("link", name="Buka HPS").click()
    expect(page.get_by_text("Keadaan pada revisi 1: HPS")).to_be_visible()
    assert estimator.total() == before
    assert page.locator("main form[method=post], main input.cell").count() == 0
    for tab in ("Harga", "Rekap", "RAB"):
        page.get_by_role("navigation", name="Proyek").get_by_role("link", name=tab).click()
        expect(page.get_by_text("Keadaan pada revisi 1: HPS")).to_be_visible()
    assert estimator.total() == before
    assert people.overflow(page) <= 0

    page.get_by_role("link", name="Kembali ke keadaan sekarang").click()
    expect(page.get_by_text("Keadaan pada revisi")).to_have_count(0)
    assert estimator.total() == after
    choose_in_the_list(estimator, "1 HPS")
    assert estimator.total() == before
    choose_in_the_list(estimator, "Keadaan sekarang")
    assert estimator.total() == after


def choose_in_the_list(estimator, label):
    page = estimator.page
    if not page.get_by_label("Versi", exact=True).count():
        page.goto(f"{estimator.project}history")
    page.get_by_label("Versi", exact=True).select_option(label=label)
    page.get_by_role("button", name="Tampilkan").first.click()
    expect(page.locator("tfoot.bar")).to_be_visible()


def test_what_changed_since_a_version_is_marked(estimator, brought):
    name_the_version(estimator, "HPS")
    item, page = brought.items[3], estimator.page
    estimator.open("sheet")
    estimator.type_quantity(item.title, "12")

    page.goto(f"{estimator.project}history")
    page.get_by_role("link", name="Perubahan sejak itu HPS").click()
    expect(page.locator("[data-changed]")).to_have_count(1)
    assert "diubah" in estimator.row(item.title).inner_text()
    page.get_by_role("link", name="Hanya baris yang berubah").click()
    expect(page.locator("[data-sheet] tr.r")).to_have_count(1)
    page.get_by_role("link", name="Tanpa tanda").click()
    expect(page.locator("[data-changed]")).to_have_count(0)


def test_a_moment_reads_well_for_everybody(browser_page, alice, tmp_path):
    estimator = Desk(browser_page, alice, scripted=True)
    estimator.log_in()
    estimator.bring(write(school(), tmp_path))
    name_the_version(estimator, "HPS")
    for address in (
        f"{estimator.project}?at=1&since=1",
        f"{estimator.project}history",
        f"{estimator.project}recap?at=1",
    ):
        browser_page.set_viewport_size({"width": 360, "height": 740})
        browser_page.goto(address)
        assert people.overflow(browser_page) <= 0, address
        assert people.accessibility(browser_page) == {}, address
