"""New analyses, their heading, copies, reset, deletion; one for an item alone."""

import re

import pytest

from app.extensions import db
from app.models import Analysis, OutlineNode
from tests.web.analyses.conftest import HX


@pytest.fixture
def root(project, fence):
    return f"/projects/{project.id}/analyses"


@pytest.fixture
def read(app):
    def found(analysis_id):
        with app.app_context():
            return db.session.get(Analysis, analysis_id)

    return found


def test_a_new_analysis_is_made_once_and_opened(editor, root, read):
    assert editor.get(f"{root}/new").status_code == 200
    data = {"title": "Galian", "code": "A.1", "unit": "m3", "_key": "once-and-only-once"}
    first, again = (editor.post(root, data=data) for _ in range(2))
    assert first.status_code == 303
    assert first.location == again.location
    assert read(int(first.location.rsplit("/", 1)[1])).title == "Galian"


def test_a_heading_without_title_is_refused_and_kept(editor, root, base, read, fence):
    page = editor.post(root, data={"title": "", "code": "A.1<"})
    assert page.status_code == 422
    assert 'id="heading-title-error"' in page.text
    assert 'value="A.1&lt;"' in page.text
    page = editor.post(f"{base}/heading", data={"title": "", "version": "1"})
    assert page.status_code == 422
    assert read(fence.id).title == "Pagar 1 m'"


def test_the_heading_is_changed(editor, base, fence, read):
    assert 'value="1.1.1.1"' in editor.get(f"{base}/heading").text
    version = read(fence.id).version
    data = {"title": "Pagar kayu", "code": "2.2", "unit": "m", "version": str(version)}
    answer = editor.post(f"{base}/heading", data=data)
    assert (answer.status_code, answer.location) == (303, base)
    assert (read(fence.id).title, read(fence.id).code) == ("Pagar kayu", "2.2")


def test_somebody_elses_heading_is_not_overwritten(editor, owner, base, fence, read):
    seen = {"code": "1.1.1.1", "unit": "m'", "version": str(read(fence.id).version)}
    owner.post(f"{base}/heading", data=seen | {"title": "satu"})
    page = editor.post(f"{base}/heading", data=seen | {"title": "dua"})
    assert page.status_code == 409
    assert 'value="dua"' in page.text
    assert "Alice mengubah" in page.text.split('<div class="alert"')[1]
    assert read(fence.id).title == "satu"


def test_each_field_of_a_heading_in_conflict_is_told_and_what_was_left_alone_stays(
    editor, owner, base, fence, read
):
    seen = {"title": "Pagar 1 m'", "code": "1.1.1.1", "unit": "m'"}
    assert (read(fence.id).title, read(fence.id).code) == (seen["title"], seen["code"])
    version = str(read(fence.id).version)
    theirs = {"title": "satu", "code": "2.2", "unit": "m", "version": version}
    owner.post(f"{base}/heading", data=theirs)
    mine = seen | {"title": "dua", "unit": "bh", "version": version}
    page = editor.post(f"{base}/heading", data=mine)
    assert page.status_code == 409
    alert = page.text.split('<div class="alert"')[1].split("</div>")[0]
    for text in ("Uraian pekerjaan", "satu", "dua", "Satuan", "→ m.", "bh"):
        assert text in alert
    assert "2.2" not in alert
    fields = dict(re.findall(r'name="(title|code|unit|version)"[^>]* value="([^"]*)"', page.text))
    assert (fields["title"], fields["code"], fields["unit"]) == ("dua", "2.2", "bh")
    assert editor.post(f"{base}/heading", data=fields).status_code == 303
    assert (read(fence.id).title, read(fence.id).code) == ("dua", "2.2")


def test_a_copy_is_made_once_and_asks_for_a_heading(editor, base, root, read):
    data = {"_key": "once-and-only-once"}
    first, again = (editor.post(f"{base}/copies", data=data) for _ in range(2))
    assert first.location == again.location
    assert first.location.endswith("/heading")
    assert read(int(first.location.split("/")[-2])).state == "own"


def test_an_item_gets_an_analysis_of_its_own_once(app, editor, project, fence, base):
    url = f"/projects/{project.id}/items/{fence.item}/own-analysis"
    first, again = (editor.post(url, data={"_key": "once-and-only-once"}) for _ in range(2))
    assert first.status_code == 303
    assert first.location == again.location != base
    with app.app_context():
        own = db.session.get(OutlineNode, fence.item).analysis_id
        assert db.session.get(OutlineNode, fence.other_item).analysis_id == fence.id
    assert first.location.endswith(f"/analyses/{own}")
    assert "Dipakai di 1 item" in editor.get(first.location).text


def test_an_item_without_analysis_is_refused(editor, project, fence):
    url = f"/projects/{project.id}/items/{project.signboard}/own-analysis"
    answer = editor.post(url, headers=HX)
    assert answer.status_code == 422
    assert "tidak berasal dari analisa" in answer.text


def test_a_changed_analysis_goes_back_to_its_published_form_after_a_question(
    editor, base, fence, cost
):
    editor.post(f"{base}/components/{fence.timber}/deletion")
    question = editor.get(f"{base}/reset")
    assert "1 baris kembali ke bentuk terbitan. 2 item ikut berubah." in question.text
    for _ in range(2):
        answer = editor.post(f"{base}/reset", data={"_key": "once-and-only-once"})
        assert (answer.status_code, answer.location) == (303, base)
    assert cost(fence.id) == 452_500
    assert "sesuai terbitan" in editor.get(base).text


def test_an_own_analysis_cannot_be_reset(editor, root, project):
    assert editor.post(f"{root}/{project.analysis}/reset").status_code == 422


def test_an_analysis_in_use_is_not_deleted_and_the_places_are_told(editor, base, fence, read):
    answer = editor.post(f"{base}/deletion", headers=HX)
    assert answer.status_code == 422
    assert "Pagar timur" in answer.text
    assert read(fence.id) is not None


def test_an_unused_analysis_is_deleted_once_after_a_question(editor, root, base, read):
    made = editor.post(f"{base}/copies").location.removesuffix("/heading")
    assert "Hapus Pagar 1 m&#39;?" in editor.get(f"{made}/deletion").text
    for _ in range(2):
        answer = editor.post(f"{made}/deletion", data={"_key": "once-and-only-once"})
        assert (answer.status_code, answer.location) == (303, root)
    assert editor.get(made).status_code == 404


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, root, base, fence, project):
    writes = [
        root, f"{base}/heading", f"{base}/copies", f"{base}/reset", f"{base}/deletion",
        f"/projects/{project.id}/items/{fence.item}/own-analysis",
    ]  # fmt: skip
    reads = [f"{root}/new", f"{base}/heading", f"{base}/reset", f"{base}/deletion"]
    for url in writes:
        assert viewer.post(url, data={"title": "x"}).status_code == 403
        assert stranger.post(url, data={"title": "x"}).status_code == 404
    for url in reads:
        assert viewer.get(url).status_code == 403
        assert stranger.get(url).status_code == 404
