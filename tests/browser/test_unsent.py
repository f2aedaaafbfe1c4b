"""What has not reached the server: counted, sent again by itself once, kept over a reload."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.models import OutlineNode, Project, Resource, User
from app.services import accounts
from tests.browser import people

SHEET = "**/sheet?*"
SAVING = re.compile(r"/sheet(\?|$)")


@pytest.fixture
def page(app, new_context, login, alice, project):
    """The sheet; a cut connection is said in the console, so only errors of the scripts count."""
    context, errors = new_context(), []
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/projects/{project.id}/")
    yield page
    assert errors == []


@pytest.fixture
def sent(page):
    """Addresses of the sheet's writes that an answer came to."""
    seen = []
    page.on("requestfinished", lambda r: seen.append(r.url) if SAVING.search(r.url) else None)
    return seen


@pytest.fixture
def stored(app, project):
    """`stored()`: revision of the project and the quantities of its three items."""
    rows = (project.excavation, project.backfill, project.signboard)

    def read():
        with app.app_context():
            number = db.session.get(Project, project.id).revision
            return number, [db.session.get(OutlineNode, row).quantity_typed for row in rows]

    return read


def cut(page):
    page.route(SHEET, lambda route: route.abort())


def type_into(page, row, text):
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")
    expect(page.locator(f"#i-{row}")).to_have_attribute("data-state", "unsaved")


def test_unsent_changes_are_counted_and_go_in_one_request(page, project, sent, stored):
    before, _ = stored()
    cut(page)
    type_into(page, project.excavation, "20")
    type_into(page, project.backfill, "30")
    type_into(page, project.signboard, "4")
    bar = page.locator("#offline")
    expect(bar).to_contain_text("Koneksi terputus. Belum terkirim: 3.")
    expect(bar.locator("button")).to_have_text(re.compile(r"Coba lagi \(\d+ s\)"))
    expect(page.locator("#saved")).to_be_hidden()

    page.unroute(SHEET)
    expect(bar).to_be_hidden()
    expect(page.locator("#saved")).to_be_visible()
    assert stored() == (before + 1, [20, 30, 4])
    assert len(sent) == 1
    expect(page.locator(f"#q-{project.backfill}")).to_have_value("30,00")


def test_a_batch_whose_answer_is_lost_is_not_stored_twice(page, project, stored):
    before, _ = stored()
    cut(page)
    type_into(page, project.excavation, "20")
    type_into(page, project.backfill, "30")
    page.unroute(SHEET)

    arrived = []

    def lose_the_first(route):
        if arrived:
            route.continue_()
        else:
            arrived.append(route.fetch().status)
            route.abort()

    page.route("**/sheet", lose_the_first)
    page.locator("#offline [data-retry]").click()
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    assert stored() == (before + 1, [20, 30, 1])
    assert arrived == [200]


CUT_ONCE = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = function () {
    Response.prototype.text = text;
    return Promise.reject(new TypeError("cut"));
  };
}"""


def test_an_answer_that_breaks_off_is_no_answer(page, project, stored):
    before, _ = stored()
    page.evaluate(CUT_ONCE)
    type_into(page, project.excavation, "20")
    expect(page.locator("#offline")).to_contain_text("Belum terkirim: 1.")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")
    expect(page.locator("#offline")).to_be_hidden()
    assert stored() == (before + 1, [20, 4, 1])


def test_escape_takes_a_change_back_that_was_not_sent(page, project, stored):
    before = stored()
    cut(page)
    type_into(page, project.excavation, "20")
    expect(page.locator("#offline")).to_be_visible()
    page.locator(f"#q-{project.excavation}").press("Escape")
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("12,50")
    page.unroute(SHEET)
    page.reload()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("12,50")
    assert stored() == before


def test_the_waits_grow_from_two_to_thirty_seconds(app, new_context, login, alice, project):
    context = new_context()
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.clock.install()
    page.goto(f"/projects/{project.id}/")
    cut(page)
    page.fill(f"#q-{project.excavation}", "20")
    page.press(f"#q-{project.excavation}", "Enter")
    button = page.locator("#offline [data-retry]")
    for seconds in (2, 4, 8, 16, 30, 30):
        expect(button).to_have_text(f"Coba lagi ({seconds} s)")
        page.clock.run_for(1000 * seconds + 500)


def test_a_server_that_is_not_ready_is_asked_again(page, project, stored):
    page.route(SHEET, lambda route: route.fulfill(status=503, body=""))
    type_into(page, project.excavation, "21")
    expect(page.locator("#offline")).to_contain_text("Belum terkirim: 1.")
    page.unroute(SHEET)
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    assert stored()[1][0] == 21


def test_a_reload_brings_unsent_text_back_and_offers_it(page, project, stored):
    before, _ = stored()
    cut(page)
    type_into(page, project.excavation, "20")
    type_into(page, project.backfill, "30")
    page.reload()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20")
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#offline")).to_contain_text("Belum terkirim: 2.")
    expect(page.locator("#offline b")).to_be_hidden()
    assert stored()[0] == before

    page.unroute(SHEET)
    page.locator("#offline [data-retry]").click()
    expect(page.locator("#offline")).to_be_hidden()
    assert stored() == (before + 1, [20, 30, 1])
    page.reload()
    expect(page.locator("#offline")).to_be_hidden()


def test_half_a_word_that_came_back_waits_for_its_writer(page, project, stored):
    cut(page)
    page.locator(f"#q-{project.excavation}").focus()
    page.keyboard.type("99")
    page.reload()
    page.unroute(SHEET)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("99")
    page.fill(f"#q-{project.backfill}", "30")
    page.press(f"#q-{project.backfill}", "Enter")
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "saved")
    expect(page.locator("#offline")).to_contain_text("Belum terkirim: 1.")
    assert stored()[1][:2] == [12.5, 30]

    page.locator(f"#q-{project.excavation}").focus()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("12,50")
    expect(page.locator("#offline")).to_be_hidden()


def test_text_that_came_back_does_not_overwrite_what_somebody_did(
    page, project, stored, bob_writes
):
    cut(page)
    type_into(page, project.excavation, "20")
    bob_writes("13")
    page.unroute(SHEET)
    page.reload()
    page.locator("#offline [data-retry]").click()
    told = page.locator(f"#c-{project.excavation}")
    for value in ("Bob", "13,00", "20"):
        expect(told).to_contain_text(value)
    assert stored()[1][0] == 13

    told.locator("a.btn").click()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("13,00")
    page.reload()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("13,00")
    expect(page.locator("#offline")).to_be_hidden()


@pytest.fixture
def bob_writes(app, new_context, login, bob, project):
    context = new_context()
    people.enter(context, app, login, bob)

    def write(text):
        his = context.new_page()
        his.goto(f"/projects/{project.id}/")
        his.fill(f"#q-{project.excavation}", text)
        his.press(f"#q-{project.excavation}", "Enter")
        expect(his.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")

    return write


def test_one_bad_text_of_a_batch_does_not_hold_up_the_others(page, project, stored):
    before, _ = stored()
    cut(page)
    type_into(page, project.excavation, "20")
    type_into(page, project.backfill, "1.5")
    type_into(page, project.signboard, "3")
    page.unroute(SHEET)
    page.locator("#offline [data-retry]").click()
    expect(page.locator(f"#q-{project.backfill}-e")).to_contain_text("1,5")
    expect(page.locator(f"#i-{project.signboard}")).to_have_attribute("data-state", "saved")
    expect(page.locator(f"#q-{project.backfill}")).to_have_value("1.5")
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#offline")).to_be_hidden()
    assert stored() == (before + 2, [20, 4, 3])

    page.fill(f"#q-{project.backfill}", "1,5")
    page.press(f"#q-{project.backfill}", "Enter")
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(page.locator("#offline")).to_be_hidden()


def test_a_batch_that_meets_a_limit_waits_as_long_as_it_says(page, project, stored):
    cut(page)
    type_into(page, project.excavation, "20")
    type_into(page, project.backfill, "30")
    page.unroute(SHEET)
    limited = []

    def limit(route):
        if limited:
            route.continue_()
        else:
            limited.append(1)
            route.fulfill(status=429, headers={"Retry-After": "3", "HX-Reswap": "none"}, body="")

    page.route("**/sheet", limit)
    button = page.locator("#offline [data-retry]")
    button.click()
    expect(button).to_have_text(re.compile(r"Coba lagi \([123] s\)"))
    expect(page.locator(f"#i-{project.backfill}")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("#offline")).to_be_hidden(timeout=15_000)
    assert stored()[1] == [20, 30, 1]


def test_logging_out_forgets_what_was_not_sent(page, project, alice):
    cut(page)
    type_into(page, project.excavation, "20")
    assert page.evaluate("sessionStorage.getItem('drafts')")
    page.locator(".who summary").click()
    page.locator("[data-logout]").click()
    expect(page).to_have_url(re.compile("/login"))
    assert page.evaluate("sessionStorage.length") == 0
    log_in(page, alice)
    page.goto(f"/projects/{project.id}/")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("12,50")
    expect(page.locator("#offline")).to_be_hidden()


def log_in(page, person):
    page.fill("#email", person.email)
    page.fill("#password", person.password)
    page.get_by_role("button", name="Masuk").click()


def session_ends(app, person, page, row, text):
    with app.app_context():
        accounts.end_sessions(person.id)
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")
    expect(page).to_have_url(re.compile("/login"))


def test_a_session_that_ended_keeps_the_text_over_the_log_in(app, page, project, alice, stored):
    session_ends(app, alice, page, project.excavation, "20")
    log_in(page, alice)
    expect(page).to_have_url(re.compile(r"/projects/\d+/"))
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20")
    expect(page.locator("#offline")).to_contain_text("Belum terkirim: 1.")
    page.locator("#offline [data-retry]").click()
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    assert stored()[1][0] == 20


def test_the_text_of_one_person_is_not_offered_to_another(app, page, project, alice, bob):
    with app.app_context():  # a name alone does not tell people apart
        db.session.get(User, bob.id).name = alice.name
        db.session.commit()
    session_ends(app, alice, page, project.excavation, "20")
    log_in(page, bob)
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("12,50")
    expect(page.locator("#offline")).to_be_hidden()


def test_prices_go_in_one_request_too(app, page, project):
    page.goto(f"/projects/{project.id}/prices")
    page.route("**/resources/*/price?*", lambda route: route.abort())
    for row, text in ((project.labourer, "95.000"), (project.foreman, "150.000")):
        page.fill(f"#p-{row}", text)
        page.press(f"#p-{row}", "Enter")
        expect(page.locator(f"#r-{row}")).to_have_attribute("data-state", "unsaved")
    page.locator("#offline [data-retry]").click()
    expect(page.locator(f"#p-{project.foreman}")).to_have_value("150.000,00")
    expect(page.locator("#offline")).to_be_hidden()
    with app.app_context():
        rows = (project.labourer, project.foreman)
        assert [db.session.get(Resource, row).price for row in rows] == [95_000, 150_000]


def test_coefficients_go_in_one_request_and_come_back_in_place(page, project):
    page.goto(f"/projects/{project.id}/analyses/{project.analysis}")
    page.route("**/coefficient?*", lambda route: route.abort())
    cells = page.locator("[data-sheet] td .cell[name^=c-]")
    for place, text in enumerate(("0,8", "0,03")):
        cells.nth(place).fill(text)
        cells.nth(place).press("Enter")
        expect(page.locator("[data-sheet] tr[data-state=unsaved]")).to_have_count(place + 1)
    page.evaluate("window.stayed = true")
    page.locator("#offline [data-retry]").click()
    expect(page.locator("[data-sheet] tr[data-state=saved]")).to_have_count(2)
    expect(cells.nth(1)).to_have_value("0,0300")
    expect(page.locator("#offline")).to_be_hidden()
    assert page.evaluate("window.stayed")


def test_a_cell_typed_again_before_its_answer_is_no_conflict_with_oneself(page, project, stored):
    cell = page.locator(f"#q-{project.excavation}")
    page.route(SHEET, lambda route: (page.wait_for_timeout(300), route.continue_()))
    cell.focus()
    for text in ("7", "8"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Enter")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    expect(cell).to_have_value("8,00")
    expect(page.locator("tr.cf")).to_have_count(0)
    assert stored()[1][0] == 8
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(cell).to_have_value("9,00")
    expect(page.locator("tr.cf")).to_have_count(0)


def test_all_saved_is_said_with_the_time_of_the_server(app, new_context, login, alice, project):
    context = new_context(timezone_id="Asia/Makassar")
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    page.goto(f"/projects/{project.id}/")
    said = page.locator("#saved")
    first = said.inner_text()
    assert re.fullmatch(r"Semua tersimpan \d\d\.\d\d", first)
    page.clock.fast_forward(3 * 60 * 1000)
    page.fill(f"#q-{project.excavation}", "20")
    page.press(f"#q-{project.excavation}", "Enter")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    hours, minutes = map(int, first[-5:].split("."))
    later = [(60 * hours + minutes + more) % 1440 for more in (3, 4)]
    expect(said).to_have_text(
        re.compile("|".join(f"{each // 60:02}.{each % 60:02}" for each in later))
    )
    assert page.get_by_role("status").filter(has_text="Semua tersimpan").count() == 1
