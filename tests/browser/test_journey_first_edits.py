"""From the log-in to ten quantities and the right total, by keyboard alone, at 50 kbit/s."""

import re
import time
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from tests import proxy
from tests.browser import people, typist
from tests.browser.school import rupiah, school

PAINT, JOURNEY = 6, 75
WAIT_MS = 60_000


@pytest.fixture
def built(app, alice):
    """The school, stored; its figures are computed beside the product."""
    built = school()
    people.bring(app, alice, built)
    return built


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def scripted(request):
    return request.param


def enter(page, person):
    """Log in; the seconds until the first page of all was painted."""
    page.goto("/login", timeout=WAIT_MS)
    painted = typist.painted(page)
    page.locator("#email:focus").wait_for()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/$"), timeout=WAIT_MS, wait_until="commit")
    return painted


def open_project(page):
    """Open it from the list; the seconds until the table was painted."""
    page.locator("#projects tbody th a").wait_for(timeout=WAIT_MS)
    typist.tab_to(page, "#projects tbody th a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/projects/\d+/$"), timeout=WAIT_MS)
    return typist.painted(page)


def ten_edits(built):
    """Other quantities for the first ten items; the school knows them from now on."""
    for place, item in enumerate(built.items[:10]):
        item.quantity = Fraction(4 * (place + 3) + 1, 4)
    return [f"{place + 3},25" for place in range(10)]


def type_them(page, texts, scripted):
    """Enter saves a cell and goes down; without script Tab goes on and one Enter saves them all."""
    rows = typist.rows(page)
    typist.tab_to(page, f"#q-{rows[0]}")
    if scripted:
        typist.type_down(page, dict(zip(rows, texts, strict=False)), 0)
        typist.settled(page)
        return
    for row, text in zip(rows, texts, strict=False):
        if row != rows[0]:
            typist.tab_to(page, f"#q-{row}")
        page.keyboard.type(text)
    with page.expect_navigation(timeout=WAIT_MS):
        page.keyboard.press("Enter")


def test_ten_edits_by_keyboard_alone_give_the_right_total(
    line, new_context, alice, built, scripted
):
    # A server makes its templates once; this journey is about the line.
    enter(new_context().new_page(), alice)
    line.become(proxy.FIELD)
    line.seed = 40  # a stall on the way to the scripts, others in the edits
    start = time.monotonic()
    page = new_context(base_url=line.address, java_script_enabled=scripted).new_page()
    painted = [enter(page, alice), open_project(page)]
    type_them(page, ten_edits(built), scripted)
    total = page.locator("tfoot.bar td.amt")
    expect(total).to_have_text(rupiah(built.rounded), timeout=WAIT_MS)
    for row, item in zip(typist.rows(page)[:10], built.items, strict=False):
        expect(page.locator(f"#i-{row} td.amt")).to_have_text(rupiah(built.amount(item)))

    assert max(painted) <= PAINT
    assert time.monotonic() - start <= JOURNEY
