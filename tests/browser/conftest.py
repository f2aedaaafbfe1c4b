"""A real server and a real Chromium; what a test sees here is what an estimator sees."""

import shutil
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from app.models import Component
from app.services import revisions
from app.services.draft import Draft
from app.services.revisions import Order
from tests import chromium, proxy
from tests.browser import people, typist
from tests.browser.desk import Desk
from tests.browser.school import School, school, write
from tests.fixtures_people import Person, SmallProject
from tests.live import served
from tests.proxy import Line, Profile

PATIENCE_MS = 10_000
expect.set_options(timeout=PATIENCE_MS)  # a busy machine is no defect


@pytest.fixture
def database_url(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application of this test behind the real web server; its address, without a slash."""
    with served(app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def line(live_server: str) -> Iterator[Line]:
    """A line to the application, fast and sound until the test says otherwise."""
    with proxy.line(int(live_server.rsplit(":", 1)[1])) as line:
        yield line


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not shutil.which(chromium.PATH):
        raise RuntimeError("Chromium is not installed; `make test` installs it")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium.PATH, args=list(chromium.FLAGS)
        )
        yield opened
        opened.close()


@pytest.fixture
def new_context(browser: Browser, live_server: str) -> Iterator[Callable[..., BrowserContext]]:
    """`new_context(java_script_enabled=False, has_touch=True, ...)`: one more person's browser."""
    opened: list[BrowserContext] = []

    def make(**options) -> BrowserContext:
        context = browser.new_context(**{"base_url": live_server, **chromium.SCREEN, **options})
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def over_line(
    app: Flask, line: Line, new_context: Callable[..., BrowserContext], login: Callable
) -> Callable[..., Page]:
    """`over_line(alice, address, profile)`: her page; once it stands open the line is like that."""

    def show(person: Person, address: str, profile: Profile, **options) -> Page:
        context = new_context(base_url=line.address, **options)
        people.enter(context, app, login, person)
        page = context.new_page()
        page.add_init_script(typist.WATCH)
        page.goto(address)
        line.become(profile)
        page.wait_for_timeout(100)  # its browser learns that the connections are gone
        return page

    return show


@pytest.fixture
def browser_page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page with script; whatever stands in its console, a refusal by the policy too, fails."""
    page, errors = new_context().new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if people.is_ours(said) else None)
    yield page
    assert errors == []


@pytest.fixture
def scriptless_page(new_context: Callable[..., BrowserContext]) -> Page:
    """The same person with script switched off."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def page(
    app: Flask, browser_page: Page, login: Callable, alice: Person, project: SmallProject
) -> Page:
    """The sheet of the usual project, open before its owner."""
    people.enter(browser_page.context, app, login, alice)
    browser_page.goto(f"/projects/{project.id}/")
    return browser_page


@pytest.fixture
def cells(page: Page, project: SmallProject) -> list[Locator]:
    """Its cells, from above."""
    rows = (project.excavation, project.backfill, project.signboard)
    return [page.locator(f"#q-{row}") for row in rows]


@pytest.fixture
def his(
    app: Flask, new_context: Callable, login: Callable, bob: Person, project: SmallProject
) -> Page:
    """The same sheet in the browser of the other editor."""
    context = new_context()
    people.enter(context, app, login, bob)
    page = context.new_page()
    page.goto(f"/projects/{project.id}/")
    return page


@pytest.fixture
def lump(app: Flask, alice: Person, project: SmallProject) -> int:
    """A row with two cells: its coefficient and its price; its id."""

    def add(draft: Draft) -> dict[str, int]:
        row = Component(
            analysis_id=project.analysis, position=9 << 20, kind="lump", category="equipment",
            label="Alat bantu", unit="ls", coefficient=Fraction(1), price=Fraction(5000),
        )  # fmt: skip
        return {"row": draft.add(row).id}

    with app.app_context():
        return revisions.run(Order(project.id, "component.added", alice.id), add).result["row"]


@pytest.fixture(params=["script", "no script"])
def estimator(request: pytest.FixtureRequest, alice: Person) -> Desk:
    """Alice at her browser, with script and without."""
    kind = "browser_page" if request.param == "script" else "scriptless_page"
    return Desk(request.getfixturevalue(kind), alice, scripted=request.param == "script")


@pytest.fixture
def brought(estimator: Desk, tmp_path: Path) -> School:
    """The school's tables stored through the page, and the figures that they must give."""
    built, folder = school(), tmp_path / "tables"
    folder.mkdir()
    estimator.log_in()
    estimator.bring(write(built, folder))
    return built


@pytest.fixture
def stored(app: Flask, admin: Person) -> tuple[School, str]:
    """The school, and the address of its sheet."""
    built = school()
    return built, f"/projects/{people.bring(app, admin, built)}/"


@pytest.fixture
def enter(
    app: Flask, login: Callable, admin: Person, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """`enter(**options)`: a page of the administrator's own browser."""

    def open_page(**options) -> Page:
        context = new_context(**options)
        people.enter(context, app, login, admin)
        return context.new_page()

    return open_page


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Where a test may leave screenshots."""
    return tmp_path
