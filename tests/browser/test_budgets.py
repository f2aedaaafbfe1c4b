"""What a browser fetches for each step, what moves without being asked, and what a key costs."""

import json
import re

import pytest
from playwright.sync_api import expect

from bench.journeys import PASTE, Meter
from tests import large_projects
from tests.browser import people

COLD, COLD_REQUESTS, WARM, EDIT, BLOCK = 36_000, 5, 8_000, 1_800, 6_000
LOG_IN = 14_000
#: Reading one of these makes the browser lay out the page at once.
MEASURES = """(() => {
  window.measured = [];
  const note = (owner, name) => {
    const told = Object.getOwnPropertyDescriptor(owner, name);
    const key = told.get ? "get" : "value";
    const read = told[key];
    told[key] = function (...given) {
      window.measured.push(name);
      return read.apply(this, given);
    };
    Object.defineProperty(owner, name, told);
  };
  for (const name of ["getBoundingClientRect", "getClientRects", "clientWidth", "clientHeight",
    "scrollTop", "scrollHeight"]) note(Element.prototype, name);
  for (const name of ["offsetTop", "offsetWidth", "offsetHeight", "innerText"]) {
    note(HTMLElement.prototype, name);
  }
  note(window, "getComputedStyle");
})()"""


@pytest.fixture
def hundred(app, alice):
    return large_projects.make(app, alice.id, 100)


@pytest.fixture
def page(browser_page, app, login, alice):
    people.enter(browser_page.context, app, login, alice)
    return browser_page


def rows(page):
    return page.locator("[data-sheet] tr.r")


def test_each_step_fetches_what_it_may_and_from_nobody_else(page, hundred, live_server):
    hosts = set()
    page.on("request", lambda request: hosts.add(re.match(r"https?://[^/]+", request.url)[0]))
    meter = Meter(page.context.new_cdp_session(page))

    def read():
        page.wait_for_timeout(300)
        return meter.read()

    sheet = f"/projects/{hundred}/"
    page.goto(sheet)
    _requests, sent, weight = read()
    # The browser asks for the icon once a day, by itself, when all else has come.
    assert (sent - 1 <= COLD_REQUESTS, weight <= COLD) == (True, True), (sent, weight)
    page.goto(sheet)
    _requests, sent, weight = read()
    assert (sent, weight <= WARM) == (1, True), weight
    cell = rows(page).nth(1).locator(".cell")
    cell.fill("77,25")
    cell.press("Enter")
    expect(rows(page).nth(1)).to_have_attribute("data-state", "saved")
    requests, _sent, weight = read()
    assert (requests, weight <= EDIT) == (1, True), weight
    first = page.locator("[data-sheet] td .cell[name]").first.get_attribute("id")
    page.evaluate(PASTE, [f"#{first}", "\n".join(f"{n + 3},25" for n in range(100))])
    page.locator("#area form.stack button.main").click()
    expect(page.locator(f"#{first}")).to_have_value("3,25")
    _requests, sent, weight = read()
    assert (sent, weight <= 2 * BLOCK) == (2, True), weight  # looked at, then stored
    assert hosts == {live_server}


def test_the_log_in_page_fetches_little_and_no_library(new_context, live_server):
    page = new_context().new_page()
    meter = Meter(page.context.new_cdp_session(page))
    page.goto("/login")
    page.wait_for_timeout(300)
    _requests, sent, weight = meter.read()

    assert sent <= 3  # the page, its style sheet, the icon
    assert weight <= LOG_IN
    assert page.evaluate("typeof htmx") == "undefined"
    assert page.locator("script").count() == 0


def test_a_search_asks_once_for_words_that_are_typed_and_never_for_two_letters(page, project):
    asked = []
    page.goto(f"/projects/{project.id}/search")
    expect(page.locator("#q")).to_be_focused()  # keys pressed before go nowhere
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.type("ga")
    page.wait_for_timeout(600)
    assert asked == []
    page.keyboard.type("lian tanah")
    page.wait_for_timeout(600)
    assert [url.partition("?q=")[2].partition("&")[0] for url in asked] == ["galian+tanah"]


def test_a_key_measures_nothing_and_lays_out_its_own_cell_alone(page, hundred, browser):
    page.add_init_script(MEASURES)
    page.goto(f"/projects/{hundred}/")
    cell = rows(page).nth(3).locator(".cell")
    cell.click()
    page.evaluate("window.measured = []")
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for key in "12345":
        page.keyboard.press(key)
        page.wait_for_timeout(40)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    layouts = [e["args"]["beginData"] for e in trace if e["name"] == "Layout"]

    assert page.evaluate("window.measured") == []
    assert len(layouts) == 5
    assert all(each["partialLayout"] for each in layouts)
    assert max(each["totalObjects"] for each in layouts) <= 5  # the text and what holds it


def test_going_to_another_cell_lays_out_the_page_once(page, hundred):
    page.goto(f"/projects/{hundred}/")
    rows(page).nth(3).locator(".cell").click()
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def layouts():
        page.wait_for_timeout(200)
        found = cdp.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in found if each["name"] == "LayoutCount")

    before = layouts()
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(20)
    assert layouts() - before <= 2 * 10


def test_an_answer_and_the_panel_style_what_they_bring_and_not_the_table(page, hundred, browser):
    page.goto(f"/projects/{hundred}/")

    def styled(act):
        browser.start_tracing(page=page, categories=["devtools.timeline"])
        act()
        page.wait_for_timeout(400)
        trace = json.loads(browser.stop_tracing())["traceEvents"]
        done = [each["args"] for each in trace if each["name"] == "UpdateLayoutTree"]
        return sum(args["elementCount"] for args in done if "elementCount" in args)

    rows(page).nth(3).locator(".cell").click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")  # the shares of the whole page are hidden, once
    expect(rows(page).nth(3)).to_have_attribute("data-state", "saved")
    page.keyboard.type("8")
    saving = styled(lambda: page.keyboard.press("Enter"))
    expect(rows(page).nth(4)).to_have_attribute("data-state", "saved")
    opening = styled(lambda: rows(page).nth(5).locator(".amt a").click())
    expect(page.locator("#why")).to_be_visible()
    brought = page.locator("#why *").count()
    closing = styled(lambda: page.keyboard.press("Escape"))
    expect(page.locator("#why")).to_be_hidden()
    assert page.locator("[data-sheet] *").count() > 1500
    assert (saving <= 300, opening <= 3 * brought, closing <= 150) == (True,) * 3, (
        saving,
        opening,
        brought,
        closing,
    )
