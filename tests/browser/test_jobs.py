"""A job is watched, left alone and stopped; with script the page asks by itself."""

import pytest
from playwright.sync_api import expect

from app.services import jobs, jobs_claims, jobs_work, transactions
from app.services.jobs import Asked
from app.services.jobs_work import Work
from tests.browser import people


@pytest.fixture
def number(app, alice):
    with app.app_context():
        return jobs.ask(Asked("test", alice.id))


def taken(app):
    with app.app_context():
        return Work(jobs_claims.take("w", {"test"}))


def test_the_page_follows_a_job_to_its_end(app, browser_page, login, alice, number, monkeypatch):
    monkeypatch.setattr(jobs_work, "STRIDE", 0.0)
    page, shown = browser_page, browser_page.locator(f"#job-{number}")
    people.enter(page.context, app, login, alice)
    page.goto(f"/jobs/{number}")
    expect(shown).to_contain_text("Menunggu giliran")
    work = taken(app)
    with app.app_context():
        work.step("", 100)
        work.advance(40)
    expect(shown).to_contain_text("40 %")
    page.reload()
    expect(shown).to_contain_text("40 %")
    with app.app_context(), transactions.writing() as session:
        work.done(session, {})

    expect(shown).to_contain_text("Selesai")
    expect(page.locator("#toasts")).to_contain_text("Proses: selesai.")
    assert shown.get_attribute("hx-trigger") is None


def test_it_is_stopped_with_one_key(app, browser_page, login, alice, number):
    page = browser_page
    people.enter(page.context, app, login, alice)
    page.goto(f"/jobs/{number}")
    page.get_by_role("button", name="Hentikan").press("Enter")

    expect(page.locator(f"#job-{number}")).to_contain_text("Dihentikan")
    expect(page.get_by_role("button", name="Hentikan")).to_have_count(0)


def test_without_script_it_is_watched_and_stopped_too(app, scriptless_page, login, alice, number):
    page = scriptless_page
    people.enter(page.context, app, login, alice)
    page.goto(f"/jobs/{number}")
    taken(app)
    expect(page.locator("progress")).to_be_visible()
    expect(page.locator(f"#job-{number}")).to_contain_text("Menyiapkan", timeout=20_000)
    page.get_by_role("button", name="Hentikan").click()

    expect(page.locator(f"#job-{number}")).to_contain_text("Sedang dihentikan")
    assert page.url.endswith(f"/jobs/{number}")
