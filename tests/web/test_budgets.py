"""Bytes as they leave the server, headers included, and statements as they reach the database."""

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlencode

import brotli
import pytest

from bench import projects
from tests import large_projects
from tests.fixtures_people import csrf_token
from tests.live import served
from tests.statements import counted

PAGE_HTML, CSS = 8_000, 6_000
LOGIN_COLD, COLD, COLD_REQUESTS = 14_000, 36_000, 5
WARM_SHEET, EDIT, EDIT_BODY, PASTE = 8_000, 1_800, 900, 6_000
NO_NEWS, IDLE_MINUTE, POLLS_A_MINUTE = 250, 1_000, 4
FILES = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PAGES = (
    "/", "/login", "/account", "/projects/new", "/projects/import", "/trash",
    "/projects/{0}/", "/projects/{0}/items/new", "/projects/{0}/parameters/",
    "/projects/{0}/numbering", "/projects/{0}/analyses", "/projects/{0}/prices",
    "/projects/{0}/recap", "/projects/{0}/history", "/projects/{0}/settings",
    "/projects/{0}/members", "/projects/{0}/preset?kind=ee",
    "/projects/{0}/items/block", "/projects/{0}/prices/block", "/projects/{0}/prices/block/copy",
    "/projects/{0}/items/block/copy?column=quantity",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    head: bytes
    body: bytes

    @property
    def status(self):
        return int(self.head.split(None, 2)[1])

    @property
    def bytes(self):
        return len(self.head) + 4 + len(self.body)


@pytest.fixture
def live(app):
    """The port of the real web server."""
    with served(app) as port:
        yield port


@pytest.fixture
def wire(app, live, login, alice):
    """`wire(address)`, `wire(address, form=...)`: what travels, as Alice's browser asks for it."""
    cookie = login(app.test_client(), alice).get_cookie("taksir").value

    def ask(address, *, form=None, anonymous=False, partial=False):
        lines = [
            f"{'POST' if form is not None else 'GET'} {address} HTTP/1.1",
            f"Host: 127.0.0.1:{live}",
            "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: id-ID",
        ]
        if not anonymous:
            lines += [f"Cookie: taksir={cookie}"]
        if partial or form is not None:
            lines += ["HX-Request: true", "HX-Request-Type: partial"]
        if form is not None:
            lines += [
                f"X-CSRFToken: {csrf_token(app)}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(form)}",
            ]
        return received(live, "\r\n".join([*lines, "", form or ""]).encode())

    return ask


def received(port, asked):
    """One answer, read to its announced length: the connection stays open, as a browser's does."""
    data = b""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(asked)
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, body = data.split(b"\r\n\r\n", 1)
        announced = re.search(rb"(?i)content-length: (\d+)", head)
        length = int(announced[1]) if announced else 0  # an empty answer announces nothing
        while len(body) < length:
            body += connection.recv(65536)
    return Answer(head, body)


@pytest.fixture
def hundred(app, alice):
    return large_projects.make(app, alice.id, 100)


def files_of(app, login, alice, address):
    client = app.test_client()
    return FILES.findall((login(client, alice) if alice else client).get(address).text)


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


def test_an_edit_answers_the_row_the_sections_above_and_the_totals_in_few_bytes(
    app, wire, alice, hundred
):
    answers = [edited(app, wire, hundred, place, f"{place + 3}7,25") for place in (0, 40, 99)]

    assert [answer.status for answer in answers] == [200, 200, 200]
    assert max(answer.bytes for answer in answers) <= EDIT
    assert max(len(answer.body) for answer in answers) <= EDIT_BODY


def test_a_block_of_a_hundred_cells_is_answered_in_few_bytes(app, wire, hundred):
    cells = [f"q-{row}-{version}" for row, version in items(app, hundred)][:100]
    for decimals in ("25", "257"):  # plain numbers, and some that read in two ways
        mark = "," if decimals == "25" else "."
        text = "\n".join(f"{place + 3}{mark}{decimals}" for place in range(100))
        fields = {"text": text, "cells": " ".join(cells), "l": "id", "_key": "k" * 20}
        answer = wire(f"/projects/{hundred}/items/block", form=urlencode(fields))
        assert answer.status == 200
        assert answer.bytes <= PASTE


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


def edited(app, wire, project, place, text):
    """Send the cell of the item at `place` of the sheet, as the page would."""
    row, version = items(app, project)[place]
    form = f"q-{row}-{version}={text.replace(',', '%2C')}"
    return wire(f"/projects/{project}/sheet?l=id", form=form)


def items(app, project):
    from app.extensions import db
    from app.models import OutlineNode

    query = db.select(OutlineNode.id, OutlineNode.version).where(
        OutlineNode.project_id == project, OutlineNode.kind == "item"
    )
    with app.app_context():
        return db.session.execute(query.order_by(OutlineNode.id)).all()


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
