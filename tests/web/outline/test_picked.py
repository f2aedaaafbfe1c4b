"""POST /projects/<id>/picked, and the sheet with boxes: several rows at once."""

import re

import pytest
from werkzeug.datastructures import MultiDict


@pytest.fixture
def send(browser):
    """`send("delete", 3, 4, confirmed=...)`."""

    def post(deed, *rows, **fields):
        form = MultiDict([("deed", deed), ("select", "1"), *(("rows", row) for row in rows)])
        form.update(fields)
        return browser.client.post(f"{browser.base}picked", data=form)

    return post


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_the_sheet_offers_to_choose_and_has_a_box_for_each_row(browser, project):
    assert "?select=1" in browser.get().text
    page = browser.get("?select=1").text
    for row in (project.section, project.excavation, project.signboard):
        assert f'name="rows" value="{row}" form="picked"' in page
    assert 'class="cell' not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_viewer_has_nothing_to_choose(browse, vera):
    page = browse(vera).get("?select=1").text
    assert 'name="rows"' not in page
    assert "select=1" not in browse(vera).get().text


def test_the_effect_in_rupiah_comes_first(send, project, stored):
    answer = send("delete", project.signboard)
    assert answer.status_code == 200
    said = text_of(answer)
    assert "Hapus 1 baris?" in said
    assert "Papan nama" in said
    assert "1.581.250,00" in said  # 1.086.250 + 495.000
    assert "1.086.250,00" in said
    assert "-495.000,00" in said
    assert stored().revision == 1


def test_it_is_done_after_that_with_one_undo(send, browser, project, stored, node):
    answer = send("delete", project.signboard, project.excavation, confirmed=1)
    assert answer.status_code == 303
    assert stored().revision == 2
    assert node(project.signboard) is None
    page = browser.get().text
    assert "2 baris diubah" in page
    browser.post("undo")
    assert node(project.signboard) is not None


def test_rows_move_to_a_section_and_a_markup_is_set(send, project, node):
    assert "ke II Lain-lain?" in text_of(
        send("move", project.excavation, parent=project.section_ii)
    )
    done = send("move", project.excavation, parent=project.section_ii, index="1", confirmed=1)
    assert done.status_code == 303
    assert node(project.excavation).parent_id == project.section_ii
    assert "menjadi 12,5 %?" in text_of(send("markup", project.excavation, markup="12,5"))
    send("markup", project.excavation, markup="12,5", confirmed=2)
    assert node(project.excavation).markup_percent == 12.5


def test_the_section_of_rows_is_set_whatever_order_stands_beside(send, project, node):
    looked = send("section", project.excavation, parent=project.section_ii, index="x")
    assert looked.status_code == 200
    assert "ke II Lain-lain?" in text_of(looked)
    form = dict(re.findall(r'name="(deed|parent|index|confirmed)" value="([^"]*)"', looked.text))
    assert form == {"deed": "move", "parent": str(project.section_ii), "confirmed": "1"}
    assert send(form.pop("deed"), project.excavation, **form).status_code == 303
    assert node(project.excavation).parent_id == project.section_ii


def test_the_same_form_twice_has_one_effect(send, project, stored):
    for _turn in range(2):
        answer = send("copy", project.signboard, confirmed=1, _key="k" * 20)
        assert answer.status_code == 303
    assert stored().revision == 2


def test_a_deed_that_changed_nothing_offers_no_undo(send, browser, project, stored):
    browser.post("sheet", **{f"q_{project.signboard}_1": "5"})
    assert send("markup", project.signboard, markup="", confirmed=2).status_code == 303
    assert stored().revision == 2
    page = browser.get().text
    assert "Tidak ada yang diubah" in page
    assert page.count("/undo") == 1  # the button of the tool bar


def test_a_change_in_between_is_looked_at_again(send, browse, bob, project, stored, node):
    browse(bob).hx("sheet?l=id", **{f"q_{project.signboard}_1": "2"})
    answer = send("delete", project.signboard, confirmed=1)
    assert answer.status_code == 409
    assert "Lihat lagi akibatnya" in answer.text
    assert f'name="confirmed" value="{stored().revision}"' in answer.text
    assert node(project.signboard) is not None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"deed": "delete"}, "Pilih paling sedikit satu baris"),
        ({"deed": "delete", "rows": "99999"}, "sudah dihapus"),
        ({"deed": "delete", "rows": "x"}, "Pilih paling sedikit satu baris"),
        ({"deed": "", "rows": "3"}, "Pilih apa yang dilakukan"),
        ({"deed": "markup", "rows": "3", "markup": "abc"}, "abc"),
        ({"deed": "move", "rows": "1", "parent": "1"}, "dirinya sendiri"),
        ({"deed": "move", "rows": "3", "parent": "2", "index": "x"}, "bilangan"),
    ],
)
def test_what_cannot_be_done_leaves_the_choice_as_it_was(browser, stored, fields, reason):
    answer = browser.client.post(f"{browser.base}picked", data={"select": "1", **fields})
    assert answer.status_code == 422
    assert reason in text_of(answer)
    row = fields.get("rows", "")
    chosen = re.findall(r'name="rows" value="(\d+)"[^>]* checked', answer.text)
    assert chosen == ([row] if row in {"1", "3"} else [])
    assert stored().revision == 1


def test_others_may_not(assert_refused, project):
    assert_refused("picked", deed="delete", rows=project.signboard, confirmed=1)
