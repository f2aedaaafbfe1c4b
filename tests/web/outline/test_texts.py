"""POST /projects/<id>/items/<node>/texts: number, code, title, unit."""


def path(project) -> str:
    return f"items/{project.excavation}/texts"


def test_saves_and_answers_with_the_page_of_the_row(browser, project, node):
    answer = browser.hx(path(project), version="1", title="Galian <b>keras</b>", unit="m3")
    assert answer.status_code == 200
    assert 'id="item"' in answer.text
    assert "Galian &lt;b&gt;keras&lt;/b&gt;" in answer.text
    assert "Tersimpan" in answer.text
    assert node(project.excavation).title == "Galian <b>keras</b>"


def test_without_script_it_leads_back(browser, project):
    answer = browser.post(path(project), version="1", title="Galian keras")
    assert (answer.status_code, answer.location) == (
        303,
        f"/projects/{project.id}/items/{project.excavation}",
    )


def test_a_text_that_is_none_stays_typed(browser, project, stored):
    answer = browser.post(path(project), version="1", title="", code="x" * 101)
    assert answer.status_code == 422
    assert "x" * 101 in answer.text
    assert 'id="title-error"' in answer.text
    assert 'id="code-error"' in answer.text
    assert stored().revision == 1


def test_control_characters_are_refused(browser, project, stored):
    for bad in ("a\x00b", "a\r\nSet-Cookie: x", "a\u202eb"):
        assert browser.post(path(project), version="1", title=bad).status_code == 422
    assert stored().revision == 1


def test_a_conflict_tells_both_titles(browser, browse, bob, project, node):
    browse(bob).post(path(project), version="1", title="Punya Bob")
    answer = browser.hx(path(project), version="1", title="Punya Alice")
    assert answer.status_code == 409
    assert "Punya Bob" in answer.text
    assert 'value="Punya Alice"' in answer.text
    again = browser.hx(path(project), version="2", title="Punya Alice")
    assert again.status_code == 200
    assert node(project.excavation).title == "Punya Alice"


def test_each_text_in_conflict_is_told_and_what_was_left_alone_stays(
    browser, browse, bob, project, node
):
    seen = {"title": "Galian tanah", "code": "", "unit": "m3", "number_typed": "", "version": "1"}
    browse(bob).post(path(project), **seen | {"title": "Punya Bob", "unit": "bh", "code": "B.1"})
    answer = browser.hx(path(project), **seen | {"title": "Punya Alice", "unit": "ls"})
    assert answer.status_code == 409
    alert = answer.text.split('<div class="alert"')[1].split("</div>")[0]
    for text in ("Punya Bob", "Punya Alice", "bh", "ls"):
        assert text in alert
    assert 'value="B.1"' in answer.text
    again = {"title": "Punya Alice", "code": "B.1", "unit": "ls", "version": "2"}
    assert browser.hx(path(project), **again).status_code == 200
    assert (node(project.excavation).title, node(project.excavation).code) == ("Punya Alice", "B.1")


def test_sent_again_it_changes_nothing(browser, project, stored):
    for _ in range(2):
        browser.post(path(project), version="1", title="Galian keras")
    assert stored().revision == 2


def test_others_may_not(assert_refused, project):
    assert_refused(path(project), version="1", title="x")
