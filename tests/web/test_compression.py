"""What goes over the wire: compressed where it pays, and the log-in page within its budget."""

import re

import brotli
import pytest

from app.extensions import DEFAULTS, PAGE_BYTES, PAGE_LEVEL, _press

LOGIN_BYTES = 14_000
BROTLI = {"Accept-Encoding": "gzip, br, zstd"}


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, zstd", "zstd"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("identity", None),
    ],
)
def test_a_page_is_compressed_as_the_browser_can_read(client, accepted, used):
    answer = client.get("/login", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == used
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_small_answer_stays_as_it_is(client, login, alice):
    headers = {"Accept-Encoding": "br", "HX-Request-Type": "partial"}
    answer = login(client, alice).post("/logout", headers=headers)
    assert "Content-Encoding" not in answer.headers


def test_a_page_is_pressed_harder_than_a_download(client):
    text = client.get("/login").text.encode()
    pages = [client.get("/login", headers=BROTLI).data for _ in range(2)]

    assert DEFAULTS["COMPRESS_BR_LEVEL"] < PAGE_LEVEL
    assert all(len(brotli.decompress(page)) == len(text) for page in pages)
    assert len(pages[0]) <= len(brotli.compress(text, quality=PAGE_LEVEL)) + 20  # tokens differ


@pytest.mark.parametrize(("length", "used"), [(100, None), (5_000, "br"), (PAGE_BYTES + 1, None)])
def test_what_is_tiny_or_huge_is_left_to_the_level_of_downloads(app, length, used):
    with app.test_request_context(headers=BROTLI):
        answer = _press(app.response_class("x" * length, mimetype="text/html"))
    assert answer.headers.get("Content-Encoding") == used
    assert answer.content_length == len(answer.get_data())


@pytest.mark.parametrize("accepted", ["gzip", "br;q=0.5, gzip", "br;q=0", ""])
def test_who_does_not_want_brotli_first_gets_none(app, accepted):
    with app.test_request_context(headers={"Accept-Encoding": accepted}):
        answer = _press(app.response_class("x" * 5_000, mimetype="text/html"))
    assert "Content-Encoding" not in answer.headers


def test_a_refused_form_comes_back_as_small_as_the_form_itself(client, login, alice, project):
    form = login(client, alice).get(f"/projects/{project.id}/resources/new", headers=BROTLI)
    refused = client.post(f"/projects/{project.id}/resources", data={}, headers=BROTLI)

    assert (form.status_code, refused.status_code) == (200, 422)
    assert refused.headers["Content-Encoding"] == "br"
    assert len(refused.data) < len(form.data) + 400


def test_the_log_in_page_with_all_its_files_fits_its_budget(client):
    headers = {"Accept-Encoding": "br"}
    page = client.get("/login", headers=headers)
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/login").text)
    answers = [page, *(client.get(url, headers=headers) for url in files)]
    assert len(files) == 1
    spent = sum(len(answer.data) + len(str(answer.headers)) for answer in answers)
    assert spent <= LOGIN_BYTES
