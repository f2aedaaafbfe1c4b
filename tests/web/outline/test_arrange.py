"""POST /projects/<id>/rows: the tool bar works on the chosen row."""

import pytest

KEY = "k" * 20


def test_a_step_is_answered_with_the_sheet_and_the_row_stays_chosen(browser, project, node):
    answer = browser.hx("rows", row=str(project.backfill), do="up", _key=KEY)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="area">')
    assert f'id="i-{project.backfill}" class="r sel"' in answer.text
    assert node(project.backfill).number == "1"


def test_without_script_it_leads_back_to_the_row(browser, project):
    answer = browser.post("rows", row=str(project.backfill), do="up", _key=KEY, size="200")
    assert answer.status_code == 303
    assert answer.location.endswith(f"?size=200&row={project.backfill}#i-{project.backfill}")


def test_a_copy_is_chosen(browser, project):
    answer = browser.hx("rows", row=str(project.section), do="copy", _key=KEY)
    assert "3 baris disalin" in answer.text
    assert answer.text.count("Galian tanah") >= 2


def test_deleting_offers_to_undo_and_asks_without_script(browser, project, node):
    answer = browser.post("rows", row=str(project.section), do="delete")
    assert answer.location.endswith(f"items/{project.section}/deletion")
    answer = browser.hx("rows", row=str(project.section), do="delete", _key=KEY)
    assert answer.status_code == 200
    assert "3 baris dihapus" in answer.text
    assert f'action="/projects/{project.id}/undo"' in answer.text
    assert node(project.excavation) is None


@pytest.mark.parametrize("kind", ["item", "section"])
def test_adding_leads_to_the_form_beside_the_row(browser, project, kind):
    answer = browser.post("rows", row=str(project.backfill), do=kind)
    assert answer.location.endswith(f"items/new?kind={kind}&near={project.backfill}")
    answer = browser.hx("rows", row="", do=kind)
    assert answer.headers["HX-Redirect"].endswith(f"items/new?kind={kind}")


@pytest.mark.parametrize(
    "fields", [{"do": "up"}, {"do": "up", "row": "x"}, {"do": "fly", "row": "1"}]
)
def test_without_a_row_or_a_deed_nothing_happens(browser, stored, fields):
    answer = browser.hx("rows", **fields)
    assert answer.status_code == 422
    assert "Pilih baris dahulu" in answer.text
    assert answer.headers["HX-Reswap"] == "none"
    assert stored().revision == 1


def test_the_same_press_twice_has_one_effect(browser, project, node):
    for _ in range(2):
        browser.hx("rows", row=str(project.backfill), do="up", _key=KEY)
    assert node(project.backfill).number == "1"


def test_a_key_with_other_contents_is_refused(browser, project):
    browser.hx("rows", row=str(project.backfill), do="up", _key=KEY)
    assert browser.hx("rows", row=str(project.backfill), do="down", _key=KEY).status_code == 422
    assert browser.hx("rows", row=str(project.backfill), do="down", _key="<").status_code == 400


def test_others_may_not(assert_refused, project):
    assert_refused("rows", row=str(project.backfill), do="up")


def test_a_cell_that_waits_for_its_correction_keeps_its_text(browser, project, stored):
    waiting = {f"q_{project.excavation}_1": "1.5"}
    answer = browser.hx("rows", row=str(project.backfill), do="up", **waiting)
    assert answer.status_code == 200
    assert f'name="q-{project.excavation}-1" value="1.5"' in answer.text
    assert 'data-state="unsaved"' in answer.text
    assert stored().revision == 2


def test_what_changed_is_one_press_away_once_something_has(browser, project):
    link = f'href="/projects/{project.id}/?since=1&amp;only=changed"'
    assert link not in browser.get().text
    browser.hx(f"items/{project.excavation}/quantity", **{f"q_{project.excavation}_1": "20"})
    assert link in browser.get().text
    page = browser.get("?since=1&only=changed").text
    assert "Galian tanah" in page
    assert "Urugan kembali" not in page.split("<tbody>")[1]
