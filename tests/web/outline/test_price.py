"""POST /projects/<id>/items/<node>/price: where a unit price comes from."""


def path(project) -> str:
    return f"items/{project.backfill}/price"


def test_saves_a_typed_price(browser, project, node):
    answer = browser.hx(
        path(project), version="1", origin="typed", price="Rp 90.000,-", price_source="Survei"
    )
    assert answer.status_code == 200
    assert "99.000,00" in answer.text
    assert node(project.backfill).unit_price == 99_000


def test_without_script_it_leads_back(browser, project, node):
    answer = browser.post(
        path(project), version="1", origin="analysis", analysis=str(project.analysis)
    )
    assert answer.status_code == 303
    assert node(project.backfill).unit_price == 86_900


def test_zero_needs_a_reason_and_the_rest_stays_typed(browser, project, stored):
    answer = browser.post(path(project), version="1", origin="zero", price="5.000")
    assert answer.status_code == 422
    assert 'id="zero_reason-error"' in answer.text
    assert 'value="zero" checked' in answer.text
    assert 'value="5.000"' in answer.text
    assert stored().revision == 1


def test_an_odd_price_is_asked_about(browser, project, stored):
    answer = browser.post(path(project), version="1", origin="typed", price="1.5")
    assert answer.status_code == 422
    assert "Maksud Anda 1,5?" in answer.text
    assert stored().revision == 1


def test_an_analysis_of_nowhere_is_not_found(browser, project, stored):
    answer = browser.post(path(project), version="1", origin="analysis", analysis="999999")
    assert answer.status_code == 404
    assert stored().revision == 1


def test_a_conflict_keeps_what_was_typed(browser, browse, bob, project, node):
    browse(bob).post(path(project), version="1", origin="typed", price="70.000")
    answer = browser.post(path(project), version="1", origin="typed", price="90.000")
    assert answer.status_code == 409
    assert "70.000,00" in answer.text
    assert 'value="90.000"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert node(project.backfill).price == 70_000


def test_sent_again_it_has_one_effect(browser, project, stored):
    for _ in range(2):
        browser.post(path(project), version="1", origin="typed", price="90.000")
    assert stored().revision == 2


def test_others_may_not(assert_refused, project):
    assert_refused(path(project), version="1", origin="none")


def test_what_is_filled_says_where_the_price_comes_from(browser, project, node, stored):
    both = {"price": "90.000", "analysis": str(project.analysis)}
    assert browser.post(path(project), version="1", **both).status_code == 422
    assert stored().revision == 1
    browser.post(path(project), version="1", price="90.000", analysis="")
    assert node(project.backfill).origin == "typed"
    browser.post(path(project), version="2", zero_reason="Disediakan pemilik")
    assert node(project.backfill).origin == "zero"
    browser.post(path(project), version="3")
    assert node(project.backfill).origin == "none"
