"""A workbook is chosen: GET and POST /catalogue/upload."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Blob, Job
from tests.web.catalogue.conftest import KEY, flat

URL = "/catalogue/upload"
HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def counts(app) -> tuple[int, int]:
    with app.app_context():
        return tuple(db.session.scalar(select(func.count()).select_from(m)) for m in (Blob, Job))


def sent(content: bytes, **more: str) -> dict[str, object]:
    return {"file": (BytesIO(content), "buku.xlsx"), **more}


def test_the_page_says_what_is_recognised(page):
    answer = page.get(URL)
    assert answer.status_code == 200
    assert 'type="file"' in answer.text
    assert "Yang dikenali" in answer.text


def test_a_workbook_becomes_a_job_that_reads_it(app, page):
    answer = page.post(URL, data=sent(flat(), _key=KEY))
    assert (answer.status_code, answer.location) == (303, "/catalogue/previews/1")
    assert counts(app) == (1, 1)


def test_htmx_is_led_to_the_preview(page):
    answer = page.post(URL, data=sent(flat()), headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/catalogue/previews/1")


def test_the_same_form_sent_twice_is_one_job(app, page):
    first, second = (page.post(URL, data=sent(flat(), _key=KEY)).location for _ in range(2))
    assert first == second
    assert counts(app)[1] == 1


def test_the_same_key_with_another_file_is_another_job(app, page):
    page.post(URL, data=sent(flat(), _key=KEY))
    page.post(URL, data=sent(flat((7, "3.1", "Lain 1 m3", "", "", "x", "m3", "1")), _key=KEY))
    assert counts(app)[1] == 2


@pytest.mark.parametrize("headers", [{}, HX])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "kosong"),
        (b"<html><table>", "halaman web"),
        (b"PK\x03\x04 cut", "terpotong"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"),
        (b"%PDF-1.7", ".xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_beside_the_field(app, page, content, reason, headers):
    answer = page.post(URL, data=sent(content), headers=headers)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert reason in answer.text
    assert counts(app) == (0, 0)


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_form_without_a_file_says_so(page, headers):
    answer = page.post(URL, data={}, headers=headers)
    assert answer.status_code == 422
    assert "Pilih berkas." in answer.text


def test_a_file_beyond_the_limit_is_told_where_it_was_chosen(app, page):
    app.config["MAX_CONTENT_LENGTH"] = 5000
    answer = page.post(URL, data=sent(b"x" * 6000))
    assert answer.status_code == 413
    assert 'aria-invalid="true"' in answer.text
    assert "20 MB" in answer.text
    assert counts(app) == (0, 0)


@pytest.mark.parametrize("name", ["alice", "vera"])
def test_only_administrators_upload(app, client, login, people, name):
    page = login(client, people[name])
    assert page.get(URL).status_code == 403
    assert page.post(URL, data=sent(flat())).status_code == 403
    app.config["MAX_CONTENT_LENGTH"] = 5000
    assert 'type="file"' not in page.post(URL, data=sent(b"x" * 6000)).text
    assert counts(app) == (0, 0)


def test_a_form_without_its_token_is_refused(app, page):
    del page.environ_base["HTTP_X_CSRFTOKEN"]
    assert page.post(URL, data=sent(flat())).status_code == 400
    assert counts(app) == (0, 0)
