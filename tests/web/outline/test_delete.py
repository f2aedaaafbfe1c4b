"""GET and POST /projects/<id>/items/<node>/deletion."""


def test_the_question_says_what_goes(browser, project):
    page = browser.get(f"items/{project.section}/deletion")
    assert page.status_code == 200
    assert "Hapus I Pekerjaan tanah?" in page.text
    assert "2 baris di bawahnya" in page.text


def test_deletes_and_offers_to_undo(browser, project, node):
    answer = browser.post(f"items/{project.section}/deletion")
    assert answer.status_code == 303
    page = browser.get().text
    assert "3 baris dihapus" in page
    assert f'action="/projects/{project.id}/undo"' in page
    assert node(project.excavation) is None


def test_htmx_is_sent_to_the_sheet(browser, project):
    answer = browser.hx(f"items/{project.section}/deletion")
    assert answer.headers["HX-Redirect"] == f"/projects/{project.id}/"


def test_the_same_form_twice_deletes_once(browser, project):
    for _ in range(2):
        answer = browser.post(f"items/{project.section}/deletion", _key="k" * 20)
        assert answer.status_code == 303
    assert browser.post(f"items/{project.section}/deletion").status_code == 404


def test_others_may_not(assert_refused, browse, vera, charlie, project):
    assert_refused(f"items/{project.section}/deletion")
    assert browse(vera).get(f"items/{project.section}/deletion").status_code == 403
    assert browse(charlie).get(f"items/{project.section}/deletion").status_code == 404
