"""A limit is reached: the page says how long to wait and keeps what was typed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import people


@pytest.fixture
def app(database_url, make_app):
    return make_app(
        database_url=database_url,
        write_limit="2 per minute",
        overrides={"RATELIMIT_ENABLED": True},
    )


def test_a_write_too_many_waits_with_its_text_kept(app, browser_page, login, alice, project):
    page, row = browser_page, browser_page.locator(f"#i-{project.excavation}")
    people.enter(page.context, app, login, alice)
    page.clock.install()
    page.goto(f"/projects/{project.id}/")
    cell = page.locator(f"#q-{project.excavation}")
    for text in ("21", "22"):
        cell.fill(text)
        cell.press("Enter")
        expect(cell).to_have_value(f"{text},00")
    cell.fill("23")
    cell.press("Enter")

    toast = page.locator("#toasts .toast.err")
    expect(toast).to_contain_text(re.compile(r"\d+ detik"))
    expect(toast.locator("[data-wait]")).to_be_disabled()
    expect(row).to_have_attribute("data-state", "unsaved")
    assert cell.input_value() == "23"

    page.clock.run_for(61_000)
    expect(toast.locator("[data-wait]")).to_be_enabled()
    expect(toast.locator("[data-wait]")).to_have_text("Coba lagi")
