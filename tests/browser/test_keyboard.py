"""A sheet by keyboard alone, as people who know spreadsheets expect it."""

import re

from playwright.sync_api import expect


def state(page, row):
    return page.locator(f"#i-{row}")


def test_enter_saves_and_moves_down(page, cells, project):
    cells[0].focus()
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    expect(cells[1]).to_be_focused()
    expect(state(page, project.excavation)).to_have_attribute("data-state", "saved")
    expect(cells[0]).to_have_value("20,00")

    page.keyboard.press("Shift+Enter")
    expect(cells[0]).to_be_focused()


def test_arrows_walk_over_sections_to_the_next_cell(page, cells):
    cells[1].focus()
    page.keyboard.press("ArrowDown")
    expect(cells[2]).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cells[1]).to_be_focused()


def test_escape_restores_what_stood_there(page, cells, project):
    before = cells[0].input_value()
    cells[0].focus()
    page.keyboard.type("999")
    page.keyboard.press("Escape")
    expect(cells[0]).to_have_value(before)

    page.keyboard.press("Tab")
    expect(state(page, project.excavation)).not_to_have_attribute("data-state", re.compile("."))


def test_typing_goes_on_while_the_answer_to_the_cell_before_arrives(page, cells, project):
    cells[0].focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.type("8,25")
    page.keyboard.press("Enter")
    expect(state(page, project.backfill)).to_have_attribute("data-state", "saved")
    expect(cells[0]).to_have_value("7,00")
    expect(cells[1]).to_have_value("8,25")
    expect(cells[2]).to_be_focused()


def test_a_formula_shows_its_result_and_gives_its_text_to_who_writes(page, cells, project):
    cells[0].focus()
    page.keyboard.type("=(2+0,5)*4")
    page.keyboard.press("Enter")
    expect(page.locator(f"#i-{project.excavation} .val")).to_have_text("10,00")
    expect(cells[0]).to_have_value("=(2+0,5)*4")


def test_the_focused_cell_is_never_under_the_total_bar(page, cells):
    page.set_viewport_size({"width": 1024, "height": 300})
    cells[2].focus()
    cell, bar = cells[2].bounding_box(), page.locator("tfoot.bar").bounding_box()

    assert cell["y"] + cell["height"] <= bar["y"]
