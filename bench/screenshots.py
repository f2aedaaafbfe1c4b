"""`make screenshots`: the two pictures of the README, taken of the example in a fresh installation.

Nothing is drawn or retouched: the server of `make run`, Chromium, and the steps of the README.
"""

import os
import re
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.png import smaller
from tests import chromium

FOLDER = Path(__file__).parent.parent / "docs" / "images"
#: Text in shades of grey: coloured edges double the bytes of a picture.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-lcd-text")
#: An office laptop, and a phone whose screen has two pixels a point.
DESKTOP = {"viewport": {"width": 1366, "height": 680}, "locale": "id-ID"}
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "has_touch": True,
    "locale": "id-ID",
}
#: Of an installation that lives for half a minute.
PASSWORD = secrets.token_urlsafe(16)
#: What a README may weigh.
MOST = 150_000


@contextmanager
def installation() -> Iterator[tuple[str, str, str]]:
    """A fresh installation with the example: address, e-mail, one-time password."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TAKSIR_INSTANCE_PATH": folder}
        command = [sys.executable, "-m", "app.serve", "--prepare"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            try:
                yield _told(server)
            finally:
                server.terminate()


def _told(server: "subprocess.Popen[str]") -> tuple[str, str, str]:
    said = ""
    for line in server.stdout or ():
        said += line
        if line.startswith("Taksir: "):
            break
    patterns = (r"^Taksir: (.+)$", r"^First log-in: (.+)$", r"^One-time password: (.+)$")
    found = [re.search(pattern, said, re.MULTILINE) for pattern in patterns]
    if not all(found):
        raise RuntimeError(said or "the server did not start")
    address, email, password = (match[1] for match in found if match)
    return address, email, password


def enter(page: Page, email: str, password: str) -> None:
    """Log in; with the one-time password, choose another one."""
    page.goto("/login")
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("main button.main")
    if page.locator("#password_new").count():
        page.fill("#password_now", password)
        page.fill("#password_new", PASSWORD)
        page.fill("#password_again", PASSWORD)
        with page.expect_navigation():
            page.click("#password button")


def take(page: Page, name: str) -> None:
    """Store what the window shows; a picture that is too heavy is an error."""
    path = FOLDER / f"{name}.png"
    size = path.write_bytes(smaller(page.screenshot()))
    if size > MOST:
        raise RuntimeError(f"{path.name} weighs {size} bytes, more than {MOST}")
    print(f"{path.relative_to(FOLDER.parent.parent)}: {size} bytes")


def pictures(browser: Browser, address: str, email: str, password: str) -> None:
    """The sheet on a desktop with a quantity just saved, and its first section on a phone."""
    page = browser.new_context(base_url=address, **DESKTOP).new_page()
    enter(page, email, password)
    page.goto("/")
    page.locator("#projects tbody th a").first.click()
    cell = page.locator("[data-sheet] input.cell:not(.f)").nth(1)
    cell.fill("21,5")
    cell.press("Enter")
    page.locator('[data-sheet] tr[data-state="saved"]').wait_for()
    sheet = page.url
    take(page, "desktop")
    page = browser.new_context(base_url=address, **PHONE).new_page()
    enter(page, email, PASSWORD)
    page.goto(sheet)
    page.locator(".jump button").nth(1).tap()
    page.locator("[data-sheet] tr.g1").first.evaluate(
        "row => scrollBy({top: row.getBoundingClientRect().top - 44, behavior: 'instant'})"
    )
    take(page, "phone")


def main() -> None:
    """Take both."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with installation() as (address, email, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=list(FLAGS))
        pictures(browser, address, email, password)
        browser.close()


if __name__ == "__main__":
    main()
