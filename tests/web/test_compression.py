"""What goes over the wire: compressed where it pays, and the log-in page within its budget."""

import re

import pytest

LOGIN_BYTES = 14_000


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


def test_the_log_in_page_with_all_its_files_fits_its_budget(client):
    headers = {"Accept-Encoding": "br"}
    page = client.get("/login", headers=headers)
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/login").text)
    answers = [page, *(client.get(url, headers=headers) for url in files)]
    assert len(files) == 1
    spent = sum(len(answer.data) + len(str(answer.headers)) for answer in answers)
    assert spent <= LOGIN_BYTES
