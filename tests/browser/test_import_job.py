"""A large project on its way in, to its sheet or to a stop; with script and without."""

import re

import pytest
from playwright.sync_api import expect

from app.services import jobs, jobs_claims, jobs_work, project_imports
from app.services.jobs_work import Work
from tests.browser import people
from tests.browser.school import rupiah, school, write

SHEET = re.compile(r"/projects/\d+/$")


@pytest.fixture(autouse=True)
def _it_is_large(monkeypatch):
    monkeypatch.setattr(project_imports, "LINES", 10)


@pytest.fixture
def work(app):
    def run():
        with app.app_context():
            while jobs.run_next("test") is not None:
                pass

    return run


@pytest.fixture(params=["browser_page", "scriptless_page"])
def page(request, app, login, alice):
    found = request.getfixturevalue(request.param)
    people.enter(found.context, app, login, alice)
    found.scripted = request.param == "browser_page"
    return found


@pytest.fixture
def built(page, tmp_path):
    """A school whose tables were chosen; its figures."""
    made = school()
    page.goto("/projects/import")
    page.set_input_files("input[type=file]", write(made, tmp_path))
    page.locator("main button.main").press("Enter")
    expect(page).to_have_url(re.compile(r"/projects/imports/\d+$"))
    return made


def confirm(page):
    page.locator("#confirm > p button.main").press("Enter")
    if page.scripted:
        overlay = page.get_by_role("dialog", name=re.compile("sebagai proyek baru"))
        expect(overlay.locator("h2")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#confirm > p button.main")).to_be_focused()
        page.keyboard.press("Enter")
        overlay.get_by_role("button", name="Simpan").press("Enter")
    expect(page).to_have_url(re.compile(r"/jobs/\d+$"))


def test_a_large_project_is_followed_from_the_file_to_its_sheet(page, built, work):
    expect(page.locator("progress")).to_be_visible()
    page.reload()
    expect(page.locator("main")).to_contain_text("Menunggu giliran")
    work()  # who waits is led on: by script, or by the page that loads again
    expect(page.locator("#tables")).to_contain_text(rupiah(built.rounded), timeout=20_000)
    assert people.overflow(page) <= 0
    if page.scripted:
        assert people.accessibility(page) == {}

    confirm(page)
    expect(page.locator("progress")).to_be_visible()
    page.reload()
    expect(page.locator("progress")).to_be_visible()
    work()
    if page.scripted:
        expect(page).to_have_url(SHEET, timeout=20_000)
        expect(page.locator("#toasts")).to_contain_text("Disimpan dengan 29 item.")
    else:
        expect(page.locator("main")).to_contain_text("Disimpan dengan 29 item.", timeout=20_000)
        page.locator("main a.btn.main").click()
        expect(page).to_have_url(SHEET)
    expect(page.locator("tfoot.bar td.amt")).to_have_text(rupiah(built.rounded))


@pytest.fixture
def under_way(app, page, built, work, monkeypatch):
    """The storing, a quarter of the tables read, and its page."""
    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    work()
    page.reload()
    confirm(page)
    with app.app_context():
        taken = Work(jobs_claims.take("w", {project_imports.STORE}))
        taken.step("project.reading", 200)
        taken.advance(50)
    page.reload()
    return taken


def test_one_that_is_stopped_says_so_and_can_be_stored_later(app, page, under_way, work):
    expect(page.locator("main")).to_contain_text(re.compile(r"Membaca tabel · 25\s%"))
    page.get_by_role("button", name="Hentikan").press("Enter")
    expect(page.locator("main")).to_contain_text("Sedang dihentikan")
    with app.app_context():
        with pytest.raises(jobs.Cancelled):
            under_way.step("project.storing")
        jobs_claims.give_back(under_way._claim, pause=-1)
    work()
    page.reload()
    expect(page.locator("main")).to_contain_text("Dihentikan")
    page.goto("/")
    expect(page.get_by_text("Gedung sekolah enam kelas")).to_have_count(0)

    page.goto("/projects/imports/1")
    confirm(page)
    work()
    page.goto("/")
    expect(page.get_by_text("Gedung sekolah enam kelas")).to_have_count(1)
