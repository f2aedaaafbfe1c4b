"""GET /projects/<id>/items/<node>: the page of one row."""

import pytest


def test_an_item_has_its_figures_and_forms(browser, project):
    page = browser.get(f"items/{project.excavation}")
    assert page.status_code == 200
    for text in ("Galian tanah", "86.900,00", "/texts", '/price"', "/markup", "/moves", "T.02"):
        assert text in page.text


def test_a_section_and_a_note_have_no_price(browser, project):
    assert '/price"' not in browser.get(f"items/{project.section}").text
    browser.post("items", kind="note", title="Catatan", parent="0")
    note = browser.get("items/6").text
    assert "/markup" not in note
    assert "/texts" in note


def test_analyses_are_searched_without_script(browser, project):
    page = browser.get(f"items/{project.excavation}?find=urugan").text
    assert "T.02" in page
    assert 'value="urugan"' in page


def test_a_viewer_sees_figures_and_no_forms(browse, vera, project):
    page = browse(vera).get(f"items/{project.excavation}").text
    assert "86.900,00" in page
    assert "/texts" not in page


def test_a_stranger_finds_nothing(browse, charlie, project):
    assert browse(charlie).get(f"items/{project.excavation}").status_code == 404


@pytest.mark.parametrize("row", ["0", "999999", str(2**40), str(2**80)])
def test_a_row_that_is_not_there_is_not_found(browser, row):
    assert browser.get(f"items/{row}").status_code == 404
    assert browser.get(f"items/{row}/deletion").status_code == 404
