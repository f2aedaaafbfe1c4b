"""GET and POST /projects/<id>/items/block: a column of quantities from a spreadsheet."""

import html
import re

import pytest

KEY = "k" * 20
PATH = "items/block"


def cells(project, *names):
    return " ".join(f"q-{getattr(project, name)}-1" for name in names)


def fields(page):
    """The form of a look as a browser would send it again."""
    found = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page)
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]
    sent = {name: html.unescape(value) for name, value in found if not name.startswith("read-")}
    chosen = dict(re.findall(r'name="(read-[a-z]+)" value="([a-z]+)" checked', page))
    return sent | chosen | {"text": html.unescape(text)}


def test_the_page_says_where_the_block_begins(browser, project):
    assert "Papan nama" in browser.get(f"{PATH}?row={project.signboard}").text
    assert browser.get(f"{PATH}?row=999999").status_code == 200
    assert '<textarea class="in" id="text" name="text"' in browser.get(PATH).text


def test_a_few_plain_cells_are_stored_at_once_as_one_revision(browser, project, node, stored):
    answer = browser.post(PATH, text="20\r\n=2*3,5\r\n3\r\n", row=str(project.excavation), _key=KEY)
    assert answer.status_code == 303
    assert f"#i-{project.excavation}" in answer.location
    assert [node(n).quantity for n in (project.excavation, project.backfill)] == [20, 7]
    assert node(project.signboard).quantity == 3
    assert stored().revision == 2
    assert "3 volume tersimpan" in browser.get().text


def test_without_a_row_it_begins_at_the_first_item(browser, project, node):
    browser.post(PATH, text="20\n")
    assert node(project.excavation).quantity == 20
    assert node(project.backfill).quantity == 4


def test_the_same_form_twice_has_one_effect(browser, project, stored):
    for _ in range(2):
        browser.post(PATH, text="20", row=str(project.excavation), _key=KEY)
    assert stored().revision == 2


def test_one_bad_cell_is_named_and_stores_nothing_until_it_is_corrected(
    browser, project, node, stored
):
    answer = browser.post(PATH, text="20\nabc\n3", row=str(project.excavation), _key=KEY)
    assert answer.status_code == 422
    assert "Baris 2" in answer.text
    assert "Urugan pasir" in answer.text
    assert 'id="fix-1-0"' in answer.text
    assert stored().revision == 1

    answer = browser.post(PATH, **fields(answer.text) | {"fix-1-0": "7,5"})
    assert answer.status_code == 303
    assert stored().revision == 2
    assert node(project.backfill).quantity == 7.5


def test_a_number_that_reads_in_two_ways_is_always_asked_about(browser, project, node, stored):
    answer = browser.post(PATH, text="1.234", row=str(project.excavation), source="excel")
    assert answer.status_code == 200
    assert stored().revision == 1
    # 86,900 a unit: 1,234 of them, or one and 0.234; with the signboard's 495,000.
    assert "107.234.600,00" in answer.text
    assert "107.234,60" in answer.text
    assert "107.729.600,00" in answer.text
    assert "602.234,60" in answer.text

    answer = browser.post(PATH, **fields(answer.text) | {"read-quantity": "en"})
    assert answer.status_code == 303
    assert float(node(project.excavation).quantity) == 1.234


def test_the_answer_is_remembered_for_blocks_of_the_same_program(browser, project):
    sent = {"text": "1.234", "row": str(project.excavation), "source": "excel"}
    page = browser.post(PATH, **sent).text
    assert 'value="id" checked' in page
    browser.post(PATH, **fields(page) | {"read-quantity": "en"})

    again = browser.post(PATH, **sent)
    assert again.status_code == 200  # asked again all the same
    assert 'value="en" checked' in again.text
    assert 'value="id" checked' in browser.post(PATH, **sent | {"source": ""}).text


def test_more_cells_than_the_sheet_has_rows_are_named(browser, project, stored):
    answer = browser.post(PATH, text="1\n2\n3\n4", row=str(project.excavation))
    assert answer.status_code == 422
    assert "Baris 4" in answer.text
    assert stored().revision == 1


def test_an_empty_cell_leaves_its_row_as_it_is_after_a_look(browser, project, node):
    answer = browser.post(PATH, text="20\n\n3", row=str(project.excavation))
    assert answer.status_code == 200
    assert browser.post(PATH, **fields(answer.text)).status_code == 303
    assert node(project.backfill).quantity == 4
    assert node(project.signboard).quantity == 3


@pytest.mark.parametrize(
    "text", ["", "\n\n", "1\n" * 2001, "\t".join("1" * 21), "1\t2", "1" * 300_001]
)
def test_what_is_no_column_is_refused_beside_the_text(browser, project, stored, text):
    answer = browser.post(PATH, text=text, row=str(project.excavation), into="quantity")
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert stored().revision == 1


def test_htmx_gets_the_rows_and_the_totals(browser, project, node):
    shown = cells(project, "excavation", "backfill", "signboard")
    answer = browser.hx(PATH, text="20\n5", cells=shown, l="id", _key=KEY)
    assert answer.status_code == 200
    assert answer.headers["HX-Reswap"] == "none"
    for name in ("excavation", "backfill", "section"):
        assert f'hx-target="#i-{getattr(project, name)}"' in answer.text
    assert f'hx-target="#i-{project.signboard}"' not in answer.text
    assert 'hx-target="#totals"' in answer.text
    assert node(project.backfill).quantity == 5


def test_htmx_gets_a_look_in_place_of_the_sheet_and_the_sheet_afterwards(browser, project, node):
    answer = browser.hx(PATH, text="1.234", cells=cells(project, "excavation"), l="id")
    assert answer.text.lstrip().startswith('<div id="area"')
    answer = browser.hx(PATH, **fields(answer.text))
    assert answer.text.lstrip().startswith('<div id="area"')
    assert 'data-state="saved"' in answer.text
    assert node(project.excavation).quantity == 1234


def test_the_numbers_are_read_as_the_page_wrote_them(browser, project, node):
    browser.post(PATH, text="12.5", l="en", row=str(project.excavation))
    assert node(project.excavation).quantity == 12.5


def test_what_somebody_changed_meanwhile_is_told_before_it_is_overwritten(
    browser, browse, bob, project, node
):
    browse(bob).post("sheet", **{f"q_{project.excavation}_1": "13"})
    answer = browser.hx(PATH, text="20", cells=cells(project, "excavation"), l="id")
    assert answer.status_code == 422
    assert "Bob" in answer.text
    assert "13,00" in answer.text
    assert node(project.excavation).quantity == 13
    assert browser.hx(PATH, **fields(answer.text)).status_code == 200
    assert node(project.excavation).quantity == 20


def test_a_row_deleted_after_the_look_shifts_no_other_value(browser, browse, bob, project, node):
    browser.post(f"items/{project.signboard}/copies")  # a row behind the block
    page = browser.post(PATH, text="7\n1.234\n8", row=str(project.excavation)).text
    browse(bob).post(f"items/{project.excavation}/deletion")
    refused = browser.post(PATH, **fields(page))
    assert refused.status_code == 422
    assert "sudah dihapus" in refused.text
    asked = browser.post(PATH, **fields(refused.text) | {"fix-0-0": ""})
    assert asked.status_code == 200  # a cell was emptied
    assert browser.post(PATH, **fields(asked.text)).status_code == 303
    assert [node(n).quantity for n in (project.backfill, project.signboard)] == [1234, 8]
    assert node(project.signboard + 1).quantity == 1


def test_what_changed_nothing_offers_no_undo(browser, project, stored):
    browser.post("sheet", **{f"q_{project.signboard}_1": "5"})
    assert browser.post(PATH, text="12,5000", row=str(project.excavation)).status_code == 303
    assert stored().revision == 2
    page = browser.get().text
    assert "0 volume tersimpan" in page
    assert page.count("/undo") == 1  # the button of the tool bar


def test_rows_that_are_folded_away_are_not_filled(browser, project, node):
    browser.post("folds", do=f"fold-{project.section_ii}")
    answer = browser.post(PATH, text="7\n8\n9", row=str(project.excavation))
    assert answer.status_code == 422
    assert "Baris 3" in answer.text
    assert browser.post(PATH, text="7", row=str(project.signboard)).status_code == 303
    assert node(project.signboard).quantity == 7


def test_a_viewer_and_a_stranger_may_not(assert_refused, browse, vera, charlie, project):
    assert_refused(PATH, text="20", row=str(project.excavation))
    assert browse(vera).get(PATH).status_code == 403
    assert browse(charlie).get(PATH).status_code == 404


def test_a_member_may(browse, bob, project, node):
    assert browse(bob).post(PATH, text="20", row=str(project.excavation)).status_code == 303
    assert node(project.excavation).quantity == 20


def test_too_many_blocks_have_to_wait_and_their_text_is_kept(
    make_app, database_url, login, alice, project
):
    app = make_app(
        database_url=database_url, write_limit="1 per minute", overrides={"RATELIMIT_ENABLED": True}
    )
    client, address = login(app.test_client(), alice), f"/projects/{project.id}/{PATH}"
    token = client.environ_base["HTTP_X_CSRFTOKEN"]
    sent = {"text": "20", "row": str(project.excavation), "csrf_token": token}
    assert [client.post(address, data=sent).status_code for _ in range(2)] == [303, 429]
    assert 'name="text" value="20"' in client.post(address, data=sent).text
