"""The keys of a spreadsheet in sheet, analysis and price list, and those that work everywhere."""

import re
from fractions import Fraction

import pytest
from playwright.sync_api import expect

from app.models import Component
from app.services import revisions
from app.services.revisions import Order
from tests import large_projects
from tests.browser import people

CARET = "document.activeElement.selectionStart + '-' + document.activeElement.selectionEnd"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_f2_puts_the_caret_at_the_end_and_keeps_the_arrows_inside(page, cells):
    cells[1].focus()
    assert page.evaluate(CARET) == "0-4"
    press(page, "F2")
    assert page.evaluate(CARET) == "4-4"
    press(page, "ArrowLeft", "ArrowLeft")
    page.keyboard.type("7")
    expect(cells[1]).to_have_value("4,700")
    press(page, "ArrowUp", "Home")
    expect(cells[1]).to_be_focused()

    press(page, "Escape", "ArrowUp")
    expect(cells[0]).to_be_focused()
    expect(cells[1]).to_have_value("4,00")


def test_control_d_takes_the_value_above_as_an_edit_of_its_own(page, cells, project):
    cells[1].focus()
    press(page, "Control+d")
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "saved")
    expect(cells[1]).to_have_value("12,50")
    expect(cells[1]).to_be_focused()
    page.reload()
    expect(cells[1]).to_have_value("12,50")


def test_control_d_in_the_first_cell_does_nothing(page, cells, project):
    cells[0].focus()
    press(page, "Control+d")
    expect(cells[0]).to_have_value("12,50")
    expect(page.locator("[data-state]")).to_have_count(0)


def test_control_home_and_end_lead_to_the_first_and_last_cell(page, cells):
    cells[1].focus()
    press(page, "Control+End")
    expect(cells[2]).to_be_focused()
    press(page, "Control+Home")
    expect(cells[0]).to_be_focused()


def test_a_screenful_is_neither_one_row_nor_the_whole_page(app, page, alice):
    page.goto(f"/projects/{large_projects.make(app, alice.id, 100)}/")
    cells = page.locator("[data-sheet] td .cell")
    cells.first.focus()
    press(page, "PageDown")
    at = page.evaluate("[...document.querySelectorAll('td .cell')].indexOf(document.activeElement)")
    assert 5 < at < 40
    press(page, "PageUp")
    expect(cells.first).to_be_focused()


def test_left_and_right_leave_the_cell_only_at_its_edge(page, project, lump):
    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    coefficient, price = page.locator(f"#c-{lump}"), page.locator(f"#p-{lump}")
    coefficient.focus()
    press(page, "ArrowRight")
    expect(price).to_be_focused()
    press(page, "ArrowLeft", "End")
    expect(price).to_be_focused()
    press(page, "F2", "ArrowLeft")
    expect(price).to_be_focused()
    press(page, "Escape", "Home")
    expect(coefficient).to_be_focused()

    coefficient.evaluate("cell => cell.setSelectionRange(1, 1)")
    press(page, "ArrowRight")
    expect(coefficient).to_be_focused()


def test_the_price_list_is_walked_and_filled_like_the_sheet(page, project):
    page.goto(f"/projects/{project.id}/prices")
    first, second = page.locator("[data-sheet] .cell").nth(0), page.locator(".cell").nth(1)
    second.focus()
    press(page, "ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.type("85.000")
    press(page, "Enter")
    expect(second).to_be_focused()
    press(page, "Control+d")
    expect(page.locator(f"#r-{project.foreman}")).to_have_attribute("data-state", "saved")
    expect(second).to_have_value("85.000,00")


def test_undo_and_redo_are_the_servers_and_the_cell_is_found_again(page, cells, project):
    cells[0].focus()
    page.keyboard.type("20")
    press(page, "Enter", "Shift+Enter")
    expect(cells[0]).to_have_value("20,00")
    with page.expect_navigation():
        press(page, "Control+z")
    expect(cells[0]).to_have_value("12,50")
    expect(cells[0]).to_be_focused()
    expect(page.locator("#toasts .toast")).to_have_count(1)
    with page.expect_navigation():
        press(page, "Control+Shift+Z")
    expect(cells[0]).to_have_value("20,00")


def test_an_undo_waits_for_the_edit_that_is_on_its_way(page, cells):
    page.route("**/sheet?*", lambda route: (page.wait_for_timeout(500), route.continue_()))
    cells[0].focus()
    page.keyboard.type("20")
    with page.expect_navigation():
        press(page, "Enter", "Control+z")
    expect(cells[0]).to_have_value("12,50")
    expect(cells[1]).to_be_focused()
    expect(page.locator("h1 + .badge")).to_have_text("revisi 3")


def test_undo_in_a_changed_field_is_the_fields_own(page, cells):
    cells[0].focus()
    page.keyboard.type("2")
    press(page, "Control+z")
    expect(cells[0]).to_have_value("12,50")
    expect(page.locator("#toasts .toast")).to_have_count(0)


@pytest.mark.parametrize("place", ["analyses/{analysis}", "prices"])
def test_undo_works_from_analysis_and_prices(page, cells, project, place):
    cells[0].fill("33")
    cells[0].press("Enter")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    page.goto(f"/projects/{project.id}/{place.format(analysis=project.analysis)}")
    with page.expect_navigation():
        press(page, "Control+z")
    page.goto(f"/projects/{project.id}/")
    expect(cells[0]).to_have_value("12,50")


def test_an_undo_that_is_refused_says_who_stands_against_it(page, cells, his, project):
    cells[0].fill("20")
    cells[0].press("Enter")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    his.reload()
    his.fill(f"#q-{project.excavation}", "30")
    his.press(f"#q-{project.excavation}", "Enter")
    expect(his.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    cells[1].focus()
    press(page, "Control+z")
    expect(page.locator("#toasts .toast.err")).to_contain_text("Bob")
    expect(cells[1]).to_be_focused()


def test_the_keys_open_beside_the_page_and_escape_leads_back(page, cells):
    page.locator("body").press("?")
    keys = page.locator("dialog#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Ctrl+D")
    press(page, "Escape")
    expect(keys).to_be_hidden()

    cells[0].focus()
    press(page, "F1")
    expect(keys).to_be_visible()
    press(page, "Escape")
    expect(cells[0]).to_be_focused()


def test_slash_and_question_mark_are_letters_inside_a_field(page, cells):
    cells[0].focus()
    page.keyboard.type("/?")
    expect(cells[0]).to_have_value("/?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    press(page, "Escape")


def test_single_keys_can_be_switched_off(page, cells):
    press(page, "F1")
    box = page.locator("dialog#keys [data-single]")
    box.uncheck()
    press(page, "Escape")
    page.reload()
    page.locator("body").press("?")
    page.locator("body").press("/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/projects/\d+/$"))
    press(page, "F1")
    expect(box).not_to_be_checked()
    box.check()
    press(page, "Escape")
    page.locator("body").press("?")
    expect(page.locator("dialog#keys")).to_be_visible()


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_search_is_one_key_away(page, project, key):
    page.locator("body").press(key)
    expect(page).to_have_url(re.compile("/search"))
    expect(page.locator("[data-search]")).to_be_focused()
    page.goto(f"/projects/{project.id}/prices")
    page.locator("body").press(key)
    expect(page.locator("#q")).to_be_focused()
    page.goto("/account")
    page.locator("body").press(key)
    expect(page).to_have_url(re.compile("/catalogue/search$"))


def test_control_k_searches_from_within_a_field(page, project):
    page.goto(f"/projects/{project.id}/prices")
    page.locator("[data-sheet] .cell").first.focus()
    press(page, "Control+k")
    expect(page.locator("#q")).to_be_focused()


def test_without_script_the_keys_are_a_page(scriptless_page):
    scriptless_page.goto("/help/keys")
    box = scriptless_page.locator("[data-single]")
    box.uncheck()
    scriptless_page.get_by_role("button", name="Simpan").click()
    expect(box).not_to_be_checked()
    expect(scriptless_page.locator("kbd").first).to_be_visible()


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_of_the_keys_is_readable_for_everybody(page, language):
    page.goto("/help/keys")
    page.locator(f'button[name=language][value="{language}"]').click()
    expect(page.locator("h1")).to_have_text({"id": "Tombol", "en": "Keys"}[language])
    assert people.accessibility(page) == {}
    assert people.overflow(page) == 0


def test_what_is_typed_stays_when_another_row_answers(app, page, alice, project):
    """A percent row is computed anew with the row it stands on, and is replaced with it."""
    percent = add_percent(app, alice, project)
    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    page.route("**/coefficient?*", lambda r: (page.wait_for_timeout(400), r.continue_()))
    page.locator(f"#c-{project.component}").focus()
    page.keyboard.type("0,8")
    cell = page.locator(f"#c-{percent}")
    cell.focus()
    page.keyboard.type("7,25")
    press(page, "ArrowLeft")
    expect(page.locator(f"#i-{project.component}")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-sheet] tr.r").filter(has_text="Alat 5 %")).to_contain_text("4.2")
    expect(cell).to_have_value("7,25")
    expect(cell).to_be_focused()
    assert page.evaluate(CARET) == "3-3"
    press(page, "Enter")
    expect(page.locator(f"#i-{percent}")).to_have_attribute("data-state", "saved")
    expect(cell).to_have_value(re.compile("^7,25"))


def add_percent(app, alice, project):
    def add(draft):
        row = Component(
            analysis_id=project.analysis, position=9 << 20, kind="percent", category="equipment",
            label="Alat 5 %", coefficient=Fraction(1, 20), percent_of="labour",
        )  # fmt: skip
        return {"row": draft.add(row).id}

    with app.app_context():
        return revisions.run(Order(project.id, "component.added", alice.id), add).result["row"]
