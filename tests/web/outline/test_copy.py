"""POST /projects/<id>/items/<node>/copies: a row with all that is below it."""


def test_copies_and_leads_to_the_copy(browser, project, node):
    answer = browser.post(f"items/{project.section}/copies")
    assert answer.status_code == 303
    assert answer.location.endswith("#i-6")
    assert node(6).title == "Pekerjaan tanah"
    hx = browser.hx(f"items/{project.excavation}/copies")
    assert hx.headers["HX-Redirect"].endswith("#i-9")


def test_the_same_form_twice_copies_once(browser, project, node):
    for _ in range(2):
        browser.post(f"items/{project.excavation}/copies", _key="k" * 20)
    assert node(7) is None


def test_others_may_not(assert_refused, project):
    assert_refused(f"items/{project.section}/copies")
