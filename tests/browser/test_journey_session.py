"""J8: the session ends while somebody types; after the log-in the text stands and is saved once."""

import re

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import accounts
from tests.browser import people


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, app, new_context, login, alice, project):
    """Not `browser_page`: an answer of 401 is red in its console."""
    context = new_context(java_script_enabled=request.param)
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.goto(f"/projects/{project.id}/")
    return page


def stored(app, project):
    with app.app_context():
        quantity = db.session.get(OutlineNode, project.excavation).quantity_typed
        return db.session.get(Project, project.id).revision, quantity


def test_what_was_typed_outlives_the_session(app, page, project, alice):
    scripted = page.evaluate("typeof htmx === 'object'")
    cell = page.locator(f"#q-{project.excavation}")
    before, _ = stored(app, project)
    cell.fill("12,75")
    with app.app_context():
        accounts.end_sessions(alice.id)
    cell.press("Enter")

    expect(page.locator("#toasts .err")).to_contain_text("Sesi Anda sudah berakhir")
    page.fill("#email", alice.email)
    page.fill("#password", alice.password)
    page.get_by_role("button", name="Masuk").click()
    if scripted:
        expect(page).to_have_url(re.compile(rf"/projects/{project.id}/"))
        expect(cell).to_have_value("12,75")
        page.locator("#offline [data-retry]").click()
        expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    else:
        expect(page.locator("h1")).to_have_text("Anda sudah masuk lagi")
        page.locator("main button.main").click()
        expect(page).to_have_url(re.compile(rf"/projects/{project.id}/"))
    expect(cell).to_have_value("12,75")
    page.reload()
    expect(cell).to_have_value("12,75")
    expect(page.locator("#offline")).to_be_hidden()
    assert stored(app, project) == (before + 1, 12.75)
