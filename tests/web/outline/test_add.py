"""GET /projects/<id>/items/new and POST /projects/<id>/items: a new row."""

import re

import pytest

KEY = "k" * 20


def test_the_form_knows_where_the_row_belongs(browser, project):
    page = browser.get(f"items/new?kind=item&near={project.excavation}").text
    assert f'<option value="{project.section}" selected>' in page
    assert re.search(r'name="index" value="2"', page)


@pytest.mark.parametrize("kind", ["item", "section", "note", "heading"])
def test_every_kind_has_a_form(browser, kind):
    assert browser.get(f"items/new?kind={kind}").status_code == 200


def test_an_item_of_an_analysis_is_added(browser, project, node):
    answer = browser.post(
        "items",
        kind="item", title="", quantity="=2*3", origin="analysis", analysis=str(project.analysis),
        parent=str(project.section), index="1", _key=KEY,
    )  # fmt: skip
    assert answer.status_code == 303
    assert "#i-6" in answer.location
    added = node(6)
    assert (added.title, added.number, added.amount) == ("Galian 1 m3", "1", 521_400)


def test_htmx_is_sent_to_the_sheet(browser):
    answer = browser.hx("items", kind="section", title="Persiapan", parent="0")
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"].endswith("#i-6")


def test_going_on_leads_to_the_next_form(browser):
    answer = browser.post("items", kind="section", title="Persiapan", parent="0", again="1")
    assert answer.location.endswith("items/new?kind=section&near=6")


def test_what_is_wrong_stays_typed(browser, project, stored):
    answer = browser.post(
        "items", kind="item", title="Pagar", quantity="1.5", origin="none", parent="0"
    )
    assert answer.status_code == 422
    assert 'value="Pagar"' in answer.text
    assert 'value="1.5"' in answer.text
    assert 'id="quantity-error"' in answer.text
    assert browser.post("items", kind="section", title=" ", parent="0").status_code == 422
    assert browser.post("items", kind="x", title="x", parent="0").status_code == 422
    answer = browser.post("items", kind="note", title="x", parent=str(project.excavation))
    assert answer.status_code == 422
    assert stored().revision == 1


def test_the_same_form_twice_adds_one(browser, node):
    for _ in range(2):
        browser.post("items", kind="section", title="Persiapan", parent="0", _key=KEY)
    assert node(6) is not None
    assert node(7) is None


def test_others_may_not(assert_refused, browse, vera, charlie):
    assert_refused("items", kind="section", title="x", parent="0")
    assert browse(vera).get("items/new").status_code == 403
    assert browse(charlie).get("items/new").status_code == 404
