"""What a test of the page's text cannot see: what shows, what stays, what covers what."""

import re
from fractions import Fraction as F

import pytest
from playwright.sync_api import expect

from tests.browser.school import SECTIONS, rupiah

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 1000, "height": 740}, "has_touch": True, "is_mobile": True}
FORMULA = "=(12,5+12,5)*4*(1,25+0,75)"
BOX = "(one) => { const box = one.getBoundingClientRect(); return [box.top, box.bottom]; }"
#: Boxes that scroll sideways by themselves; the page as a whole is measured by `overflow`.
SCROLLING = """[...document.querySelectorAll("main *, header *")].filter((one) =>
  one.scrollWidth > one.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(one).overflowX)
).map((one) => one.outerHTML.slice(0, 60))"""
#: Where the comma stands in each figure of a column that is not bold, in points.
COMMAS = """[...document.querySelectorAll(".chain table")].map((table) => [...new Set(
  [...table.querySelectorAll("tr.r>td.n:last-child")].flatMap((cell) => {
    const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
    const at = text?.data.indexOf(",") ?? -1;
    if (at < 0) return [];
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return [Math.round(range.getBoundingClientRect().left)];
  }))])"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_phone_shows_the_sections_and_then_the_rows_of_one(enter, stored, script):
    (built, sheet), page = stored, enter(java_script_enabled=script, **PHONE)
    rows, total = page.locator("[data-sheet] tr.r:visible"), page.locator("tfoot.bar td.amt")
    title = list(SECTIONS)[1]
    mine = [item for item in built.items if item.section == title]

    page.goto(sheet)
    expect(rows).to_have_count(0)
    for each in SECTIONS:
        entry = page.get_by_role("button", name=re.compile(each))
        expect(entry).to_contain_text(rupiah(built.section(each)))
        assert entry.bounding_box()["height"] >= 44
    expect(total).to_be_in_viewport()
    page.get_by_role("button", name=re.compile(title)).tap()
    expect(rows).to_have_count(len(mine))
    expect(rows.locator(".cell").first).to_have_attribute("inputmode", "decimal")
    rows.locator(".cell").first.fill("12,5")
    if script:
        rows.locator(".cell").first.press("Enter")
        expect(rows.first).to_have_attribute("data-state", "saved")
    else:
        page.locator("button[form=sheet]").tap()
    mine[0].quantity = F(25, 2)
    expect(total).to_have_text(rupiah(built.rounded))
    expect(rows).to_have_count(len(mine))
    page.get_by_role("link", name="Semua bagian").tap()
    entry = page.get_by_role("button", name=re.compile(title))
    expect(entry).to_contain_text(rupiah(built.section(title)))


def test_a_formula_fits_a_phone_and_its_result_covers_no_name(enter, stored):
    page = enter(**PHONE)
    page.goto(f"{stored[1]}?only=")
    row = page.locator("[data-sheet] tr.r").first
    row.locator(".cell").fill(FORMULA)
    row.locator(".cell").press("Enter")
    expect(row.locator(".val")).to_have_text("200,00")
    row.locator(".cell").focus()
    assert row.locator(".cell").evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")
    assert apart(row.locator(".name"), row.locator(".val"))
    page.set_viewport_size({"width": 1366, "height": 768})
    name = row.locator(".name>span")
    assert name.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    name_box, result = name.bounding_box(), row.locator(".val").bounding_box()
    assert name_box["x"] + name_box["width"] <= result["x"]
    # The name of the row that is used is whole; the one below it waits for its turn.
    below = page.locator("[data-sheet] tr.r").nth(1).locator(".name>span")
    assert below.evaluate("(one) => one.scrollWidth > one.clientWidth")


def apart(one, other):
    """Whether two boxes share no line of the page."""
    first, second = one.evaluate(BOX), other.evaluate(BOX)
    return first[1] <= second[0] or second[1] <= first[0]


def test_head_and_total_stay_and_rows_are_as_high_as_was_chosen(enter, stored):
    page = enter(**TABLET)
    page.goto(stored[1])
    heights = {"": 44, "Padat": 28, "Lega": 44}
    for name, height in heights.items():
        if name:
            page.get_by_role("button", name=name).tap()
            expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        assert page.locator("tr.r").first.bounding_box()["height"] == height
    for width in (1000, 800, 1366):
        page.set_viewport_size({"width": width, "height": 740})
        page.locator("tr.r").nth(20).scroll_into_view_if_needed()
        page.mouse.wheel(0, 300)
        expect(page.locator("thead th").first).to_be_in_viewport(ratio=1)
        expect(page.locator("tfoot.bar td.amt")).to_be_in_viewport(ratio=1)
        assert page.evaluate(SCROLLING) == []


def test_lists_and_reasons_stand_within_their_page(enter, stored):
    (_built, sheet), page = stored, enter(**PHONE)
    for address in ("/", f"{sheet}history", f"{sheet}history/1", f"{sheet}items/block"):
        page.goto(address)
        assert page.evaluate(SCROLLING) == [], address
    page.goto(f"{sheet}explain/subtotal")
    columns = page.evaluate(COMMAS)
    assert max(len(column) for column in columns) == 1
    page.set_viewport_size({"width": 1366, "height": 768})
    assert page.locator(".chain").bounding_box()["width"] > 1000


def test_an_empty_row_of_a_block_adds_what_is_found_there(enter, stored):
    (built, sheet), page = stored, enter()
    tools = list(built.prices)[4::5]  # every fifth resource of the school is equipment
    new = next(code for code in tools if code not in built.items[0].components)
    page.goto(sheet)
    page.locator("[data-sheet] td.code a").first.click()
    page.locator("#find-labour").press_sequentially(new)
    expect(page.locator("#choices-labour")).to_contain_text("Tidak ada yang cocok.")
    page.locator("#find-equipment").press_sequentially(new)
    page.locator("#choices-equipment").get_by_role("button", name=re.compile(new)).click()
    block = page.locator("tbody", has=page.locator("#find-equipment"))
    expect(block.locator("tr.r", has_text=f"Sumber daya {new}")).to_have_count(1)
