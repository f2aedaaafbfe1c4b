"""Two editors in one cell over a slow line: nothing is overwritten, and either value can win."""

import pytest
from playwright.sync_api import expect

from app.services import outline
from app.services.outline import Cell
from tests import proxy
from tests.browser import typist

WAIT_MS = 30_000


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request, over_line, alice, project):
    address = f"/projects/{project.id}/"
    return over_line(alice, address, proxy.FIELD, java_script_enabled=request.param)


@pytest.fixture
def bob_sets(app, bob, project):
    """`bob_sets(row, "13")` while Alice's page stands open."""

    def write(row, text):
        with app.app_context():
            outline.set_quantity(project.id, bob.id, Cell(row, 1, text), "id")

    return write


def type_into(page, row, text):
    page.locator(f"#q-{row}").select_text()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    return page.locator(f"#c-{row}")


def test_one_value_is_kept_and_the_other_one_taken(page, app, project, bob_sets):
    book = typist.Book(app, project.id)
    bob_sets(project.excavation, "13")
    told = type_into(page, project.excavation, "14")
    for value in ("Bob", "12,50", "13,00", "14"):
        expect(told).to_contain_text(value, timeout=WAIT_MS)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("14")
    assert book.revisions() == 1

    told.locator("button").press("Enter")
    expect(told).to_have_count(0, timeout=WAIT_MS)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("14,00")
    bob_sets(project.backfill, "5")
    told = type_into(page, project.backfill, "6")
    told.locator("a.btn").press("Enter", timeout=WAIT_MS)
    expect(told).to_have_count(0, timeout=WAIT_MS)
    expect(page.locator(f"#q-{project.backfill}")).to_have_value("5,00")

    assert book.quantities() == {
        (project.excavation, 13): 1,
        (project.excavation, 14): 1,
        (project.backfill, 5): 1,
    }
    assert book.differences() == ()
