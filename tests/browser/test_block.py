"""Blocks of a spreadsheet in the hand: pasted into a cell, looked at, corrected, undone."""

import pytest
from playwright.sync_api import expect

from bench import projects
from tests.browser import people

PASTE = """([cell, text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", html);
  const at = document.querySelector(cell);
  const how = {clipboardData: data, bubbles: true, cancelable: true};
  at.focus();
  at.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(page, cell, text, html=""):
    page.evaluate(PASTE, [cell, text, html])


@pytest.fixture
def sheet(app, browser_page, login, alice, project):
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(f"/projects/{project.id}/")
    return browser_page


def test_a_small_block_is_stored_where_it_was_pasted(sheet, project):
    paste(sheet, f"#q-{project.excavation}", "20\r\n5\r\n")
    expect(sheet.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    expect(sheet.locator(f"#q-{project.backfill}")).to_have_value("5,00")
    expect(sheet.locator(f"#q-{project.signboard}")).to_have_value("1,00")
    expect(sheet.locator(f"#q-{project.excavation}")).to_be_focused()


def test_a_single_value_is_pasted_as_ever(sheet, project):
    cell = sheet.locator(f"#q-{project.excavation}")
    paste(sheet, f"#q-{project.excavation}", "20\r\n")
    expect(cell).to_have_value("12,50")  # the browser's own paste needs a trusted event
    expect(sheet.locator("#block")).to_have_count(0)


def test_a_single_value_that_reads_in_two_ways_is_asked_about(sheet, project):
    paste(sheet, f"#q-{project.excavation}", "1.234\r\n")
    sheet.locator('input[name="read-quantity"][value="en"]').check()
    sheet.locator("#area form button.main").click()
    expect(sheet.locator(f"#q-{project.excavation}")).to_have_value("1,234")
    expect(sheet.locator(f"#q-{project.backfill}")).to_have_value("4,00")


def test_an_odd_number_opens_a_look_with_both_readings(sheet, project):
    paste(
        sheet,
        f"#q-{project.excavation}",
        "1.234\r\n5\r\n",
        "<meta name=ProgId content=Excel.Sheet>",
    )
    expect(sheet.locator('input[name="read-quantity"]')).to_have_count(2)
    sheet.locator('input[name="read-quantity"][value="en"]').check()
    sheet.locator("#area form button.main").click()
    expect(sheet.locator(f"#q-{project.excavation}")).to_have_value("1,234")
    assert people.accessibility(sheet) == {}


def test_prices_are_pasted_into_the_price_list(sheet, project):
    sheet.goto(f"/projects/{project.id}/prices")
    paste(sheet, f"#p-{project.sand}", "125000\n170000")
    expect(sheet.locator(f"#r-{project.sand}")).to_have_attribute("data-state", "saved")
    expect(sheet.locator(f"#p-{project.foreman}")).to_have_value("170.000,00")


@pytest.fixture(params=[True, False], ids=["scripted", "scriptless"])
def page(request, browser_page, scriptless_page):
    return browser_page if request.param else scriptless_page


@pytest.fixture
def fifty(app, alice):
    """A project with fifty items, and its address."""
    with app.app_context():
        return f"/projects/{projects.make(alice.id, 50)}/"


def total(page):
    return page.locator("tfoot.bar td.amt").inner_text().strip()


def send(page, sheet, text):
    """Paste into a cell where there is script, into the page of blocks where there is none."""
    page.goto(sheet)
    cells = page.locator("[data-sheet] .cell")
    name = cells.first.get_attribute("id")
    if page.evaluate("typeof htmx === 'object'"):
        paste(page, f"#{name}", text)
    else:
        page.goto(f"{sheet}items/block?row={name[2:]}")
        page.fill("#text", text)
        page.locator("#area form button.main").click()


def test_a_long_column_with_one_bad_cell_is_corrected_and_one_undo_takes_it_back(
    page, app, login, alice, fifty
):
    people.enter(page.context, app, login, alice)
    page.goto(fifty)
    before = total(page)
    values = [f"{i},5" for i in range(1, 51)]

    send(page, fifty, "\r\n".join([*values[:20], "dua", *values[21:]]))
    page.locator("#fix-20-0").fill("21,5")
    page.locator("#area form button.main").click()
    expect(page.locator("[data-sheet] .cell").first).to_have_value("1,50")
    cells = page.locator("[data-sheet] .cell")
    assert cells.evaluate_all("cells => cells.map((cell) => cell.value)") == [
        f"{i},50" for i in range(1, 51)
    ]
    assert total(page) != before
    with page.expect_navigation():
        page.locator('button[formaction$="/undo"]').click()
    page.goto(fifty)
    assert total(page) == before


def test_a_block_is_copied_out_by_one_press(sheet, project):
    sheet.goto(f"/projects/{project.id}/items/block/copy?column=quantity")
    sheet.locator("[data-copy]").click()
    expect(sheet.locator("[data-copy]")).to_have_text("Disalin")
    assert (
        sheet.evaluate("getSelection().toString() || document.activeElement.value") == "12,5\n4\n1"
    )
