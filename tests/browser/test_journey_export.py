"""J6: the worker dies while it makes a workbook; the file comes all the same, once, and right."""

import dataclasses
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.models import Blob
from app.services import workbook
from tests.browser import people, school
from tests.documents.sheets import Book
from tests.jobs.desk import until

FLOORS = 9


@pytest.fixture(params=["browser_page", "scriptless_page"], ids=["script", "no script"])
def page(request, app, login, alice):
    page = request.getfixturevalue(request.param)
    people.enter(page.context, app, login, alice)
    return page


@pytest.fixture
def tower(monkeypatch):
    """The school on so many floors: enough to be caught at it, and made in the background."""
    monkeypatch.setattr(workbook, "AT_ONCE", 100)
    built = school.school()
    built.items = [
        dataclasses.replace(item, code=f"{item.code}.{floor}", title=f"{item.title}, {floor}")
        for floor in range(FLOORS)
        for item in built.items
    ]
    return built


def killed_at_work(desk, number):
    """A worker that has begun, and does not live to see the end."""
    with desk.worker(lease=1.0) as worker:
        until(lambda: desk.look(number).step == "workbook")
        worker.kill()
    left = desk.look(number)
    assert (left.state, left.has_ended) == ("running", False)


def test_a_killed_worker_costs_time_and_nothing_else(page, app, alice, desk, tower, tmp_path):
    project = people.bring(app, alice, tower)
    page.goto(f"/projects/{project}/export")
    page.get_by_role("button", name="Buat buku kerja").click()
    shown = page.locator("[id^=job-]").first
    expect(shown).to_contain_text("Menunggu giliran")
    number = int(page.url.rpartition("/")[2])
    killed_at_work(desk, number)
    page.reload()
    expect(shown).to_contain_text("Menulis buku kerja")

    with desk.worker(lease=1.0):
        expect(shown).to_contain_text("Selesai", timeout=30_000)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Lihat hasilnya").click()
    path = tmp_path / "made.xlsx"
    waiting.value.save_as(path)
    book = Book(path)
    assert len([row for row in book.rows["RAB"] if row.startswith("item:")]) == 29 * FLOORS
    total = Fraction(str(book.at("RAB", "total", "H")))
    assert school.rupiah(total) == school.rupiah(tower.subtotal)
    assert waiting.value.suggested_filename.endswith("-Gedung-sekolah-enam-kelas.xlsx")

    found = desk.look(number)
    assert (found.state, found.attempts) == ("done", 2)
    with app.app_context():
        files = db.session.query(Blob).filter(Blob.name.endswith(".xlsx")).count()
    assert files == 1
