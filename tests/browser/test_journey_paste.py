"""J2: 50 rows of 3 from a spreadsheet, one cell of them no number: named, put right, stored."""

import re

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.models import OutlineNode, Project
from bench import projects
from tests.browser import people

COPY = """([text, html]) => navigator.clipboard.write([new ClipboardItem({
  "text/plain": new Blob([text], {type: "text/plain"}),
  "text/html": new Blob([html], {type: "text/html"}),
})])"""
BAD = 16


@pytest.fixture(params=["browser_page", "scriptless_page"], ids=["script", "no script"])
def page(request, app, login, alice):
    page = request.getfixturevalue(request.param)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    people.enter(page.context, app, login, alice)
    return page


@pytest.fixture
def project(app, alice):
    with app.app_context():
        return projects.make(alice.id, 50)


def scripted(page):
    return page.evaluate("typeof htmx === 'object'")


def rectangle():
    """What Excel lays on the clipboard: rows of title, unit and quantity, once more as a table."""
    rows = [(f"Pekerjaan {n}", "m2", f"{n},5") for n in range(1, 51)]
    rows[BAD] = (*rows[BAD][:2], f"{BAD + 1}x5")
    text = "".join("\t".join(row) + "\r\n" for row in rows)
    cells = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    head = "<meta name=ProgId content=Excel.Sheet>"
    return text, f"<html><head>{head}</head><body><table>{cells}</table></body></html>"


def send(page, sheet):
    """By Ctrl+V into a cell; without script into the text area of the page of blocks."""
    text, html = rectangle()
    cell = page.locator("[data-sheet] .cell").first
    if scripted(page):
        page.evaluate(COPY, [text, html])
        cell.focus()
        page.keyboard.press("Control+v")
    else:
        page.goto(f"{sheet}items/block?row={cell.get_attribute('id')[2:]}")
        page.fill("#text", text)
        page.locator("#area form button.main").click()


def stored(app, project):
    """Revision, and title, unit and quantity of what was pasted."""
    with app.app_context():
        ours = OutlineNode.project_id == project, OutlineNode.title.startswith("Pekerjaan ")
        rows = db.session.query(OutlineNode).filter(*ours, OutlineNode.unit == "m2").all()
        found = sorted((row.quantity, row.title, row.unit) for row in rows)
        return db.session.get(Project, project).revision, found


def undo(page):
    with page.expect_navigation():
        if scripted(page):
            page.locator("h1").click()
            page.keyboard.press("Control+z")
        else:
            page.locator('button[formaction$="/undo"]').click()


def test_a_block_with_one_bad_cell_is_put_right_stored_and_undone(page, app, project):
    sheet = f"/projects/{project}/"
    page.goto(f"{sheet}?size=200")
    total = page.locator("tfoot.bar td.amt").inner_text()
    rows = page.locator("[data-sheet] tbody tr").all_inner_texts()
    before, _ = stored(app, project)

    send(page, sheet)
    told = page.locator("#area .alert")
    expect(told).to_contain_text("Baris 17")
    expect(told).to_contain_text("Pekerjaan 17")
    fix = page.locator(f"#fix-{BAD}-2")
    expect(fix).to_have_value("17x5")
    assert stored(app, project) == (before, [])
    fix.fill("17,5")
    page.locator("#area form button.main").click()
    expect(page).to_have_url(re.compile(r"row=\d+"))
    assert stored(app, project) == (
        before + 1,
        [(n + 0.5, f"Pekerjaan {n}", "m2") for n in range(1, 51)],
    )

    undo(page)
    assert stored(app, project) == (before + 2, [])
    page.goto(f"{sheet}?size=200")
    assert page.locator("[data-sheet] tbody tr").all_inner_texts() == rows
    assert page.locator("tfoot.bar td.amt").inner_text() == total
