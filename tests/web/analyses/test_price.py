"""POST /projects/<id>/analyses/<aid>/components/<cid>/price."""

import pytest

from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base, fence):
    return f"{base}/components/{fence.nails}/price?l=id"


def cell(fence, text, version=1):
    return {f"p-{fence.nails}-{version}": text}


def test_the_price_of_a_lump_row_is_stored(editor, url, fence, stored):
    answer = editor.post(url, data=cell(fence, "3.000"), headers=HX)
    assert answer.status_code == 200
    assert "453.000,00" in answer.text
    assert stored(fence.nails).price == 3000


def test_an_emptied_price_is_unknown(editor, url, fence, stored):
    answer = editor.post(url, data=cell(fence, ""), headers=HX)
    assert "belum diketahui" in answer.text
    assert stored(fence.nails).price is None


def test_without_script_it_leads_back_to_the_row(editor, url, base, fence):
    answer = editor.post(url, data=cell(fence, "3.000"))
    assert (answer.status_code, answer.location) == (303, f"{base}#i-{fence.nails}")


@pytest.mark.parametrize("text", ["-1", "1.5", "=2", "1000000000000"])
def test_what_is_refused_stays_in_its_cell_and_nothing_is_stored(editor, url, fence, stored, text):
    answer = editor.post(url, data=cell(fence, text), headers=HX)
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.text
    assert stored(fence.nails).price == 2500


def test_the_second_of_two_people_sees_both_values(editor, owner, url, fence):
    owner.post(url, data=cell(fence, "3.000"), headers=HX)
    answer = editor.post(url, data=cell(fence, "4.000"), headers=HX)
    assert answer.status_code == 409
    assert "2.500 → 3.000" in answer.text
    assert f'id="cf-p-{fence.nails}"' in answer.text


def test_the_same_request_twice_has_one_effect(editor, url, fence, stored):
    for _ in range(2):
        assert editor.post(url, data=cell(fence, "3.000"), headers=HX).status_code == 200
    assert stored(fence.nails).version == 2


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url, fence):
    assert viewer.post(url, data=cell(fence, "1"), headers=HX).status_code == 403
    assert stranger.post(url, data=cell(fence, "1"), headers=HX).status_code == 404
