"""J7: a row as a screen reader says it: column, number and name, value, unit, state in words."""

import pytest
from playwright.sync_api import expect

from app.models import OutlineNode
from app.services import revisions
from app.services.revisions import Order
from tests.browser import people, reader


@pytest.fixture(params=["browser_page", "scriptless_page"], ids=["script", "no script"])
def page(request, app, login, alice):
    page = request.getfixturevalue(request.param)
    people.enter(page.context, app, login, alice)
    return page


@pytest.fixture
def formula(app, alice, project):
    """An item whose quantity is computed."""

    def add(draft):
        row = OutlineNode(
            kind="item", parent_id=project.section, position=9 << 20, title="Buang tanah",
            unit="m3", formula="=2*3.5",
        )  # fmt: skip
        return {"row": draft.add(row).id}

    with app.app_context():
        return revisions.run(Order(project.id, "row.added", alice.id), add).result["row"]


def scripted(page):
    return page.evaluate("typeof htmx === 'object'")


def save(page, cell, text):
    page.fill(cell, text)
    if scripted(page):
        page.press(cell, "Enter")
    else:
        page.locator("button[form=sheet]").click()


def test_a_row_of_the_sheet_reads_as_a_sentence(page, project, formula):
    page.goto(f"/projects/{project.id}/")
    row, cell = f"#i-{project.excavation}", f"#q-{project.excavation}"
    said = reader.row(page, row)
    assert said[:5] == ["1", "T.01", "Galian tanah", "Volume, 1 Galian tanah, 12,50, m3", "m3"]
    assert said[6] == "1.086.250,00"
    told = reader.row(page, f"#i-{formula}")[3]  # with what it is described by, its result
    assert told.startswith("Volume, 3 Buang tanah, =2*3,5, 7,00 m3")

    save(page, cell, "13")
    expect(page.locator(f"{row} .amt")).to_have_text("1.129.700,00")
    said = reader.row(page, row)
    assert said[3] == "Volume, 1 Galian tanah, 13,00, m3"
    # Without script the page is new, and a message on top of it says that it was stored.
    assert said[-1] == ("tersimpan" if scripted(page) else "")

    save(page, cell, "1.5")
    expect(page.locator(f"{cell}-e")).to_be_visible()
    said = reader.row(page, row)
    field, mark, reason = said[3].partition(", invalid ")
    assert field == f"Volume, 1 Galian tanah, 1.5, {reason}"
    assert mark
    assert "1,5" in reason
    assert said[-1] == "belum tersimpan"


def test_a_price_and_a_coefficient_read_as_sentences(page, project):
    page.goto(f"/projects/{project.id}/prices")
    said = reader.row(page, f"#r-{project.labourer}")
    assert "Harga per OH, Pekerja, 100.000,00" in said
    said = reader.row(page, f"#r-{project.sand}")
    assert "Harga per m3, Pasir urug" in [each.partition(", ketik")[0] for each in said]

    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    said = reader.row(page, f"#i-{project.component}")
    assert "Koefisien, 1 Pekerja, 0,7500, OH" in said
