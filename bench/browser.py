"""A real browser at a project of a given size, as an estimator has it before them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import CDPSession, Page, sync_playwright

from app import create_app
from app.config import Config
from app.models import User
from app.services import passwords, transactions
from tests import chromium, large_projects
from tests.fixtures_adopt import add_analysis, add_edition, used
from tests.live import served

EMAIL, PASSWORD = "desk@taksir.test", "seven dry planks of teak"
#: What people search for; each title of the works occurs so often in the catalogue.
EDITIONS = 4


@dataclass(frozen=True, slots=True)
class Desk:
    """A page that nobody has used yet, its line to the browser's own records, a project."""

    page: Page
    cdp: CDPSession
    project: int

    @property
    def sheet(self) -> str:
        return f"/projects/{self.project}/"

    def log_in(self) -> None:
        """As a person does, with the form that stands open."""
        self.page.fill("#email", EMAIL)
        self.page.fill("#password", PASSWORD)
        self.page.click("main button.main")
        self.page.locator("#projects").wait_for()


@contextmanager
def desk(items: int) -> Iterator[Desk]:
    """A server with one project of that many items and a catalogue, and an empty browser."""
    with tempfile.TemporaryDirectory(prefix="taksir-desk-") as folder:
        app = create_app(Config(instance_path=Path(folder)))
        with app.app_context():
            upgrade()
        project = _fill(app, items)
        with served(app) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.PATH, args=list(chromium.FLAGS)
            )
            context = browser.new_context(base_url=f"http://127.0.0.1:{port}", **chromium.SCREEN)
            page = context.new_page()
            yield Desk(page, context.new_cdp_session(page), project)
            browser.close()


def _fill(app: Flask, items: int) -> int:
    labour = used(("Pekerja", "OH", "labour"), "0.3")
    with app.app_context(), transactions.writing() as session:
        user = User(
            email=EMAIL, name="Ani", password_hash=passwords.hashed(PASSWORD), role="estimator"
        )
        session.add(user)
        session.flush()
        owner = user.id
        edition = add_edition(session, "SE 47/2026")
        for n, (title, unit) in enumerate(large_projects.WORKS * EDITIONS, 1):
            add_analysis(session, edition, (f"{n}", f"{title}, jenis {n}", unit), [labour])
    return large_projects.make(app, owner, items)
