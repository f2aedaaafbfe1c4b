"""Coefficients, prices and amounts of a form: every trap seen in a real file, one by one."""

from fractions import Fraction as F

import pytest

from tests.interchange.form_books import LABOUR, MATERIAL, form, lookup, prices, read


def last(found):
    return found.analysis.rows[-1]


def material(*row):
    return form(material=[MATERIAL[0], row])


# Coefficients


def test_a_coefficient_that_is_a_quotient_stays_exact():
    found = read(material("Pasir pasang", "m3", ("=61.56/1400", 0.04397142857142857), 280000))
    assert (last(found).coefficient, last(found).formula) == (F(6156, 140_000), "=61.56/1400")
    assert found.comparison.equal == 1


def test_a_coefficient_that_points_at_another_row_takes_its_formula():
    cells = material("Pasir pasang", "m3", ("=F8", 0.35), 280000)
    cells["F8"] = ("=35/100", 0.35)
    rows = read(cells).analysis.rows
    assert [row.formula for row in rows[2:]] == ["=35/100", "=35/100"]


def test_a_coefficient_that_points_at_a_plain_number_is_that_number():
    row = last(read(material("Pasir pasang", "m3", ("=$F$8", 70), 280000)))
    assert (row.coefficient, row.formula) == (F(70), None)


def test_cells_inside_a_coefficient_are_replaced_by_what_they_hold():
    row = last(read(material("Pasir pasang", "m3", ("=(F8+5)*12.5%", 9.375), 280000)))
    assert (row.coefficient, row.formula) == (F("9.375"), "=(70+5)*(12.5/100)")


def test_a_coefficient_with_more_decimals_than_are_stored_becomes_a_formula():
    row = last(read(material("Pasir pasang", "m3", 0.04397142857142857, 280000)))
    assert row.formula == "=0.04397142857142857"


@pytest.mark.parametrize(
    "formula", ["=Sheet9!B2*2", "=OFFSET(F8,0,0)", "=F8:F9", "=IF(F8>1,2,3)", "=F12"]
)
def test_a_coefficient_that_cannot_be_followed_keeps_the_value_shown(formula):
    found = read(material("Pasir pasang", "m3", (formula, 0.25), 280000))
    assert last(found).coefficient == F("0.25")
    assert found.comparison.equal == 1


def test_a_formula_that_is_not_understood_is_told():
    found = read(material("Pasir pasang", "m3", ("=IF(F8>1,2,3)", 0.25), 280000))
    told = found.problem("form.formula_kept_value")
    assert (told.place, told.params["formula"]) == ("Lembar 1!F9", "=IF(F8>1,2,3)")


def test_a_coefficient_kept_as_text_with_a_comma_is_read_and_names_the_error_it_made():
    found = read(form(equipment=[("Pompa", "hari", "0,120", 6300000)]))
    assert last(found).coefficient == F("0.12")
    told = found.problem("form.text_error")
    assert (told.place, told.params) == (
        "Lembar 1!F12",
        {"text": "0,120", "value": "0.12", "file": "#VALUE!"},
    )


def test_a_text_that_the_file_took_for_thousands_is_read_by_its_comma():
    found = read(material("Plint", "buah", "2,625", 3000, ("=F{r}*G{r}", 7875000)))
    assert last(found).coefficient == F("2.625")
    assert found.problem("form.text_misread").params == {
        "text": "2,625",
        "value": "2.625",
        "read_as": "2625",
    }


def test_a_text_that_the_file_read_rightly_is_only_told():
    found = read(material("Plint", "buah", "2.5", 3000, ("=F{r}*G{r}", 7500)))
    assert found.problem("form.text_number").params == {"text": "2.5", "value": "2.5"}
    assert found.comparison.equal == 1


@pytest.mark.parametrize("text", ["1,2,3", "seperlunya", "1.2345,6,7", "-"])
def test_a_text_that_is_no_number_is_unknown(text):
    found = read(material("Plint", "buah", text, 3000))
    assert last(found).coefficient is None
    assert found.problem("form.not_a_number").params["text"] == text
    (difference,) = found.comparison.different
    assert (difference.computed, difference.cause) == (None, "printed.unreadable")


def test_a_row_without_a_coefficient_is_unknown():
    found = read(material("Plint", "buah", None, 3000))
    assert last(found).coefficient is None
    assert ("form.no_coefficient", "Lembar 1!F9") in found.said


# Prices


def test_a_price_divided_by_a_density_is_exact():
    cells = form(material=[MATERIAL[0], ("Pasir pasang", "kg", 50, lookup(9, 200.0, "/1400"))])
    cells["G9"] = lookup(9, 280000 / 1350, "/1350")
    cells["H9"] = ("=F9*G9", 50 * 280000 / 1350)
    found = read(cells)
    assert last(found).price == F(280000, 1350)
    assert all(code != "form.price_unit" for code, _ in found.said)


def test_a_quotient_of_a_price_that_is_in_no_list_is_recovered():
    cells = material("Split", "kg", 2, lookup(9, 352300 / 1350, "/1350"))
    assert last(read(cells)).price == F(352300, 1350)


def test_a_price_of_another_row_is_as_exact_as_there():
    cells = form(
        material=[
            ("Pasir pasang", "kg", 50, lookup(8, 280000 / 1350, "/1350")),
            ("Pasir lagi", "kg", 1, ("=G8", 280000 / 1350)),
        ]
    )
    assert last(read(cells)).price == F(280000, 1350)


def test_a_wage_by_the_hour_is_exact():
    found = read(
        form(labour=[LABOUR[0], ("Operator", "jam", 1, ("=109000/7", 15571.428571428572))])
    )
    assert found.analysis.rows[1].price == F(109000, 7)


def test_a_price_list_that_says_something_else_is_told_and_the_form_counts():
    found = read(material("Pasir pasang", "m3", 0.05, lookup(9, 250000)))
    assert last(found).price == 250000
    assert found.problem("form.price_stale").params == {"price": "280000"}


def test_of_two_prices_under_one_name_the_one_of_the_form_counts_silently():
    listed = prices([("I", "MATERIAL"), (1, "Kawat", "roll", 116750), (2, "kawat", "m'", 1750)])
    found = read(material("Kawat", "m'", 0.05, lookup(9, 1750)), listed)
    assert (last(found).price, last(found).marks) == (1750, ())
    assert len(found.catalogue.prices) == 2


def test_a_price_per_another_unit_is_reproduced_and_told():
    found = read(material("Pasir pasang", "kg", 0.05, lookup(9, 280000)))
    assert found.problem("form.price_unit").params == {"unit": "kg", "listed": "m3"}
    assert last(found).marks == ("form.price_unit",)
    assert found.comparison.equal == 1


def test_the_price_of_another_name_is_told():
    cells = form(equipment=[("Waterpass", "hari", 0.006, ("=VLOOKUP(D4,harga,3,FALSE)", 100000))])
    found = read(cells)
    assert found.problem("form.price_of_other_name").params == {
        "name": "Waterpass",
        "other": "Pekerja",
    }


def test_a_price_from_a_file_on_somebodys_disk_keeps_the_value_shown():
    formula = "='[1]Pek. Pasangan Dinding'!G134"
    found = read(material("Pasangan bata 1:3", "m2", 0.036, (formula, 130878)))
    assert (last(found).price, last(found).marks) == (130878, ("form.external_price",))
    assert found.problem("form.external_price").params == {"formula": formula}


def test_a_price_that_is_an_error_is_unknown():
    found = read(material("Hilang", "m2", 2, lookup(9, "#N/A"), ("=F{r}*G{r}", "#N/A")))
    assert last(found).price is None
    (difference,) = found.comparison.different
    assert (difference.cause, difference.params["place"]) == ("printed.unpriced", "Lembar 1!G9")


def test_a_price_kept_as_text_is_read_with_its_thousands():
    found = read(material("Pasir pasang", "m3", 0.05, "280.000", ("=F{r}*G{r}", 14000)))
    assert last(found).price == 280000
    assert found.problem("form.text_number").params == {"text": "280.000", "value": "280000"}


def test_a_row_without_price_and_amount_is_unpriced():
    found = read(material("Perlengkapan", "set", 1, None, None))
    assert (last(found).price, last(found).marks) == (None, ("form.unpriced",))
    (difference,) = found.comparison.different
    assert (difference.computed, difference.cause) == (None, "printed.unpriced")


def test_in_a_price_list_a_missing_price_is_unknown_and_a_zero_is_given():
    listed = prices([("I", "UPAH"), (1, "Pekerja", "OH", None), (2, "Mandor", "OH", 0)])
    found = read(None, listed)
    assert [price.price for price in found.catalogue.prices] == [None, F(0)]
    assert ("form.no_price", "Daftar!G4") in found.said


def test_a_name_that_a_spreadsheet_took_for_a_formula_is_restored():
    typed = ("=- Scaffolding Joint  pin", "#NAME?")
    found = read(None, prices([("I", "SEWA ALAT"), (None, typed, "bulan", 1500)]))
    (price,) = found.catalogue.prices
    assert (price.name, price.original) == ("- Scaffolding Joint pin", typed[0])
    assert (price.category, price.price) == ("equipment", 1500)
    assert found.problem("form.name_was_formula").place == "Daftar!E4"


def test_a_name_that_is_another_error_is_told():
    found = read(form() | {"D8": ("=Z99", "#REF!")})
    assert found.problem("form.name_error").params == {"text": "#REF!", "formula": "=Z99"}


# Shares and lumps


@pytest.mark.parametrize(
    ("coefficient", "amount"),
    [(("=35/100", 0.35), "=F{r}*H8"), (0.35, "=H8*F{r}"), (35, "=F{r}/100*H8"), (0.35, "=H8*35%")],
)
def test_a_percent_of_the_row_above(coefficient, amount):
    row = ("Perlengkapan", None, coefficient, None, (amount, 17150))
    found = read(form(material=[MATERIAL[0], row]))
    assert (last(found).kind, last(found).percent_of) == ("percent", "row")
    assert (last(found).coefficient, last(found).percent_row) == (F("0.35"), 2)
    assert (found.comparison.equal, found.said) == (1, [("form.unit_proposed", "Lembar 1!C1")])


def test_a_percent_whose_base_stands_in_the_price_column():
    row = ("Perlengkapan", "%", 0.35, ("=H8", 49000), ("=F{r}*G{r}", 17150))
    found = read(form(material=[MATERIAL[0], row]))
    assert (last(found).kind, last(found).percent_row) == ("percent", 2)
    assert found.comparison.equal == 1


@pytest.mark.parametrize("base", ["SUM(H4:H5)", "H6", "(H4+H5)"])
def test_a_percent_of_a_block(base):
    row = ("Alat bantu", "%", 0.05, None, (f"=F{{r}}*{base}", 1572.5))
    found = read(form(equipment=[row]))
    assert (last(found).kind, last(found).percent_of) == ("percent", "labour")
    assert found.comparison.equal == 1


def test_a_percent_of_its_own_block_leaves_itself_out():
    row = ("Paku dan lain-lain", "%", 0.1, None, ("=F{r}*SUM(H8:H9)", 6300))
    found = read(form(material=[*MATERIAL, row]))
    assert last(found).percent_of == "material"
    assert found.comparison.equal == 1


def test_a_row_with_a_price_is_no_percent_whatever_its_amount_says():
    row = ("Flexible hose", "buah", 1, 55000, ("=H8*6%", 2940))
    found = read(form(material=[MATERIAL[0], row]))
    assert (last(found).kind, last(found).price) == ("resource", 55000)
    told = found.problem("form.amount_differs")
    assert (told.place, told.params) == (
        "Lembar 1!H9",
        {"file": "2940", "computed": "55000", "formula": "=H8*6%"},
    )


def test_a_lump_has_its_price_in_the_row():
    row = last(read(form(equipment=[("Alat bantu", "Ls", 1, 7500)])))
    assert (row.kind, row.coefficient, row.price) == ("lump", F(1), F(7500))


def test_an_amount_without_a_price_is_a_lump_and_told():
    found = read(form(equipment=[("Alat bantu", "set", 2, None, 7500)]))
    assert (last(found).kind, last(found).price) == ("lump", F(3750))
    assert found.problem("form.amount_only").params == {"file": "7500"}
    assert found.comparison.equal == 1


# Analyses in analyses


INNER = form(title="Pembuatan 1 m3 adukan 1:4")


@pytest.mark.parametrize(("cell", "basis"), [("H13", "direct_cost"), ("H15", "unit_price")])
def test_a_price_that_is_the_figure_of_another_analysis_makes_a_nested_one(cell, basis):
    price = (f"='Lembar 1'!{cell}", 94450 if cell == "H13" else 103895)
    outer = form(material=[("Adukan 1:4", "m3", 0.02, price)], title="Pemasangan 1 m2 dinding")
    found = read(INNER, Lain=outer)
    row = found.catalogue.analyses[1].rows[-1]
    assert (row.kind, row.basis) == ("analysis", basis)
    assert (row.nested_title, row.price) == ("Pembuatan 1 m3 adukan 1:4", price[1])
    assert found.comparison.equal == 2


def test_a_printed_unit_price_may_be_nested_too():
    price = ("=I1", 103800)
    outer = form(material=[("Adukan", "m3", 0.02, price)], title="Pemasangan 1 m2 atap", start=20)
    row = read(INNER | outer).catalogue.analyses[1].rows[-1]
    assert (row.kind, row.basis) == ("analysis", "unit_price")


def test_an_analysis_that_would_use_itself_keeps_the_price_shown():
    first = form(material=[("B", "m3", 1, ("=H32", 500))], title="Pasangan 1 m2 a")
    second = form(material=[("A", "m3", 1, ("=H12", 500))], title="Pasangan 1 m2 b", start=21)
    found = read(first | second)
    kinds = [each.rows[-1].kind for each in found.catalogue.analyses]
    assert sorted(kinds) == ["analysis", "resource"]
    assert found.problem("form.nested_cycle").warning


# Texts and lists


def test_a_broken_encoding_is_mended_and_kept():
    found = read(form() | {"D8": "Kabel 4 mmÂ²"})
    row = found.analysis.rows[2]
    assert (row.name, row.original) == ("Kabel 4 mm²", "Kabel 4 mmÂ²")
    assert found.problem("text.repaired").place == "Lembar 1!D8"


def test_a_code_may_stand_in_a_cell_beside_the_title():
    found = read(form() | {"C1": "2.2.1.4.5", "D1": "Pemasangan 1 m2 dinding"})
    assert (found.analysis.code, found.analysis.title) == ("2.2.1.4.5", "Pemasangan 1 m2 dinding")


@pytest.mark.parametrize(
    ("price", "read_as", "code"),
    [
        ("#N/A", None, "form.price_error"),
        (-5, None, "form.not_a_number"),
        ("11.000", F(11_000), "form.text_number"),
        ("nego", None, "form.no_price"),
    ],
)
def test_an_odd_price_in_a_list_is_told(price, read_as, code):
    cell = ("=Z9", price) if price == "#N/A" else price
    found = read(None, prices([("I", "BAHAN"), (1, "Semen", "kg", cell)]))
    assert [each.price for each in found.catalogue.prices] == [read_as]
    assert (code, "Daftar!G4") in found.said


def test_a_price_without_a_name_is_refused():
    found = read(None, prices([("I", "BAHAN"), (1, None, "kg", 1300)]))
    assert found.catalogue.prices == ()
    assert not found.problem("form.row_without_name").warning
