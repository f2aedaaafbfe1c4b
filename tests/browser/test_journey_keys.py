"""The keys are the same in the sheet, the price list and the analysis editor."""

import pytest
from playwright.sync_api import expect

from tests.browser import people

PLACES = {"sheet": "", "prices": "prices", "analysis": "analyses/{analysis}"}


@pytest.fixture(params=PLACES)
def place(request, project):
    return f"/projects/{project.id}/{PLACES[request.param].format(analysis=project.analysis)}"


@pytest.fixture
def page(app, browser_page, login, alice, place):
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(place)
    return browser_page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def cells(page):
    return page.locator("[data-sheet] td .cell:not([role])")


def row_of(cell):
    return cell.locator("xpath=ancestor::tr")


def test_in_a_field_a_key_is_a_letter_and_beside_it_a_command(page, place):
    cell = cells(page).first
    before = cell.input_value()
    cell.focus()
    page.keyboard.type("/?")
    expect(cell).to_have_value("/?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "Escape")
    expect(cell).to_have_value(before)

    press(page, "F1")
    expect(page.locator("dialog#keys")).to_be_visible()
    box = page.locator("dialog#keys [data-single]")
    box.uncheck()
    press(page, "Escape")
    page.reload()
    page.locator("body").press("?")
    page.locator("body").press("/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('input')") is False
    cell.focus()
    press(page, "Control+k")  # what is no single key is never switched off
    expect(page.locator("[data-search], main input[type=search]").first).to_be_focused()


def test_control_d_takes_the_cell_above_and_control_z_brings_back(page, place):
    first, second = cells(page).nth(0), cells(page).nth(1)
    before = second.input_value()
    second.focus()
    press(page, "Control+d")
    expect(row_of(second)).to_have_attribute("data-state", "saved")
    expect(second).to_have_value(first.input_value())
    expect(second).to_be_focused()
    with page.expect_navigation():
        press(page, "Control+z")
    expect(second).to_have_value(before)
    expect(second).to_be_focused()
    with page.expect_navigation():
        press(page, "Control+y")
    expect(second).to_have_value(first.input_value())


@pytest.fixture
def his(app, new_context, login, bob):
    context = new_context()
    people.enter(context, app, login, bob)
    return context.new_page()


def test_an_undo_that_somebody_stands_against_says_who(page, his, place):
    for whose, text in ((page, "20"), (his, "30")):
        whose.goto(place)
        cells(whose).last.fill(text)
        cells(whose).last.press("Enter")
        expect(row_of(cells(whose).last)).to_have_attribute("data-state", "saved")
    cells(page).first.focus()
    press(page, "Control+z")
    expect(page.locator("#toasts .toast.err")).to_contain_text("Bob")
    expect(cells(page).first).to_be_focused()
