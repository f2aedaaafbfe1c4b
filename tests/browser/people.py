"""People at their browsers: how one enters, and what a page must never do."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from app.services import tables
from app.services.tables import Origin
from tests.browser.school import School
from tests.browser.school import tables as files
from tests.fixtures_people import Person

AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"
FINDINGS = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], ...rules});
  return found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? rule.help}`));
}"""

CUT = """() => {
  const range = document.createRange();
  const cells = [...document.querySelectorAll("main :is(td.n, dd, .fig, .amt)")];
  return cells.filter((cell) => {
    if (!cell.checkVisibility({checkVisibilityCSS: true}) || cell.closest(".vh")) return false;
    range.selectNodeContents(cell);
    const text = range.getBoundingClientRect(), box = cell.getBoundingClientRect();
    const hides = getComputedStyle(cell).overflowX !== "visible";
    return text.right > innerWidth + 1 || (hides && text.right > box.right + 1);
  }).map((cell) => cell.textContent.trim().slice(0, 40));
}"""


#: Each word 35 % longer, as a language of long words would have it; codes and figures stay.
LONGER = """() => {
  const stretch = (word) => word + word.slice(0, Math.ceil(word.length * 0.35));
  const longer = (text) => text.replace(/\\p{L}{3,}/gu, stretch);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const skipped = "script, style, textarea, .code, code, kbd, .brand, [lang]:not(html)";
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    if (!text.parentElement.closest(skipped)) text.data = longer(text.data);
  }
  for (const name of ["data-l", "placeholder"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, longer(one.getAttribute(name)));
    }
  }
}"""


def enter(context: BrowserContext, app: Flask, login: Callable, person: Person) -> None:
    """Give the browser the session that the log-in page would have made."""
    client = login(app.test_client(), person)
    cookie = client.get_cookie("taksir")
    context.add_cookies(
        [{"name": "taksir", "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )


def bring(app: Flask, owner: Person, built: School) -> int:
    """Store the tables without a browser; the id of the project."""
    with app.app_context():
        found = tables.uploaded([(n, text.encode()) for n, text in files(built).items()])
        assert found.tables is not None
        return tables.import_(found.tables, Origin(owner.id)).project_id


def accessibility(page: Page) -> dict[str, list[str]]:
    """What axe finds wrong on the page, by theme; the dark one differs in colours alone.

    The script is handed over beside the page, whose own policy would refuse it.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {"light": page.evaluate(FINDINGS, {})}
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found["dark"] = page.evaluate(FINDINGS, {"runOnly": ["color-contrast"]})
    return {theme: wrong for theme, wrong in found.items() if wrong}


def accessibility_of_words(page: Page) -> list[str]:
    """What axe finds wrong in names, labels and their order: all but colours."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FINDINGS, {"rules": {"color-contrast": {"enabled": False}}})
    return found


def small_targets(page: Page) -> list[str]:
    """Targets below 24 x 24 points that are not as far apart either (WCAG 2.5.8).

    Looked at in a window as high as the page, so that no bar stands over a row.
    """
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": height})
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(FINDINGS, {"runOnly": ["target-size"]})
    page.set_viewport_size(size)
    return found


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def lengthen(page: Page) -> None:
    """Make every word of the page 35 % longer: what still fits will fit in any language."""
    page.evaluate(LONGER)


def cut_figures(page: Page) -> list[str]:
    """Printed figures that stand out of the window or of their own cell: money is never cut."""
    return page.evaluate(CUT)


def is_ours(said: ConsoleMessage) -> bool:
    """An answer of 4xx or 5xx is the test's business; everything else in red is a defect."""
    return said.type in {"error", "warning"} and "Failed to load resource" not in said.text
