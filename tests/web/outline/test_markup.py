"""POST /projects/<id>/items/<node>/markup: a markup of a section or an item."""


def path(project) -> str:
    return f"items/{project.section}/markup"


def test_saves_for_all_items_of_the_section(browser, project, node):
    answer = browser.hx(path(project), version="1", markup="0")
    assert answer.status_code == 200
    assert node(project.excavation).unit_price == 79_000


def test_without_script_it_leads_back(browser, project, node):
    answer = browser.post(path(project), version="1", markup="7,5 %")
    assert answer.status_code == 303
    assert node(project.section).markup_percent == 7.5


def test_what_is_no_percentage_stays_typed(browser, project, stored):
    for text in ("-1", "1001", "x"):
        answer = browser.post(path(project), version="1", markup=text)
        assert answer.status_code == 422
        assert f'value="{text}"' in answer.text
    assert stored().revision == 1


def test_sent_again_it_changes_nothing(browser, project, stored):
    for _ in range(2):
        browser.post(path(project), version="1", markup="5")
    assert stored().revision == 2


def test_others_may_not(assert_refused, project):
    assert_refused(path(project), version="1", markup="5")
