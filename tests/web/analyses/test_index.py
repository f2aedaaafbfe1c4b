"""GET /projects/<id>/analyses."""

import pytest

from tests.statements import counted
from tests.web.analyses.conftest import HX


@pytest.fixture
def url(project, fence):
    return f"/projects/{project.id}/analyses"


def test_analyses_stand_with_price_state_and_users(editor, url):
    page = editor.get(url)
    assert page.status_code == 200
    for text in ("1.1.1.1", "Pagar 1 m&#39;", "497.750,00", "sesuai terbitan", "2 item"):
        assert text in page.text
    assert "belum lengkap" in page.text


def test_a_search_answers_the_list_alone_to_htmx(editor, url):
    part = editor.get(f"{url}?q=galian", headers=HX)
    assert "<html" not in part.text
    assert "T.01" in part.text
    assert "1.1.1.1" not in part.text


def test_a_search_without_result_says_so_and_keeps_the_words(editor, url):
    page = editor.get(f"{url}?q=<b>emas")
    assert "Tidak ada analisa yang cocok" in page.text
    assert 'value="&lt;b&gt;emas"' in page.text


def test_pages_beyond_the_last_show_the_last(editor, url):
    assert "T.01" in editor.get(f"{url}?page=999").text


def test_viewers_see_it_without_a_way_to_add(viewer, url):
    page = viewer.get(url)
    assert page.status_code == 200
    assert "Analisa baru" not in page.text


def test_strangers_find_nothing(stranger, url):
    assert stranger.get(url).status_code == 404


def test_it_needs_few_statements(app, editor, url):
    with counted(app) as seen:
        editor.get(url)
    assert len(seen) <= 12
