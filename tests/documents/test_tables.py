"""Projects written as tables."""

import csv
import zipfile
from dataclasses import replace
from fractions import Fraction
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings

from app.documents import tables as writer
from app.domain.estimate import compute
from app.domain.tables import (
    AnalysisRow,
    ComponentRow,
    Heading,
    OutlineRow,
    ResourceRow,
    Tables,
    estimate,
)
from app.interchange import tables as reader
from tests.interchange import making

CEMENT = ResourceRow("M.01", "material", "Semen", "kg", Fraction(1300))
MORTAR = AnalysisRow(
    "Adukan",
    "A.1",
    "m3",
    components=(ComponentRow("resource", "material", 0, coefficient=Fraction(3)),),
)
SECTION = OutlineRow("section", title="I")
ITEM = OutlineRow("item", 0, "1", "A.1", "Adukan", "m3", Fraction(2), origin="analysis", analysis=0)
PLAIN = Tables(Heading("Uji"), (), (CEMENT,), (MORTAR,), (SECTION, ITEM))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


@settings(max_examples=60, deadline=None)
@given(making.tables())
def test_what_was_written_reads_back_as_the_same_project(made):
    files = writer.files(made)
    found, problems = reader.read(files)
    assert found == made
    assert writer.files(found) == files
    assert compute(estimate(found)).recap == compute(estimate(made)).recap
    assert all(p.warning or p.code.startswith(("formula.", "figure.")) for p in problems)


def test_a_plain_project_is_written_in_the_form_of_the_exchange():
    files = writer.files(PLAIN)
    assert list(files) == ["project.json", "resources.csv", "components.csv", "items.csv"]
    assert files["items.csv"].splitlines() == [
        b"no,section,subsection,code,title,unit,quantity,markup_percent",
        b"1,I,,A.1,Adukan,m3,2,",
    ]
    assert files["components.csv"].splitlines() == [
        b"item_no,category,resource_code,coefficient",
        b"1,BHN,M.01,3",
    ]
    assert files["resources.csv"].splitlines()[1] == b"M.01,BHN,Semen,kg,1300"


def test_equal_projects_give_equal_bytes_in_a_zip_that_opens():
    packed = writer.archive(PLAIN)
    assert packed == writer.archive(PLAIN)
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == writer.files(PLAIN)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-besi", "@x", "'=1", "''a"])
def test_no_text_of_a_cell_can_be_run_as_a_formula(text):
    assert writer.guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "besi", "'", "'a", "1-2"])
def test_other_texts_stay_as_they_are(text):
    assert writer.guarded(text) == text


def test_an_item_without_a_typed_number_shows_its_printed_one():
    untyped = OutlineRow("item", 0, None, "", "Adukan", quantity=Fraction(1))
    files = writer.files(Tables(Heading("Uji"), outline=(SECTION, untyped)))
    assert rows(files["items.csv"])[0]["printed_no"] == "1"


def test_an_unknown_number_is_an_empty_cell_and_zero_is_0():
    unknown = ResourceRow("a", "labour", "a")
    free = ResourceRow("b", "labour", "b", price=Fraction(0), zero_reason="file")
    files = writer.files(Tables(Heading("Uji"), (), (unknown, free), (), (SECTION,)))
    assert [row["price"] for row in rows(files["resources.csv"])] == ["", "0"]


ITEM_2 = replace(ITEM, number="2")


@pytest.mark.parametrize(
    "odd",
    [
        replace(PLAIN, analyses=(MORTAR, MORTAR)),
        replace(PLAIN, analyses=(replace(MORTAR, title="Lain"),)),
        replace(PLAIN, analyses=(replace(MORTAR, edition="2025"),)),
        replace(PLAIN, analyses=(replace(MORTAR, published=False),)),
        replace(PLAIN, analyses=(replace(MORTAR, components=()),)),
        replace(PLAIN, outline=(SECTION, ITEM, replace(ITEM_2, unit="m2"))),
        replace(PLAIN, outline=(SECTION, ITEM, ITEM)),
        replace(
            PLAIN, analyses=(MORTAR, MORTAR), outline=(SECTION, ITEM, replace(ITEM_2, analysis=1))
        ),
    ],
)
def test_analyses_get_keys_where_items_do_not_say_all_of_them(odd):
    files = writer.files(odd)
    assert "analyses.csv" in files
    found, problems = reader.read(files)
    assert (found, problems) == (odd, [])


def test_two_items_may_say_one_analysis_without_keys():
    shared = replace(PLAIN, outline=(SECTION, ITEM, ITEM_2))
    files = writer.files(shared)
    assert "analyses.csv" not in files
    assert reader.read(files) == (shared, [])
