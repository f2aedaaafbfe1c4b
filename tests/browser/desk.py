"""An estimator's hands: the same work with script and without."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.school import Item
from tests.fixtures_people import Person

PAGES = {"sheet": "", "prices": "prices", "recap": "recap", "parameters": "parameters/"}


class Desk:
    def __init__(self, page: Page, person: Person, *, scripted: bool) -> None:
        self.page, self.person, self.scripted = page, person, scripted
        self.project = ""

    def log_in(self) -> None:
        self.page.goto("/")
        self.page.fill("#email", self.person.email)
        self.page.fill("#password", self.person.password)
        self.page.get_by_role("button", name="Masuk").click()
        expect(self.page).to_have_url(re.compile(r"/$"))

    def choose(self, files: list[Path]) -> None:
        self.page.goto("/projects/import")
        self.page.set_input_files("input[type=file]", files)
        self.page.locator("main button.main").click()
        expect(self.page.locator('input[name="confirmed"]')).to_be_attached()

    def bring(self, files: list[Path]) -> None:
        """Choose the files, look at the findings, store; leaves the sheet open."""
        self.choose(files)
        self.page.locator("main form > p button.main").click()
        if self.scripted:
            self.page.locator("dialog[open] button.main").click()
        expect(self.page).to_have_url(re.compile(r"/projects/\d+/$"))
        self.project = self.page.url

    def open(self, name: str) -> None:
        self.page.goto(self.project + PAGES[name])

    def row(self, title: str) -> Locator:
        named = self.page.locator("th.name").filter(
            has_text=re.compile(f"^\\s*{re.escape(title)}\\s*$")
        )
        return self.page.locator("[data-sheet] tr").filter(has=named)

    def cell(self, title: str) -> Locator:
        return self.row(title).locator("input.cell")

    def amount(self, title: str) -> str:
        return self.row(title).locator("td.amt").inner_text().strip()

    def reason(self, title: str) -> str:
        return self.row(title).locator("p.err").inner_text()

    def total(self) -> str:
        return self.page.locator("tfoot.bar td.amt").inner_text().strip()

    def type_quantity(self, title: str, text: str, *, saved: bool = True) -> None:
        self._type(self.row(title), text, "saved" if saved else "unsaved")

    def type_price(self, name: str, text: str) -> None:
        self._type(self.row(name), text, "saved")

    def type_coefficient(self, item: Item, resource: str, text: str) -> None:
        self.row(item.title).locator("td.code a").click()
        self._type(self.row(f"Sumber daya {resource}"), text, "saved")

    def _type(self, row: Locator, text: str, state: str) -> None:
        row.locator("input.cell").first.fill(text)
        if self.scripted:
            row.locator("input.cell").first.press("Enter")
            expect(row).to_have_attribute("data-state", state)
        else:
            self.page.locator("button[form=sheet]").click()

    def add_parameter(self, name: str, value: str) -> None:
        self.open("parameters")
        form = self.page.locator("form:has(> .field input#name)")
        form.locator("#name").fill(name)
        form.locator("#value").fill(value)
        form.locator("button").click()
        expect(self.page.locator("tbody code", has_text=re.compile(f"^{name}$"))).to_be_visible()

    def move_up(self, title: str) -> None:
        if self.scripted:
            row = self.row(title)
            row.locator("th").click()
            self.page.locator("#do-up").click()
            expect(self.page.locator("[data-sheet] tr.g1").first).to_contain_text(title)
        else:
            self.row(title).locator("td.no a").click()
            self.page.locator('button[name=do][value="up"]').click()
            self.open("sheet")

    def sections(self) -> list[str]:
        titles = self.page.locator("[data-sheet] tr.g1 th.name").all_inner_texts()
        return [title.strip() for title in titles]

    def undo(self) -> None:
        self._take("undo")

    def redo(self) -> None:
        self._take("redo")

    def _take(self, what: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(f'button[formaction$="/{what}"]').click()

    def recap(self) -> tuple[list[str], list[str]]:
        """Amounts of the sections on top, and those of sum, tax, total and rounded total."""
        table = self.page.locator("#recap table")
        sections = table.locator("tr.g1 td.n:not(.pct)").all_inner_texts()
        figures = table.locator("td.amt").all_inner_texts()
        return [each.strip() for each in sections], [each.strip() for each in figures]
