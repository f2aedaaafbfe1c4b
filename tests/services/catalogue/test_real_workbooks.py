"""The real workbooks, from the file to an edition that is ready; where they are not, nothing."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.models import CatalogueAnalysis, CatalogueComponent
from app.services import catalogue_import_here, messages
from app.services.catalogue_import_here import Source
from app.services.catalogue_import_report import cause, problem
from tests.services.catalogue.making import all_of, counts

DATA = Path(__file__).parents[4] / "shared" / "data"
FLAT = [path for path in [DATA / "SNI_2025_AHSP.xlsx"] if path.is_file()]
FORM = [path for path in [DATA / "AHSP_CK_Permen8_2023.xlsx"] if path.is_file()]
HOLE = re.compile(r"%\((\w+)\)s")


@pytest.fixture
def database_url(sqlite):
    return sqlite


@pytest.fixture
def load(context):
    """`load(path)`: the report of its import."""
    return lambda path: catalogue_import_here.load(Source(path.name, path.read_bytes(), path.stem))


@pytest.mark.parametrize("path", FLAT, ids=lambda path: path.stem)
def test_every_row_of_the_flat_workbook_is_accounted_for(load, path):
    report = load(path)
    told = Counter(each["code"] for each in report["problems"])
    refused = sum(told[code] for code in ("row.no_analysis", "row.no_name"))
    assert report["layout"] == "flat"
    assert report["components"] + told["row.repeated"] + refused == 13_899
    assert (report["analyses"], told["row.repeated"], told["row.no_category"]) == (2306, 134, 37)
    assert counts()[1:3] == [2306, report["components"]]
    titles = Counter(each.code for each in all_of(CatalogueAnalysis))
    assert [code for code, count in titles.items() if count > 1] == ["9.3.1.19"]
    assert told["analysis.code_twice"] == 1
    marked = [each for each in all_of(CatalogueComponent) if "row.no_category" in each.marks]
    assert {each.category for each in marked} == {"other"}
    assert_all_is_said(report)


@pytest.mark.parametrize("path", FORM, ids=lambda path: path.stem)
def test_the_form_workbook_computes_what_it_prints(load, path):
    report = load(path)
    assert (report["layout"], report["analyses"], report["printed"]) == ("form", 670, 670)
    assert report["equal"] >= 663
    assert report["equal"] + len(report["different"]) == 670
    assert "printed.unexplained" not in {each["cause"] for each in report["different"]}
    assert (report["components"], report["prices"]) == (3992, 1182)
    assert counts()[1:] == [670, 3992, report["resources"], 1, 1182]
    assert_all_is_said(report)


def assert_all_is_said(report):
    """Every problem has a sentence, and whatever that sentence speaks of."""
    for each in [*map(problem, report["problems"]), *map(cause, report["different"])]:
        assert each.code in messages.known()
        assert set(HOLE.findall(str(messages._TEXTS[each.code]))) <= {*each.params, "code"}
