"""POST /projects/<id>/analyses/<aid>/components."""

import pytest

from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base):
    return f"{base}/components"


def test_a_picked_resource_is_added_in_its_block_and_shown(
    editor, url, project, ids, fence, stored
):
    answer = editor.post(url, data={"pick": f"resource-{project.foreman}", "l": "id"})
    added = ids(fence.id)[-1]
    assert answer.status_code == 303
    assert answer.location.endswith(f"/analyses/{fence.id}#i-{added}")
    assert stored(added).category == "labour"
    assert stored(added).coefficient is None


def test_a_picked_analysis_goes_to_b_unless_another_block_is_chosen(
    editor, url, project, ids, fence, stored
):
    editor.post(url, data={"pick": f"analysis-{project.analysis}", "coefficient": "0,5"})
    assert stored(ids(fence.id)[-1]).category == "material"
    editor.post(url, data={"pick": f"analysis-{project.analysis}", "category": "equipment"})
    assert stored(ids(fence.id)[-1]).category == "equipment"


def test_htmx_is_sent_to_the_row(editor, url, base):
    data = {"kind": "note", "label": "catatan"}
    answer = editor.post(url, data=data, headers=HX)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].startswith(f"{base}#i-")


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(editor, url, fence, ids):
    data = {"kind": "lump", "label": "Sewa <b>", "price": "1.5", "category": "other", "l": "id"}
    page = editor.post(url, data=data)
    assert page.status_code == 422
    assert 'value="Sewa &lt;b&gt;"' in page.text
    assert 'id="lump-price-error"' in page.text
    assert 'id="percent-label-error"' not in page.text
    assert len(ids(fence.id)) == 5


def test_a_circle_is_refused_with_its_path(editor, url, base, project, fence):
    inner = f"/projects/{project.id}/analyses/{project.analysis}/components"
    assert editor.post(inner, data={"pick": f"analysis-{fence.id}"}).status_code == 303
    page = editor.post(url, data={"pick": f"analysis-{project.analysis}"})
    assert page.status_code == 422
    assert "1.1.1.1 → T.01 → 1.1.1.1" in page.text or "T.01 → 1.1.1.1 → T.01" in page.text


def test_the_same_form_twice_adds_one_row(editor, url, fence, ids):
    data = {"kind": "note", "label": "x", "_key": "once-and-only-once"}
    first, again = (editor.post(url, data=data) for _ in range(2))
    assert first.location == again.location
    assert len(ids(fence.id)) == 6


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url):
    data = {"kind": "note", "label": "x"}
    assert viewer.post(url, data=data).status_code == 403
    assert stranger.post(url, data=data).status_code == 404
