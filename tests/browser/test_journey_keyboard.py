"""The whole main job without a pointer, with script and without: from log-in to log-out."""

import re
from fractions import Fraction as F

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.keyboard import PATIENCE, Keyboard
from tests.browser.school import rupiah
from tests.fixtures_adopt import small_catalogue

#: By hand: 1,65 OH, 371 kg, 61.56/1400 m3, 5 % of labour, a lump of 2.500, half of the mortar; then
#: 10 % markup rounded down to a rupiah, 12,5 m3, 12 % of 11/12, rounded down to a thousand.
LABOUR, MORTAR = F("1.65") * 110_000, F("0.3") * 110_000 + 10 * 1_550
DIRECT = LABOUR * F("1.05") + 371 * 1_550 + F("61.56") / 1400 * 280_000 + 2_500 + MORTAR / 2
AMOUNT = int(DIRECT * F("1.1")) * F("12.5")
ROUNDED = F(int(AMOUNT * F("1.11") / 1000) * 1000)
PRICES = {"OH, Pekerja": "110.000", "kg, Semen Portland": "1.550", "m3, Pasir beton": "280.000"}


@pytest.fixture(params=["browser_page", "scriptless_page"], ids=["script", "no script"])
def keys(request):
    return Keyboard(request.getfixturevalue(request.param))


@pytest.fixture
def shelf(app):
    with app.app_context():
        return small_catalogue()


def log_in(keys, person):
    keys.page.goto("/")
    expect(keys.page.locator("#email")).to_be_focused()
    keys.type(person.email)
    keys.to("#password")
    keys.type(person.password)
    keys.press("Enter")
    expect(keys.page).to_have_url(re.compile(r"/$"))


def make_project(keys):
    keys.skip()
    keys.to("Buat proyek")
    keys.press("Enter")
    expect(keys.page.locator("#name")).to_be_focused()
    keys.type("Pos jaga")
    keys.press("Enter")
    expect(keys.page).to_have_url(re.compile(r"/projects/\d+/$"))
    return keys.page.url


def add_section(keys):
    keys.skip()
    keys.to("Tambah bagian")
    keys.press("Enter")
    expect(keys.page.locator("#title")).to_be_focused()
    keys.type("Pekerjaan beton")
    keys.press("Enter")
    expect(keys.page.locator("tr.g1 th")).to_have_text("Pekerjaan beton")


def pick_an_analysis(keys):
    keys.back_to("[value=catalogue]")
    keys.press("Enter")
    words = keys.page.locator("#q")
    expect(words).to_be_focused()
    keys.type("beton")
    keys.press("Enter")
    expect(keys.page.locator("[data-hits] tbody tr")).to_have_count(1)
    keys.to("Tambah Beton")
    keys.press("Enter")
    expect(keys.page.locator(".toast").first).to_contain_text("ditambahkan")
    keys.back_to("Kembali ke RAB")
    keys.press("Enter")
    expect(keys.page.locator("tr.r th")).to_have_text("Beton 1 m3")


def type_into(keys, cell, text, value):
    keys.to(cell)
    keys.type(text)
    keys.press("Enter")
    expect(keys.page.locator(cell)).to_have_value(value)


def open_tab(keys, name):
    """By the tabs of the project, from a page that was just opened."""
    keys.page.goto(keys.page.url.partition("#")[0])
    keys.to(name)
    keys.press("Enter")
    expect(keys.page.locator("nav [aria-current=page]").first).to_have_text(name)


def name_the_version(keys):
    open_tab(keys, "Riwayat")
    keys.skip()
    keys.to("Beri nama versi")
    keys.press("Enter")
    expect(keys.page).to_have_url(re.compile("#naming$"))
    keys.to("Nama")
    keys.type("Penawaran")
    keys.press("Enter")
    expect(keys.page.locator("h1")).to_contain_text("Revisi")
    expect(keys.page.get_by_text("Penawaran").first).to_be_visible()


def log_out(keys, person):
    keys.page.goto(keys.page.url.partition("#")[0])
    keys.to(person.name)
    keys.press("Enter")
    keys.to("Keluar")
    keys.press("Enter")
    expect(keys.page).to_have_url(re.compile("/login$"))


def test_the_main_job_by_keyboard_alone(keys, shelf, alice):
    page = keys.page
    log_in(keys, alice)
    make_project(keys)
    add_section(keys)
    pick_an_analysis(keys)
    type_into(keys, "[id^=q-]", "12,5", "12,50")
    open_tab(keys, "Harga")
    for name, text in PRICES.items():
        keys.page.goto(keys.page.url.partition("#")[0])
        keys.to(f"Harga per {name}")
        keys.type(text)
        keys.press("Enter")
        expect(page.get_by_role("textbox", name=f"Harga per {name}")).to_have_value(f"{text},00")
    open_tab(keys, "Rekap")
    expect(page.locator("#recap td.amt").first).to_have_text(rupiah(AMOUNT))
    expect(page.locator("#recap td.amt").last).to_have_text(rupiah(ROUNDED))
    name_the_version(keys)
    log_out(keys, alice)
    assert (keys.unmarked, keys.backward) == ([], [])


INSIDE = "document.querySelector('dialog#keys').contains(document.activeElement)"
BETWEEN = "document.activeElement === document.body || !document.querySelector(':popover-open')"


def comes_round(keys, key):
    """Whether the first link of a page is reached twice."""
    reached = 0
    for _ in range(PATIENCE):
        reached += keys.step(key).startswith("Langsung ke isi")
        if reached == 2:
            return True
    return False


def test_tab_goes_round_and_escape_leaves_whatever_opened(app, browser_page, login, alice, project):
    page, keys = browser_page, Keyboard(browser_page)
    people.enter(page.context, app, login, alice)
    for path in ("", "prices", f"analyses/{project.analysis}"):
        page.goto(f"/projects/{project.id}/{path}")
        for key in ("Tab", "Shift+Tab"):  # once round, and out of the page at its end
            assert comes_round(keys, key), (path, key)
    expect_keys_to_come_and_go(page, keys)

    page.goto(f"/projects/{project.id}/")
    keys.to("Alice")
    keys.press("Enter", "Tab")
    expect(page.get_by_role("link", name="Akun")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("link", name="Akun")).to_be_hidden()
    expect(page.locator(".who summary")).to_be_focused()
    assert keys.unmarked == []


def expect_keys_to_come_and_go(page, keys):
    cell = page.locator(".cell").first
    cell.focus()
    keys.press("F1")
    expect(page.locator("dialog#keys")).to_be_visible()
    keys.press("Tab")
    assert page.evaluate(INSIDE)
    keys.press("Escape")
    expect(cell).to_be_focused()
    keys.press("F1")
    expect(page.locator("dialog#keys")).to_be_visible()
    for _ in range(8):  # beyond its end the page goes on, and nothing lies over it
        keys.press("Tab")
        assert page.evaluate(f"{INSIDE} || {BETWEEN}")
    expect(page.locator("dialog#keys")).to_be_hidden()
