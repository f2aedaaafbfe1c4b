"""Formulas that ask for more work than there is time end in an answer, honest ones in figures."""

import time

import pytest

from app.interchange import book, catalogue, said
from tests.interchange import form_books

#: The first row of materials in a form of two labourers.
FIRST = 8


def fibonacci(count):
    """Materials whose coefficients are each the sum of the two before, and those numbers."""
    numbers, rows = [1, 1], []
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    for at, number in enumerate(numbers):
        row = FIRST + at
        cell = (f"=F{row - 1}+F{row - 2}", number) if at >= 2 else number
        rows.append((f"Bahan {at}", "kg", cell, 10))
    return numbers, rows


def content(rows):
    """A workbook with one form of these materials, and a price list."""
    sheets = {"Lembar 1": form_books.form(material=rows), "Daftar": form_books.prices()}
    return form_books.content(sheets)


def test_cells_that_point_at_cells_are_followed_once():
    numbers, rows = fibonacci(70)
    begun = time.process_time()
    found = catalogue.read(content(rows))
    assert time.process_time() - begun < 20
    (analysis,) = found.catalogue.analyses
    read = [row.coefficient for row in analysis.rows if row.category == "material"]
    assert read == numbers


def test_cells_that_point_at_each_other_in_a_circle_keep_what_they_show():
    rows = [
        ("Semen", "kg", (f"=F{FIRST + 1}*2", 4), 10),
        ("Pasir", "kg", (f"=F{FIRST}/2", 2), 10),
    ]
    (analysis,) = catalogue.read(content(rows)).catalogue.analyses
    materials = [row for row in analysis.rows if row.category == "material"]
    assert [row.coefficient for row in materials] == [4, 2]


def test_formulas_that_ask_for_too_much_work_are_refused_with_their_sheet(monkeypatch):
    monkeypatch.setattr(book, "FORMULA_WORK", 2_000)
    found = catalogue.read(content(fibonacci(40)[1]))
    assert found.catalogue is None
    assert [(each.code, each.place) for each in found.problems] == [
        ("file.formulas_too_long", "Lembar 1")
    ]


def test_rows_of_all_forms_together_are_bounded(monkeypatch):
    monkeypatch.setattr(book, "ROWS", 12)
    found = catalogue.read(content([("Semen", "kg", 1, 10)]))
    assert found.catalogue is None
    (problem,) = found.problems
    assert (problem.code, dict(problem.params)) == ("file.too_many_form_rows", {"limit": 12})


@pytest.mark.parametrize("count", [3, 4])
def test_of_many_findings_of_a_kind_the_rest_is_counted(monkeypatch, count):
    monkeypatch.setattr(said, "LISTED", 3)
    rows = [(f"Bahan {at}", "kg", 1, "tidak ada") for at in range(count)]
    problems = catalogue.read(content(rows)).problems
    listed = [each for each in problems if each.code == "form.not_a_number"]
    more = [dict(each.params) for each in problems if each.code == "table.more"]
    assert len(listed) == 3
    assert more == ([{"code": "form.not_a_number", "count": 1}] if count == 4 else [])
