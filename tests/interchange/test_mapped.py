"""Any flat table: its heading is found, a mapping is proposed, a person's mapping is obeyed."""

import re
import subprocess
import sys
from fractions import Fraction

import pytest

from app.domain.errors import Problem
from app.interchange import catalogue, mapped
from tests.interchange.workbooks import raw, workbook

TITLE = ["ANALISA HARGA SATUAN", None, None]
HEADING = ["No", "Kode Pekerjaan", "Uraian Pekerjaan", "Komponen", "Sat.", "Koef", "Harga (Rp)"]
ROWS = [
    [1, "A.1.1", "Galian 1 m3 tanah biasa", "Pekerja", "OH", "0,75", "109.000"],
    [2, "A.1.1", "Galian 1 m3 tanah biasa", "Mandor", "OH", "0,025", "1.250.000"],
    [3, "A.1.2", "Urugan 1 m3 pasir", "Pasir urug", "m3", "1,2", 250_000],
]
COLUMNS = {"code": 1, "title": 2, "name": 3, "unit": 4, "coefficient": 5, "price": 6}
F = Fraction


def read(rows, columns=None):
    return catalogue.read(workbook({"Data": rows}), columns)


def test_an_unknown_table_comes_with_its_heading_a_proposal_and_a_sample():
    found = read([TITLE, [], HEADING, *ROWS])
    assert (found.layout, found.catalogue, found.problems) == ("table", None, ())
    assert found.heading == tuple(HEADING)
    assert dict(found.proposed) == COLUMNS
    assert found.sample[0] == ("1", *ROWS[0][1:])
    assert len(found.sample) == 3


def test_headings_in_english_are_known_too():
    heading = ["Analysis code", "Work item", "Component type", "Resource", "UoM", "Quantity"]
    found = read([heading, ["1.1", "Dig 1 m3", "Labour", "Worker", "OH", 0.75]])
    meanings = ["code", "title", "category", "name", "unit", "coefficient"]
    assert dict(found.proposed) == {meaning: place for place, meaning in enumerate(meanings)}


def test_columns_without_a_known_word_are_proposed_by_what_they_hold():
    heading = ["Nama AHSP", "Item", "x", "y", "z", "w"]
    rows = [["Galian 1 m3", "Pekerja", "1.1.1", "OH", 0.5, "Tenaga Kerja"]] * 3
    found = read([heading, *rows])
    assert dict(found.proposed) == {
        "code": 2,
        "title": 0,
        "category": 5,
        "name": 1,
        "unit": 3,
        "coefficient": 4,
    }


def test_the_mapping_of_a_person_is_obeyed():
    found = read([TITLE, HEADING, *ROWS], COLUMNS)
    assert found.layout == "table"
    digging, filling = found.catalogue.analyses
    assert [(r.name, r.coefficient, r.price) for r in digging.rows] == [
        ("Pekerja", F("0.75"), F(109_000)),
        ("Mandor", F("0.025"), F(1_250_000)),
    ]
    assert (filling.title, filling.rows[0].price) == ("Urugan 1 m3 pasir", F(250_000))
    assert [(p.name, p.unit, p.price, str(p.place)) for p in found.catalogue.prices] == [
        ("Pekerja", "OH", F(109_000), "Data!G3"),
        ("Mandor", "OH", F(1_250_000), "Data!G4"),
        ("Pasir urug", "m3", F(250_000), "Data!G5"),
    ]


def test_a_mapping_goes_before_what_was_recognised():
    heading = ["kode_ahsp", "nama_ahsp", "kategori", "item", "satuan", "koefisien", "koreksi"]
    row = ["1.1", "Galian 1 m3", "Upah", "Pekerja", "OH", "0.5", "0.75"]
    columns = {"code": 0, "title": 1, "category": 2, "name": 3, "unit": 4}
    assert read([heading, row]).layout == "flat"
    found = read([heading, row], {**columns, "coefficient": 6})
    assert found.catalogue.analyses[0].rows[0].coefficient == F("0.75")


def test_a_table_of_prices_is_a_price_list():
    heading = ["Kode", "Nama Bahan", "Satuan", "Harga", "Keterangan"]
    rows = [
        ["M.01", "Semen", "zak", "65.000", ""],
        ["M.02", "Pasir", "m3", "1.250.000", ""],
        ["M.03", "Kayu", "m3", None, ""],
    ]
    columns = {"row_code": 0, "name": 1, "unit": 2, "price": 3}
    found = read([heading, *rows], columns)
    assert found.catalogue.analyses == ()
    assert [(p.code, p.price) for p in found.catalogue.prices] == [
        ("M.01", F(65_000)),
        ("M.02", F(1_250_000)),
        ("M.03", None),
    ]
    assert (found.counts["rows"], found.counts["priced"]) == (3, 3)


def test_two_prices_of_one_resource_are_both_kept_and_said():
    heading = ["Nama Bahan", "Satuan", "Harga"]
    rows = [["Kawat", "roll", 116_750], ["kawat ", "roll", 1_750], ["Kawat", "m'", 1_750]]
    found = read([heading, *rows, ["Kawat", "roll", 116_750.0]], {"name": 0, "unit": 1, "price": 2})
    assert [p.price for p in found.catalogue.prices] == [F(116_750), F(1_750), F(1_750)]
    (two,) = [p for p in found.problems if p.code == "price.two_prices"]
    assert (two.place, two.params["cell"]) == ("Data!C3", "C2")
    assert found.counts["duplicates"] == 1


def test_a_negative_price_is_unknown():
    found = read(
        [["Nama", "Satuan", "Harga"], ["Besi", "kg", -5]], {"name": 0, "unit": 1, "price": 2}
    )
    assert found.catalogue.prices[0].price is None
    assert [(p.code, p.place) for p in found.problems] == [("price.negative", "Data!C2")]


def test_of_very_many_equal_problems_the_first_are_listed_and_all_are_counted():
    rows = [["Galian 1 m3", f"Bahan {i}", None] for i in range(5_003)]
    columns = {"title": 0, "name": 1, "coefficient": 2}
    found = read([["Nama AHSP", "Item", "Koefisien"], *rows], columns)
    assert sum(p.code == "row.no_coefficient" for p in found.problems) == 5_000
    assert found.problems[-1].params == {"code": "row.no_unit", "count": 3}
    assert found.counts["components"] == 5_003


def test_the_unit_of_an_analysis_comes_from_its_column_and_contradictions_are_said():
    heading = ["Nama AHSP", "Satuan AHSP", "Item", "Satuan", "Koefisien"]
    rows = [["Galian", "m3", "Pekerja", "OH", 1.5], ["Galian", "M³", "Mandor", "OH", 0.1]]
    columns = {"title": 0, "analysis_unit": 1, "name": 2, "unit": 3, "coefficient": 4}
    found = read([heading, *rows, ["Galian", "m2", "Alat", "OH", 0.1]], columns)
    (analysis,) = found.catalogue.analyses
    assert (analysis.unit, analysis.unit_proposed) == ("m3", False)
    assert [(p.code, p.place) for p in found.problems] == [("analysis.two_units", "Data!B4")]


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"title": 2, "coefficient": 5}, Problem("mapping.missing", "name", {"meaning": "name"})),
        (
            {"title": 2, "name": 99, "coefficient": 5},
            Problem("mapping.column", "name", {"meaning": "name"}),
        ),
        (
            {"title": -1, "name": 3, "coefficient": 5},
            Problem("mapping.column", "title", {"meaning": "title"}),
        ),
        (
            {"title": 3, "name": 3, "coefficient": 5},
            Problem("mapping.twice", "name", {"column": "Komponen"}),
        ),
        (
            {"colour": 1, "name": 3, "price": 6},
            Problem("mapping.column", "colour", {"meaning": "colour"}),
        ),
        ({"name": 3, "unit": 4}, Problem("mapping.nothing")),
        ({"name": 3, "coefficient": 5, "price": 6}, Problem("mapping.nothing")),
    ],
)
def test_a_mapping_that_does_not_hold_is_refused_with_its_reason(columns, problem):
    found = read([HEADING, *ROWS], columns)
    assert (found.catalogue, found.problems) == (None, (problem,))
    assert found.heading == tuple(HEADING)


def test_equal_headings_are_remembered_as_one_however_they_are_typed():
    typed = ["Kode_AHSP", "  Nama   ahsp ", "SATUAN."]
    assert mapped.heading_key(typed) == mapped.heading_key(["kode ahsp", "Nama AHSP", "satuan"])
    assert mapped.heading_key(typed) != mapped.heading_key(typed[:2])
    assert re.fullmatch("[0-9a-f]{64}", mapped.heading_key(typed))


def test_the_sheet_that_says_most_is_the_table():
    found = catalogue.read(
        workbook({"Sampul": [["RAB"], ["Kode", "Nama"]], "Isi": [HEADING, *ROWS], "Lain": [[1]]})
    )
    assert found.heading == tuple(HEADING)


def test_a_workbook_without_a_table_says_so():
    found = read([["Rencana"], [1, 2]])
    assert (found.layout, [p.code for p in found.problems]) == (None, ["file.no_table"])


@pytest.mark.parametrize("rows", [20_000, pytest.param(60_000, marks=pytest.mark.soak)])
def test_any_number_of_rows_is_read_within_the_memory_of_a_worker(tmp_path, rows):
    texts = "".join(
        f"<si><t>{text}</t></si>"
        for text in ("nama ahsp", "item", "koefisien", "satuan", "Galian 1 m3", "Pekerja", "OH")
    )
    head = "".join(f'<c r="{k}1" t="s"><v>{i}</v></c>' for i, k in enumerate("ABCD"))
    lines = "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>4</v></c><c r="B{i}" t="s"><v>5</v></c>'
        f'<c r="C{i}"><v>{i}.5</v></c><c r="D{i}" t="s"><v>6</v></c></row>'
        for i in range(2, rows + 1)
    )
    file = tmp_path / "rows.xlsx"
    file.write_bytes(raw(f'<row r="1">{head}</row>{lines}', texts))
    code = (
        "import pathlib, re\n"
        "from app.interchange import catalogue\n"
        f"content = pathlib.Path({str(file)!r}).read_bytes()\n"
        "found = catalogue.read(content, {'title': 0, 'name': 1, 'coefficient': 2, 'unit': 3})\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "peak = int(re.search(r'VmHWM:\\s*(\\d+)', status)[1])\n"
        "print(found.counts['components'], peak // 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, megabytes = map(int, ran.stdout.split())
    assert count == rows - 1
    assert megabytes <= (300 if rows > 20_000 else 120)
