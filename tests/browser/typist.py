"""Somebody who types down a column, and a watch that notes what the page says to it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flask import Flask
from playwright.sync_api import Page

from app.domain.numbers import from_scaled
from app.extensions import db
from app.models import Project, Revision
from app.services import journal, transactions, verification

#: Notes the milliseconds from the Enter in a cell until its row, made anew, says "saved".
WATCH = """(() => {
  const asked = new Map();
  window.confirmed = [];
  const look = () => {
    for (const [id, { row, at }] of asked) {
      const now = document.getElementById(id);
      if (now === row || now?.dataset.state !== "saved") continue;
      asked.delete(id);
      confirmed.push(performance.now() - at);
    }
  };
  addEventListener("keydown", ({ key, target }) => {
    const row = key === "Enter" && target.matches?.("[data-sheet] .cell") && target.closest("tr");
    if (row) asked.set(row.id, { row, at: performance.now() });
  }, true);
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})()"""
PAINTED = """performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0"""
#: Nothing of the sheet is on its way or held back.
SETTLED = """() => document.getElementById("offline").hidden
  && !document.querySelector('[data-state=saving], [data-state=unsaved], [data-state=conflict]')"""
LONG_MS = 90_000


def painted(page: Page) -> float:
    """Seconds until something could be read."""
    while not (at := page.evaluate(PAINTED)):
        page.wait_for_timeout(50)
    return at / 1000


def rows(page: Page) -> list[int]:
    """The items on the page, from top to bottom."""
    ids = page.locator("[data-sheet] td .cell").evaluate_all("all => all.map((cell) => cell.id)")
    return [int(each.removeprefix("q-")) for each in ids]


def type_down(page: Page, texts: dict[int, str], pause_ms: float) -> None:
    """Type into cells that stand below each other, by keyboard alone, waiting for nothing."""
    page.locator(f"#q-{next(iter(texts))}").focus()
    for text in texts.values():
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.wait_for_timeout(pause_ms)


def settled(page: Page) -> None:
    """Wait until the page says that all is saved."""
    page.wait_for_function(SETTLED, timeout=LONG_MS)


def confirmed(page: Page) -> list[float]:
    """Seconds until each edit was confirmed, the quickest first."""
    return sorted(each / 1000 for each in page.evaluate("confirmed"))


def share(taken: Sequence[float], part: float) -> float:
    """The time that this part of all stays below."""
    return taken[min(int(len(taken) * part), len(taken) - 1)]


@dataclass(frozen=True, slots=True)
class Book:
    """What a project's history says was set since a revision."""

    app: Flask
    project: int
    since: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", self.revision())

    def revision(self) -> int:
        with self.app.app_context():
            return db.session.get_one(Project, self.project).revision

    def revisions(self) -> int:
        """How many there are since."""
        return self.revision() - self.since

    def quantities(self) -> Counter[tuple[int, Fraction]]:
        """How often each quantity was set."""
        query = db.select(Revision.changes).where(
            Revision.project_id == self.project, Revision.number > self.since
        )
        with self.app.app_context():
            changes = [c for found in db.session.scalars(query) for c in journal.changes_of(found)]
        return Counter((c.id, from_scaled(c.after["quantity_typed"], 6)) for c in changes)

    def differences(self) -> tuple[verification.Difference, ...]:
        """What `flask project verify` finds wrong."""
        with self.app.app_context(), transactions.writing() as session:
            return verification.verify(session, self.project).differences


def tab_to(page: Page, selector: str) -> None:
    """Go on to the next such element, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"no way by keyboard to {selector}")
