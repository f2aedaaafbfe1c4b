"""The last question before an import: an overlay with script, nothing in the way without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.desk import Desk
from tests.browser.school import school, write

WHERE = "document.activeElement.closest('dialog, form')?.tagName"


@pytest.fixture
def chosen(app, browser_page, login, alice, tmp_path):
    """The page that shows what the files hold, before they are stored."""
    people.enter(browser_page.context, app, login, alice)
    folder = tmp_path / "tables"
    folder.mkdir()
    Desk(browser_page, alice, scripted=True).choose(write(school(), folder))
    return browser_page


def test_an_import_asks_once_more_and_the_focus_stays_inside(chosen):
    page = chosen
    opener = page.locator("main form > p button.main")
    opener.focus()
    page.keyboard.press("Enter")
    overlay = page.get_by_role("dialog", name=re.compile("sebagai proyek baru"))
    expect(overlay).to_contain_text("29 item")
    expect(overlay.locator("h2")).to_be_focused()
    assert people.accessibility(page) == {}
    for _turn in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate(WHERE) in {"DIALOG", None}  # None: the bars of the browser itself

    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    overlay.get_by_role("button", name="Jangan").click()
    expect(overlay).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page).to_have_url(re.compile("/projects/import"))

    opener.click()
    overlay.get_by_role("button", name="Simpan").click()
    expect(page).to_have_url(re.compile(r"/projects/\d+/$"))
