"""A connection cut on a slow line, before the server heard or after it answered: one effect."""

import dataclasses
import functools
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests import proxy
from tests.browser import typist

WAIT_MS = 30_000
SLOW = dataclasses.replace(proxy.FIELD, stalls=0)


@pytest.fixture(params=["before", "after"])
def place(request):
    return request.param


@pytest.fixture
def open_sheet(over_line, alice, project):
    return functools.partial(over_line, alice, f"/projects/{project.id}/", SLOW)


def shows_an_error(page):
    """Wait for the browser's own page, which comes in two steps."""
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.url.startswith("chrome-error:"):
            return
    raise AssertionError(page.url)


def type_into(page, row, text):
    page.locator(f"#q-{row}").select_text()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_an_edit_whose_connection_is_cut_is_sent_again_and_stored_once(
    app, line, open_sheet, project, place
):
    page, book = open_sheet(), typist.Book(app, project.id)
    row = page.locator(f"#i-{project.excavation}")
    with line.cutting(place):
        type_into(page, project.excavation, "20")
        expect(page.locator("#offline")).to_contain_text("Belum terkirim: 1.", timeout=WAIT_MS)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20")
    assert book.revisions() == (place == "after")

    expect(row).to_have_attribute("data-state", "saved", timeout=WAIT_MS)
    expect(row.locator(".st")).to_have_text("tersimpan")
    expect(page.locator("#offline")).to_be_hidden()
    assert set(line.cuts()) == {place}
    assert book.quantities() == {(project.excavation, 20): 1}


def test_without_script_the_form_is_sent_again_from_the_page_of_the_error(
    app, line, open_sheet, project, place
):
    page, book = open_sheet(java_script_enabled=False), typist.Book(app, project.id)
    with line.cutting(place):
        with suppress(Error), page.expect_navigation(timeout=WAIT_MS):
            type_into(page, project.excavation, "20")
        shows_an_error(page)
    assert book.revisions() == (place == "after")

    page.reload(timeout=WAIT_MS)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    assert set(line.cuts()) == {place}
    assert book.quantities() == {(project.excavation, 20): 1}
