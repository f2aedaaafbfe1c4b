"""Bringing a project: GET and POST /projects/import."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.interchange import archive
from app.models import Project
from app.services import tables

OWN = Path(__file__).parents[2] / "data" / "golden" / "kios"
URL = "/projects/import"
HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#tables"}


def files(**changed: bytes) -> list[tuple[BytesIO, str]]:
    given = {path.name: path.read_bytes() for path in OWN.iterdir()}
    given |= {f"{name}.csv": content for name, content in changed.items()}
    return [(BytesIO(content), name) for name, content in given.items()]


def zipped(**changed: bytes) -> list[tuple[BytesIO, str]]:
    named = {name: file.getvalue() for file, name in files(**changed)}
    return [(BytesIO(archive.pack(named)), "kios.zip")]


def count(app) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Project)).scalar_one()


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def confirmation(text: str) -> dict[str, str]:
    return {name: hidden(text, name) for name in ("_key", "confirmed", "kept")}


@pytest.fixture
def page(client, login, alice):
    return login(client, alice)


def test_the_page_asks_for_files(page):
    answer = page.get(URL)
    assert answer.status_code == 200
    assert 'enctype="multipart/form-data"' in answer.text
    assert 'type="file"' in answer.text


@pytest.mark.parametrize("brought", [files, zipped])
@pytest.mark.parametrize("headers", [{}, HX])
def test_a_look_shows_totals_and_findings_and_stores_nothing(app, page, brought, headers):
    answer = page.post(URL, data={"files": brought()}, headers=headers)
    assert answer.status_code == 200
    assert ("<html" in answer.text) == (not headers)
    assert "4.380.000,00" in answer.text
    assert "resources.csv" in answer.text
    assert 'id="tables"' in answer.text
    assert count(app) == 0


def test_what_was_looked_at_is_stored_and_opened(app, page):
    seen = page.post(URL, data={"files": zipped()}).text
    answer = page.post(URL, data=confirmation(seen))
    assert (answer.status_code, answer.location) == (303, "/projects/1/")
    with app.app_context():
        assert db.session.get(Project, 1).rounded == 4_380_000


def test_htmx_is_led_to_the_stored_project(page):
    seen = page.post(URL, data={"files": zipped()}, headers=HX).text
    answer = page.post(URL, data=confirmation(seen), headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/projects/1/")


def test_the_same_confirmation_twice_stores_one_project(app, page):
    sent = confirmation(page.post(URL, data={"files": zipped()}).text)
    first, second = (page.post(URL, data=sent).location for _ in range(2))
    assert (first, count(app)) == (second, 1)


def test_the_key_of_a_form_does_not_serve_for_other_files(app, page):
    key = {"_key": "0123456789abcdef", "confirmed": "1"}
    page.post(URL, data={**key, "files": zipped()})
    other = page.post(URL, data={**key, "files": zipped(parameters=b"name,value\np,1\n")})
    assert (other.status_code, count(app)) == (422, 1)


def test_a_cell_that_cannot_be_read_is_named_before_anything_is_stored(app, page):
    items = (OWN / "items.csv").read_bytes().replace(b"12.500", b'"12,5"')
    answer = page.post(URL, data={"files": files(items=items)})
    assert "items.csv:2:quantity" in answer.text
    assert "Maksud Anda 12.5?" in answer.text
    assert count(app) == 0


@pytest.mark.parametrize("headers", [{}, HX])
@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x05\x06"])
def test_what_is_no_project_is_refused_with_its_reason(app, page, content, headers):
    answer = page.post(URL, data={"files": [(BytesIO(content), "x.zip")]}, headers=headers)
    assert answer.status_code == 422
    assert "Tidak ada yang disimpan." in answer.text
    assert 'type="file"' in answer.text
    assert count(app) == 0


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_form_without_files_says_so_at_its_field(page, headers):
    answer = page.post(URL, data={}, headers=headers)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Pilih berkas." in answer.text


@pytest.mark.parametrize("confirmed", ["", "1"])
def test_a_total_that_cannot_be_kept_is_refused(app, page, confirmed):
    items = b"no,title,quantity,price\n8,a,999999,999999999999\n"
    answer = page.post(URL, data={"files": files(items=items), "confirmed": confirmed})
    assert answer.status_code == 422
    assert "Jumlah menjadi terlalu besar" in answer.text or "terlalu besar" in answer.text
    assert count(app) == 0


@pytest.mark.parametrize("kept", ["%%%", "é", "YQ"])
def test_a_hidden_field_that_was_tampered_with_is_refused(app, page, kept):
    answer = page.post(URL, data={"kept": kept, "confirmed": "1"})
    assert answer.status_code == 400
    assert count(app) == 0


def test_markup_in_a_name_stays_text(page):
    items = b'no,section,title,quantity\n1,<script>alert(1)</script>,<b>x</b>,"1,5"\n'
    answer = page.post(URL, data={"files": files(items=items)})
    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_viewers_of_the_site_bring_nothing(app, client, login, vera):
    page = login(client, vera)
    assert page.get(URL).status_code == 403
    assert page.post(URL, data={"files": zipped(), "confirmed": "1"}).status_code == 403
    assert count(app) == 0


def test_strangers_are_asked_to_log_in(client):
    assert client.get(URL).status_code in {302, 303, 401}


def test_a_form_without_its_token_is_refused(app, page):
    del page.environ_base["HTTP_X_CSRFTOKEN"]
    assert page.post(URL, data={"files": zipped(), "confirmed": "1"}).status_code == 400
    assert count(app) == 0


def test_uploads_that_are_refused_are_not_kept():
    assert tables.packed([("items.csv", b"a"), ("items.csv", b"b")]) == b""
