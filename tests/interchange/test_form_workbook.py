"""The real workbook in form layout; collected only where the data are at hand."""

import re
from collections import Counter
from fractions import Fraction as F
from functools import cache
from pathlib import Path

import pytest

from app.domain import printed
from app.domain.numbers import ends_within
from app.interchange import forms
from app.interchange.book import Error, open_book

FILE = Path(__file__).parents[3] / "shared" / "data" / "AHSP_CK_Permen8_2023.xlsx"
FILES = [FILE] if FILE.is_file() else []
SHARE = F(35, 100)

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


@cache
def loaded(file):
    with open_book(file.read_bytes()) as book:
        catalogue, problems = forms.read(book)
    return catalogue, problems, Counter(problem.code for problem in problems)


@cache
def cells(file):
    """What stands in the cells of components, as (value, formula) by place and column."""
    with open_book(file.read_bytes()) as book:
        values = {sheet: dict(book.rows(sheet)) for sheet in book.sheets}
        formulas = {sheet: book.formulas(sheet) for sheet in book.sheets}
    return values, formulas


def rows(file):
    return [row for analysis in loaded(file)[0].analyses for row in analysis.rows]


def beside(file, row, column):
    """Value and formula of another column in the line of a row (the form begins in column C)."""
    values, formulas = cells(file)
    line = int(re.sub("[A-Z]", "", row.place.cell))
    value = values[row.place.sheet][line]["ABCDEFGH".index(column)]
    return value, formulas[row.place.sheet].get(f"{column}{line}", "")


if FILES:

    @each_file
    def test_every_analysis_and_every_component_comes_in(file):
        catalogue = loaded(file)[0]
        assert len(catalogue.analyses) == 670
        assert len(rows(file)) == 3992
        assert all(problem.warning for problem in loaded(file)[1])

    @each_file
    def test_every_price_row_comes_in_and_15_names_are_restored(file):
        catalogue, _, codes = loaded(file)
        restored = [price for price in catalogue.prices if price.original.startswith("=")]
        assert len(catalogue.prices) - len(restored) == 1167
        assert (len(restored), codes["form.name_was_formula"]) == (15, 15)
        assert all("#NAME?" not in price.name for price in catalogue.prices)
        assert all(price.price is not None for price in catalogue.prices)

    @each_file
    def test_at_least_663_printed_unit_prices_are_exactly_the_computed_ones(file):
        catalogue, problems, _ = loaded(file)
        found = printed.compare(catalogue, problems)
        assert found.printed == 670
        assert found.equal >= 663
        assert found.equal + len(found.different) == 670

    @each_file
    def test_every_difference_has_its_true_cause(file):
        catalogue, problems, _ = loaded(file)
        found = printed.compare(catalogue, problems).different
        causes = Counter(each.cause for each in found)
        assert causes["printed.text_comma"] == 3
        assert causes["printed.text_misread"] == 1
        assert causes["printed.amount"] + causes["printed.direct_cost_sum"] == 2
        assert set(causes) == {
            "printed.text_comma",
            "printed.text_misread",
            "printed.amount",
            "printed.direct_cost_sum",
        }

    @each_file
    def test_2_625_is_no_2625(file):
        catalogue, problems, _ = loaded(file)
        (found,) = [
            each
            for each in printed.compare(catalogue, problems).different
            if each.cause == "printed.text_misread"
        ]
        (analysis,) = [each for each in catalogue.analyses if each.title == found.title]
        assert (found.printed, found.computed) == (8_680_800, 26_900)
        assert found.params["text"] == "2,625"
        direct = sum(row.coefficient * row.price for row in analysis.rows)
        assert direct * F(11, 10) == F("26988.06")

    @each_file
    def test_29_accessories_are_35_percent_of_the_pipe_above_them(file):
        found = [row for row in rows(file) if row.kind == "percent" and row.coefficient == SHARE]
        assert len(found) == 29
        assert {(row.percent_of, row.formula) for row in found} == {("row", "=35/100")}
        assert all(row.percent_row is not None for row in found)

    @each_file
    def test_99_coefficients_are_formulas_or_texts_and_each_is_the_number_it_shows(file):
        odd = []
        for row in rows(file):
            value, formula = beside(file, row, "F")
            if formula or isinstance(value, str):
                odd.append(row)
                shown = F(value.replace(",", ".")) if isinstance(value, str) else F(repr(value))
                assert abs(row.coefficient - shown) <= shown / 10**12
        assert len(odd) == 99

    @each_file
    def test_a_coefficient_that_is_a_quotient_keeps_it(file):
        found = [row for row in rows(file) if row.formula == "=61.56/1400"]
        assert found
        assert {row.coefficient for row in found} == {F(6156, 140_000)}

    @each_file
    def test_21_prices_per_m3_are_divided_by_1350_and_stay_exact(file):
        found = [row for row in rows(file) if beside(file, row, "G")[1].endswith(")/1350")]
        assert len(found) == 21
        assert all(ends_within(row.price * 1350, 0) for row in found)
        assert not all(ends_within(row.price, 4) for row in found)

    @each_file
    def test_49_rates_are_text_and_every_markup_is_10_percent(file):
        catalogue, _, codes = loaded(file)
        assert codes["form.markup_text"] == 49
        assert {each.printed.markup_percent for each in catalogue.analyses} == {F(10)}

    @each_file
    def test_668_unit_prices_are_cut_to_hundreds_and_2_to_the_rupiah(file):
        found = Counter(
            (each.printed.rounding.mode, each.printed.rounding.step)
            for each in loaded(file)[0].analyses
        )
        assert found == {("down", F(100)): 668, ("down", F(1)): 2}

    @each_file
    def test_every_error_in_the_cells_of_a_row_is_told(file):
        told = {problem.place for problem in loaded(file)[1]}
        broken = [row for row in rows(file) if isinstance(beside(file, row, "H")[0], Error)]
        assert len(broken) == 10
        assert all(f"{row.place.sheet}!F{row.place.cell[1:]}" in told for row in broken)

    @each_file
    def test_units_come_from_the_list_of_unit_prices(file):
        catalogue = loaded(file)[0]
        assert not any(each.unit_proposed for each in catalogue.analyses)
        assert all(each.unit for each in catalogue.analyses)
