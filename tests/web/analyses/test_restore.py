"""POST .../components/<row>/restoration: a row deleted while somebody typed into it."""

from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Component
from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base, fence):
    return f"{base}/components/{fence.timber}"


@pytest.fixture
def deleted(owner, url):
    assert owner.post(f"{url}/deletion").status_code == 303


@pytest.fixture
def rows(app, fence):
    """`rows()`: the rows of the analysis, oldest first."""

    def read():
        query = db.select(Component).where(Component.analysis_id == fence.id)
        with app.app_context():
            return db.session.execute(query.order_by(Component.id)).scalars().all()

    return read


@pytest.mark.usefixtures("deleted")
def test_typing_into_it_says_who_deleted_it_and_keeps_the_text(editor, url, fence):
    sent = {f"c-{fence.timber}-1": "0,04"}
    answer = editor.post(f"{url}/coefficient?l=id", data=sent, headers=HX)
    assert answer.status_code == 409
    assert answer.text.startswith(f'<tr class="cf" id="i-{fence.timber}" data-state="conflict">')
    assert "Alice menghapus “Kaso 5/7”" in answer.text
    assert f'name="c-{fence.timber}-1" value="0,04"' in answer.text
    page = editor.post(f"{url}/coefficient?l=id", data=sent)
    assert page.status_code == 409
    assert "<html" in page.text
    assert f'action="{url}/restoration"' in page.text


@pytest.mark.usefixtures("deleted")
def test_it_comes_back_as_a_new_row_with_what_was_typed(editor, url, fence, rows):
    before = rows()
    sent = {f"c-{fence.timber}-1": "0,04", "l": "id", "_key": "k" * 20}
    codes = [editor.post(f"{url}/restoration", data=sent).status_code for _ in range(2)]
    assert codes == [303, 303]
    *others, new = rows()
    assert [r.id for r in others] == [r.id for r in before]
    assert new.id != fence.timber
    assert (new.kind, new.category, new.coefficient) == ("resource", "material", Fraction("0.04"))


@pytest.mark.usefixtures("deleted")
def test_htmx_gets_the_analysis_with_the_row_marked(editor, url, fence, rows):
    sent = {f"c-{fence.timber}-1": "0,04", "l": "id"}
    answer = editor.post(f"{url}/restoration", data=sent, headers=HX)
    assert answer.status_code == 200
    assert f'id="i-{rows()[-1].id}" data-state="saved"' in answer.text


@pytest.mark.usefixtures("deleted")
def test_a_wrong_figure_brings_nothing_back(editor, url, fence, rows):
    before = len(rows())
    sent = {f"c-{fence.timber}-1": "1.5", "l": "id"}
    assert editor.post(f"{url}/restoration", data=sent).status_code == 422
    assert len(rows()) == before


def test_a_row_that_is_there_or_never_was_is_not_brought_back(editor, url, base, fence):
    assert editor.post(f"{url}/restoration", data={f"c-{fence.timber}-1": "1"}).status_code == 422
    nowhere = f"{base}/components/99999/restoration"
    assert editor.post(nowhere, data={"c-99999-1": "1"}).status_code == 404
    beyond = f"{base}/components/9999999999/restoration"
    assert editor.post(beyond, data={"c-9999999999-1": "1"}).status_code == 404


def test_a_percentage_of_a_row_that_is_gone_too_is_not_brought_back(owner, editor, base, fence):
    sent = {"kind": "percent", "base": str(fence.nails), "label": "Susut", "coefficient": "5"}
    made = owner.post(f"{base}/components", data={**sent, "category": "material", "l": "id"})
    row = int(made.location.rpartition("-")[2])
    for gone in (row, fence.nails):
        assert owner.post(f"{base}/components/{gone}/deletion").status_code == 303
    where = f"{base}/components/{row}/restoration"
    answer = editor.post(where, data={f"c-{row}-1": "6", "l": "id"})
    assert answer.status_code == 422
    assert "ikut dihapus" in answer.text


@pytest.mark.usefixtures("deleted")
def test_a_viewer_may_not_and_a_stranger_finds_nothing(viewer, stranger, url, fence):
    sent = {f"c-{fence.timber}-1": "1"}
    assert viewer.post(f"{url}/restoration", data=sent).status_code == 403
    assert stranger.post(f"{url}/restoration", data=sent).status_code == 404


@pytest.mark.usefixtures("deleted")
def test_a_whole_analysis_with_a_deleted_row_keeps_its_text(editor, base, fence):
    sent = {f"c-{fence.timber}-1": "0,04", f"c-{fence.labourer}-1": "0,7", "c-99999-1": "1"}
    for headers in ({}, HX):
        answer = editor.post(f"{base}/sheet?l=id", data=sent, headers=headers)
        assert answer.status_code == 422
        assert "Alice menghapus “Kaso 5/7”" in answer.text
        assert f'name="c-{fence.timber}-1" value="0,04"' in answer.text
