"""GET /projects/<id>/analyses/<aid>/components/<cid>/row: the row as it is now."""

from tests.web.analyses.conftest import HX


def test_htmx_gets_the_row_and_loses_the_line_of_the_conflict(editor, base, fence):
    answer = editor.get(f"{base}/components/{fence.labourer}/row?l=id&conflict", headers=HX)
    assert answer.status_code == 200
    assert 'value="0,6000"' in answer.text
    assert f'hx-target="#cf-c-{fence.labourer}"' in answer.text


def test_a_browser_without_script_is_led_to_the_page(editor, base, fence):
    answer = editor.get(f"{base}/components/{fence.labourer}/row")
    assert (answer.status_code, answer.location) == (303, f"{base}#i-{fence.labourer}")


def test_a_row_of_another_analysis_is_not_found(editor, base, project):
    url = f"{base}/components/{project.component}/row"
    assert editor.get(url, headers=HX).status_code == 404
    assert editor.get(url).status_code == 404


def test_viewers_get_no_cell_and_strangers_nothing(viewer, stranger, base, fence):
    url = f"{base}/components/{fence.labourer}/row"
    assert "<input" not in viewer.get(url, headers=HX).text
    assert stranger.get(url, headers=HX).status_code == 404
