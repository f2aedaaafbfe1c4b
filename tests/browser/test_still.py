"""Nothing on the page moves by itself: not while it loads, saves, warns, or others arrive."""

import dataclasses

import pytest
from playwright.sync_api import expect

from bench.hand import WATCH
from tests.browser import people

SHIFT = 0.02
SAVING = "**/sheet?*"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
#: What a failure is answered with: nothing for the row, words for the corner.
TOAST = """<hx-partial hx-target="#toasts" hx-swap="beforeend"><div class="toast err"><p>Gagal.</p>
</div></hx-partial>"""


@pytest.fixture
def config(config):
    """A poll a second, so that the test does not sit there for a quarter of a minute."""
    return dataclasses.replace(config, poll_seconds=1)


@pytest.fixture
def page(app, new_context, login, alice, project):
    context = new_context()
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"/projects/{project.id}/")
    return page


@pytest.fixture
def note(page):
    """`note("edit")`: keep what moved since; `note.moved` is by name, of all those too many."""

    def read(name):
        page.wait_for_timeout(200)
        shift, moved = page.evaluate("[window.felt.shift, window.felt.moved]")
        page.evaluate("Object.assign(window.felt, {shift: 0, moved: []})")
        if shift > SHIFT:
            read.moved[name] = (shift, moved)

    read.moved = {}
    return read


@pytest.fixture
def bobs(app, login, bob):
    return login(app.test_client(), bob)


@pytest.fixture
def save(page, project):
    """`save("21")`: type it into the first quantity and press Enter."""

    def type_(text, row=project.excavation):
        page.locator(f"#q-{row}").fill(text)
        page.locator(f"#q-{row}").press("Enter")

    return type_


def test_nothing_moves_while_a_page_loads_saves_and_refuses(page, note, save, project):
    row, cell = page.locator(f"#i-{project.excavation}"), page.locator(f"#q-{project.excavation}")
    note("load")
    for text in ("21", "22", "23", "24", "25", "26"):
        save(text)
        expect(cell).to_have_value(f"{text},00")
    note("several edits")
    save("x")
    expect(row).to_have_attribute("data-state", "unsaved")
    note("an error beside the cell")
    page.route(SAVING, lambda route: route.fulfill(status=500, body=TOAST))
    save("5", project.signboard)
    expect(page.locator("#toasts .toast")).to_be_visible()
    note("a toast")
    assert note.moved == {}


def test_nothing_moves_when_the_connection_goes_and_comes(page, note, save, project):
    note("load")
    page.route(SAVING, lambda route: route.abort())
    save("22")
    expect(page.locator("#offline")).to_be_visible()
    note("the bar of a lost connection")
    page.unroute(SAVING)
    page.locator("#offline [data-retry]").click()
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("22,00")
    note("the bar goes")
    assert note.moved == {}


def test_the_bar_of_a_lost_connection_leaves_the_header_while_somebody_is_there(page, save):
    page.route(SAVING, lambda route: route.abort())
    save("22")
    bar = page.locator("#offline")
    expect(bar).to_be_visible()
    assert bar.bounding_box()["y"] == 0
    page.locator(".brand").focus()
    assert bar.bounding_box()["y"] > page.locator(".top").bounding_box()["height"]


def test_nothing_moves_when_others_come_and_change_a_row_in_use(page, note, save, bobs, project):
    row, cell = page.locator(f"#i-{project.excavation}"), page.locator(f"#q-{project.excavation}")
    sheet = f"/projects/{project.id}"
    note("load")
    bobs.get(f"{sheet}/changes?since=1")
    expect(page.locator("#here")).to_contain_text("Bob")
    note("somebody arrives")
    cell.fill("14")
    sent = {cell.get_attribute("name"): "20"}
    assert bobs.post(f"{sheet}/sheet?l=id", data=sent, headers=PARTIAL).status_code == 200
    expect(row.locator(".st")).to_contain_text("Bob")
    note("a change of somebody")
    save("14")
    expect(page.locator(f"#c-{project.excavation}")).to_be_visible()
    note("the row of a conflict")
    assert note.moved == {}
