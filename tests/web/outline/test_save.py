"""POST /projects/<id>/sheet: the form of a whole page, or the cell that htmx sends alone."""

import re

from werkzeug.datastructures import MultiDict


def fields(project, **texts: str) -> dict[str, str]:
    shown = {"excavation": "12,50", "backfill": "4,00", "signboard": "1,00"} | texts
    return {f"q_{getattr(project, name)}_1": text for name, text in shown.items()}


def test_saves_the_changed_cells_in_one_revision(browser, project, node, stored):
    before = stored().revision
    answer = browser.post("sheet", l="id", **fields(project, excavation="20", signboard="=1+2"))
    assert answer.status_code == 303
    assert stored().revision == before + 1
    assert (node(project.excavation).quantity, node(project.signboard).quantity) == (20, 3)
    assert "2 volume tersimpan" in browser.get().text


def test_it_leads_back_to_the_page_it_came_from(browser, project):
    answer = browser.post("sheet", size="200", **{"from": str(project.section)}, **fields(project))
    assert answer.location.endswith(f"?from={project.section}&size=200")


def test_one_bad_cell_stores_nothing_and_keeps_every_text(browser, project, stored):
    before = stored().revision
    answer = browser.post("sheet", **fields(project, excavation="20", signboard="1.5"))
    assert answer.status_code == 422
    assert 'value="20"' in answer.text
    assert 'value="1.5"' in answer.text
    assert f'href="#q-{project.signboard}"' in answer.text
    assert stored().revision == before


def test_a_conflict_is_shown_under_its_row(browser, browse, bob, project, node):
    browse(bob).post("sheet", **fields(project, excavation="13"))
    answer = browser.post("sheet", **fields(project, excavation="20", signboard="2"))
    assert answer.status_code == 409
    assert f'id="c-{project.excavation}"' in answer.text
    assert 'value="2"' in answer.text
    assert node(project.signboard).quantity == 1


def test_a_cell_left_alone_does_not_undo_what_somebody_did(browser, browse, bob, project, node):
    browse(bob).post("sheet", **fields(project, excavation="13"))
    assert browser.post("sheet", **fields(project, signboard="2")).status_code == 303
    assert node(project.excavation).quantity == 13


def test_the_numbers_are_read_as_the_page_wrote_them(browser, project, node):
    shown = {"excavation": "12.50", "backfill": "4.00", "signboard": "1,234.50"}
    browser.post("sheet", l="en", **fields(project, **shown))
    assert node(project.signboard).quantity == 1234.5


def test_a_cell_alone_is_answered_with_its_row(browser, project, node):
    answer = browser.hx("sheet?l=id", **{f"q_{project.excavation}_1": "20"})
    assert answer.status_code == 200
    assert answer.text.startswith("<tr")
    assert node(project.excavation).quantity == 20


def test_a_cell_sent_twice_with_different_contents_is_asked_about(browser, project, node, stored):
    cell = f"q-{project.excavation}-1"
    sent = [(cell, "20"), (f"q-{project.signboard}-1", "2"), (cell, "21")]
    answer = browser.client.post(f"{browser.base}sheet", data=MultiDict(sent))
    assert answer.status_code == 422
    assert "dua kali" in answer.text
    assert stored().revision == 1
    sent[2] = sent[0]
    assert browser.client.post(f"{browser.base}sheet", data=MultiDict(sent)).status_code == 303
    assert (node(project.excavation).quantity, node(project.signboard).quantity) == (20, 2)


def test_a_batch_whose_answer_was_lost_is_told_with_what_others_did_since(
    browser, browse, bob, project, stored
):
    sent = {
        f"q_{row}_1": text for row, text in ((project.excavation, "20"), (project.backfill, "5"))
    }
    for status in (200, 200):
        answer = browser.hx("sheet?l=id", **sent)
        assert answer.status_code == status
        assert "2 volume tersimpan" in answer.text
        if stored().revision == 2:
            assert answer.text.count('data-state="saved"') == 2
            browse(bob).hx("sheet?l=id", **{f"q_{project.excavation}_2": "13"})
    assert stored().revision == 3
    assert re.findall(r'id="i-(\d+)"[^>]* data-state="saved"', answer.text) == [
        f"{project.backfill}"
    ]
    assert "diubah oleh Bob" in answer.text
    assert "Sebagian sudah diubah" in answer.text


def test_sent_again_it_changes_nothing(browser, project, stored):
    for _ in range(2):
        browser.post("sheet", **fields(project, excavation="20"))
    assert stored().revision == 2


def test_sent_again_late_it_does_not_undo_what_the_same_person_did_since(
    browser, project, node, stored
):
    sent = fields(project, excavation="20", signboard="3")
    browser.post("sheet", **sent)
    browser.hx("sheet?l=id", **{f"q_{project.excavation}_2": "30"})
    before = stored().revision
    answer = browser.post("sheet", **sent)
    assert answer.status_code == 409
    assert f'id="c-{project.excavation}"' in answer.text
    assert node(project.excavation).quantity == 30
    assert stored().revision == before


def test_sent_again_it_says_what_it_did_the_first_time(browser, project):
    sent = fields(project, excavation="20", signboard="3")
    browser.post("sheet", **sent)
    browser.get()
    browser.post("sheet", **sent)
    assert "2 volume tersimpan" in browser.get().text


def test_an_empty_form_saves_nothing(browser, stored):
    assert browser.post("sheet").status_code == 303
    assert stored().revision == 1


def test_others_may_not(assert_refused, project):
    assert_refused("sheet", **fields(project, excavation="20"))


def test_a_refused_page_still_knows_what_it_showed(browser, browse, bob, project, node):
    browse(bob).post("sheet", **fields(project, excavation="13"))
    answer = browser.post("sheet", **fields(project, signboard="1.5"))
    assert answer.status_code == 422
    assert f'name="q-{project.excavation}-1" value="12,50"' in answer.text
    assert browser.post("sheet", **fields(project, signboard="2")).status_code == 303
    assert node(project.excavation).quantity == 13


def test_a_refused_cell_does_not_forget_that_others_were_faster(browser, browse, bob, project):
    browse(bob).post("sheet", **fields(project, excavation="13"))
    cell = f"q_{project.excavation}_1"
    answer = browser.hx("sheet", **{cell: "1.5"})
    assert f'name="q-{project.excavation}-1"' in answer.text
    assert browser.hx("sheet", **{cell: "15"}).status_code == 409


def test_several_cells_of_htmx_are_one_revision_and_the_page_anew(browser, project, node, stored):
    before = stored().revision
    cells = {f"q_{project.excavation}_1": "20", f"q_{project.signboard}_1": "3"}
    answer = browser.hx("sheet?l=id", **cells)
    assert answer.status_code == 200
    assert 'id="area"' in answer.text
    assert "<html" not in answer.text
    assert "2 volume tersimpan" in answer.text
    assert answer.text.count('data-state="saved"') == 2
    assert stored().revision == before + 1
    assert (node(project.excavation).quantity, node(project.signboard).quantity) == (20, 3)
    again = browser.hx("sheet?l=id", **cells)
    assert (again.status_code, stored().revision) == (200, before + 1)


def test_one_bad_cell_of_several_stores_nothing_for_htmx_either(browser, project, stored):
    before = stored().revision
    sent = {f"q_{project.excavation}_1": "20", f"q_{project.signboard}_1": "1.5"}
    answer = browser.hx("sheet?l=id", **sent)
    assert answer.status_code == 422
    assert 'value="20"' in answer.text
    assert stored().revision == before
