"""Bytes as they leave the server, headers included, and statements as they reach the database."""

import html
import re
from urllib.parse import urlencode

import brotli
import pytest

from app.services import transactions
from bench import projects
from tests import large_projects
from tests.fixtures_adopt import add_analysis, add_edition, used
from tests.statements import counted
from tests.web.wiring import edited, files_of, items

PAGE_HTML, CSS = 8_000, 6_000
LOGIN_COLD, COLD, COLD_REQUESTS = 14_000, 36_000, 5
WARM_SHEET, LONG_SHEET, EDIT, EDIT_BODY, FEW_ROWS, PASTE = 8_000, 13_000, 1_800, 900, 3_000, 6_000
SEARCH, NO_NEWS, IDLE_MINUTE, POLLS_A_MINUTE = 1_500, 250, 1_000, 4
CELL = re.compile(r'<input [^>]*class="cell[^>]*>')
ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
PAGES = (
    "/", "/login", "/account", "/projects/new", "/projects/import", "/trash",
    "/projects/{0}/", "/projects/{0}/items/new", "/projects/{0}/parameters/",
    "/projects/{0}/numbering", "/projects/{0}/analyses", "/projects/{0}/prices",
    "/projects/{0}/recap", "/projects/{0}/history", "/projects/{0}/settings",
    "/projects/{0}/members", "/projects/{0}/preset?kind=ee",
    "/projects/{0}/items/block", "/projects/{0}/prices/block", "/projects/{0}/prices/block/copy",
    "/projects/{0}/items/block/copy?column=quantity",
)  # fmt: skip


def test_the_log_in_page_arrives_whole_within_its_budget(app, wire):
    files = files_of(app, None, None, "/login")
    answers = [wire("/login", anonymous=True), *(wire(each, anonymous=True) for each in files)]

    assert [answer.status for answer in answers] == [200, 200]
    assert sum(answer.bytes for answer in answers) <= LOGIN_COLD


def test_no_page_is_heavier_than_its_budget(wire, hundred):
    answers = {page: wire(page.format(hundred)) for page in PAGES if page != "/login"}
    answers["/login"] = wire("/login", anonymous=True)

    assert {page: a.status for page, a in answers.items() if a.status != 200} == {}
    assert {page: len(a.body) for page, a in answers.items() if len(a.body) > PAGE_HTML} == {}


def test_scripts_are_found_behind_the_content_so_that_the_style_sheet_has_the_line(wire, hundred):
    html = brotli.decompress(wire(f"/projects/{hundred}/").body).decode()

    assert html.index("style.css") < html.index("<main") < html.index("</main>")
    assert html.index("</main>") < html.index("<script")


def test_the_style_sheet_is_within_its_budget(app, wire, login, alice):
    (style,) = (each for each in files_of(app, login, alice, "/") if "style.css" in each)

    assert len(wire(style).body) <= CSS


def test_a_first_load_with_scripts_is_within_its_budget(app, wire, login, alice, hundred):
    sheet = f"/projects/{hundred}/"
    files = files_of(app, login, alice, sheet)
    answers = [wire(sheet), *(wire(each) for each in files)]

    assert len(answers) <= COLD_REQUESTS
    assert sum(answer.bytes for answer in answers) <= COLD


def test_a_second_sheet_is_one_answer_because_files_never_change(app, wire, login, alice, hundred):
    files = files_of(app, login, alice, f"/projects/{hundred}/")

    assert files
    assert all(b"immutable" in wire(each).head for each in files)
    assert wire(f"/projects/{hundred}/").bytes <= WARM_SHEET


def test_what_a_page_fetches_later_never_changes_either(wire, hundred):
    page = brotli.decompress(wire(f"/projects/{hundred}/").body).decode()
    (address,) = re.findall(r'data-rest="(/static/later.js[^"]+)"', page)

    assert b"immutable" in wire(address).head


def test_the_longest_page_of_a_sheet_is_within_its_budget(app, wire, alice):
    project = large_projects.make(app, alice.id, 250)

    assert wire(f"/projects/{project}/?size=200").bytes <= LONG_SHEET


def test_an_edit_answers_the_row_the_sections_above_and_the_totals_in_few_bytes(
    app, wire, alice, hundred
):
    answers = [edited(app, wire, hundred, place, f"{place + 3}7,25") for place in (0, 40, 99)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert max(answer.bytes for answer in answers) <= EDIT
    assert max(len(answer.body) for answer in answers) <= EDIT_BODY


@pytest.mark.parametrize(("page", "text"), [("prices", "123457"), ("analyses/1", "0,5")])
def test_an_edit_of_a_price_or_a_coefficient_that_many_items_use_is_as_light(
    wire, hundred, page, text
):
    shown = brotli.decompress(wire(f"/projects/{hundred}/{page}").body).decode()
    fields = [dict(ATTRIBUTE.findall(cell)) for cell in CELL.findall(shown)]
    cell = next(each for each in fields if "hx-post" in each)
    answer = wire(html.unescape(cell["hx-post"]), form=urlencode({cell["name"]: text}))

    assert answer.status == 200
    assert answer.bytes <= EDIT
    assert len(answer.body) <= EDIT_BODY


def test_a_block_of_a_hundred_cells_is_answered_in_few_bytes(app, wire, hundred):
    cells = [f"q-{row}-{version}" for row, version in items(app, hundred)][:100]
    for decimals in ("25", "257"):  # plain numbers, and some that read in two ways
        mark = "," if decimals == "25" else "."
        text = "\n".join(f"{place + 3}{mark}{decimals}" for place in range(100))
        fields = {"text": text, "cells": " ".join(cells), "l": "id", "_key": "k" * 20}
        answer = wire(f"/projects/{hundred}/items/block", form=urlencode(fields))
        assert answer.status == 200
        assert answer.bytes <= PASTE


@pytest.fixture
def shelf(app, alice):
    """More analyses than one answer of a search holds, with titles of a usual length."""
    labour = used(("Pekerja", "OH", "labour"), "0.3")
    with app.app_context(), transactions.writing() as session:
        edition = add_edition(session, "SE 47/2026")
        for n, (title, unit) in enumerate(large_projects.WORKS * 2, 1):
            code = f"{n % 9 + 1}.{n % 4 + 1}.{n % 7}.{n}"
            add_analysis(session, edition, (code, f"{title}, jenis {n}", unit), [labour])


@pytest.mark.parametrize(
    ("place", "hits"), [("/projects/{0}/search", 12), ("/catalogue/search", 30)]
)
def test_what_is_found_while_somebody_types_weighs_little(wire, hundred, shelf, place, hits):
    found = wire(f"{place.format(hundred)}?q=pemasangan", partial=True)

    assert found.status == 200
    assert brotli.decompress(found.body).count(b'<tr class="r"') == hits
    assert found.bytes <= SEARCH


def test_a_few_cells_at_once_are_answered_by_their_rows(app, wire, hundred):
    cells = [f"q-{row}-{version}" for row, version in items(app, hundred)][:20]
    text = "\n".join(f"{place + 3},25" for place in range(20))
    fields = {"text": text, "cells": " ".join(cells), "l": "id", "_key": "k" * 20}
    answer = wire(f"/projects/{hundred}/items/block", form=urlencode(fields))

    assert b"hx-partial" in brotli.decompress(answer.body)
    assert answer.bytes <= FEW_ROWS


def test_an_open_sheet_without_news_costs_little(app, wire, hundred):
    poll = wire(f"/projects/{hundred}/changes?since=1&first=1&last=100", partial=True)

    assert poll.status == 204
    assert poll.body == b""
    assert poll.bytes <= NO_NEWS
    assert poll.bytes * POLLS_A_MINUTE <= IDLE_MINUTE


def test_news_of_one_row_weigh_what_an_edit_weighs(app, wire, hundred):
    edited(app, wire, hundred, 40, "77,25")
    ends = items(app, hundred)
    address = f"/projects/{hundred}/changes?since=1&first={ends[0][0]}&last={ends[-1][0]}"
    news = wire(address, partial=True)

    assert news.status == 200
    assert news.bytes <= EDIT


@pytest.fixture
def work(app, client, login, alice):
    """`work(items)`: statements of the sheet's page and of an edit in a project of that size."""
    login(client, alice)

    def measure(count):
        with app.app_context():
            project = projects.make(alice.id, count)
        row, version = items(app, project)[0]
        client.get(f"/projects/{project}/")
        with counted(app) as page:
            assert client.get(f"/projects/{project}/").status_code == 200
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
        with counted(app) as edit:
            sent = {f"q-{row}-{version}": "77,25"}
            said = client.post(f"/projects/{project}/sheet?l=id", data=sent, headers=headers)
        assert said.status_code == 200
        return len(page), len(edit)

    return measure


def test_sheet_and_edit_take_few_statements_and_no_more_at_10_000_items(work):
    small, large = work(100), work(10_000)

    assert small == large
    assert large[0] <= 12
    assert large[1] <= 16
