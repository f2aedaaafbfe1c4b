"""What the page says by itself: where a row went, what undo would do, that a session ends soon."""

import re
import time

import pytest
from playwright.sync_api import expect

from app.services import accounts
from tests.browser import people

HALF_A_DAY = 12 * 3600


@pytest.fixture
def sheet(app, browser_page, login, alice, project):
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(f"/projects/{project.id}/")
    return browser_page


def test_alt_and_the_arrows_move_the_row_and_undo_says_what_it_would_do(sheet, project):
    cell = sheet.locator(f"#q-{project.backfill}")
    rows = sheet.locator("[data-sheet] tr.r")
    cell.focus()
    sheet.keyboard.type("7")
    sheet.keyboard.press("Alt+ArrowUp")
    expect(rows.first).to_have_attribute("id", f"i-{project.backfill}")
    expect(cell).to_be_focused()
    expect(cell).to_have_value("7")  # not sent yet, and not lost
    sheet.keyboard.press("Escape")

    undo = sheet.locator('button[formaction$="/undo"]')
    undo.hover()
    expect(undo).to_have_attribute("title", re.compile("Batalkan: Memindah .* Urugan"))
    cell.focus()
    sheet.keyboard.press("Control+z")
    expect(rows.first).to_have_attribute("id", f"i-{project.excavation}")


def test_a_session_that_ends_soon_says_so_and_goes_on_by_one_press(app, sheet, login, alice):
    page, context = sheet, sheet.context
    context.add_cookies([{"name": "awake", "value": "1", "url": page.url}])
    page.clock.install()
    page.reload()
    client = login(app.test_client(), alice)
    with client.session_transaction() as session:
        session["seen"] = int(time.time()) - HALF_A_DAY + 118
    old = {"name": "taksir", "value": client.get_cookie("taksir").value}
    context.add_cookies([{**old, "domain": "127.0.0.1", "path": "/"}])
    context.clear_cookies(name="awake")

    page.clock.run_for(16_000)
    toast = page.get_by_role("alert").filter(has_text="Sesi Anda berakhir dalam 2 menit")
    expect(toast).to_be_visible()
    page.clock.run_for(10_000)
    expect(toast).to_be_visible()
    assert people.accessibility(page) == {}
    toast.get_by_role("button", name="Tetap masuk").click()
    expect(page.locator("#toasts")).to_contain_text("Anda tetap masuk sampai")
    expect(toast).to_have_count(0)
    assert "awake" in {cookie["name"] for cookie in context.cookies()}


def test_a_message_goes_by_itself_but_not_while_somebody_looks_at_it(sheet, project):
    sheet.clock.install()
    sheet.locator(f"#i-{project.backfill} th").click()
    sheet.locator("#rows [value=copy]").click()
    toast = sheet.locator("#toasts .toast.ok")
    expect(toast).to_contain_text("1 baris disalin")
    close = toast.locator("[data-close]")
    toast.hover()
    sheet.clock.run_for(7_000)
    close.focus()
    sheet.mouse.move(5, 5)
    sheet.clock.run_for(7_000)
    expect(toast).to_be_visible()
    close.blur()
    sheet.clock.run_for(7_000)
    expect(toast).to_have_count(0)


def test_without_script_what_was_typed_waits_behind_the_log_in(
    app, scriptless_page, login, alice, project
):
    page = scriptless_page
    people.enter(page.context, app, login, alice)
    page.goto(f"/projects/{project.id}/")
    with app.app_context():
        accounts.end_sessions(alice.id)
    page.fill(f"#q-{project.excavation}", "20,5")
    page.locator("button[form=sheet]").click()
    expect(page.locator("main")).to_contain_text("Masuk")
    page.fill("#email", alice.email)
    page.fill("#password", alice.password)
    page.locator("main button.main").click()
    expect(page.locator("h1")).to_have_text("Anda sudah masuk lagi")
    page.locator("main button.main").click()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,50")


def test_a_page_in_waiting_shows_it_after_a_moment_and_paints_no_row_for_it(sheet):
    """A line at the top, as dimming makes the browser paint the whole table again."""
    page, held = sheet, []
    page.route("**/rows", lambda route: held.append(route))  # noqa: PLW0108 - it looks at a function
    line = "getComputedStyle(document.getElementById('area'), '::before')"
    page.get_by_role("button", name="Lipat").click()
    expect(page.locator("#area")).to_have_attribute("aria-busy", "true")
    style = page.evaluate(f"({{at: {line}.position, dim: getComputedStyle(area).opacity}})")
    assert style == {"at": "fixed", "dim": "1"}
    delay = page.evaluate(
        "document.getAnimations().map(({effect}) => [effect.pseudoElement, effect.getTiming()])"
        ".filter(([at]) => at === '::before').map(([, {duration}]) => duration)"
    )
    assert delay == [300]
    page.wait_for_timeout(400)
    assert page.evaluate(f"{line}.visibility") == "visible"
    held[0].continue_()
    expect(page.locator("#area")).not_to_have_attribute("aria-busy", "true")
    assert page.evaluate(f"{line}.content") == "none"
