"""What has the focus can be seen whole: never under a head, a bar or a message that stays in place.

Also stricter than WCAG 2.4.11, which lets a part of it be covered.
"""

import pytest

from tests import large_projects
from tests.browser import people, school
from tests.fixtures_analyses import analysis

#: Points of the focused element at which something else is seen, or nothing because it is outside.
COVERED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at.id === "content") return "";
  const box = at.getBoundingClientRect();
  const xs = [box.left + 2, (box.left + box.right) / 2, box.right - 2];
  const ys = [box.top + 2, (box.top + box.bottom) / 2, box.bottom - 2];
  const wrong = [];
  for (const y of ys) for (const x of xs) {
    const seen = document.elementFromPoint(x, y);
    if (at.contains(seen) || seen && at.closest("label")?.contains(seen)) continue;
    if (seen?.contains(at) && !seen.matches("tr *, .sticky")) continue;
    wrong.push(seen ? seen.tagName + "." + seen.className : "outside");
  }
  const name = at.id || at.textContent.trim().slice(0, 20) || at.outerHTML.slice(0, 60);
  return wrong.length ? `${name}: ${[...new Set(wrong)].join()}` : "";
}"""
SCREENS = {
    "office": {"width": 1366, "height": 768},
    "phone": {"width": 360, "height": 740},
    "200 %": {"width": 683, "height": 384},
}


@pytest.fixture
def pages(app, alice):
    """A sheet of 100 items and more, a long price list, an analysis of 40 rows."""
    project = large_projects.make(app, alice.id, 110)
    with app.app_context():
        rows = [
            {"kind": "lump", "category": category, "label": f"Alat {n}", "unit": "ls",
             "coefficient": "1", "price": 5000 + n}
            for category in ("labour", "material", "equipment") for n in range(13)
        ]  # fmt: skip
        made = analysis(project, alice.id, "Panjang", *rows)
    return {
        "sheet": f"/projects/{project}/?row=60",
        "prices": f"/projects/{people.bring(app, alice, school.school())}/prices",
        "analysis": f"/projects/{project}/analyses/{made}",
    }


def walk(page, key, steps):
    """Press the key so often; what was covered on the way."""
    found = []
    for _ in range(steps):
        page.keyboard.press(key)
        found.append(page.evaluate(COVERED))
    return [each for each in found if each]


@pytest.mark.parametrize("screen", SCREENS)
def test_the_focus_is_never_hidden(app, new_context, login, alice, pages, screen):
    options = {"has_touch": True, "is_mobile": True} if screen == "phone" else {}
    page = new_context(viewport=SCREENS[screen], **options).new_page()
    people.enter(page.context, app, login, alice)
    found = {}
    for name, address in pages.items():
        page.goto(address)
        found[f"{name} from the top"] = walk(page, "Tab", 40)
        cells = page.locator("[data-sheet] td .cell:not([role])")
        middle = cells.nth(cells.count() // 2)
        middle.focus()
        found[f"{name} down"] = walk(page, "ArrowDown", 18)
        found[f"{name} back"] = walk(page, "Shift+Tab", 24)
        middle.focus()
        found[f"{name} up"] = walk(page, "ArrowUp", 18)
        found[f"{name} leaps"] = walk(page, "PageDown", 2) + walk(page, "PageUp", 3)
        found[f"{name} ends"] = walk(page, "Control+Home", 1) + walk(page, "Control+End", 1)
        found[f"{name} to the end"] = walk(page, "Tab", 8)
    assert {place: covered for place, covered in found.items() if covered} == {}
