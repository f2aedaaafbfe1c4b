"""What a hand feels in a large sheet on a slow machine: from the key to the frame that shows it.

Chromium at a quarter of its speed, a project of 1,000 items, its usual page of 100 rows and the
largest one of 200. A script of the bench (not of the product) notes for each event when the frame
after it was handed over, and what the browser itself reports as the interaction's duration.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from bench.browser import Desk, desk
from bench.measure import Times, of

ITEMS, SLOWER, PAGES = 1_000, 4, (100, 200)
PAUSE_MS = 83
HEAD = ("rows of the page", "what the hand does", "paint after", "interaction", "layout shift")
ABOUT = """\
One project of 1,000 items at a quarter of the processor's speed, twelve keys a second. "Paint
after" is p50 / p95 in milliseconds from the event to the frame that follows it; "interaction" the
longest duration that the browser reports for one (at 8 ms exactness, 16 at least). Asked: paint
p95 of a key below 50, interactions below 100, layout shift below 0.02.
"""
#: Runs before anything of the page: notes frames, durations and shifts in `window.felt`.
WATCH = """(() => {
  const felt = window.felt = {frames: [], longest: 0, shift: 0, moved: []};
  const frame = (event) => {
    const start = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => felt.frames.push(performance.now() - start);
      channel.port2.postMessage(0);
    });
  };
  for (const name of ["keydown", "click"]) addEventListener(name, frame, true);
  const watch = (type, note, options) => new PerformanceObserver(
    (list) => list.getEntries().forEach(note)).observe({type, buffered: true, ...options});
  watch("event", (entry) => {
    if (entry.interactionId) felt.longest = Math.max(felt.longest, entry.duration);
  }, {durationThreshold: 16});
  watch("layout-shift", (entry) => {
    felt.shift += entry.value;
    for (const source of entry.sources) {
      const node = source.node?.closest ? source.node : source.node?.parentElement;
      felt.moved.push(`${entry.value.toFixed(4)} ${node?.id || node?.className || node?.tagName}`);
    }
  });
})()"""
#: Reads what was noted and begins anew.
READ = """() => {
  const {frames, longest, shift} = window.felt;
  Object.assign(window.felt, {frames: [], longest: 0, shift: 0, moved: []});
  return [frames, longest, shift];
}"""
Hand = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Felt:
    paint: Times
    longest: float
    shift: float


def run() -> list[tuple[str, ...]]:
    """Rows of the table."""
    rows = []
    with desk(ITEMS) as at:
        at.page.goto("/login")
        at.log_in()
        at.page.add_init_script(WATCH)
        for size in PAGES:
            for name, felt in _measure(at, size).items():
                shown = str(felt.paint), f"{felt.longest:.0f}", f"{felt.shift:.4f}"
                rows.append((str(size), name, *shown))
    return rows


def _measure(at: Desk, size: int) -> dict[str, Felt]:
    at.cdp.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    at.page.goto(f"{at.sheet}?size={size}")
    at.cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    expect(at.page.locator("[data-sheet] tr.r").last).to_be_attached()
    felt = {}
    for name, hand in HANDS.items():
        at.page.wait_for_timeout(500)
        at.page.evaluate(READ)
        hand(at.page)
        at.page.wait_for_timeout(500)
        frames, longest, shift = at.page.evaluate(READ)
        felt[name] = Felt(of(frames), longest or 16, shift)
    return felt


def _press(page: Page, key: str) -> None:
    """One key of a fast typist: twelve a second, so that no key waits for the frame of another."""
    page.keyboard.press(key)
    page.wait_for_timeout(PAUSE_MS)


def _cell(page: Page, place: int) -> Any:  # noqa: ANN401
    return page.locator("[data-sheet] tr.r .cell:not(.f)").nth(place)


def _type(page: Page) -> None:
    _cell(page, 5).click()
    for key in "123,45" * 5:
        _press(page, key)
    _press(page, "Escape")


def _arrows(page: Page) -> None:
    _cell(page, 5).click()
    for key in ("ArrowDown", "ArrowUp", "PageDown", "PageUp", "End", "Home") * 5:
        _press(page, key)


def _enter(page: Page) -> None:
    _cell(page, 10).click()
    for n in range(10):
        for key in f"{n + 2},5":
            _press(page, key)
        _press(page, "Enter")
    expect(page.locator("[data-state=saving]")).to_have_count(0)


def _fill(page: Page) -> None:
    _cell(page, 30).click()
    for _ in range(8):
        _press(page, "ArrowDown")
        _press(page, "Control+d")
    expect(page.locator("[data-state=saving]")).to_have_count(0)


def _explain(page: Page) -> None:
    for place in range(4):
        page.locator("[data-sheet] tr.r td.amt a").nth(place).click()
        page.locator("dialog.side:popover-open").wait_for()
        _press(page, "Escape")
        page.locator("dialog.side:popover-open").wait_for(state="detached")


def _fold(page: Page) -> None:
    page.locator("[data-sheet] tr.g2 th").first.click()
    button = page.locator('.title button[value="fold"]')
    button.click()
    page.locator('[data-sheet] button[value^="fold-"]').first.click()
    expect(page.locator('[data-sheet] button[value^="fold-"]')).to_have_count(0)


HANDS: dict[str, Hand] = {
    "typing": _type,
    "arrows and pages": _arrows,
    "Enter, saved": _enter,
    "Ctrl+D": _fill,
    "the reasoning of a figure": _explain,
    "fold and unfold": _fold,
}
