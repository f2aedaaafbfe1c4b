"""The reasoning of a figure beside the page, and as a page of its own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import people


@pytest.fixture
def sheet(app, browser_page, login, alice, project):
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(f"/projects/{project.id}/")
    return browser_page


def figure(page, project):
    return page.locator(f"#i-{project.excavation} .amt a")


def test_a_figure_opens_its_reasoning_beside_the_sheet(sheet, project):
    address = sheet.url
    figure(sheet, project).click()
    panel = sheet.locator("#why")
    expect(panel).to_be_visible()
    expect(panel.locator("h2").first).to_have_text("Jumlah = Volume × Harga satuan")

    panel.get_by_role("link", name="Pekerja", exact=True).click()
    expect(panel.locator("h2").first).to_have_text("Jumlah = Koefisien × Harga")
    assert sheet.url == address

    sheet.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_panel_has_a_button_that_closes_it(sheet, project):
    figure(sheet, project).click()
    sheet.locator("#why").get_by_role("button", name="Tutup").click()
    expect(sheet.locator("#why")).to_be_hidden()


def test_who_followed_a_figure_in_the_panel_by_keyboard_is_led_back_to_the_sheet(sheet, project):
    figure(sheet, project).press("Enter")
    panel = sheet.locator("#why")
    close = panel.get_by_role("button", name="Tutup")
    expect(close).to_be_focused()
    panel.get_by_role("link", name="Pekerja", exact=True).press("Enter")
    expect(panel.locator("h2").first).to_have_text("Jumlah = Koefisien × Harga")
    expect(close).to_be_focused()
    sheet.keyboard.press("Escape")
    expect(figure(sheet, project)).to_be_focused()


def test_a_click_beside_the_panel_closes_it(sheet, project):
    figure(sheet, project).click()
    expect(sheet.locator("#why")).to_be_visible()
    sheet.mouse.click(20, 400)
    expect(sheet.locator("#why")).to_be_hidden()


def test_with_ctrl_it_is_a_page_in_a_tab_of_its_own(sheet, project):
    with sheet.context.expect_page() as opened:
        figure(sheet, project).click(modifiers=["Control"])
    expect(opened.value.locator("h1")).to_have_text(re.compile("Asal angka"))
    expect(sheet.locator("#why")).to_be_hidden()


def test_it_is_read_without_script_on_a_small_screen(app, new_context, login, alice, project):
    context = new_context(java_script_enabled=False, viewport={"width": 360, "height": 780})
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.goto(f"/projects/{project.id}/")
    figure(page, project).click()
    expect(page.locator("h1")).to_have_text("Asal angka: Jumlah")
    page.get_by_role("link", name="Pekerja", exact=True).click()
    expect(page.locator("h2").first).to_have_text("Jumlah = Koefisien × Harga")


def test_no_screen_is_too_narrow_for_it(sheet, project):
    for width in (360, 768, 1366):
        sheet.set_viewport_size({"width": width, "height": 780})
        sheet.goto(f"/projects/{project.id}/explain/node.{project.excavation}.amount")
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
