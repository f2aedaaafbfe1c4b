"""What goes wrong on the way: nothing typed is lost, nothing is done twice."""

import pytest
from playwright.sync_api import expect

from app.services import access
from tests.browser import people

SHEET = "**/sheet?*"


@pytest.fixture
def open_sheet(app, new_context, login, project):
    """`open_sheet(person)`: the sheet in a browser of their own."""

    def show(person):
        context = new_context()
        people.enter(context, app, login, person)
        page = context.new_page()
        page.goto(f"/projects/{project.id}/")
        return page

    return show


def revision(app, person, project):
    with app.app_context():
        return access.enter(project.id, person.id).project.revision


def type_into(page, row, text):
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")


def lose_answers(page, *, after_sending):
    def lose(route):
        if after_sending:
            route.fetch()
        route.abort()

    page.route(SHEET, lose)


@pytest.mark.parametrize("after_sending", [False, True], ids=["no way", "answer lost"])
def test_a_retry_after_a_cut_connection_has_one_effect(
    app, open_sheet, alice, project, after_sending
):
    page, before = open_sheet(alice), revision(app, alice, project)
    lose_answers(page, after_sending=after_sending)
    type_into(page, project.excavation, "20")
    row = page.locator(f"#i-{project.excavation}")
    expect(page.locator("#offline")).to_be_visible()
    expect(row).to_have_attribute("data-state", "unsaved")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20")

    page.unroute(SHEET)
    page.locator("#offline [data-retry]").click()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    assert revision(app, alice, project) == before + 1


HOLD = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = function () {
    Response.prototype.text = text;
    return new Promise((done) => { window.release = () => done(text.call(this)); });
  };
}"""


def test_an_answer_whose_row_is_replaced_while_it_arrives_still_says_saved(
    open_sheet, alice, project
):
    page = open_sheet(alice)
    page.evaluate(HOLD)
    row, cell = page.locator(f"#i-{project.excavation}"), page.locator(f"#q-{project.excavation}")
    type_into(page, project.excavation, "20")
    page.wait_for_function("() => window.release")
    row.evaluate("row => row.replaceWith(row.cloneNode(true))")
    page.evaluate("release()")
    expect(row).to_have_attribute("data-state", "saved")
    expect(cell).to_have_value("20,00")


def test_an_answer_that_is_overtaken_does_not_bring_old_totals_back(open_sheet, alice, project):
    page = open_sheet(alice)
    page.evaluate(HOLD)
    type_into(page, project.excavation, "20")
    page.wait_for_function("() => window.release")
    type_into(page, project.signboard, "2")
    expect(page.locator(f"#i-{project.signboard}")).to_have_attribute("data-state", "saved")
    page.evaluate("release()")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    # (20 x 79.000 + 2 x 450.000) x 1,1
    expect(page.locator("tfoot.bar td.amt")).to_have_text("2.728.000,00", timeout=2_000)
    assert page.locator(f"#i-{project.section} .amt").inner_text() == "1.738.000,00"


def test_a_server_that_fails_leaves_the_text_and_offers_a_retry(open_sheet, alice, project):
    page = open_sheet(alice)
    page.route(SHEET, lambda route: route.fulfill(status=503, body=""))
    type_into(page, project.excavation, "21")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "unsaved")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("21")
    assert page.locator("[data-sheet] .cell").count() == 3


def test_a_refused_text_stays_with_its_reason_beside_it(app, open_sheet, alice, project):
    page, before = open_sheet(alice), revision(app, alice, project)
    type_into(page, project.excavation, "1.23")
    cell = page.locator(f"#q-{project.excavation}")
    expect(cell).to_have_attribute("aria-invalid", "true")
    expect(cell).to_have_value("1.23")
    reason = page.locator(f"#q-{project.excavation}-e")
    expect(reason).to_contain_text("1,23")
    assert reason.get_attribute("id") in cell.get_attribute("aria-describedby").split()
    assert revision(app, alice, project) == before


def test_two_people_on_one_cell_see_both_values_and_choose(app, open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    type_into(hers, project.excavation, "13")
    expect(hers.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    before = revision(app, alice, project)
    type_into(his, project.excavation, "14")
    told = his.locator(f"#c-{project.excavation}")
    for value in ("Alice", "12,50", "13,00", "14"):
        expect(told).to_contain_text(value)
    expect(his.locator(f"#q-{project.excavation}")).to_have_value("14")
    assert revision(app, alice, project) == before

    told.locator("button").click()
    expect(his.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    expect(told).to_have_count(0)
    hers.reload()
    expect(hers.locator(f"#q-{project.excavation}")).to_have_value("14,00")
    assert revision(app, alice, project) == before + 1


def test_who_takes_the_value_of_the_other_changes_nothing(app, open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    type_into(hers, project.excavation, "13")
    expect(hers.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    type_into(his, project.excavation, "14")
    before = revision(app, alice, project)
    his.locator(f"#c-{project.excavation} a.btn").click()

    expect(his.locator(f"#q-{project.excavation}")).to_have_value("13,00")
    expect(his.locator(f"#c-{project.excavation}")).to_have_count(0)
    assert revision(app, alice, project) == before
