"""GET /projects/<id>/changes: what others saved since, and who else is here."""

import re

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models import Membership, User
from app.services import presence
from tests import large_projects
from tests.statements import counted
from tests.web.outline.conftest import HX


@pytest.fixture
def others(browse, bob):
    """The browser of somebody else who may edit."""
    return browse(bob)


@pytest.fixture
def ask(project, stored):
    """`ask(browser)`: as a page that shows all rows of the present revision asks."""
    revision = stored().revision

    def send(browser, since=revision, **query):
        shown = {"first": project.section, "last": project.signboard, "since": since, **query}
        return browser.client.get(f"{browser.base}changes", query_string=shown, headers=HX)

    return send


def save(browser, row, version, text):
    assert browser.hx("sheet?l=id", **{f"q_{row}_{version}": text}).status_code == 200


def told(answer):
    """The elements that the answer replaces, in order."""
    return re.findall(r'<hx-partial hx-target="([^"]+)"', answer.text)


def test_nothing_new_is_an_empty_answer_without_cookie(browser, ask):
    answer = ask(browser)
    assert answer.status_code == 204
    assert answer.data == b""
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"Content-Security-Policy", "Permissions-Policy"} & set(answer.headers.keys())


def test_a_change_brings_its_row_the_sections_above_and_the_total(
    browser, browse, bob, ask, project, stored
):
    save(browse(bob), project.excavation, 1, "20,5")
    answer = ask(browser)
    assert answer.status_code == 200
    assert told(answer) == [f"#i-{project.section}", f"#i-{project.excavation}", "#totals"]
    assert f'name="q-{project.excavation}-2" value="20,50"' in answer.text
    assert "diubah oleh Bob" in answer.text
    assert "1.781.450,00" in answer.text  # 20,5 x 86.900
    assert f'data-rev="{stored().revision}"' in answer.text
    assert answer.headers["HX-Reswap"] == "none"
    assert ask(browser, stored().revision).status_code == 204


def test_a_row_in_use_is_marked_and_not_replaced(browser, browse, bob, ask, project):
    save(browse(bob), project.excavation, 1, "20,5")
    answer = ask(browser, busy=f"{project.excavation},{project.backfill}")
    assert f"#i-{project.excavation}&gt;.st" in told(answer)
    assert f"#i-{project.excavation}" not in told(answer)
    assert "<input" not in answer.text
    assert "diubah oleh Bob" in answer.text
    save_refused = browser.hx("sheet?l=id", **{f"q_{project.excavation}_1": "7"})
    assert save_refused.status_code == 409


def test_rows_of_other_pages_are_not_sent_but_their_sections_are(
    browser, browse, bob, ask, project
):
    save(browse(bob), project.excavation, 1, "20,5")
    answer = ask(browser, first=project.section_ii)
    assert told(answer) == ["#totals"]
    answer = ask(browser, first=project.backfill, last=project.backfill)
    assert told(answer) == [f"#i-{project.section}", "#totals"]


def test_a_price_reaches_the_items_of_its_analyses(browser, browse, bob, ask, project):
    sent = {f"p-{project.labourer}-1": "120.000"}
    path = f"{browser.base}resources/{project.labourer}/price"
    assert browse(bob).client.post(path, data=sent, headers=HX).status_code == 200
    answer = ask(browser)
    assert f"#i-{project.excavation}" in told(answer)
    assert f"#i-{project.signboard}" not in told(answer)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("items/{excavation}/deletion", {}),
        ("items/{excavation}/copies", {}),
        ("items/{backfill}/moves", {"do": "up"}),
        ("items/{section}/markup", {"version": "1", "markup": "5"}),
    ],
)
def test_a_change_of_structure_is_a_notice(browser, others, ask, project, path, fields):
    where = path.format(excavation=project.excavation, backfill=project.backfill,
                        section=project.section)  # fmt: skip
    assert others.post(where, **fields).status_code == 303
    answer = ask(browser)
    assert told(answer) == ["#news", "#area", "#totals"]
    assert "Bob mengubah lebih dari beberapa baris" in answer.text


def test_more_than_twelve_rows_are_a_notice(app, browse, alice, bob, browser):
    large = large_projects.make(app, alice.id, 40)
    browser.base = f"/projects/{large}/"
    page = browser.get().text
    rows = re.findall(r'name="q-(\d+)-(\d+)"', page)
    rev = re.search(r'data-rev="(\d+)"', page)[1]
    form = {f"q_{row}_{version}": str(900 + n) for n, (row, version) in enumerate(rows[:13])}
    assert browser.post("sheet?l=id", **form).status_code == 303
    ends = f"first={rows[0][0]}&last={rows[-1][0]}"
    with app.app_context():
        db.session.add(Membership(project_id=large, user_id=bob.id, role="viewer"))
        db.session.commit()
    for person, said in ((bob, "Alice mengubah 13 baris."), (alice, "Halaman ini sudah usang.")):
        reader = browse(person)
        reader.base = browser.base
        answer = reader.hx_get(f"changes?since={rev}&{ends}")
        assert [each for each in told(answer) if each != ".title .end"] == [
            "#news", "#area", "#totals",
        ]  # fmt: skip
        assert said in answer.text


def test_who_else_is_here_comes_and_goes_by_its_mark(browser, browse, bob, ask, app, monkeypatch):
    assert ask(browser).status_code == 204
    browse(bob).get()
    answer = ask(browser)
    assert answer.status_code == 200
    assert "<bdi>Bob</bdi> sedang di sini" in answer.text
    assert told(answer) == [".title .end"]
    mark = re.search(r'data-h="(\w+)"', answer.text)[1]
    assert ask(browser, here=mark).status_code == 204
    assert "sedang di sini" in browser.get().text
    later = presence.time.time() + presence.KEPT + 1
    monkeypatch.setattr(presence.time, "time", lambda: later)
    gone = ask(browser, here=mark)
    assert told(gone) == ["#here"]
    assert "sedang di sini" not in gone.text


def test_a_poll_takes_nothing_from_the_next_page(browser, ask, browse, bob, project):
    browser.post(f"items/{project.backfill}/copies")
    ask(browser)
    assert "1 baris disalin" in browser.get().text


def test_without_script_it_leads_to_the_sheet_with_marks(browser, others, project, stored):
    since = stored().revision
    save(others, project.excavation, 1, "20,5")
    answer = browser.get(f"changes?since={since}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"/projects/{project.id}/?since={since}")


@pytest.mark.parametrize("since", ["abc", "-1", "%00", "9" * 30])
def test_what_is_no_revision_is_not_found(browser, since):
    assert browser.hx_get(f"changes?since={since}").status_code == 404


def test_a_page_from_another_time_is_told_to_load_again(browser, ask):
    assert "#news" in told(ask(browser, since=0))
    answer = ask(browser, since=999_999)  # a copy of yesterday was put back, say
    assert "#news" in told(answer)
    assert "Halaman ini sudah usang." in answer.text
    assert "#news" in told(browser.hx_get("changes"))


def test_odd_ends_bring_the_total_alone(browser, browse, bob, ask, project):
    save(browse(bob), project.excavation, 1, "20,5")
    for odd in ("x", "0", str(2**40)):
        answer = ask(browser, first=odd, last=odd, busy="%00")
        assert told(answer) == ["#totals"]


def test_a_viewer_sees_changes_and_a_stranger_nothing(browse, bob, vera, charlie, ask, project):
    save(browse(bob), project.excavation, 1, "20,5")
    answer = ask(browse(vera))
    assert answer.status_code == 200
    assert "20,50" in answer.text
    assert "<input" not in answer.text
    assert ask(browse(charlie)).status_code == 404


def test_a_poll_keeps_no_session_alive(browser, ask):
    with browser.client.session_transaction() as session:
        session["seen"] = before = session["seen"] - 1000
    assert ask(browser).status_code == 204
    with browser.client.session_transaction() as session:
        assert session["seen"] == before
    browser.get()
    with browser.client.session_transaction() as session:
        assert session["seen"] > before


@pytest.mark.parametrize("items", [100, 10_000])
def test_a_poll_takes_few_statements_whatever_the_size(app, browser, alice, items):
    browser.base = f"/projects/{large_projects.make(app, alice.id, items)}/"
    page = browser.get().text
    row, version = re.search(r'name="q-(\d+)-(\d+)"', page).groups()
    rev = re.search(r'data-rev="(\d+)"', page)[1]
    with counted(app) as quiet:
        assert browser.hx_get(f"changes?since={rev}").status_code == 204
    save(browser, row, version, "77,25")
    with counted(app) as news:
        found = browser.hx_get(f"changes?since={rev}&first={row}&last={row}")
    assert f"#i-{row}" in told(found)
    assert len(quiet) <= 2
    assert len(news) <= 7


def test_ones_own_change_is_nobody_elses(browser, others, ask, project, stored):
    """The answer to a save was lost, so that the page still waits for it."""
    save(browser, project.excavation, 1, "20,5")
    answer = ask(browser, since=stored().revision - 1, busy=project.excavation)
    assert told(answer) == [f"#i-{project.section}", "#totals"]
    assert "diubah oleh" not in answer.text

    since = stored().revision
    save(others, project.signboard, 1, "3")
    save(browser, project.excavation, 2, "21")
    busy = ask(browser, since=since, busy=project.excavation)
    assert f"#i-{project.excavation}&gt;.st" not in told(busy)
    assert busy.text.count("diubah oleh Bob") == 1


def test_what_a_page_made_itself_is_not_sent_to_it_again(browser, others, ask, project, stored):
    since = stored().revision
    save(others, project.signboard, 1, "3")
    save(browser, project.excavation, 1, "20,5")
    made = stored().revision
    answer = ask(browser, since=since, own=f"{made},{made + 7}")
    assert told(answer) == [f"#i-{project.section_ii}", f"#i-{project.signboard}", "#totals"]
    # Only what one did oneself can be known already.
    assert f"#i-{project.signboard}" in told(ask(browser, since=since, own=f"{since + 1}"))


def test_only_an_answer_that_made_a_revision_claims_it(browser, project, stored):
    def claimed(text):
        answer = browser.hx("sheet?l=id", **{f"q_{project.excavation}_1": text})
        found = re.search(r'data-own="(\d+)"', answer.text)
        return found and int(found[1])

    assert claimed("20,5") == stored().revision
    assert claimed("20,50") is None
    looked = browser.hx_get(f"items/{project.excavation}/row")
    assert "data-rev" in looked.text
    assert "data-own" not in looked.text


def test_two_people_of_one_name_are_two(app, browser, others, ask, project):
    with app.app_context():
        db.session.execute(update(User).values(name="Ani"))
        db.session.commit()
    save(others, project.excavation, 1, "20,5")
    assert "diubah oleh Ani" in ask(browser).text
