"""What comes out of the printer: the ledger, without anything that one clicks."""

import pytest

from tests.browser import people, school
from tests.browser.test_screens import rows

PAGES = ("", "recap", "overview", "prices", "analyses/{analysis}")
CONTROLS = """[...document.querySelectorAll(
  "header, .tools, .btn, .q, .pages, .toasts, input[type=radio], .fx, .versions"
)].filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 80))"""
PARTS = """[...document.querySelectorAll("main table.ledger :is(thead, tfoot)")].map(
  (part) => [part.tagName, getComputedStyle(part).display])"""
WANTED = {("THEAD", "table-header-group"), ("TFOOT", "table-row-group")}


@pytest.mark.parametrize("path", PAGES)
def test_a_printed_page_has_no_controls_and_repeats_its_heads(
    app, login, admin, browser_page, path
):
    page, project = browser_page, people.bring(app, admin, school.school())
    people.enter(page.context, app, login, admin)
    page.goto(f"/projects/{project}/{path.format(**rows(app, project))}")
    page.emulate_media(media="print")
    assert page.evaluate(CONTROLS) == []
    assert {tuple(part) for part in page.evaluate(PARTS)} <= WANTED
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
