"""Focus, caret and what is typed stay through every swap: one's own, another person's, a toast."""

import dataclasses

import pytest
from playwright.sync_api import expect

PLACE = """() => {
  const {id, value, selectionStart: from, selectionEnd: to} = document.activeElement;
  return [id, value, from, to];
}"""


@pytest.fixture
def config(config):
    return dataclasses.replace(config, poll_seconds=1)


def slowly(page, address):
    """Answers come when the person has already gone on typing."""
    page.route(address, lambda route: (page.wait_for_timeout(400), route.continue_()))


def put_caret(page, at, end=None):
    page.evaluate("([a, b]) => document.activeElement.setSelectionRange(a, b)", [at, end or at])


def test_ones_own_answer_leaves_the_caret_where_it_was(page, project, lump):
    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    slowly(page, "**/coefficient?*")
    page.locator(f"#c-{lump}").focus()
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("7.500")
    put_caret(page, 1, 3)
    expect(page.locator(f"#i-{lump} .amt")).to_have_text("10.000,00")  # 2 x the price of before
    assert page.evaluate(PLACE) == [f"p-{lump}", "7.500", 1, 3]
    page.keyboard.press("Enter")
    expect(page.locator(f"#i-{lump} .amt")).to_have_text("15.000,00")
    assert page.evaluate(PLACE)[0] == f"p-{lump}"


def test_the_last_cell_keeps_the_focus_when_it_is_saved(page, project):
    cell = page.locator(f"#q-{project.signboard}")
    cell.focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(f"#i-{project.signboard}")).to_have_attribute("data-state", "saved")
    assert page.evaluate(PLACE) == [cell.get_attribute("id"), "3,00", 0, 4]
    page.keyboard.type("4")  # typing replaces, as in any cell that one has just come to
    expect(cell).to_have_value("4")
    page.keyboard.press("Escape")


def test_what_another_person_saves_moves_neither_focus_nor_selection(page, his, project):
    page.locator(f"#q-{project.backfill}").focus()
    put_caret(page, 1, 3)
    his.fill(f"#q-{project.excavation}", "20")
    his.press(f"#q-{project.excavation}", "Enter")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    assert page.evaluate(PLACE) == [f"q-{project.backfill}", "4,00", 1, 3]

    his.fill(f"#q-{project.backfill}", "1.234,5")  # now the very cell that has the focus
    his.press(f"#q-{project.backfill}", "Enter")
    expect(page.locator(f"#q-{project.backfill}")).to_have_value("1.234,50")
    assert page.evaluate(PLACE)[0] == f"q-{project.backfill}"
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#q-{project.excavation}")).to_be_focused()


def test_a_message_takes_neither_focus_nor_caret(page, project):
    slowly(page, "**/sheet?*")
    page.locator(f"#q-{project.excavation}").focus()
    page.keyboard.type("99.000.000")  # a slip of the hand: stored, and remarked
    page.keyboard.press("Enter")
    page.keyboard.type("12,75")
    put_caret(page, 2)
    expect(page.locator("#toasts .toast")).to_have_count(1)
    assert page.evaluate(PLACE) == [f"q-{project.backfill}", "12,75", 2, 2]
    page.keyboard.press("Escape")
    expect(page.locator(f"#q-{project.backfill}")).to_have_value("4,00")


@pytest.mark.parametrize("place", ["sheet", "prices", "analysis"])
def test_escape_after_a_refusal_brings_back_what_is_stored(page, project, place):
    row, column, path, stored = {
        "sheet": (project.excavation, "q", "", "12,50"),
        "prices": (project.labourer, "p", "prices", "100.000,00"),
        "analysis": (project.component, "c", f"analyses/{project.analysis}", "0,7500"),
    }[place]
    page.goto(f"/projects/{project.id}/{path}")
    cell, writes = page.locator(f"#{column}-{row}"), []
    page.on("request", lambda r: writes.append(r.url) if r.method == "POST" else None)
    cell.focus()
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{column}-{row}-e")).to_be_visible()
    expect(cell).to_have_value("1.5")
    cell.focus()
    page.keyboard.press("Escape")
    expect(cell).to_have_value(stored)
    expect(page.locator(f"#{column}-{row}-e")).to_have_count(0)
    expect(cell).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-state]")).to_have_count(0)
    page.keyboard.press("Tab")
    assert len(writes) == 1
    page.reload()
    expect(cell).to_have_value(stored)


def used(page, selector):
    """Use a control by the keyboard, and wait for what it brings."""
    page.locator(selector).first.focus()
    with page.expect_response(lambda answer: answer.request.method in {"GET", "POST"}):
        page.keyboard.press("Enter")


def test_who_uses_a_button_that_is_replaced_is_not_sent_to_the_top(page, project):
    page.locator(f"#q-{project.excavation}").focus()
    rows = page.locator("tr.r")
    used(page, "#rows [value=copy]")
    expect(rows).to_have_count(4)
    expect(page.locator("#rows [value=copy]")).to_be_focused()
    used(page, "#rows [value=delete]")
    expect(rows).to_have_count(3)
    expect(page.locator("#rows [value=delete]")).to_be_focused()

    page.goto(f"/projects/{project.id}/")
    used(page, "[value=fold]")
    expect(rows).to_have_count(0)
    used(page, f'[value="fold-{project.section}"]')
    expect(rows).to_have_count(2)
    assert page.evaluate("document.activeElement.closest('tr').id") == f"i-{project.section}"

    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    page.locator("input[name=row]").first.check()
    used(page, "#rows [value=delete]")
    expect(page.locator("tr.r")).to_have_count(1)
    expect(page.locator("#rows [value=delete]")).to_be_focused()


@pytest.mark.parametrize("choice", ["tr.cf a.btn", "tr.cf button"])
def test_who_decides_a_conflict_stands_in_its_cell_again(page, his, project, choice):
    cell = page.locator(f"#q-{project.backfill}")
    cell.fill("8")
    his.fill(f"#q-{project.backfill}", "7")
    his.press(f"#q-{project.backfill}", "Enter")
    expect(his.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "saved")
    cell.press("Enter")
    expect(page.locator("tr.cf")).to_have_count(1)
    used(page, choice)
    expect(page.locator("tr.cf")).to_have_count(0)
    expect(cell).to_be_focused()


def test_who_gives_a_reason_for_a_zero_stands_in_its_cell_again(page, project):
    page.goto(f"/projects/{project.id}/prices")
    cell = page.locator(f"#p-{project.sand}")
    cell.fill("0")
    cell.press("Enter")
    page.locator(f"#z-{project.sand}").fill("dari pemilik")
    page.keyboard.press("Enter")
    expect(page.locator("tr.cf")).to_have_count(0)
    expect(cell).to_have_value("0,00")
    expect(cell).to_be_focused()
