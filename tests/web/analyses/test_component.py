"""GET and POST /projects/<id>/analyses/<aid>/components/<cid>, its moves and its deletion."""

import re

import pytest


def url(base, row_id, what=""):
    return f"{base}/components/{row_id}{what}"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("labourer", ()), ("tools", ("label", "base")), ("nails", ("label", "unit")),
        ("note", ("label",)),
    ],
)  # fmt: skip
def test_the_page_has_the_fields_of_the_kind(editor, base, fence, name, fields):
    page = editor.get(url(base, getattr(fence, name)))
    assert page.status_code == 200
    for field in ("label", "base", "unit", "basis"):
        assert (f'name="{field}"' in page.text) == (field in fields)


def test_a_row_is_described(editor, base, fence, stored):
    data = {"label": "Paku dan sekrup", "unit": "set", "version": "1"}
    answer = editor.post(url(base, fence.nails), data=data)
    assert (answer.status_code, answer.location) == (303, f"{base}#i-{fence.nails}")
    assert (stored(fence.nails).label, stored(fence.nails).unit) == ("Paku dan sekrup", "set")


def test_what_is_wrong_stands_beside_its_field(editor, base, fence, stored):
    data = {"label": "", "base": str(fence.note), "version": "1"}
    page = editor.post(url(base, fence.tools), data=data)
    assert page.status_code == 422
    for field in ("label", "base"):
        assert f'id="percent-{field}-error"' in page.text
    assert stored(fence.tools).label == "Alat bantu"


def test_somebody_elses_change_is_told_and_the_text_is_kept(editor, owner, base, fence, stored):
    owner.post(url(base, fence.note), data={"label": "satu", "version": "1"})
    page = editor.post(url(base, fence.note), data={"label": "dua", "version": "1"})
    assert page.status_code == 409
    assert 'value="dua"' in page.text
    told = page.text.split('<div class="alert"')[1]
    assert "Alice mengubah" in told
    assert "Simpan lagi untuk mempertahankannya" in told
    assert "toast err" not in page.text
    assert stored(fence.note).label == "satu"
    again = re.search(r'name="version" value="(\d+)"', page.text)[1]
    answer = editor.post(url(base, fence.note), data={"label": "dua", "version": again})
    assert answer.status_code == 303
    assert stored(fence.note).label == "dua"


def test_each_field_of_a_row_in_conflict_is_told(editor, owner, base, fence, stored):
    where = url(base, fence.nails)
    owner.post(where, data={"label": "satu", "unit": "set", "version": "1"})
    page = editor.post(where, data={"label": "dua", "unit": "dus", "version": "1"})
    assert page.status_code == 409
    alert = page.text.split('<div class="alert"')[1].split("</div>")[0]
    for text in ("Uraian", "satu", "dua", "Satuan", "set", "dus"):
        assert text in alert
    assert (stored(fence.nails).label, stored(fence.nails).unit) == ("satu", "set")


def test_the_base_that_was_left_alone_stays_that_of_somebody_else(
    editor, owner, base, fence, stored
):
    where = url(base, fence.tools)
    before = {"base": "labour", "label": "Alat bantu", "version": "1"}
    owner.post(where, data=before | {"label": "satu", "base": str(fence.timber)})
    page = editor.post(where, data=before | {"label": "dua"})
    assert page.status_code == 409
    chosen = re.search(r'<option value="(\w+)" selected', page.text)[1]
    assert chosen == str(fence.timber)
    again = re.search(r'name="version" value="(\d+)"', page.text)[1]
    editor.post(where, data={"label": "dua", "base": chosen, "version": again})
    assert stored(fence.tools).percent_row_id == fence.timber


def test_the_same_form_twice_has_one_effect(editor, base, fence, stored):
    data = {"label": "x", "version": "1", "_key": "once-and-only-once"}
    for _ in range(2):
        assert editor.post(url(base, fence.note), data=data).status_code == 303
    assert stored(fence.note).version == 2


def test_it_moves_up_and_down(editor, base, fence, ids):
    moves = url(base, fence.nails, "/moves")
    assert editor.post(moves, data={"do": "up"}).status_code == 303
    assert ids(fence.id).index(fence.nails) == 2
    assert editor.post(moves, data={"do": "up"}).status_code == 422
    assert editor.post(moves, data={"do": "round"}).status_code == 422


def test_it_is_deleted_once(editor, base, fence, ids):
    gone = url(base, fence.nails, "/deletion")
    for _ in range(2):
        answer = editor.post(gone, data={"_key": "once-and-only-once"})
        assert (answer.status_code, answer.location) == (303, base)
    assert fence.nails not in ids(fence.id)
    assert editor.post(gone).status_code == 404


def test_the_base_of_a_percentage_is_not_deleted(editor, base, fence, ids):
    percent = {"kind": "percent", "label": "p", "base": str(fence.timber), "category": "other"}
    editor.post(f"{base}/components", data=percent)
    answer = editor.post(url(base, fence.timber, "/deletion"))
    assert answer.status_code == 422
    assert fence.timber in ids(fence.id)


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, editor, base, fence, project):
    for what in ("", "/moves", "/deletion"):
        data = {"do": "up", "label": "x", "version": "1"}
        assert viewer.post(url(base, fence.nails, what), data=data).status_code == 403
        assert stranger.post(url(base, fence.nails, what), data=data).status_code == 404
    assert viewer.get(url(base, fence.nails)).status_code == 403
    assert stranger.get(url(base, fence.nails)).status_code == 404
    assert editor.get(url(base, project.component)).status_code == 404
