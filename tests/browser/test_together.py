"""Two people in one sheet: each sees what the other saved, and that the other is there."""

import dataclasses

import pytest
from playwright.sync_api import expect

from tests.browser import people


@pytest.fixture
def config(config):
    """A poll a second, so that the test does not sit there for a quarter of a minute."""
    return dataclasses.replace(config, poll_seconds=1)


@pytest.fixture
def open_sheet(app, new_context, login, project):
    """`open_sheet(person)`: the sheet in a browser of their own, and what its console said."""

    def show(person, **options):
        context = new_context(**options)
        people.enter(context, app, login, person)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: page.errors.append(m.text) if people.is_ours(m) else None)
        page.goto(f"/projects/{project.id}/")
        return page

    return show


def is_question(request):
    return "/changes?" in request.url


def save(page, row, text):
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")
    expect(page.locator(f"#i-{row}")).to_have_attribute("data-state", "saved")


def test_each_sees_the_change_of_the_other_and_who_is_here(open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    expect(his.locator("#here")).to_have_text("Alice sedang di sini")
    expect(hers.locator("#here")).to_have_text("Bob sedang di sini")

    save(his, project.excavation, "20")
    expect(hers.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    expect(hers.locator(f"#i-{project.excavation} .amt")).to_have_text("1.738.000,00")
    expect(hers.locator(f"#i-{project.excavation} .st")).to_have_text("diubah oleh Bob")
    save(hers, project.signboard, "2")
    expect(his.locator(f"#q-{project.signboard}")).to_have_value("2,00")
    expect(his.locator("tfoot.bar td.amt")).to_have_text(
        hers.locator("tfoot.bar td.amt").inner_text()
    )
    # Shares of a total that is no more are not shown, wherever the change came from.
    for page in (hers, his):
        expect(page.locator(f"#i-{project.backfill} .pct span")).to_be_hidden()
        expect(page.locator(".jump .n").first).to_be_hidden()
    # A row that arrived is a row like any other: it saves.
    save(hers, project.excavation, "21")
    expect(his.locator(f"#q-{project.excavation}")).to_have_value("21,00")
    his.reload()
    expect(his.locator(f"#i-{project.signboard} .pct")).to_have_text("35,17")  # 990 of 2,814.9
    assert (hers.errors, his.errors) == ([], [])


def test_what_is_being_typed_stays_and_saving_it_is_a_conflict(open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    cell = hers.locator(f"#q-{project.excavation}")
    cell.fill("14")
    save(his, project.excavation, "20")
    expect(hers.locator(f"#i-{project.excavation} .st")).to_have_text("diubah oleh Bob")
    expect(cell).to_have_value("14")
    expect(cell).to_be_focused()
    cell.press("Enter")
    expect(hers.locator(f"#c-{project.excavation}")).to_contain_text("20,00")
    expect(cell).to_have_value("14")
    assert hers.errors == []


def test_what_was_typed_into_a_deleted_row_comes_back_as_a_new_one(open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    cell = hers.locator(f"#q-{project.signboard}")
    cell.fill("7")
    his.locator(f"#i-{project.signboard} th").click()
    his.locator('#rows [value="delete"]').click()
    expect(his.locator(f"#i-{project.signboard}")).to_have_count(0)
    expect(hers.locator("#news")).to_be_visible()
    expect(cell).to_have_value("7")
    cell.press("Enter")
    told = hers.locator(f"#i-{project.signboard}")
    expect(told).to_contain_text("Bob menghapus “Papan nama”")
    told.locator("button").click()
    expect(hers.locator("tr.r", has_text="Papan nama").locator(".cell")).to_have_value("7,00")
    assert hers.errors == []


def test_a_new_row_is_a_notice_that_loads_the_page_again(open_sheet, alice, bob, project):
    hers, his = open_sheet(alice), open_sheet(bob)
    his.locator(f"#i-{project.signboard} th").click()
    his.locator('#rows [value="copy"]').click()
    expect(his.locator("tr.r")).to_have_count(4)
    expect(hers.locator("#news")).to_contain_text("Bob")
    hers.locator("#news a").click()
    expect(hers.locator("tr.r")).to_have_count(4)
    expect(hers.locator("#news")).to_have_count(0)
    assert hers.errors == []


def test_one_who_works_alone_is_not_sent_what_they_did(open_sheet, alice, project):
    page = open_sheet(alice)
    save(page, project.excavation, "20")
    save(page, project.signboard, "2")
    # A question that is under way may have been asked before.
    with page.expect_request(is_question) as asked:
        pass
    assert asked.value.response().status == 204


def test_a_hidden_page_does_not_ask(open_sheet, alice, project):
    page, asked = open_sheet(alice), []
    page.on("request", lambda r: asked.append(r.url) if "/changes?" in r.url else None)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { get: () => window.away ?? true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.wait_for_timeout(1500)
    count = len(asked)
    page.wait_for_timeout(2500)
    assert len(asked) == count
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_event("request", lambda r: "/changes?" in r.url)


def test_names_wrap_on_a_phone(open_sheet, alice, bob, vera):
    open_sheet(bob), open_sheet(vera)
    page = open_sheet(alice, viewport={"width": 360, "height": 740})
    expect(page.locator("#here")).to_have_text("Bob, Vera sedang di sini")
    assert people.overflow(page) == 0
