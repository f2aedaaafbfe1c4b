"""What each step of a day's work weighs: bytes on the wire as the browser itself counts them.

The sum of `encodedDataLength`, headers included, of every request that Chromium makes: the same
events with which the other products were measured, each on loopback.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, expect

from bench.browser import Desk, desk

ITEMS, PASTED = 1_000, 100
#: Long enough for what a page asks by itself after it is loaded.
SETTLED_MS, MINUTE_MS = 400, 60_500
HEAD = ("step", "requests", "of them on the wire", "bytes", "OpenConstructionERP", "predecessor")
ABOUT = """\
One project of 1,000 items; the sheet shows 100 rows a page. Bytes are the sum of
`encodedDataLength` of all requests in Chromium, headers included, on loopback; requests count
files from the browser's cache as well. Beside them the same step of others: OpenConstructionERP
18.8.2, measured with the same events on a like machine (bytes / requests; opening its bill loads
all items, ours a page of them), and the predecessor's volume page at 1,000 items. Its two other
figures are its own static files alone, not compressed. A dash: not measured.
"""
#: Bytes / requests of the same step elsewhere.
OTHERS = {
    "log-in page, first visit": ("3,101,700 / 27", "—"),
    "log in, list of projects": ("966,854 / 129", "—"),
    "sheet, first time": ("679,191 / 121", "3,275,644"),
    "sheet, again": ("267,966 / 121", "3,275,644"),
    "price list": ("—", "304,390 (static files)"),
    "recap": ("—", "334,435 (static files)"),
}
PASTE = """([cell, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const at = document.querySelector(cell);
  at.focus();
  at.dispatchEvent(new ClipboardEvent("paste",
    {clipboardData: data, bubbles: true, cancelable: true}));
}"""
Event = dict[str, Any]


@dataclass
class Meter:
    """What the browser fetched since it was last read; one for each page."""

    cdp: CDPSession
    asked: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    heads: dict[str, int] = field(default_factory=dict)
    hops: int = 0
    bytes: int = 0

    def __post_init__(self) -> None:
        self.cdp.send("Network.enable")
        self.cdp.on("Network.requestWillBeSent", self._asked)
        self.cdp.on("Network.requestServedFromCache", lambda e: self.kept.add(e["requestId"]))
        self.cdp.on("Network.responseReceived", self._answered)
        self.cdp.on("Network.loadingFinished", self._finished)
        self.cdp.on("Network.loadingFailed", self._finished)

    def _asked(self, event: Event) -> None:
        self.asked.add(event["requestId"])
        if hop := event.get("redirectResponse"):
            self.hops += 1
            self.bytes += int(hop["encodedDataLength"])

    def _answered(self, event: Event) -> None:
        # An answer without a body (204) "fails" in the end; its head is what it weighs.
        self.heads[event["requestId"]] = int(event["response"]["encodedDataLength"])
        if event["response"].get("fromDiskCache"):
            self.kept.add(event["requestId"])

    def _finished(self, event: Event) -> None:
        if event["requestId"] not in self.kept:
            head = self.heads.pop(event["requestId"], 0)
            self.bytes += int(event.get("encodedDataLength", 0)) or head

    def read(self) -> tuple[int, int, int]:
        """Requests, those of them on the wire, and bytes; counting begins anew."""
        requests = len(self.asked) + self.hops
        found = requests, requests - len(self.kept & self.asked), self.bytes
        self.asked.clear()
        self.kept.clear()
        self.hops = self.bytes = 0
        return found


def run() -> list[tuple[str, ...]]:
    """Rows of the table."""
    with desk(ITEMS) as at:
        meter, rows = Meter(at.cdp), []
        for name, step in STEPS.items():
            step(at)
            at.page.wait_for_timeout(SETTLED_MS)
            requests, sent, weight = meter.read()
            others = OTHERS.get(name, ("—", "—"))
            rows.append((name, str(requests), str(sent), f"{weight:,}", *others))
        return rows


def _open(address: str) -> Callable[[Desk], None]:
    def step(at: Desk) -> None:
        at.page.goto(address.format(at.project))

    return step


def _edit(at: Desk) -> None:
    row = at.page.locator("[data-sheet] tr.r").nth(3)
    row.locator(".cell").fill("123,25")
    row.locator(".cell").press("Enter")
    expect(row).to_have_attribute("data-state", "saved")


def _paste(at: Desk) -> None:
    cell = at.page.locator("[data-sheet] td .cell[name]").first.get_attribute("id")
    text = "\n".join(f"{n + 3},25" for n in range(PASTED))
    at.page.evaluate(PASTE, [f"#{cell}", text])
    at.page.locator("#area form.stack button.main").wait_for()


def _store(at: Desk) -> None:
    at.page.locator("#area form.stack button.main").click()
    at.page.locator("[data-sheet] tr.r").first.wait_for()
    expect(at.page.locator("[data-sheet] td .cell").first).to_have_value("3,25")


def _search(at: Desk) -> None:
    at.page.keyboard.type("pemasangan", delay=40)
    at.page.locator("[data-hits] tbody tr").first.wait_for()


def _minute(at: Desk) -> None:
    at.page.wait_for_timeout(MINUTE_MS)


STEPS: dict[str, Callable[[Desk], None]] = {
    "log-in page, first visit": _open("/login"),
    "log in, list of projects": Desk.log_in,
    "sheet, first time": _open("/projects/{}/"),
    "sheet, again": _open("/projects/{}/"),
    "one quantity": _edit,
    "a block of 100 cells, looked at": _paste,
    "the block stored": _store,
    "an idle minute": _minute,
    "search page": _open("/projects/{}/search"),
    "an analysis sought by typing": _search,
    "recap": _open("/projects/{}/recap"),
    "price list": _open("/projects/{}/prices"),
    "history": _open("/projects/{}/history"),
}
