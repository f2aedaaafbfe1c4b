"""POST /projects/<id>/items/<node>/restoration: a row deleted while somebody typed into it."""

import re

import pytest

from app.extensions import db
from app.models import OutlineNode


def save(browser, project, text, hx=True):
    send = browser.hx if hx else browser.post
    return send(f"items/{project.excavation}/quantity", **{f"q_{project.excavation}_1": text})


@pytest.fixture
def deleted(browse, bob, project):
    assert browse(bob).post(f"items/{project.excavation}/deletion").status_code == 303


@pytest.fixture
def titled(app):
    """`titled("Galian tanah")`: the rows of that title."""

    def find(title):
        with app.app_context():
            query = db.select(OutlineNode).where(OutlineNode.title == title)
            return db.session.execute(query).scalars().all()

    return find


@pytest.mark.usefixtures("deleted")
def test_typing_into_a_deleted_row_says_who_and_keeps_the_text(browser, project, stored):
    answer = save(browser, project, "20,5")
    assert answer.status_code == 409
    start = f'<tr class="cf" id="i-{project.excavation}" data-state="conflict">'
    assert answer.text.startswith(start)
    assert "Bob menghapus “Galian tanah”" in answer.text
    assert 'name="quantity" value="20,5"' in answer.text
    assert "Pulihkan sebagai baris baru" in answer.text
    assert stored().revision == 2
    page = save(browser, project, "20,5", hx=False)
    assert page.status_code == 409
    assert "<html" in page.text
    assert f'action="/projects/{project.id}/items/{project.excavation}/restoration"' in page.text


@pytest.mark.usefixtures("deleted")
def test_it_comes_back_as_a_new_row_with_its_price_and_what_was_typed(
    browser, project, titled, stored
):
    where = f"items/{project.excavation}/restoration"
    for _turn in range(2):
        answer = browser.post(where, quantity="20,5", _key="k" * 20)
        assert answer.status_code == 303
    (row,) = titled("Galian tanah")
    assert row.id != project.excavation
    assert answer.location.endswith(f"#i-{row.id}")
    assert (row.parent_id, row.quantity, row.amount) == (project.section, 20.5, 1_781_450)
    assert stored().revision == 3
    browser.post("undo")
    assert titled("Galian tanah") == []


@pytest.mark.usefixtures("deleted")
def test_htmx_gets_the_sheet_with_the_row(browser, project):
    answer = browser.hx(f"items/{project.excavation}/restoration", quantity="20,5")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert re.search(r'value="20,50"', answer.text)
    assert "Baris itu kembali" in answer.text


def test_without_its_section_it_stands_on_top(browser, browse, bob, project, titled):
    browse(bob).post(f"items/{project.section}/deletion")
    assert save(browser, project, "3").status_code == 409
    browser.post(f"items/{project.excavation}/restoration", quantity="3")
    (row,) = titled("Galian tanah")
    assert row.parent_id is None


@pytest.mark.usefixtures("deleted")
def test_what_is_no_quantity_brings_nothing_back(browser, project, stored):
    answer = browser.post(f"items/{project.excavation}/restoration", quantity="abc")
    assert answer.status_code == 422
    assert stored().revision == 2


def test_a_row_that_is_there_or_never_was_is_not_restored(browser, project, stored):
    assert browser.post(f"items/{project.excavation}/restoration", quantity="1").status_code == 422
    for nowhere in (99_999, 2**31, 2**63, 2**70):
        answer = browser.post(f"items/{nowhere}/restoration", quantity="1")
        assert answer.status_code == 404
    assert stored().revision == 1


def test_others_may_not(assert_refused, project):
    assert_refused(f"items/{project.excavation}/restoration", quantity="1")


@pytest.mark.usefixtures("deleted")
def test_a_whole_sheet_with_a_deleted_row_keeps_its_text_to_be_brought_back(browser, project):
    sent = {f"q_{project.excavation}_1": "20,5", f"q_{project.backfill}_1": "7", "q_99999_1": "1"}
    for send in (browser.post, browser.hx):
        answer = send("sheet?l=id", **sent)
        assert answer.status_code == 422
        assert "Bob menghapus “Galian tanah”" in answer.text
        assert 'name="quantity" value="20,5"' in answer.text
        assert 'value="7"' in answer.text


def test_a_number_beyond_all_ids_is_no_row(browser):
    assert browser.post(f"items/{10**20}/restoration", quantity="1").status_code == 404


@pytest.mark.usefixtures("deleted")
def test_the_second_who_brings_it_back_is_told_who_was_first(
    browser, browse, bob, project, titled, stored
):
    where = f"items/{project.excavation}/restoration"
    assert browse(bob).post(where, quantity="7").status_code == 303
    since = stored().revision
    for answer in (browser.post(where, quantity="20,5"), browser.hx(where, quantity="20,5")):
        assert answer.status_code == 409
        assert "Bob sudah memulihkan “Galian tanah”, " in answer.text
        assert "Muat ulang halaman" in answer.text
    assert len(titled("Galian tanah")) == 1
    assert stored().revision == since
