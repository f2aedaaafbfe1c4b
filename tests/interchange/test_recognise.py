"""The layout of a workbook is told by what stands in it; a reading never raises."""

import pytest

from app.interchange import book_codes, catalogue
from app.interchange.book import open_book
from app.interchange.recognise import recognise
from tests.interchange.workbooks import packed, parts, raw, workbook

FLAT = [
    ["kode_ahsp", "nama_ahsp", "kategori", "item", "satuan", "koefisien"],
    ["1.1", "Galian 1 m3", "Tenaga Kerja", "Pekerja", "OH", "0.75"],
]
FORM = [
    ["1.1", "Galian 1 m3 tanah"],
    ["No", "Uraian", "Kode", "Satuan", "Koefisien", "Harga Satuan (Rp)", "Jumlah Harga (Rp)"],
    ["A", "Tenaga Kerja"],
    [1, "Pekerja", "L.01", "OH", 0.75, 100_000, 75_000],
    [None, "Jumlah Harga Tenaga Kerja", None, None, None, None, 75_000],
    ["B", "Bahan"],
    ["C", "Peralatan"],
    ["D", "Jumlah (A+B+C)", None, None, None, None, 75_000],
    ["E", "Biaya Umum dan Keuntungan", None, None, "10%", None, 7_500],
    ["F", "Harga Satuan Pekerjaan (D+E)", None, None, None, None, 82_500],
]
TABLE = [["Pekerjaan", "Nama", "Sat"], ["Galian", "Pekerja", "OH"]]


@pytest.mark.parametrize(
    ("sheets", "layout"),
    [
        ({"Foto": [["a"]], "x": FLAT}, "flat"),
        ({"SNI": [[], ["AHSP"], [], *FLAT]}, "flat"),
        ({"x": FORM}, "form"),
        ({"flat": TABLE}, "table"),
        ({"form": [["a", "b"], [1, 2]]}, None),
    ],
)
def test_the_layout_is_recognised_by_content(sheets, layout):
    with open_book(workbook(sheets)) as book:
        assert recognise(book) == layout


def test_a_form_is_read_as_one():
    found = catalogue.read(workbook({"Galian": FORM}))
    (analysis,) = found.catalogue.analyses
    assert (found.layout, [row.name for row in analysis.rows]) == ("form", ["Pekerja"])
    assert found.counts["analyses"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"<html>", "file.html"),
        (b"a;b\n1;2\n", "file.csv"),
        (workbook({"x": FLAT})[:-400], "file.truncated"),
        (packed(parts("") | {"xl/a.xml": "<!DOCTYPE a><a/>"}), "file.dtd"),
        (raw('<row r="1"><c r="A1" t="e"><v>#SPILL!</v></c></row>'), "file.broken"),
        (raw('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "file.broken"),
        (raw(""), "file.no_table"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_reading_that_says_why(content, code):
    found = catalogue.read(content)
    assert (found.catalogue, [problem.code for problem in found.problems]) == (None, [code])
    assert code in book_codes.CODES


def test_the_codes_of_a_reading_are_declared():
    row = ["x", "Galian f â‰¥ 2", "Sewa", "Besi", None, "2,625"]
    found = catalogue.read(workbook({"x": [*FLAT, row, row, [None, None, None, None, "m", 1]]}))
    codes = {problem.code for problem in found.problems}
    assert len(codes) > 4
    assert codes <= book_codes.CODES
