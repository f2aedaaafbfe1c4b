"""Unsent changes that were stored, but whose answer was lost, while somebody else went on."""

import pytest
from playwright.sync_api import expect

from app.services import outline
from app.services.outline import Cell
from tests import proxy
from tests.browser import typist


@pytest.fixture
def page(over_line, alice, project):
    return over_line(alice, f"/projects/{project.id}/", proxy.FAST)


def waits(page, row):
    expect(page.locator(f"#i-{row}")).to_have_attribute("data-state", "unsaved")


def type_into(page, row, text):
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")
    waits(page, row)


def test_cells_that_went_together_are_no_conflict_with_what_others_did_since(
    app, line, page, project, bob
):
    book = typist.Book(app, project.id)
    button = page.locator("#offline [data-retry]")
    with line.cutting("before"):
        type_into(page, project.excavation, "20")
        type_into(page, project.backfill, "30")
    with line.cutting("after"):
        button.click()
        waits(page, project.backfill)
        assert book.revisions() == 1
        with app.app_context():
            seen = Cell(project.excavation, 2, "13")
            outline.set_quantity(project.id, bob.id, seen, "id")

    button.click()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("13,00")
    expect(page.locator(f"#i-{project.excavation} .st")).to_have_text("diubah oleh Bob")
    expect(page.locator(f"#i-{project.backfill} .st")).to_have_text("tersimpan")
    expect(page.locator("tr.cf")).to_have_count(0)
    assert book.revisions() == 2
