"""GET and POST /projects/<id>/numbering: the scheme, frozen or not."""


def test_the_page_shows_the_scheme(browser, browse, vera, charlie):
    page = browser.get("numbering")
    assert '<option value="I" selected>' in page.text
    assert "level_4" in page.text
    assert "level_1" not in browse(vera).get("numbering").text
    assert browse(charlie).get("numbering").status_code == 404


def test_a_scheme_is_saved(browser, project, node):
    answer = browser.post("numbering", level_1="1", level_2="1.1")
    assert answer.status_code == 303
    assert node(project.backfill).number == "1.2"
    assert browser.hx("numbering", level_1="A").headers["HX-Redirect"].endswith("/numbering")


def test_no_scheme_is_refused(browser, stored):
    for fields in ({}, {"level_1": ""}, {"level_1": "Z"}):
        assert browser.post("numbering", **fields).status_code == 422
    assert stored().revision == 1


def test_numbers_are_frozen_and_released(browser, project, node, stored):
    browser.post("numbering", do="freeze")
    assert stored().numbers_frozen
    browser.post(f"items/{project.backfill}/moves", do="up")
    assert node(project.backfill).number == "2"
    assert "release" in browser.get("numbering").text
    browser.post("numbering", do="release")
    assert node(project.backfill).number == "1"


def test_the_same_form_twice_has_one_effect(browser, stored):
    for _ in range(2):
        browser.post("numbering", do="freeze", _key="k" * 20)
    assert stored().revision == 2


def test_others_may_not(assert_refused):
    assert_refused("numbering", level_1="A")
