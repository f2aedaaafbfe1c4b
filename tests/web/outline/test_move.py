"""POST /projects/<id>/items/<node>/moves: a step, or to any section and place."""

KEY = "k" * 20


def test_a_step_moves_the_row(browser, project, node):
    answer = browser.hx(f"items/{project.backfill}/moves", do="up", _key=KEY)
    assert answer.status_code == 200
    assert "Dipindahkan" in answer.text
    assert node(project.backfill).number == "1"


def test_a_row_moves_to_a_section_and_a_place_without_script(browser, project, node):
    answer = browser.post(
        f"items/{project.signboard}/moves", parent=str(project.section), index="1"
    )
    assert answer.status_code == 303
    moved = node(project.signboard)
    assert (moved.parent_id, moved.number) == (project.section, "1")
    browser.post(f"items/{project.signboard}/moves", parent="0", index="")
    assert node(project.signboard).level == 1


def test_where_it_cannot_go_is_said(browser, project, stored):
    for fields in (
        {"do": "in"},
        {"do": "sideways"},
        {"parent": str(project.section)},
        {"parent": str(project.excavation)},
        {"parent": "0", "index": "x"},
    ):
        answer = browser.post(f"items/{project.section}/moves", **fields)
        assert answer.status_code == 422, fields
    assert stored().revision == 1


def test_a_section_of_nowhere_is_not_found(browser, project):
    assert browser.post(f"items/{project.section}/moves", parent="999999").status_code == 404


def test_the_same_form_twice_moves_once(browser, project, node, stored):
    for _ in range(2):
        browser.post(f"items/{project.backfill}/moves", do="up", _key=KEY)
    assert node(project.backfill).number == "1"
    assert stored().revision == 2


def test_others_may_not(assert_refused, project):
    assert_refused(f"items/{project.backfill}/moves", do="up")
