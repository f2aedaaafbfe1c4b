"""GET /projects/<id>/items/block/copy: a section or a column as text for a spreadsheet."""

import html
import re

import pytest

PATH = "items/block/copy"


def block(answer):
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)[1]
    return html.unescape(text)


def test_the_section_of_the_chosen_row_is_copied_with_plain_numbers(browser, project):
    answer = browser.get(f"{PATH}?row={project.excavation}")
    assert block(answer).split("\n") == [
        "I\t\tPekerjaan tanah\t\t\t\t1086250",
        "1\tT.01\tGalian tanah\tm3\t12,5\t86900\t1086250",
        "2\tT.02\tUrugan pasir\tm3\t4\t\t",
    ]
    assert "Pekerjaan tanah" in answer.text


def test_without_a_row_it_is_the_whole_sheet(browser):
    assert len(block(browser.get(PATH)).split("\n")) == 5


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ("quantity", ["12,5", "4", "1"]),
        ("unit_price", ["86900", "", "495000"]),
        ("amount", ["1086250", "", "495000"]),
    ],
)
def test_one_column_of_the_items_is_copied(browser, column, texts):
    assert block(browser.get(f"{PATH}?column={column}")).split("\n") == texts


def test_english_numbers_have_a_point(browser):
    assert block(browser.get(f"{PATH}?column=quantity&l=en")).startswith("12.5\n")


def test_what_was_copied_can_be_pasted_and_changes_nothing(browser, project, stored):
    text = block(browser.get(f"{PATH}?column=quantity"))
    assert browser.post("items/block", text=text, row=str(project.excavation)).status_code == 303
    assert stored().revision == 1


def test_it_comes_as_a_file(browser):
    answer = browser.get(f"{PATH}?column=quantity&download=1")
    assert answer.mimetype == "text/tab-separated-values"
    assert "attachment; filename=taksir-1-Rumah-contoh.tsv" in answer.headers["Content-Disposition"]
    assert answer.text == "12,5\n4\n1\n"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_title_that_looks_like_a_formula_goes_out_as_text(browser, project):
    browser.post(f"items/{project.signboard}/texts", version="1", title="=1+1")
    assert "\t'=1+1\t" in block(browser.get(PATH))


def test_back_leads_to_the_sheet(browser, project):
    assert f'href="/projects/{project.id}/">Kembali' in browser.get(PATH).text


def test_who_may_look_may_copy_and_a_stranger_finds_nothing(browse, bob, vera, charlie, browser):
    assert [browse(one).get(PATH).status_code for one in (bob, vera, charlie)] == [200, 200, 404]
    assert browser.get(f"{PATH}?row=999999").status_code == 404
    assert "items/block/copy" in browse(vera).get("").text
