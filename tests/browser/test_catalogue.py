"""An official workbook from its file to the form on the screen, with script and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.models import User
from app.services import job_handlers, jobs, transactions
from tests.browser import people
from tests.web.catalogue.conftest import flat, forms, stored, unknown

DATA = Path(__file__).parents[3] / "shared" / "data"
#: A small workbook, and those that circulate where this machine has them; analyses of each.
BOOKS = [
    # The large ones take 20 s each; the services read them in every run.
    pytest.param(name, count, marks=() if count == "2" else pytest.mark.soak)
    for name, count in (
        ("datar.xlsx", "2"), ("SNI_2025_AHSP.xlsx", "2.306"), ("AHSP_CK_Permen8_2023.xlsx", "670"),
    )
    if count == "2" or (DATA / name).exists()
]  # fmt: skip
PHONE = {"width": 360, "height": 740}
SCREENS = (
    "/catalogue", "/catalogue/upload", "/catalogue/editions/1", "/catalogue/editions/1?chapter=*",
    "/catalogue/editions/1/findings", "/catalogue/editions/1/resources", "/catalogue/analyses/1",
    "/catalogue/resources/1", "/catalogue/price-lists", "/catalogue/price-lists/1",
    "/catalogue/previews/1", "/catalogue/previews/2",
)  # fmt: skip


@pytest.fixture
def work(app):
    """`work()`: what a worker would do now."""
    assert job_handlers.__all__

    def run():
        with app.app_context():
            while jobs.run_next("test") is not None:
                pass

    return run


@pytest.fixture
def files(tmp_path):
    for name, content in (("datar", flat()), ("lain", unknown()), ("formulir", forms())):
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    return tmp_path


@pytest.fixture(params=["browser_page", "scriptless_page"])
def page(request, app, login, admin):
    found = request.getfixturevalue(request.param)
    people.enter(found.context, app, login, admin)
    return found


def bring(page, work, file):
    page.goto("/catalogue/upload")
    page.set_input_files("input[type=file]", file)
    page.locator("main form button.main").click()
    expect(page).to_have_url(re.compile(r"/catalogue/previews/\d+$"))
    work()
    page.reload()


def store(page, work, name):
    page.fill("#edition", name)
    page.locator("#confirm form > p button.main").click()
    if page.locator("dialog[open]").count():  # where there is script
        page.locator("dialog[open] button.main").click()
    expect(page).to_have_url(re.compile(r"/jobs/\d+$"))
    work()
    page.reload()
    page.locator("main a.btn.main").click()
    expect(page.locator("h1")).to_have_text(name)


def test_a_workbook_becomes_an_edition_whose_unit_is_confirmed(page, work, files):
    bring(page, work, files / "datar.xlsx")
    expect(page.locator("#findings")).to_contain_text("Tanpa kelompok (1)")
    store(page, work, "Buku datar")
    page.goto("/catalogue/editions/1?chapter=*")
    page.get_by_role("link", name=re.compile("^Penggalian")).click()
    expect(page.locator("table.ledger")).to_contain_text("0,7500")
    page.fill("#unit", "m2")
    page.locator("#unit-of button").click()
    expect(page.locator("#unit-of")).to_contain_text("ditegaskan")
    expect(page.locator("#unit-of b")).to_have_text("m2")


def test_an_unknown_table_is_explained_by_the_keyboard(page, work, files):
    bring(page, work, files / "lain.xlsx")
    page.locator("#column-0").focus()
    chosen = ("", "code", "title", "name", "unit", "coefficient", "")
    for index, meaning in enumerate(chosen):
        focused = page.locator(f"#column-{index}")
        expect(focused).to_be_focused()
        focused.select_option(meaning)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/previews/2$"))
    work()
    page.reload()
    expect(page.locator("dl.pairs")).to_contain_text("Tabel dengan kolom yang dipilih orang")
    store(page, work, "Buku lain")


def test_what_is_no_workbook_is_told_beside_the_field(page, tmp_path):
    page.goto("/catalogue/upload")
    (tmp_path / "x.xlsx").write_bytes(b"<html>")
    page.set_input_files("input[type=file]", tmp_path / "x.xlsx")
    page.locator("main form button.main").click()
    expect(page.locator("#file")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#file-error")).not_to_be_empty()
    expect(page.locator("#file")).to_be_focused()


@pytest.fixture
def entered(app, login, admin, browser_page):
    people.enter(browser_page.context, app, login, admin)
    return browser_page


def test_the_way_to_the_preview_appears_when_the_job_has_ended(entered, work, files):
    entered.goto("/catalogue/upload")
    entered.set_input_files("input[type=file]", files / "datar.xlsx")
    entered.locator("main form button.main").click()
    expect(entered.locator("progress")).to_be_visible()
    work()
    entered.locator("main a.btn.main").click()
    expect(entered.locator("#edition")).to_be_visible()


@pytest.fixture
def filled(app, admin, entered, work, files):
    """An edition with prices, a preview and a question about columns."""
    stored(app, admin, forms(), "Buku formulir")
    for name in ("datar", "lain"):
        bring(entered, work, files / f"{name}.xlsx")
    return entered


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_sound_in_light_and_dark(app, admin, filled, language):
    with app.app_context(), transactions.writing() as session:
        user = session.get(User, admin.id)
        user.language = user.number_locale = language
    found = {}
    for address in SCREENS:
        filled.goto(address)
        assert filled.locator("html").get_attribute("lang") == language
        found[address] = people.accessibility(filled)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_no_page_is_wider_than_a_phone(app, login, admin, filled, new_context):
    phone = new_context(viewport=PHONE, has_touch=True).new_page()
    people.enter(phone.context, app, login, admin)
    wider = {}
    for address in SCREENS:
        answer = phone.goto(address)
        assert answer.status == 200, address
        wider[address] = people.overflow(phone)
    assert {address: pixels for address, pixels in wider.items() if pixels > 0} == {}
    assert filled.locator("h1").count() == 1


@pytest.mark.parametrize(("name", "count"), BOOKS)
def test_a_circulating_workbook_passes_through_the_pages(entered, work, files, name, count):
    bring(entered, work, files / name if (files / name).exists() else DATA / name)
    expect(entered.locator("dl.pairs")).to_contain_text(count)
    store(entered, work, "Buku beredar")
    assert people.accessibility(entered) == {}
    assert people.overflow(entered) <= 0
