"""What a workbook looks like inside: names, print set-up, ids, text that stays text."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.documents import workbook as writer
from app.domain.estimate import compute
from app.services import computed, outline_rows, tables, workbook, workbook_source
from app.services.outline_rows import Caller
from app.services.tables import Origin
from tests.documents import every_kind
from tests.documents.sheets import (
    ANALYSES,
    BUDGET,
    PRICES,
    QUANTITIES,
    RECAP,
    SHEETS,
    UNKNOWN,
    Book,
    differs,
    figures,
    tail,
)

LANDED = ("=", "+", "-", "@")


@pytest.fixture(scope="module")
def found(estimator):
    """A project with every kind of row, as the page has it."""
    made = every_kind.tables(every_kind.POLICIES["owner"], 5, 150)
    return computed.at(tables.import_(made, Origin(estimator)).project_id, estimator)


@pytest.fixture(scope="module")
def content(found):
    return writer.write(workbook_source.of(found))


@pytest.fixture(scope="module")
def values(content):
    return Book(BytesIO(content))


@pytest.fixture(scope="module")
def formulas(content):
    return Book(BytesIO(content), formulas=True)


@pytest.fixture
def changed(found):
    """`changed(paper="A4")`: the workbook of the same project with another setting."""

    def write(**values) -> Book:
        (project,) = found.inputs["project"].values()
        inputs = {**found.inputs, "project": {found.project_id: {**project, **values}}}
        source = workbook_source.of(replace(found, inputs=inputs))
        return Book(BytesIO(writer.write(source)), formulas=True)

    return write


def test_the_sheets_stand_in_the_order_of_a_document(formulas):
    assert formulas.book.sheetnames == SHEETS


def test_every_cached_value_is_the_figure_of_the_page(found, values):
    wrong = [each for each in figures(found) if differs(values.at(*each[:3]), each[3])]
    assert wrong == []
    assert not [n for n, figure in tail(found) if differs(values.named(n), figure)]


def test_every_figure_that_depends_on_another_is_a_formula(found, formulas):
    cells = [BUDGET, "H"], [ANALYSES, "H"]
    for sheet, column in cells:
        typed = [
            i
            for i in formulas.rows[sheet]
            if i.split(":")[0] in {"item", "component", "total"}
            and not str(formulas.at(sheet, i, column)).startswith("=")
            and formulas.at(sheet, i, column) is not None
        ]
        assert typed == []


def test_unknown_figures_are_marked_and_never_zero(found, values):
    unknown = [each for each in figures(found) if each[3] is None]
    assert len(unknown) > 20
    assert {values.at(*each[:3]) for each in unknown} == {UNKNOWN, None}
    told = [row[2].value for row in values.book[RECAP].iter_rows()]
    count = found.figures.incomplete
    assert f"{count} item belum punya jumlah dan tidak termasuk dalam jumlah ini" in told


def test_text_that_looks_like_a_formula_stays_text(formulas, found):
    seen = set()
    for sheet in formulas.book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith(LANDED):
                    if cell.data_type == "s":
                        seen.add(cell.value)
                    else:
                        assert "SUM(A1)" not in cell.value
                        assert "HYPERLINK" not in cell.value
    assert {"=R0", "=SUM(A1)", "=1", "@catatan", "=S", "+Sumber 0", "-Pekerjaan 0"} <= seen


def test_what_a_workbook_cannot_hold_is_left_out(formulas):
    name = formulas.book[BUDGET]["B2"].value
    assert name.startswith("Proyek =HYPERLINK & <uji> panjang x")
    assert not any(ord(c) < 32 for c in name)


def test_totals_parameters_and_markup_have_names(formulas, found):
    names = set(formulas.book.defined_names)
    assert {"BUK", "JUMLAH", "TAMBAHAN_1", "TAMBAHAN_2", "TAMBAHAN_3", "TOTAL", "DIBULATKAN",
            "par_p", "par_p1", "par_r", "par_kosong"} <= names  # fmt: skip
    assert all(len(name) <= 255 for name in names)
    assert formulas.named("BUK") == 0.125
    assert formulas.named("par_p") == 7.25
    assert formulas.named("par_kosong") is None


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_ready_for_printing(formulas, name):
    sheet = formulas.book[name]
    assert sheet.page_setup.paperSize == 14
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows is not None
    assert sheet.print_area.startswith(f"'{name}'!$B$1:")
    assert sheet.column_dimensions["A"].hidden
    assert "Halaman &P dari &N" in sheet.oddFooter.right.text
    assert sheet.oddFooter.center.text.endswith("revisi 1")


@pytest.mark.parametrize("name", [BUDGET, ANALYSES, PRICES])
def test_the_head_of_a_long_table_stays_in_sight(formulas, name):
    assert formulas.book[name].freeze_panes == "A5"


def test_the_head_that_is_repeated_is_the_head_of_the_table(formulas):
    for name, cell in ((BUDGET, "No"), (ANALYSES, "No"), (PRICES, "No"), (QUANTITIES, "No")):
        sheet = formulas.book[name]
        row = sheet.print_title_rows.split(":")[0].strip("$")
        assert sheet[f"B{row}"].value == cell


def test_every_row_of_the_project_is_found_by_its_id(found, formulas):
    for table, sheet, word in (
        ("resource", PRICES, "resource"),
        ("analysis", ANALYSES, "analysis"),
        ("component", ANALYSES, "component"),
        ("parameter", QUANTITIES, "parameter"),
    ):
        assert {f"{word}:{i}" for i in found.inputs[table]} <= set(formulas.rows[sheet])
    nodes = {f"{row['kind']}:{i}" for i, row in found.inputs["outline_node"].items()}
    assert nodes <= set(formulas.rows[BUDGET])
    assert nodes <= set(formulas.rows[QUANTITIES])


def test_ids_stay_when_rows_go(estimator):
    made = every_kind.tables(every_kind.POLICIES["exact"], 1, 120)
    project = tables.import_(made, Origin(estimator)).project_id

    def rows():
        book = Book(BytesIO(workbook.export(project, estimator).content))
        return {i: row[2].value for i, row in book.rows[BUDGET].items()}

    before = rows()
    gone = next(i for i in before if i.startswith("item:"))
    outline_rows.delete(Caller(project, estimator), int(gone.partition(":")[2]))
    after = rows()
    assert before.keys() - after.keys() == {gone}
    assert {i: before[i] for i in after} == after


def test_analyses_stand_in_code_order(found, formulas):
    titles = [row[3].value for i, row in formulas.rows[ANALYSES].items()
              if i.startswith("analysis:") and i.count(":") == 1]  # fmt: skip
    mixed = [code for code in titles if code.startswith("C.")]
    assert mixed == [f"C.{n}" for n in range(40)]


def test_coefficients_print_six_decimals_and_hold_all(found, formulas):
    for i, row in found.inputs["component"].items():
        if row["coefficient"] == 3333000001:
            cell = formulas.rows[ANALYSES][f"component:{i}"][5]
            assert cell.value == 0.3333000001
            assert cell.number_format == "[$-421]#,##0.0000##"
            return
    raise AssertionError


def test_a_document_in_english_speaks_english(changed):
    book = changed(document_locale="en")
    assert book.book[BUDGET]["C4"].value == "Work description"
    assert "Page &P of &N" in book.book[BUDGET].oddFooter.right.text
    assert "421" not in book.rows[BUDGET]["total"][7].number_format


def test_paper_follows_the_project(changed):
    assert {sheet.page_setup.paperSize for sheet in changed(paper="A4").book} == {9}


def test_the_file_says_which_moment_of_which_project_it_is(content, found):
    properties = {p.name: p.value for p in load_workbook(BytesIO(content)).custom_doc_props.props}
    assert properties == {"taksir project": found.project_id, "taksir revision": 1}


def test_equal_moments_give_equal_bytes(found):
    source = workbook_source.of(found)
    assert writer.write(source) == writer.write(replace(source))


def test_circles_that_no_page_allows_are_unknown_and_not_circular(found):
    """Two analyses within each other: damage that a workbook must survive."""
    first, second = list(found.estimate.analyses)[:2]
    analyses = dict(found.estimate.analyses)
    lump = analyses[first][0]
    inner = {"kind": "analysis", "basis": "direct_cost", "coefficient": lump.coefficient}
    for one, other in ((first, second), (second, first)):
        row = analyses[one][0]
        analyses[one] = (replace(row, **inner, analysis_id=other), *analyses[one][1:])
    source = workbook_source.of(found)
    estimate = replace(found.estimate, analyses=analyses)
    damaged = replace(source, estimate=estimate, figures=compute(estimate))
    book = Book(BytesIO(writer.write(damaged)), formulas=True)
    cells = [book.at(ANALYSES, f"component:{analyses[i][0].id}", "G") for i in (first, second)]
    assert UNKNOWN in cells


def test_the_file_is_a_sound_zip(content):
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None
