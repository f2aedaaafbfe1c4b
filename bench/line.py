"""What a person feels on a slow line: paint, confirmed edits, a whole journey; nothing lost.

The browser reaches the server through tests/proxy.py, whose seed makes every run meet the same
stalls and cuts. The journey is log-in, opening the project, ten edits by keyboard, the new total.
"""

import dataclasses
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright

from app import create_app
from app.config import Config
from app.models import User
from app.services import passwords, transactions
from bench.screenshots import FLAGS
from tests import chromium, large_projects, proxy
from tests.browser import typist
from tests.live import served

ABOUT = """\
Through a proxy on loopback with rate, round trip, stalls of 1 to 3 s and cuts, from an empty cache;
a sheet of 100 rows. Painted is the first contentful paint, confirmed is p50 / p95 from Enter until
the row says that it is saved, the journey is log-in, project, ten edits and the new total.
"""
HEAD = (
    "line", "log-in painted", "sheet painted", "edit confirmed", "journey",
    "edits", "lost", "doubled",
)  # fmt: skip
TUNNEL = "2G with 2 % cuts, then a tunnel of 30 s"
PROFILES = {
    "office: 10 Mbit/s, 40 ms": proxy.OFFICE,
    "3G: 400 kbit/s, 400 ms, 1 % stalls": proxy.THIRD,
    "2G: 50 kbit/s, 800 ms, 5 % stalls": proxy.FIELD,
    TUNNEL: dataclasses.replace(proxy.FIELD, cuts=0.02),
}
EMAIL, PASSWORD = "line@taksir.test", "a ladder, a lamp and rain"  # of this measurement alone
EDITS, PAUSE_MS, WAIT_MS = 50, 500, 90_000


@dataclass(frozen=True, slots=True)
class Place:
    """A server that listens, and a project of a hundred rows in it."""

    app: Flask
    port: int
    project: int


def run() -> list[tuple[str, ...]]:
    """Go through the journey on each line; a row each."""
    with _installation() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=list(FLAGS))
        with proxy.line(place.port) as line:  # a server makes its templates once
            _enter(_page(browser, line), place.project)
        rows = [
            (name, *_measured(browser, place, (name, profile), 100 * number))
            for number, (name, profile) in enumerate(PROFILES.items(), 1)
        ]
        browser.close()
    return rows


@contextmanager
def _installation() -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="taksir-line-") as folder:
        app = create_app(Config(instance_path=Path(folder)))
        with app.app_context():
            upgrade()
            with transactions.writing() as session:
                kept = passwords.hashed(PASSWORD)
                user = User(email=EMAIL, name="Ani", password_hash=kept, role="estimator")
                session.add(user)
                session.flush()
                by = user.id
        project = large_projects.make(app, by, 100)
        with served(app) as port:
            yield Place(app, port, project)


def _page(browser: Browser, line: proxy.Line) -> Page:
    context = browser.new_context(base_url=line.address, locale="id-ID")
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.add_init_script(typist.WATCH)
    return page


def _enter(page: Page, project: int) -> tuple[float, float]:
    """Log in and open the project: seconds until each of the two pages was painted."""
    page.goto("/login")
    first = typist.painted(page)
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(re.compile(r"/$"), wait_until="commit")
    page.click(f'#projects a[href^="/projects/{project}/"]')
    page.wait_for_url(re.compile(rf"/projects/{project}/$"))
    return first, typist.painted(page)


def _measured(
    browser: Browser, place: Place, kind: tuple[str, proxy.Profile], first: int
) -> tuple[str, ...]:
    name, profile = kind
    book = typist.Book(place.app, place.project)
    with proxy.line(place.port, profile, seed=5) as line:
        page, start = _page(browser, line), time.monotonic()
        painted = _enter(page, place.project)
        texts = {row: f"{first + n},25" for n, row in enumerate(typist.rows(page)[:EDITS])}
        typed = list(texts.items())
        _type(page, dict(typed[:10]))
        journey = time.monotonic() - start
        _type(page, dict(typed[10:40]))
        taken = typist.confirmed(page)
        if name == TUNNEL:
            with line.tunnel():
                typist.type_down(page, dict(typed[40:]), PAUSE_MS)
                page.wait_for_timeout(30_000 - 10 * PAUSE_MS)
            typist.settled(page)
        else:
            _type(page, dict(typed[40:]))
        page.context.close()
    shown = f"{typist.share(taken, 0.5):.1f} / {typist.share(taken, 0.95):.1f} s"
    times = *(f"{each:.1f} s" for each in painted), shown, f"{journey:.0f} s"
    return *times, *_counted(book, texts)


def _type(page: Page, texts: dict[int, str]) -> None:
    typist.type_down(page, texts, PAUSE_MS)
    typist.settled(page)


def _counted(book: typist.Book, texts: dict[int, str]) -> tuple[str, ...]:
    """How many edits were meant, and how many of them are missing or there twice."""
    meant = Counter((row, Fraction(text.replace(",", "."))) for row, text in texts.items())
    stored = book.quantities()
    wrong = len(book.differences())
    if wrong:
        raise SystemExit(f"{wrong} figures differ from their inputs")
    return str(meant.total()), str((meant - stored).total()), str((stored - meant).total())
