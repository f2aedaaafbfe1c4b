"""POST /projects/<id>/analyses/<aid>/sheet: the one form of a page without script."""

import re
from fractions import Fraction

import pytest

from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base):
    return f"{base}/sheet?l=id"


@pytest.fixture
def filled(editor, base):
    """The cells as the page shows them, ready to be changed."""
    page = editor.get(base).text
    found = re.findall(r'name="([cp]-\d+-\d+)" value="([^"]*)"', page)
    return dict(found)


def test_changed_cells_are_saved_in_one_revision(editor, url, base, fence, filled, stored):
    filled[f"c-{fence.labourer}-1"] = "0,65"
    filled[f"p-{fence.nails}-1"] = "3.000"
    answer = editor.post(url, data=filled)
    assert (answer.status_code, answer.location) == (303, base)
    assert "2 angka tersimpan." in editor.get(base).text
    assert stored(fence.labourer).coefficient == Fraction("0.65")
    assert stored(fence.timber).version == 1


def test_htmx_gets_the_analysis_with_its_rows_marked(editor, url, fence, stored):
    typed = {f"c-{fence.labourer}-1": "0,65", f"p-{fence.nails}-1": "3.000"}
    saved = editor.post(url, data=typed, headers=HX)
    assert saved.status_code == 200
    assert saved.text.lstrip().startswith('<div id="area">')
    for row in (fence.labourer, fence.nails):
        assert f'id="i-{row}" data-state="saved"' in saved.text
    assert f'id="i-{fence.timber}">' in saved.text
    assert "2 angka tersimpan." in saved.text
    assert stored(fence.labourer).coefficient == Fraction("0.65")


def test_a_page_that_was_not_changed_saves_nothing(editor, url, base, filled, stored, fence):
    editor.post(url, data=filled)
    assert "0 angka tersimpan." in editor.get(base).text
    assert stored(fence.tools).version == 1


def test_one_wrong_cell_keeps_everything_typed_and_stores_nothing(
    editor, url, fence, filled, stored
):
    filled[f"c-{fence.labourer}-1"] = "0,65"
    filled[f"c-{fence.timber}-1"] = "1.5"
    page = editor.post(url, data=filled)
    assert page.status_code == 422
    assert 'value="0,65"' in page.text
    assert 'value="1.5"' in page.text
    assert f'<a href="#c-{fence.timber}">Kaso 5/7: ' in page.text
    assert stored(fence.labourer).coefficient == Fraction("0.6")


def test_a_conflict_shows_both_values(editor, owner, url, fence, filled, stored):
    base = url.removesuffix("/sheet?l=id")
    post = f"{base}/components/{fence.labourer}/coefficient"
    owner.post(post, data={f"c-{fence.labourer}-1": "0,65"})
    filled[f"c-{fence.labourer}-1"] = "0,7"
    page = editor.post(url, data=filled)
    assert page.status_code == 409
    assert "diubah oleh Alice" in page.text
    assert "Pakai 0,65" in page.text
    assert stored(fence.labourer).coefficient == Fraction("0.65")


def test_warnings_are_told_on_the_next_page(editor, url, base, fence, filled):
    filled[f"c-{fence.labourer}-1"] = "-1"
    editor.post(url, data=filled)
    assert "toast warn" in editor.get(base).text


def test_sent_twice_it_has_one_effect(editor, url, fence, filled, stored):
    filled[f"c-{fence.labourer}-1"] = "0,65"
    assert [editor.post(url, data=filled).status_code for _ in range(2)] == [303, 303]
    assert stored(fence.labourer).version == 2


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url, filled):
    assert viewer.post(url, data=filled).status_code == 403
    assert stranger.post(url, data=filled).status_code == 404


def test_a_batch_whose_answer_was_lost_is_told_without_what_was_changed_since(
    editor, url, base, fence
):
    typed = {f"c-{fence.labourer}-1": "0,65", f"p-{fence.nails}-1": "3.000"}
    assert editor.post(url, data=typed, headers=HX).text.count('data-state="saved"') == 2
    since = {f"c-{fence.labourer}-2": "0,7"}
    later = editor.post(f"{base}/components/{fence.labourer}/coefficient", data=since, headers=HX)
    assert later.status_code == 200
    again = editor.post(url, data=typed, headers=HX)
    assert again.status_code == 200
    assert again.text.count('data-state="saved"') == 1
    assert "Sebagian sudah diubah" in again.text
