"""Workbooks made to harm are refused quickly and in little memory; odd ones are read."""

import io
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
from fractions import Fraction

import openpyxl
import pytest

from app.interchange import book
from app.interchange.book import BookError, Error, open_book
from tests.interchange.workbooks import packed, parts, raw, workbook

#: Seconds of work that say "it hangs or grows with the square"; `make bench` counts the real ones.
HANGS = 20
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
NAMES = "ABCDEFGHIJ"


def refusal(content):
    """The code of the refusal, which comes without hanging."""
    begun = time.process_time()
    with pytest.raises(BookError) as refused:
        open_book(content)
    assert time.process_time() - begun <= HANGS
    return refused.value.problem.code


def values(content, sheet="S"):
    with open_book(content) as opened:
        return list(opened.rows(sheet))


def restated(content, name, size, crc=None):
    """The zip whose directory states another size for one entry."""
    changed = bytearray(content)
    at = content.rfind(name.encode()) - 46
    struct.pack_into("<I", changed, at + 24, size)
    if crc is not None:
        struct.pack_into("<I", changed, at + 16, crc)
    return bytes(changed)


def test_values_stand_in_their_rows_and_columns():
    data = '<row r="3"><c r="C3"><v>0.0387</v></c><c r="E3" t="b"><v>1</v></c></row>'
    rows = values(raw(data))
    assert rows == [(1, ()), (2, ()), (3, (None, None, 0.0387, None, True))]


def test_error_cells_are_errors_and_not_text():
    data = (
        '<row r="1"><c r="A1" t="e"><v>#VALUE!</v></c><c r="B1"><v>1e400</v></c></row>'
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2" s="4" t="e"><f>-a</f><v>#NAME?</v></c></row>'
        '<row r="4"><c r="B4" t="e"><f t="shared" si="1"/><v>#REF!</v></c></row>'
    )
    assert values(raw(data)) == [
        (1, (Error("#VALUE!"), Error("#NUM!"))),
        (2, (None, 1.0, None, Error("#NAME?"))),
        (3, ()),
        (4, (None, Error("#REF!"))),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(0.0387, Fraction("0.0387")), (83349.0, Fraction(83349)), (1e-7, Fraction(1, 10**7))],
)
def test_a_number_is_what_the_cell_shows(cell, expected):
    assert book.number(cell) == expected


@pytest.mark.parametrize("cell", [True, None, "1", Error("#N/A"), float("nan"), float("inf")])
def test_what_is_no_number_gives_none(cell):
    assert book.number(cell) is None


def test_shared_formulas_are_written_out_for_each_cell():
    data = (
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f>'
        '<v>4</v></c></row><row r="2"><c r="A2"><v>3</v></c><c r="B2"><f t="shared" si="0"/>'
        "<v>6</v></c></row>"
    )
    with open_book(raw(data)) as opened:
        assert opened.formulas("S") == {"B1": "=A1*2", "B2": "=A2*2"}


def test_formulas_of_a_written_workbook_are_found_beside_its_values():
    with open_book(workbook({"Upah Bahan": [["a", 1], ["b", "=B1/1350"]]})) as opened:
        assert opened.sheets == ("Upah Bahan",)
        assert opened.formulas("Upah Bahan") == {"B2": "=B1/1350"}


def test_hidden_sheets_are_read():
    written = openpyxl.Workbook()
    written.create_sheet("Kept").sheet_state = "veryHidden"
    content = io.BytesIO()
    written.save(content)
    with open_book(content.getvalue()) as opened:
        assert opened.sheets == ("Sheet", "Kept")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"  \r\n", "file.empty"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html></html>", "file.html"),
        (b"<table><tr><td>Kode</td></tr></table>", "file.html"),
        (b"kode;uraian;satuan\n1.1;Galian;m3\n", "file.csv"),
        (b"%PDF-1.7 a, b", "file.not_workbook"),
        (b"MZ\x90\x00, ", "file.not_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.old_workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file.encrypted",
        ),
        (packed({"a.txt": "a"}), "file.not_workbook"),
        (packed({"mimetype": "x", "content.xml": "<a/>"}), "file.not_workbook"),
        (packed(parts(ONE) | {"xl/workbook.bin": "x"}), "file.not_workbook"),
        (packed(parts(ONE) | {"../x.xml": "<a/>"}), "file.not_workbook"),
        (packed(parts(ONE) | {"/etc/passwd": "<a/>"}), "file.not_workbook"),
        (packed(parts(ONE) | {"XL\\WORKBOOK.xml": "<a/>"}), "file.not_workbook"),
        (packed(parts(ONE) | {"xl/workbook.xml": "<workbook"}), "file.broken"),
    ],
)
def test_a_file_that_is_no_workbook_is_named(content, code):
    assert refusal(content) == code


def test_a_file_over_the_limit_is_refused_unread():
    assert refusal(b"PK\x03\x04" + bytes(21 * 1024 * 1024)) == "file.too_large"


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99, 0.999])
def test_a_file_cut_off_is_said_to_be_cut_off(part):
    content = workbook({"S": [[f"Uraian {i}", i / 7] for i in range(300)]})
    assert refusal(content[: int(len(content) * part)]) == "file.truncated"


def test_a_damaged_part_is_not_read_as_far_as_it_goes():
    content = bytearray(raw(ONE * 50))
    content[content.find(b"sheet1.xml") + 30] ^= 0xFF
    assert refusal(bytes(content)) == "file.truncated"


def test_a_part_under_two_names_is_not_read_under_either():
    content = bytearray(raw(ONE))
    at = content.find(b"xl/workbook.xml")
    content[at + 1] = ord("x")
    assert refusal(bytes(content)) == "file.truncated"


def test_formulas_are_found_in_a_workbook_without_styles():
    data = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
    with open_book(raw(data)) as opened:
        assert opened.formulas("S") == {"A1": "=1+1"}


def test_a_zip_bomb_is_refused_by_what_it_states():
    bomb = packed(parts(ONE) | {"xl/media/a.xml": bytes(110 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert refusal(bomb) == "file.too_large_unpacked"


def test_a_zip_bomb_that_states_a_small_size_is_refused():
    bomb = packed(parts(ONE) | {"xl/bomb.xml": b"<a>" + b" " * 50 * 1024 * 1024})
    assert refusal(restated(bomb, "xl/bomb.xml", 3)) == "file.too_large_unpacked"


def test_a_part_longer_than_stated_is_refused_though_its_start_has_the_right_sum():
    # Readers differ over such a part: one stops where the directory says, another reads on.
    start = b"<a>"
    bomb = packed(parts(ONE) | {"xl/bomb.xml": start + b" " * 9_000_000})
    lying = restated(bomb, "xl/bomb.xml", len(start), zipfile.crc32(start))
    assert refusal(lying) == "file.too_large_unpacked"


def test_a_hundred_thousand_entries_are_not_listed():
    content = packed({f"{i}.xml": "" for i in range(100_000)})
    assert refusal(content) == "file.too_many_entries"


def test_a_directory_that_states_few_entries_and_holds_many_is_not_listed():
    content = bytearray(packed({f"{i}.xml": "" for i in range(60_000)}))
    struct.pack_into("<HH", content, len(content) - 14, 3, 3)
    assert refusal(bytes(content)) == "file.too_many_entries"


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/odd.vml"]
)
def test_a_dtd_in_any_part_is_refused(name):
    files = parts(ONE)
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y "&x;&x;">]>' + files.get(name, "<a/>")
    assert refusal(packed(files | {name: bomb})) == "file.dtd"


def test_a_dtd_far_down_in_a_part_is_refused():
    files = parts(ONE)
    assert refusal(packed(files | {"xl/far.xml": "<a>" + " " * 262_138 + "<!DOCTYPE a>"})) == (
        "file.dtd"
    )


def test_a_part_in_two_bytes_a_letter_is_refused():
    files = parts(ONE)
    sheet = files["xl/worksheets/sheet1.xml"].encode("utf-16")
    odd = packed(files | {"xl/worksheets/sheet1.xml": sheet})
    assert refusal(odd) == "file.not_workbook"
    assert refusal(packed(files | {"xl/a.xml": "<a>\0</a>"})) == "file.not_workbook"


def test_a_dimension_that_lies_costs_nothing():
    lying = raw(ONE, before='<dimension ref="A1:XFD1048576"/>')
    begun = time.process_time()
    with open_book(lying) as opened:
        assert list(opened.rows("S")) == [(1, (1.0,))]
        assert opened.formulas("S") == {}
    assert time.process_time() - begun <= HANGS


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD60000"><v>1</v></c>',
        '<c s="3" r="XFD60000"><v>1</v></c>',
        "<c r='XFD60000'><v>1</v></c>",
        '<c x=">" r="XFD60000"><v>1</v></c>',
        '<c x="<" r="XFD60000"><v>1</v></c>',
        '<c x="' + " " * 600_000 + '>" r="XFD60000"><v>1</v></c>',
        '<c x=\' r="A1"\' r = "XFD60000"><v>1</v></c>',
        '<x:c xmlns:x="m" r="XFD60000"><v>1</v></x:c>',
    ],
)
def test_a_cell_in_the_last_corner_is_refused_however_it_is_spelled(cell):
    assert refusal(raw(ONE + f'<row r="60000">{cell}</row>')) == "file.too_many_cells"


def test_an_empty_cell_in_the_last_corner_is_no_matter():
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert values(raw(ONE + far)) == [(1, (1.0,))]


def test_cells_without_a_place_are_counted_where_they_come_to_stand():
    wide = "<row>" + "<c><v>1</v></c>" * 20_000 + "</row>"
    assert refusal(raw(wide + "<row><c><v>1</v></c></row>" * 100)) == "file.too_many_cells"


def test_one_place_written_a_million_times_is_refused():
    assert refusal(raw('<row r="1">' + '<c r="A1"><v>1</v></c>' * 2_100_000 + "</row>")) == (
        "file.too_many_cells"
    )


def test_tags_that_never_end_are_refused_quickly():
    for tag in ("<c x='", '<c "', "<c '\"'", "<c ", '"<c "'):
        assert refusal(raw(tag * 300_000)) == "file.broken"
    assert refusal(raw("<c " + "a" * 3_000_000)) == "file.broken"


def test_a_sheet_in_a_part_of_another_name_is_refused():
    files = parts(ONE)
    sheet = files.pop("xl/worksheets/sheet1.xml")
    relations = files["xl/_rels/workbook.xml.rels"].replace("worksheets/sheet1.xml", "a.png")
    hidden = files | {"xl/_rels/workbook.xml.rels": relations, "xl/a.png": "x" + sheet}
    assert refusal(packed(hidden)) == "file.not_workbook"


def test_pictures_are_no_matter():
    picture = bytes(range(256)) * 3000 + b"<c <c '<row "
    assert values(packed(parts(ONE) | {"xl/media/a.png": picture})) == [(1, (1.0,))]


def test_a_long_text_in_one_cell_is_read():
    text = "a" * 3_000_000
    data = f'<row r="1"><c r="A1" t="str"><v>{text}</v></c><c r="B1"><v>1</v></c></row>'
    assert values(raw(data)) == [(1, (text, 1.0))]


def test_more_rows_than_are_read_are_refused():
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(1, 60_002))
    assert refusal(raw(rows)) == "file.too_many_rows"


def test_as_many_rows_as_are_read_take_bounded_memory(tmp_path):
    rows = "".join(
        f'<row r="{i}">' + "".join(f'<c r="{k}{i}"><v>{i}</v></c>' for k in NAMES) + "</row>"
        for i in range(1, 60_001)
    )
    file = tmp_path / "rows.xlsx"
    file.write_bytes(raw(rows))
    code = (
        "import pathlib, re\n"
        "from app.interchange.book import open_book\n"
        f"book = open_book(pathlib.Path({str(file)!r}).read_bytes())\n"
        "count = sum(1 for _ in book.rows('S'))\n"
        "status = pathlib.Path('/proc/self/status').read_text()\n"
        "print(count, int(re.search(r'VmHWM:\\s*(\\d+)', status)[1]) // 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, megabytes = map(int, ran.stdout.split())
    assert count == 60_000
    assert megabytes <= 300


def test_a_long_text_shared_by_many_cells_is_refused():
    text = f"<si><t>{'a' * 30_000}</t></si>"
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 20_001))
    assert refusal(raw(rows, text)) == "file.too_large_unpacked"
    assert refusal(raw(rows.replace('t="s"', "t='s'"), text)) == "file.too_large_unpacked"


def test_a_long_text_used_once_among_many_short_ones_is_read():
    texts = f"<si><t>{'a' * 30_000}</t></si>" + "<si><t>b</t></si>"
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>1</v></c></row>' for i in range(2, 20_001))
    read = values(raw('<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + rows, texts))
    assert (len(read), len(read[0][1][0]), read[1][1]) == (20_000, 30_000, ("b",))


def test_a_long_formula_shared_by_many_cells_is_refused_on_the_way():
    formula = "+".join(["A1"] * 8000)
    first = f'<row r="1"><c r="B1"><f t="shared" ref="B1:B9999" si="0">{formula}</f></c></row>'
    rest = "".join(
        f'<row r="{i}"><c r="B{i}"><f t="shared" si="0"/></c></row>' for i in range(2, 9999)
    )
    with open_book(raw(first + rest)) as opened, pytest.raises(BookError) as refused:
        opened.formulas("S")
    assert refused.value.problem.code == "file.formulas_too_long"


def test_judging_a_bomb_takes_little_memory():
    bomb = packed(parts(ONE) | {"xl/a.xml": b"<a>" + b" " * 90 * 1024 * 1024 + b"</a>"})
    tracemalloc.start()
    with open_book(bomb):
        peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024 * 1024
