"""A large project: looked at by a job (GET /projects/imports/<job>), stored by another (POST)."""

import re
from html import unescape
from io import BytesIO

import pytest

from app.extensions import db
from app.models import Project
from app.services import archives, jobs, project_imports, users
from tests.web.tables.test_import import HX, count, files, zipped
from tests.web.tables.test_import import URL as BRING

URL = "/projects/imports/1"


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(project_imports, "LINES", 3)
    monkeypatch.setattr(project_imports, "BYTES", 3)


@pytest.fixture
def work(app):
    def run():
        with app.app_context():
            while jobs.run_next("w") is not None:
                pass

    return run


@pytest.fixture
def page(client, login, alice):
    return login(client, alice)


@pytest.fixture
def seen(page, work):
    """Alice's files, looked at; the text of the page."""
    assert page.post(BRING, data={"files": zipped()}).location == URL
    work()
    return page.get(URL).text


def polled(page, number):
    return page.get(f"/jobs/{number}?wait=1", headers=HX)


@pytest.mark.parametrize("brought", [files, zipped])
@pytest.mark.parametrize("headers", [{}, HX])
def test_large_files_are_looked_at_by_a_job_and_nothing_is_stored(
    app, page, work, brought, headers
):
    answer = page.post(BRING, data={"files": brought()}, headers=headers)
    assert answer.headers.get("HX-Redirect", answer.location) == URL
    waiting = page.get(URL).text
    assert "Menunggu giliran" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "Hentikan" in waiting
    work()
    text = page.get(URL).text
    assert "4.380.000,00" in text
    assert "resources.csv" in text
    assert "http-equiv" not in text
    assert count(app) == 0


def test_the_same_form_twice_is_one_look(page):
    form = {"_key": "0123456789abcdef"}
    again = [page.post(BRING, data={**form, "files": zipped()}).location for _ in range(2)]
    other = page.post(BRING, data={**form, "files": zipped(parameters=b"name,value\np,1\n")})
    assert again == [URL, URL]
    assert other.location not in again


def test_confirmed_is_not_stored_unseen(app, page):
    answer = page.post(BRING, data={"files": zipped(), "confirmed": "1"})
    assert (answer.location, count(app)) == (URL, 0)


def test_who_waits_for_the_look_is_led_to_what_it_found(page, work):
    page.post(BRING, data={"files": zipped()})
    assert "HX-Redirect" not in polled(page, 1).headers
    work()
    led = page.get("/jobs/1?wait=1", headers={**HX, "HX-Current-URL": f"http://localhost{URL}"})
    assert (led.headers["HX-Redirect"], led.headers["HX-Refresh"]) == (URL, "true")
    assert f'href="{URL}"' in page.get("/jobs/1").text


def test_who_waits_for_the_storing_is_led_to_the_project_and_told(app, page, seen, work):
    action = re.search(r'id="confirm" method="post" action="([^"]+)"', seen)[1]
    started = page.post(unescape(action)).location
    assert started == "/jobs/2"
    assert count(app) == 0
    work()
    assert polled(page, 2).headers["HX-Redirect"] == "/projects/1/"
    assert "Disimpan dengan 3 item." in page.get("/projects/1/").text
    with app.app_context():
        assert db.session.get(Project, 1).rounded == 4_380_000


def test_without_script_the_page_of_the_job_says_what_was_stored(page, seen, work):
    page.post(f"{URL}/storing")
    work()
    text = page.get("/jobs/2").text
    assert "Disimpan dengan 3 item." in text
    assert '<a class="btn main" href="/projects/1/">' in text


def test_the_question_stands_in_an_overlay(seen):
    assert "<dialog" in seen
    assert "sebagai proyek baru?" in seen


def test_confirmed_twice_is_one_project(app, page, seen, work):
    first, second = (page.post(f"{URL}/storing").location for _ in range(2))
    assert "Proyek ini sedang disimpan." in page.get(URL).text
    work()
    third = page.post(f"{URL}/storing").location
    assert (first, second, third, count(app)) == ("/jobs/2", "/jobs/2", "/jobs/2", 1)
    after = page.get(URL).text
    assert "Proyek ini sudah tersimpan." in after
    assert 'href="/projects/1/"' in after
    assert 'id="confirm"' not in after


def test_stopped_it_may_be_stored_later(app, page, seen, work):
    page.post(f"{URL}/storing")
    assert "Dihentikan" in page.post("/jobs/2/cancellation", headers=HX).text
    work()
    assert count(app) == 0
    assert 'id="confirm"' in page.get(URL).text
    assert page.post(f"{URL}/storing").location == "/jobs/3"
    work()
    assert count(app) == 1


def test_files_that_are_refused_are_told_with_their_places(app, page, work):
    items = b"no,title,quantity,price\n8,a,999999,999999999999\n" + b"9,,,\n" * 5
    page.post(BRING, data={"files": files(items=items)})
    work()
    text = page.get(URL).text
    assert "Tidak ada yang disimpan." in text
    assert "items.csv:3:title" in text
    assert "terlalu besar" in text
    assert 'id="confirm"' not in text
    assert (page.post(f"{URL}/storing").status_code, count(app)) == (404, 0)


def test_an_archive_tells_its_history_and_comes_with_it(app, login, project, work, charlie):
    with app.app_context():
        content = archives.export(project.id)
    page = login(app.test_client(), charlie)
    page.post(BRING, data={"files": [(BytesIO(content), "a.zip")]})
    work()
    assert "Alice" in page.get(URL).text
    page.post(f"{URL}/storing")
    work()
    assert polled(page, 2).headers["HX-Redirect"] == "/projects/2/"
    assert "arsip: Alice" in page.get("/projects/2/history").text


@pytest.mark.parametrize("name", ["bob", "charlie", "admin"])
def test_nobody_else_sees_the_look_or_stores_it(app, login, people, seen, name):
    other = login(app.test_client(), people[name])
    assert other.get(URL).status_code == 404
    assert other.post(f"{URL}/storing").status_code == 404
    assert count(app) == 0


def test_an_administrator_who_watches_is_not_led_into_the_project(app, login, people, seen, work):
    owner = login(app.test_client(), people["alice"])
    owner.post(f"{URL}/storing")
    work()
    admin = login(app.test_client(), people["admin"])
    assert "HX-Redirect" not in polled(admin, 2).headers
    # Nor is shown a way that ends at the door of somebody else's look or project.
    for number in (1, 2):
        text = admin.get(f"/jobs/{number}").text
        assert "Selesai" in text
        assert "Lihat hasilnya" not in text


def test_who_became_a_viewer_meanwhile_stores_nothing(app, page, people, seen, work):
    page.post(f"{URL}/storing")
    with app.app_context():
        users.set_role(people["alice"].id, "viewer", people["admin"].id)
    work()
    assert page.get(URL).status_code == page.post(f"{URL}/storing").status_code == 403
    assert "Anda tidak lagi boleh membuat proyek" in page.get("/jobs/2").text
    assert count(app) == 0


def test_viewers_of_the_site_bring_nothing(app, client, login, vera):
    page = login(client, vera)
    assert page.post(BRING, data={"files": zipped()}).status_code == 403
    assert page.get(URL).status_code == 403


def test_ones_jobs_name_the_file_and_the_project(page, seen):
    page.post(f"{URL}/storing")
    listed = page.get("/jobs").text
    assert "kios.zip" in listed
    assert "Kios" in listed


@pytest.mark.parametrize("number", ["0", "99", "9223372036854775808", "abc"])
def test_a_look_that_never_was_is_not_found(page, number):
    assert page.get(f"/projects/imports/{number}").status_code == 404
    assert page.post(f"/projects/imports/{number}/storing").status_code == 404
