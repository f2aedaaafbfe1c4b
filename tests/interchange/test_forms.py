"""Workbooks in form layout: what is recognised, and each trap on its own."""

from fractions import Fraction as F

from app.domain.numbers import Rounding
from app.interchange import forms
from app.interchange.book import open_book
from tests.interchange.form_books import (
    LABOUR,
    MATERIAL,
    TITLE,
    content,
    form,
    lookup,
    prices,
    read,
)

LIST_OF_WORK = {
    "B1": "NO",
    "C1": "URAIAN PEKERJAAN",
    "D1": "SATUAN",
    "E1": "HARGA SATUAN",
    "B2": 1,
    "C2": TITLE,
    "D2": "m2",
    "E2": 103800,
}


def names(found):
    return [(row.name, row.category) for row in found.analysis.rows]


def test_a_form_is_read_whole():
    found = read(form(equipment=[("Molen", "hari", 0.1, 300000)]))
    assert names(found) == [
        ("Pekerja", "labour"),
        ("Mandor", "labour"),
        ("Bata merah", "material"),
        ("Pasir pasang", "material"),
        ("Molen", "equipment"),
    ]
    assert [row.coefficient for row in found.analysis.rows][:2] == [F("0.3"), F("0.01")]
    assert (found.comparison.printed, found.comparison.equal) == (1, 1)
    assert found.said == [("form.unit_proposed", "Lembar 1!C1")]


def test_the_unit_price_beside_the_title_keeps_its_rounding_and_its_markup():
    printed = read().analysis.printed
    assert (str(printed.place), printed.unit_price) == ("Lembar 1!I1", F(103800))
    assert (printed.markup_percent, printed.rounding) == (F(10), Rounding("down", F(100)))


def test_sheets_are_recognised_by_what_stands_in_them():
    with open_book(content({"x": {"B3": "apa saja"}, "Upah": form()})) as book:
        assert forms.is_form(book)
    with open_book(content({"Analisa A-B-C": prices()})) as book:
        assert not forms.is_form(book)


def test_a_workbook_of_a_price_list_alone_has_no_analysis():
    with open_book(content({"Analisa": prices()})) as book:
        catalogue, problems = forms.read(book)
    assert (catalogue.analyses, len(catalogue.prices)) == ((), 5)
    assert [problem.code for problem in problems] == ["form.nothing"]


def test_a_sheet_that_is_neither_form_nor_list_is_told():
    found = read(Sampah={"A1": "halo", "A3": 5})
    assert ("form.sheet_ignored", "Sampah") in found.said


def test_columns_may_stand_elsewhere_and_be_called_otherwise():
    moved = {"CDEFGHI"[i]: "ABDEFG K".replace(" ", "")[i] for i in range(7)}
    cells = {
        moved[cell[0]] + cell[1:]: value
        for cell, value in form().items()
        if not isinstance(value, tuple)
    }
    amounts = {5 - 1: 30000, 5: 1450, 6: 31450, 8: 49000, 9: 14000, 10: 63000, 12: 0, 13: 94450}
    cells |= {f"G{row}": value for row, value in amounts.items()}
    cells |= {"G14": 9445, "G15": 103895, "K1": 103800, "C2": "Kode", "C4": "L.01"}
    cells |= {"B2": "Komponen", "D2": "Satuan", "E2": "Kuantitas", "G2": "Jumlah"}
    found = read(cells)
    assert found.analysis.rows[0].code == "L.01"
    assert [row.price for row in found.analysis.rows] == [100000, 145000, 700, 280000]


def test_a_row_that_numbers_the_columns_is_no_row():
    cells = form(start=1)
    shifted = {}
    for cell, value in cells.items():
        row = int(cell[1:])
        if not isinstance(value, tuple):
            shifted[f"{cell[0]}{row + (row > 2)}"] = value
    shifted |= {f"{column}3": at for at, column in enumerate("CDEFGH", 1)}
    found = read(shifted)
    assert len(found.analysis.rows) == 4
    assert all(code != "form.row_without_name" for code, _ in found.said)


def test_headings_above_a_title_are_its_chapter():
    cells = {"C1": "B", "D1": "PEKERJAAN DINDING"} | form(start=2)
    assert read(cells).analysis.chapter == ("PEKERJAAN DINDING",)


def test_a_chapter_goes_on_until_the_next_one():
    cells = {"C1": "B", "D1": "PEKERJAAN DINDING"} | form(start=2)
    cells |= form(start=20, title="Pemasangan 1 m2 atap")
    cells |= {"C38": "C", "D38": "PEKERJAAN LAIN"} | form(start=39, title="Pemasangan 1 m2 lantai")
    found = read(cells)
    chapters = [each.chapter for each in found.catalogue.analyses]
    assert chapters == [("PEKERJAAN DINDING",), ("PEKERJAAN DINDING",), ("PEKERJAAN LAIN",)]


def test_notes_below_an_analysis_are_kept_and_not_counted():
    cells = form() | {"C17": "*", "D17": "koefisien sama", "D18": "NB: sudah termasuk asesoris"}
    cells |= form(start=20, title="Pemasangan 1 m2 atap")
    first, second = read(cells).catalogue.analyses
    assert first.notes == ("* koefisien sama", "NB: sudah termasuk asesoris")
    assert (second.title, second.notes) == ("Pemasangan 1 m2 atap", ())


def test_a_text_between_rows_is_a_note_row():
    material = [MATERIAL[0], ("ASUMSI: bata 5x11x22", None, None, None, None), MATERIAL[1]]
    found = read(form(material=material))
    assert [row.kind for row in found.analysis.rows][2:] == ["resource", "note", "resource"]
    assert found.comparison.equal == 1


def test_a_title_over_two_lines_with_a_raised_figure_is_mended_and_kept():
    typed = "Tebas tebang 1 m\n2\n tanaman"
    analysis = read(form(title=typed)).analysis
    assert (analysis.title, analysis.original) == ("Tebas tebang 1 m2 tanaman", typed)
    assert analysis.unit == "m2"


def test_a_code_before_a_title_is_split_off():
    analysis = read(form(title="A.4.1.1.5 Pembuatan 1 m3 beton")).analysis
    assert (analysis.code, analysis.title) == ("A.4.1.1.5", "Pembuatan 1 m3 beton")


def test_a_measure_at_the_start_of_a_title_is_no_code():
    analysis = read(form(title="1.5 mm kabel, pemasangan 1 m'")).analysis
    assert (analysis.code, analysis.title) == ("", "1.5 mm kabel, pemasangan 1 m'")


def test_the_unit_comes_from_the_list_of_unit_prices():
    found = read(Rekap=LIST_OF_WORK)
    assert (found.analysis.unit, found.analysis.unit_proposed) == ("m2", False)
    assert len(found.catalogue.prices) == 5


def test_without_a_list_the_unit_is_proposed_from_the_title():
    analysis = read().analysis
    assert (analysis.unit, analysis.unit_proposed) == ("m2", True)


def test_a_title_that_names_another_unit_than_the_list_is_told():
    found = read(Rekap=LIST_OF_WORK | {"D2": "m'"})
    assert found.analysis.unit == "m'"
    assert found.problem("form.unit_differs").params == {"unit": "m'", "title": "m2"}


def test_a_row_above_the_blocks_is_of_no_category():
    cells = form() | {"C3": None, "D3": None}
    found = read(cells)
    assert [row.category for row in found.analysis.rows][:2] == ["other", "other"]
    assert found.analysis.rows[0].marks == ("row.no_category",)


def test_equal_analyses_are_kept_once():
    found = read(form() | form(start=20))
    assert len(found.catalogue.analyses) == 1
    told = found.problem("form.analysis_twice")
    assert (told.place, told.params["first"], told.warning) == ("Lembar 1!C20", "Lembar 1!C1", True)


def test_another_analysis_of_the_same_title_is_refused():
    found = read(form() | form(LABOUR[:1], start=20))
    assert len(found.catalogue.analyses) == 1
    assert not found.problem("form.analysis_conflict").warning


def test_a_heading_without_a_title_is_refused():
    cells = form()
    del cells["C1"], cells["I1"]
    found = read(cells)
    assert found.catalogue.analyses == ()
    assert ("form.no_title", "Lembar 1!D2") in found.said


def test_figures_without_a_name_are_refused():
    found = read(form() | {"D4": None})
    assert ("form.row_without_name", "Lembar 1!D4") in found.said
    assert len(found.analysis.rows) == 3


def test_a_row_below_the_unit_price_is_refused():
    found = read(form() | {"D17": "Pekerja", "E17": "OH", "F17": 1, "G17": 100000, "H17": 100000})
    assert ("form.row_outside", "Lembar 1!D17") in found.said


def test_figures_beside_a_title_are_told_and_the_formula_counts():
    found = read(form() | {"K1": 799800})
    assert found.problem("form.stray_cell").params == {"text": "799800"}
    assert found.comparison.equal == 1


def test_errors_in_lines_of_sums_are_told():
    found = read(form() | {"G6": lookup(6, "#N/A"), "G7": lookup(7, "#N/A")})
    places = [place for code, place in found.said if code == "form.stray_cell"]
    assert places == ["Lembar 1!G6", "Lembar 1!G7"]
    assert found.comparison.equal == 1


def test_two_spellings_of_the_price_list_name_one_price():
    cells = form() | {"D8": "bata  Merah", "G8": lookup(8, 700)}
    found = read(cells)
    assert found.analysis.rows[2].marks == ()


def test_sections_of_a_price_list_are_categories():
    found = read()
    assert [(price.name, price.category) for price in found.catalogue.prices] == [
        ("Pekerja", "labour"),
        ("Mandor", "labour"),
        ("Bata merah", "material"),
        ("Pasir pasang", "material"),
        ("Molen", "equipment"),
    ]
