"""POST /projects/<id>/analyses/<aid>/rows: the tool bar over the chosen row."""

import pytest

from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base):
    return f"{base}/rows"


def test_a_row_moves_and_stays_chosen(editor, url, base, fence, ids):
    answer = editor.post(url, data={"row": fence.nails, "do": "up"}, headers=HX)
    assert answer.status_code == 200
    assert f'value="{fence.nails}" form="rows" aria-label="Paku" checked' in answer.text
    assert ids(fence.id).index(fence.nails) < ids(fence.id).index(fence.tools)
    plain = editor.post(url, data={"row": fence.nails, "do": "down"})
    assert (plain.status_code, plain.location) == (303, f"{base}#i-{fence.nails}")


def test_a_deleted_row_can_be_brought_back_from_the_toast(editor, url, fence, ids):
    answer = editor.post(url, data={"row": fence.nails, "do": "delete"}, headers=HX)
    assert "“Paku” dihapus." in answer.text
    assert fence.nails not in ids(fence.id)


def test_a_row_is_edited_on_its_own_page(editor, url, base, fence):
    answer = editor.post(url, data={"row": fence.nails, "do": "edit"})
    assert answer.location == f"{base}/components/{fence.nails}"


@pytest.mark.parametrize("data", [{"do": "up"}, {"row": "1", "do": "dance"}, {"row": "x"}])
def test_without_a_row_or_a_known_step_it_is_refused(editor, url, data):
    assert editor.post(url, data=data, headers=HX).status_code == 422


def test_a_row_at_the_edge_is_refused_and_stays(editor, url, fence, ids):
    answer = editor.post(url, data={"row": fence.timber, "do": "up"}, headers=HX)
    assert answer.status_code == 422
    assert "Baris tidak dapat bergeser" in answer.text
    assert answer.headers["HX-Reswap"] == "none"


def test_the_same_form_twice_moves_once(editor, url, fence, ids):
    data = {"row": fence.nails, "do": "up", "_key": "once-and-only-once"}
    for _ in range(2):
        assert editor.post(url, data=data).status_code == 303
    assert ids(fence.id).index(fence.nails) == 2


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url, fence):
    data = {"row": fence.nails, "do": "up"}
    assert viewer.post(url, data=data).status_code == 403
    assert stranger.post(url, data=data).status_code == 404
