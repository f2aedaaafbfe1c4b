"""A sheet by keyboard alone, as people who know spreadsheets expect it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import people


@pytest.fixture
def sheet(app, browser_page, login, alice, project):
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(f"/projects/{project.id}/")
    return browser_page


@pytest.fixture
def cells(sheet, project):
    rows = (project.excavation, project.backfill, project.signboard)
    return [sheet.locator(f"#q-{row}") for row in rows]


def state(page, row):
    return page.locator(f"#i-{row}")


def test_enter_saves_and_moves_down(sheet, cells, project):
    cells[0].focus()
    sheet.keyboard.type("20")
    sheet.keyboard.press("Enter")
    expect(cells[1]).to_be_focused()
    expect(state(sheet, project.excavation)).to_have_attribute("data-state", "saved")
    expect(cells[0]).to_have_value("20,00")

    sheet.keyboard.press("Shift+Enter")
    expect(cells[0]).to_be_focused()


def test_arrows_walk_over_sections_to_the_next_cell(sheet, cells):
    cells[1].focus()
    sheet.keyboard.press("ArrowDown")
    expect(cells[2]).to_be_focused()
    sheet.keyboard.press("ArrowUp")
    expect(cells[1]).to_be_focused()


def test_escape_restores_what_stood_there(sheet, cells, project):
    before = cells[0].input_value()
    cells[0].focus()
    sheet.keyboard.type("999")
    sheet.keyboard.press("Escape")
    expect(cells[0]).to_have_value(before)

    sheet.keyboard.press("Tab")
    expect(state(sheet, project.excavation)).not_to_have_attribute("data-state", re.compile("."))


def test_typing_goes_on_while_the_answer_to_the_cell_before_arrives(sheet, cells, project):
    cells[0].focus()
    sheet.keyboard.type("7")
    sheet.keyboard.press("Enter")
    sheet.keyboard.type("8,25")
    sheet.keyboard.press("Enter")
    expect(state(sheet, project.backfill)).to_have_attribute("data-state", "saved")
    expect(cells[0]).to_have_value("7,00")
    expect(cells[1]).to_have_value("8,25")
    expect(cells[2]).to_be_focused()


def test_a_formula_shows_its_result_and_gives_its_text_to_who_writes(sheet, cells, project):
    cells[0].focus()
    sheet.keyboard.type("=(2+0,5)*4")
    sheet.keyboard.press("Enter")
    expect(sheet.locator(f"#q-{project.excavation}-r")).to_have_text("10,00")
    expect(cells[0]).to_have_value("=(2+0,5)*4")


def test_the_focused_cell_is_never_under_the_total_bar(sheet, cells):
    sheet.set_viewport_size({"width": 1024, "height": 300})
    cells[2].focus()
    cell, bar = cells[2].bounding_box(), sheet.locator("tfoot.bar").bounding_box()

    assert cell["y"] + cell["height"] <= bar["y"]
