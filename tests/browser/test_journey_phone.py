"""J5: a quantity is changed on a phone, with a thumb and the keypad of figures."""

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.test_journey_focus import COVERED

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
#: What is left of the window when a keypad stands below.
WITH_KEYPAD = {"width": 360, "height": 420}
BEFORE, AFTER = "1.581.250,00", "1.624.700,00"  # 12,5 and 13 x 86.900, and 495.000


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, app, new_context, login, alice, project):
    context = new_context(java_script_enabled=request.param, **PHONE)
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.goto(f"/projects/{project.id}/")
    return page


def stands(page, total):
    """The total in sight, nothing wider than the window."""
    bar = page.locator("tfoot.bar")
    expect(bar.locator("td.amt")).to_have_text(total)
    expect(bar).to_be_in_viewport(ratio=0.99)
    assert people.overflow(page) <= 0


def test_a_quantity_is_changed_with_a_thumb(page, project, pictures):
    scripted = page.evaluate("typeof htmx === 'object'")
    cell = page.locator(f"#q-{project.excavation}")
    stands(page, BEFORE)
    box = cell.bounding_box()
    assert min(box["width"], box["height"]) >= 36
    expect(cell).to_have_attribute("inputmode", "decimal")
    cell.tap()
    expect(cell).to_be_focused()
    page.set_viewport_size(WITH_KEYPAD)
    cell.scroll_into_view_if_needed()
    assert page.evaluate(COVERED) == ""
    stands(page, BEFORE)
    page.screenshot(path=pictures / "keypad.png")

    page.keyboard.press("Control+a")  # script has chosen all of it already
    page.keyboard.type("13")
    page.set_viewport_size(PHONE["viewport"])
    if scripted:
        page.keyboard.press("Enter")
        expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    else:
        page.get_by_role("button", name="Simpan").tap()
    stands(page, AFTER)
    expect(cell).to_have_value("13,00")
    page.screenshot(path=pictures / "after.png")


def test_every_field_of_a_long_phone_page_comes_above_the_bar(page, project):
    page.set_viewport_size(WITH_KEYPAD)
    for place in ("", "prices", f"analyses/{project.analysis}"):
        page.goto(f"/projects/{project.id}/{place}")
        for cell in page.locator("[data-sheet] td .cell:not([role])").all():
            cell.focus()
            assert page.evaluate(COVERED) == "", place
        assert people.overflow(page) <= 0
