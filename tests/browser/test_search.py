"""Searching by keyboard, while typing, on a phone; what stands there is readable for everybody."""

import pytest
from playwright.sync_api import expect

from app.services import transactions
from tests.browser import people
from tests.fixtures_adopt import add_analysis, add_edition, small_catalogue, used

PHONE = {"width": 360, "height": 740}
TITLES = [
    ("3.6.1.8", "Pemasangan 1 m2 Dinding Bata Merah Tebal ½ Batu dengan Mortar Tipe N (1SP : 4PP)"),
    ("3.6.1.9", "Pemasangan 1 m2 Dinding Bata Merah Tebal ½ Batu dengan Mortar Tipe O (1SP : 5PP)"),
    ("3.6.1.10", "Pemasangan 1 m2 Dinding Bata Merah Tebal ½ Batu Campuran 1SP : 6PP"),
]


@pytest.fixture
def shelf(app, project):
    with app.app_context():
        small = small_catalogue()
        with transactions.writing() as session:
            office = add_edition(session, "Pustaka kantor", kind="office")
            for code, title in TITLES:
                row = used(("Pekerja", "OH", "labour"), "0.3")
                add_analysis(session, office, (code, title, "m2"), [row], unit_state="proposed")
        return small


@pytest.fixture
def page(browser_page, app, login, bob, shelf):
    people.enter(browser_page.context, app, login, bob)
    return browser_page


def test_hits_come_while_somebody_types_and_the_keys_take_one(page, project):
    page.goto(f"/projects/{project.id}/search?after={project.excavation}")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("psg bata 1/2")
    expect(page.locator("[data-hits] tbody tr")).to_have_count(3)
    expect(page.locator("#found")).to_have_text("3 analisa ditemukan")
    expect(page.locator("#q")).to_be_focused()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hits] tbody tr").nth(1).locator("button")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[data-hits] tbody tr").first.locator(".code").inner_text()
    page.keyboard.press("Enter")

    expect(page.locator(".toast").first).to_contain_text("ditambahkan")
    expect(page.locator("#q")).to_have_value("psg bata 1/2")
    page.goto(f"/projects/{project.id}/")
    expect(page.locator("[data-sheet] td.code", has_text=chosen)).to_have_count(1)


def test_the_slash_leads_from_the_sheet_to_the_words_and_back_to_them(page, project):
    page.goto(f"/projects/{project.id}/")
    page.keyboard.press("/")
    page.wait_for_url("**/search**")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("beton")
    expect(page.locator("[data-hits] tbody tr")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("beton")


def test_a_slash_within_the_words_is_a_slash(page):
    page.goto("/catalogue/search")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("bata 1/2")
    expect(page.locator("#q")).to_have_value("bata 1/2")


def test_an_address_with_words_shows_the_same_hits_without_script(
    scriptless_page, app, login, bob, shelf
):
    people.enter(scriptless_page.context, app, login, bob)
    scriptless_page.goto("/catalogue/search")
    scriptless_page.fill("#q", "btn")
    scriptless_page.press("#q", "Enter")
    expect(scriptless_page.locator("[data-hits] tbody tr")).to_have_count(1)


@pytest.mark.parametrize("words", ["bata", "beton", "xyzzy", ""])
def test_the_pages_are_sound_and_no_wider_than_a_phone(page, project, pictures, words):
    wrong, wider = {}, {}
    after = project.excavation
    for name, to in (
        ("own", "/catalogue/search"),
        ("beside", f"/projects/{project.id}/search"),
    ):
        page.set_viewport_size({"width": 1366, "height": 768})
        page.goto(f"{to}?q={words}&after={after}")
        page.screenshot(path=pictures / f"{name}-{words}.png")
        wrong[name] = people.accessibility(page)
        page.screenshot(path=pictures / f"{name}-{words}-dark.png")
        page.set_viewport_size(PHONE)
        wider[name] = people.overflow(page)
        page.screenshot(path=pictures / f"{name}-{words}-phone.png")
    assert wrong == {"own": {}, "beside": {}}
    assert max(wider.values()) <= 0
