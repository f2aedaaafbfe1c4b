"""A person without a pointer: Tab leads everywhere, and what has the focus is always marked."""

from playwright.sync_api import Page, expect

#: Where one is: address in the document, what it says, and whether anything shows the focus.
HERE = """() => {
  const at = document.activeElement;
  const look = getComputedStyle(at);
  const outlined = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  const shown = outlined || at === document.body;
  const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
  const before = window.last;
  window.last = at;
  const back = before && before.isConnected && before.compareDocumentPosition(at) & 2;
  const name = (label.trim() || at.title).replace(/\\s+/g, " ").slice(0, 80);
  return [name, shown, Boolean(back), at.tagName];
}"""
PATIENCE = 120


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.unmarked: list[str] = []
        self.backward: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def step(self, key: str = "Tab") -> str:
        """One press; what has the focus now."""
        self.press(key)
        label, shown, back, tag = self.page.evaluate(HERE)
        if not shown:
            self.unmarked.append(label)
        if back and key == "Tab" and tag != "BODY":
            self.backward.append(label)
        return str(label)

    def to(self, wanted: str, key: str = "Tab") -> None:
        """Tab on until something of this name, or matching this selector, has the focus."""
        seen = []
        for _ in range(PATIENCE):
            label = self.step(key)
            seen.append(label)
            if label.startswith(wanted) or (wanted[0] in "#[." and self._matches(wanted)):
                return
        raise AssertionError(f"{wanted} was not reached: {seen}")

    def back_to(self, wanted: str) -> None:
        self.to(wanted, "Shift+Tab")

    def _matches(self, selector: str) -> bool:
        return bool(self.page.evaluate("at => document.activeElement.matches(at)", selector))

    def skip(self) -> None:
        """Past the head of a page that was just opened, by the link that is there for it."""
        # A page that ends to load goes to the place in its address once more.
        self.page.wait_for_load_state()
        label = self.step()
        assert label.startswith("Langsung ke isi"), label
        self.press("Enter")
        expect(self.page.locator("#content")).to_be_focused()
        self.page.evaluate("window.last = null")
