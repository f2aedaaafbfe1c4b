"""A question for news that crosses what somebody types or saves: nothing lost, little asked."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from app.services import outline
from app.services.outline import Cell
from tests.browser import people, test_block

TURN_MS = 15_000
#: Behind a turn, so that its timer has gone off.
A_LITTLE = 500


@pytest.fixture
def page(app, new_context, login, alice, project):
    """Alice's sheet; its clock stands still until a test lets it run."""
    context, errors = new_context(), []
    people.enter(context, app, login, alice)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: errors.append(m.text) if people.is_ours(m) else None)
    start = datetime.now(UTC)
    page.clock.install(time=start)
    page.goto(f"/projects/{project.id}/")
    page.clock.pause_at(start + timedelta(seconds=12))  # a turn has not passed yet
    yield page
    assert errors == []


class Questions:
    """The page's questions for news, each held on its way until the test lets it go."""

    def __init__(self, page):
        self.page, self.asked, self.held = page, [], []
        page.route("**/changes?*", self._hold)

    def _hold(self, route):
        self.asked.append(route.request.url)
        self.held.append(route)

    def next(self):
        """Let one turn pass, at the end of which the page asks."""
        with self.page.expect_request(lambda request: "/changes?" in request.url):
            self.page.clock.run_for(TURN_MS + A_LITTLE)
        self._wait()

    def _wait(self):
        """A request is told before its route is."""
        while not self.held:
            self.page.wait_for_timeout(10)

    def answer(self):
        """Let the question go on; its answer."""
        self._wait()
        route = self.held.pop()
        with self.page.expect_event("requestfinished", lambda r: r == route.request):
            route.continue_()
        return route.request.response()


@pytest.fixture
def questions(page):
    return Questions(page)


@pytest.fixture
def bob_sets(app, bob, project):
    """`bob_sets(row, version, text, ...)`: Bob, far away, stores quantities as one revision."""

    def store(*typed):
        cells = [Cell(*typed[at : at + 3]) for at in range(0, len(typed), 3)]
        with app.app_context():
            outline.set_quantities(project.id, bob.id, cells, "id")

    return store


def save(page, row, text):
    page.fill(f"#q-{row}", text)
    page.press(f"#q-{row}", "Enter")
    expect(page.locator(f"#i-{row}")).to_have_attribute("data-state", "saved")


def told(page, row):
    return page.locator(f"#i-{row} .st")


def test_ones_own_save_that_a_question_crosses_is_not_told_as_somebody_elses(
    page, project, questions, bob_sets
):
    questions.next()
    save(page, project.excavation, "20")
    bob_sets(project.signboard, 1, "3")
    assert questions.answer().status == 200
    expect(page.locator(f"#q-{project.signboard}")).to_have_value("3,00")
    expect(told(page, project.signboard)).to_have_text("diubah oleh Bob")
    expect(told(page, project.excavation)).to_have_text("tersimpan")
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("20,00")

    page.clock.run_for(TURN_MS - 2 * A_LITTLE)
    assert len(questions.asked) == 1
    questions.next()
    assert f"#i-{project.excavation}" not in questions.answer().text()
    questions.next()
    assert questions.answer().status == 204


def test_one_who_types_all_the_time_is_asked_no_more_often_and_told_no_less(
    page, project, questions, bob_sets
):
    cell = page.locator(f"#q-{project.excavation}")
    for turn in range(4):
        questions.next()
        bob_sets(project.signboard, turn + 1, str(turn + 3))
        bob_sets(project.excavation, turn + 1, str(turn + 30))
        # Now the row is in use, now it is not: never as it was asked about.
        cell.fill("14") if turn % 2 == 0 else cell.press("Escape")
        assert questions.answer().status == 200
        expect(page.locator(f"#q-{project.signboard}")).to_have_value(f"{turn + 3},00")
        if turn % 2 == 0:
            expect(cell).to_have_value("14")
            expect(cell).to_be_focused()
    assert len(questions.asked) == 4


def test_a_row_that_was_typed_into_meanwhile_is_marked_a_turn_later_and_stays_a_conflict(
    page, project, questions, bob_sets
):
    cell = page.locator(f"#q-{project.excavation}")
    questions.next()
    bob_sets(project.excavation, 1, "20")
    cell.fill("14")
    questions.answer()
    questions.next()
    assert f"busy=i-{project.excavation}" in questions.asked[-1]
    questions.answer()
    expect(told(page, project.excavation)).to_have_text("diubah oleh Bob")
    expect(cell).to_have_value("14")
    cell.press("Enter")
    expect(page.locator(f"#c-{project.excavation}")).to_contain_text("20,00")


def test_nothing_is_asked_while_a_save_is_under_way(page, project, questions):
    held = []
    page.route("**/sheet?*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    page.fill(f"#q-{project.excavation}", "20")
    page.press(f"#q-{project.excavation}", "Enter")
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saving")
    page.clock.run_for(TURN_MS + 3_000)
    assert questions.asked == []
    held[0].continue_()
    expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    with page.expect_request(lambda request: "/changes?" in request.url):
        page.clock.run_for(1_000 + A_LITTLE)
    assert questions.answer().status == 204


@pytest.mark.parametrize("way", ["same", "look"])
def test_an_answer_that_stored_nothing_hides_nothing_that_somebody_stored(
    page, project, questions, bob_sets, way
):
    cell = page.locator(f"#q-{project.excavation}")
    if way == "look":  # at the value of the other, in a conflict
        cell.fill("14")
        bob_sets(project.excavation, 1, "20", project.signboard, 1, "3")
        cell.press("Enter")
        page.locator(f"#c-{project.excavation} a.btn").click()
        expect(cell).to_have_value("20,00")
    else:
        bob_sets(project.signboard, 1, "3")
        cell.fill("12,5")
        cell.press("Enter")
        expect(page.locator(f"#i-{project.excavation}")).to_have_attribute("data-state", "saved")
    questions.next()
    assert questions.answer().status == 200
    expect(page.locator(f"#q-{project.signboard}")).to_have_value("3,00")


def test_who_looked_at_a_block_between_two_turns_is_told_as_before(
    page, project, questions, bob_sets
):
    test_block.paste(page, f"#q-{project.excavation}", "1.234\r\n")
    choice = page.locator('input[name="read-quantity"][value="en"]')
    expect(choice).to_be_visible()
    page.clock.run_for(TURN_MS + A_LITTLE)
    assert questions.asked == []
    choice.check()
    page.locator("#area form button.main").click()
    expect(page.locator(f"#q-{project.excavation}")).to_have_value("1,234")
    bob_sets(project.signboard, 1, "3")
    questions.next()
    assert questions.answer().status == 200
    expect(page.locator(f"#q-{project.signboard}")).to_have_value("3,00")
