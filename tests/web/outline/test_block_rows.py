"""POST /projects/<id>/items/block with several columns: new rows of the sheet."""

import html
import re

import pytest

from app.extensions import db
from app.models import OutlineNode

KEY = "k" * 20
PATH = "items/block"
PLAIN = "T.01\tGalian pondasi\tm3\t12,5\nX.9\tPagar bambu\tm\t30\n"


def fields(page):
    """The form of a look as a browser would send it again."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    sent = {name: html.unescape(value) for name, value in found}
    fixes = re.findall(r'<input[^>]* name="(fix-[^"]+)" value="([^"]*)"', page)
    sent |= {name: html.unescape(value) for name, value in fixes}
    sent |= dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', page))
    sent |= dict(re.findall(r'type="checkbox" name="([^"]+)" value="([^"]*)" checked', page))
    for name, body in re.findall(r'<select class="in s" name="(col-\d+)">(.*?)</select>', page):
        sent[name] = re.search(r'value="([^"]*)" selected', body)[1]
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]
    return sent | {"text": html.unescape(text)}


@pytest.fixture
def rows(app, project):
    """`rows()`: (kind, title, number) of the sheet in its order."""

    def read():
        with app.app_context():
            statement = db.select(OutlineNode).where(OutlineNode.project_id == project.id)
            found = db.session.scalars(statement.order_by(OutlineNode.sort_path))
            return [(row.kind, row.title) for row in found]

    return read


@pytest.fixture
def titled(app, project):
    """`titled("Pagar")`: the row of that title."""

    def read(title):
        with app.app_context():
            row = db.session.scalars(
                db.select(OutlineNode).where(
                    OutlineNode.project_id == project.id, OutlineNode.title == title
                )
            ).one()
            db.session.expunge(row)
            return row

    return read


def test_plain_rows_are_added_behind_the_chosen_one_in_one_revision(
    browser, project, rows, titled, stored
):
    answer = browser.post(PATH, text=PLAIN, row=str(project.excavation), _key=KEY)
    assert answer.status_code == 303
    assert stored().revision == 2
    assert rows()[:4] == [
        ("section", "Pekerjaan tanah"),
        ("item", "Galian tanah"),
        ("item", "Galian pondasi"),
        ("item", "Pagar bambu"),
    ]
    linked, typed = titled("Galian pondasi"), titled("Pagar bambu")
    assert (linked.origin, linked.analysis_id, linked.unit) == ("analysis", project.analysis, "m3")
    assert linked.amount == 86_900 * 12.5
    assert (typed.code, typed.origin, typed.quantity, typed.amount) == ("X.9", "none", 30, None)


def test_rows_go_to_the_end_of_a_chosen_section(browser, project, rows):
    browser.post(PATH, text=PLAIN, row=str(project.section_ii))
    assert [title for _, title in rows()][-3:] == ["Papan nama", "Galian pondasi", "Pagar bambu"]


def test_the_same_form_twice_adds_the_rows_once(browser, project, rows):
    for _ in range(2):
        browser.post(PATH, text=PLAIN, row=str(project.excavation), _key=KEY)
    assert len(rows()) == 7


def test_htmx_is_sent_to_the_sheet(browser, project):
    answer = browser.hx(PATH, text=PLAIN, row=str(project.excavation))
    assert answer.status_code == 200
    assert "#i-6" in answer.headers["HX-Redirect"]


def test_a_bad_cell_is_named_and_corrected_in_its_own_field(browser, project, stored, titled):
    text = PLAIN.replace("30", "tiga")
    answer = browser.post(PATH, text=text, row=str(project.excavation))
    assert answer.status_code == 422
    assert "Baris 2" in answer.text
    assert "Pagar bambu" in answer.text
    assert stored().revision == 1
    answer = browser.post(PATH, **fields(answer.text) | {"fix-1-3": "3,5"})
    assert answer.status_code == 303
    assert titled("Pagar bambu").quantity == 3.5


def test_an_odd_quantity_is_shown_in_both_readings_with_its_amounts(browser, project, titled):
    answer = browser.post(PATH, text="T.01\tGalian pondasi\tm3\t1.234", row=str(project.section))
    assert answer.status_code == 200
    assert "107.234.600,00" in answer.text
    assert "107.234,60" in answer.text
    browser.post(PATH, **fields(answer.text) | {"read-quantity": "en"})
    assert float(titled("Galian pondasi").quantity) == 1.234


def test_the_columns_can_be_corrected(browser, project, titled):
    text = "Galian pondasi\tGalian\tm3\t12\t5"
    page = browser.post(PATH, text=text, row=str(project.section)).text
    sent = fields(page)
    assert [sent[f"col-{i}"] for i in range(5)] == ["title", "", "unit", "quantity", "price"]
    wrong = browser.post(PATH, **sent | {"col-1": "title"})
    assert wrong.status_code == 422
    assert "Dua kolom" in wrong.text
    browser.post(
        PATH, **fields(page) | {"col-0": "", "col-1": "title", "col-3": "price", "col-4": ""}
    )
    row = titled("Galian")
    assert (row.quantity, row.price, row.origin) == (None, 12, "typed")


def test_a_head_is_no_row(browser, project, rows):
    text = "Uraian\tSat\tVolume\nPagar bambu\tm\t30\nPintu\tbh\t2"
    assert browser.post(PATH, text=text, row=str(project.section_ii)).status_code == 303
    assert [title for _, title in rows()][-2:] == ["Pagar bambu", "Pintu"]


@pytest.mark.parametrize("kind", ["section", "item", "note"])
def test_a_title_alone_is_asked_about(browser, project, rows, kind):
    text = "Pekerjaan atap\t\t\nGenteng keramik\tm2\t120\nNok genteng\tm\t14\n"
    answer = browser.post(PATH, text=text, row=str(project.section_ii))
    assert answer.status_code == 200
    assert browser.post(PATH, **fields(answer.text) | {"bare": kind}).status_code == 303
    assert rows()[-3:] == [
        (kind, "Pekerjaan atap"),
        ("item", "Genteng keramik"),
        ("item", "Nok genteng"),
    ]


def test_rows_below_a_pasted_section_belong_to_it(browser, project, titled):
    text = "Pekerjaan atap\t\t\nGenteng keramik\tm2\t120"
    page = browser.post(PATH, text=text, row=str(project.section_ii)).text
    browser.post(PATH, **fields(page))
    above = titled("Pekerjaan atap")
    assert above.parent_id == project.section_ii
    assert titled("Genteng keramik").parent_id == above.id


@pytest.mark.parametrize(
    ("prices", "origin", "price"), [("analysis", "analysis", 86_900), ("pasted", "typed", 99_000)]
)
def test_an_analysis_and_a_price_of_its_own_are_asked_about(
    browser, project, titled, prices, origin, price
):
    text = "T.01\tGalian pondasi\tm3\t2\t90000"
    answer = browser.post(PATH, text=text, row=str(project.section))
    assert answer.status_code == 200
    browser.post(PATH, **fields(answer.text) | {"prices": prices})
    row = titled("Galian pondasi")
    assert (row.origin, row.unit_price) == (origin, price)  # 10 % on what was pasted


def test_an_analysis_of_another_unit_is_not_linked_and_says_so(browser, project, titled):
    answer = browser.post(PATH, text="T.01\tGalian pondasi\tm2\t2", row=str(project.section))
    assert answer.status_code == 200
    assert "tidak dihubungkan" in answer.text
    browser.post(PATH, **fields(answer.text))
    assert titled("Galian pondasi").origin == "none"


def test_a_zero_price_needs_a_reason(browser, project, titled):
    answer = browser.post(PATH, text="Pagar bambu\tm\t30\t0", row=str(project.section))
    assert answer.status_code == 422
    browser.post(PATH, **fields(answer.text) | {"reason": "hibah warga"})
    row = titled("Pagar bambu")
    assert (row.origin, row.zero_reason, row.amount) == ("zero", "hibah warga", 0)


def test_text_that_looks_like_a_formula_stays_text(browser, project, titled):
    text = "=1+1\tm\t=2*3\n@pagar\tm\t1\n+62 pagar\tm\t2"
    assert browser.post(PATH, text=text, row=str(project.section)).status_code == 303
    assert titled("=1+1").quantity == 6
    assert titled("@pagar").quantity == 1


def test_a_title_of_two_lines_is_one_title(browser, project, titled):
    browser.post(PATH, text='"Galian\npondasi"\tm3\t2', row=str(project.section))
    assert titled("Galian pondasi").quantity == 2


def test_one_column_of_titles_becomes_rows_where_it_is_said(browser, project, rows):
    sent = {"text": "Pagar bambu\nPintu besi", "row": str(project.section_ii)}
    assert browser.post(PATH, **sent, into="rows").status_code == 303
    assert [title for _, title in rows()][-2:] == ["Pagar bambu", "Pintu besi"]


@pytest.mark.parametrize("text", ["1\t2", "x\ty\n" * 2001, "\t".join("1" * 21), "\t\n\t"])
def test_what_is_no_rectangle_of_rows_is_refused(browser, project, stored, text):
    answer = browser.post(PATH, text=text, row=str(project.excavation), into="rows")
    assert answer.status_code == 422
    assert stored().revision == 1


def test_a_row_deleted_meanwhile_keeps_the_text_and_another_place_is_offered(
    browser, browse, bob, project, rows
):
    browse(bob).post(f"items/{project.signboard}/deletion")
    answer = browser.post(PATH, text=PLAIN, row=str(project.signboard))
    assert answer.status_code == 422
    assert "sudah dihapus" in answer.text
    sent = fields(answer.text)
    assert (sent["row"], sent["text"].split()) == ("", PLAIN.split())
    assert browser.post(PATH, **sent).status_code == 303
    assert [title for _, title in rows()][-3:] == ["Lain-lain", "Galian pondasi", "Pagar bambu"]


def test_a_viewer_and_a_stranger_may_not(assert_refused, project):
    assert_refused(PATH, text=PLAIN, row=str(project.excavation))


def test_a_member_may(browse, bob, project, rows):
    answer = browse(bob).post(PATH, text=PLAIN, row=str(project.excavation))
    assert answer.status_code == 303
    assert len(rows()) == 7
