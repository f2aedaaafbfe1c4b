"""Figures of a form that do not follow from each other, and the unit price that they make."""

from fractions import Fraction as F

import pytest

from app.domain.numbers import Rounding
from tests.interchange.form_books import LABOUR, MATERIAL, form, read


def only(found):
    (difference,) = found.comparison.different
    return difference


def test_a_text_with_a_comma_makes_the_printed_price_an_error_and_not_the_computed_one():
    found = read(form(equipment=[("Pompa", "hari", "0,120", 6300000)]))
    assert (only(found).printed, only(found).computed) == (None, F(935400))
    assert (only(found).cause, only(found).params["place"]) == (
        "printed.text_comma",
        "Lembar 1!F12",
    )


def test_a_text_taken_for_thousands_is_the_cause_of_a_huge_price():
    row = ("Plint", "buah", "2,625", 3000, ("=F{r}*G{r}", 7875000))
    found = read(form(material=[row]))
    assert (only(found).printed, only(found).computed) == (F(8697000), F(43200))
    assert only(found).cause == "printed.text_misread"


def test_an_amount_with_another_formula_is_the_cause():
    found = read(form(material=[MATERIAL[0], ("Hose", "buah", 1, 55000, ("=H8*6%", 2940))]))
    assert only(found).cause == "printed.amount"


def test_an_amount_that_was_typed_in_is_the_cause():
    found = read(form(material=[MATERIAL[0], ("Hose", "buah", 1, 55000, 40000)]))
    assert (only(found).cause, only(found).params["formula"]) == ("printed.amount", "")


def test_a_sum_over_the_wrong_rows_is_the_cause():
    cells = form() | {"H6": ("=SUM(H5:H5)", 1450), "H13": ("=H12+H10+H6", 64450)}
    cells |= {"H14": ("=H13*G14", 6445), "H15": ("=SUM(H13:H14)", 70895)}
    found = read(cells | {"I1": ("=ROUNDDOWN(H15,-2)", 70800)})
    assert (only(found).cause, only(found).computed) == ("printed.block_sum", F(103800))
    assert only(found).params == {
        "place": "Lembar 1!H6",
        "file": "1450",
        "computed": "31450",
        "formula": "=SUM(H5:H5)",
    }


def test_a_direct_cost_of_the_wrong_cells_is_the_cause():
    cells = form() | {"H13": ("=H12+H10+H5", 64450), "H14": ("=H13*G14", 6445)}
    cells |= {"H15": ("=SUM(H13:H14)", 70895), "I1": ("=ROUNDDOWN(H15,-2)", 70800)}
    assert only(read(cells)).cause == "printed.direct_cost_sum"


def test_a_direct_cost_may_add_rows_where_a_block_has_no_sum():
    cells = form()
    del cells["C6"], cells["H6"]
    cells["H13"] = ("=H12+H10+H5+H4", 94450)
    found = read(cells)
    assert found.comparison.equal == 1


def test_sums_inside_a_block_may_come_before_the_sum_of_all():
    cells = form() | {"C10": "SUB JUMLAH", "H10": ("=SUM(H8:H9)", 63000)}
    cells |= {"C11": "JUMLAH HARGA BAHAN", "D11": None, "H11": ("=H10", 63000)}
    cells["H13"] = ("=H12+H11+H6", 94450)
    assert read(cells).comparison.equal == 1
    assert "form.block_sum" not in dict(read(cells).said)


def test_sums_inside_a_block_may_be_all_there_are():
    cells = form() | {"C6": "Jumlah I", "H6": ("=H4", 30000), "C3": "A", "D6": None}
    cells |= {"C5": "2", "D5": "Mandor"}
    first = {"C5": "Jumlah", "D5": None, "E5": None, "F5": None, "G5": None, "H5": 30000}
    second = {"C6": 2, "D6": "Mandor", "E6": "OH", "F6": 0.01, "G6": 145000, "H6": 1450}
    cells |= first | second | {"C7": "Jumlah", "D7": None, "H7": 1450}
    cells |= {"C8": "B", "D8": "BAHAN", "E8": None, "F8": None, "G8": None, "H8": None}
    cells |= {"D9": "Pasir", "H9": 14000, "H10": 14000, "H13": 45450, "H14": 4545, "H15": 49995}
    found = read(cells | {"I1": ("=ROUNDDOWN(H15,-2)", 49900)})
    assert (found.comparison.equal, len(found.analysis.rows)) == (1, 3)


def test_a_share_of_a_block_that_is_stale_is_the_cause():
    row = ("Alat bantu", "%", 0.05, None, ("=F{r}*H6", 9999))
    assert only(read(form(equipment=[row]))).cause == "printed.amount"


def test_a_markup_that_was_typed_in_is_the_cause():
    cells = form() | {"H14": 5000, "H15": ("=SUM(H13:H14)", 99450)}
    found = read(cells | {"I1": ("=ROUNDDOWN(H15,-2)", 99400)})
    assert (only(found).cause, only(found).params["computed"]) == ("printed.markup", "9445")


def test_a_unit_price_that_leaves_something_out_is_the_cause():
    cells = form() | {"H15": ("=SUM(H14:H14)", 9445), "I1": ("=ROUNDDOWN(H15,-2)", 9400)}
    assert only(read(cells)).cause == "printed.unit_price_sum"


def test_a_printed_price_that_is_stale_is_the_cause():
    cells = form() | {"I1": ("=ROUNDDOWN(H15,-2)", 99900)}
    assert (only(read(cells)).cause, only(read(cells)).computed) == ("printed.typed", F(103800))


def test_a_printed_price_that_was_typed_in_is_told():
    found = read(form() | {"I1": 103800})
    assert ("form.printed_typed", "Lembar 1!I1") in found.said
    assert (only(found).cause, only(found).computed) == ("printed.typed", F(103895))


def test_the_cause_of_one_analysis_is_not_that_of_its_neighbour():
    wrong = form(material=[("Hose", "buah", 1, 55000, 40000)], title="Pasangan 1 m2 b", start=30)
    found = read(form() | wrong | form(title="Pasangan 1 m2 c", start=60))
    assert only(found).title == "Pasangan 1 m2 b"
    assert (found.comparison.printed, found.comparison.equal) == (3, 2)


@pytest.mark.parametrize(
    ("formula", "rounding"),
    [
        ("=ROUNDDOWN(H15,-2)", Rounding("down", F(100))),
        ("=ROUNDDOWN(H15,0)", Rounding("down", F(1))),
        ("=ROUND($H$15,-3)", Rounding("half_up", F(1000))),
        ("=ROUNDUP(H15,-2)", Rounding("up", F(100))),
        ("=ROUND(H15,2)", Rounding("half_up", F(1, 100))),
        ("=TRUNC(H15)", Rounding("down", F(1))),
        ("=INT(H15)", Rounding("down", F(1))),
        ("=MROUND(H15,500)", Rounding("half_up", F(500))),
        ("=FLOOR(H15,50)", Rounding("down", F(50))),
        ("=H15", Rounding()),
    ],
)
def test_the_rounding_is_the_one_of_the_formula(formula, rounding):
    shown = float(rounding(F(103895)))
    found = read(form() | {"I1": (formula, shown)})
    assert found.analysis.printed.rounding == rounding
    assert found.comparison.equal == 1


def test_a_rounding_that_is_not_understood_is_told():
    found = read(form() | {"I1": ("=CHOOSE(1,H15)", 103900)})
    assert only(found).cause == "printed.rounding"


@pytest.mark.parametrize(
    ("rate", "amount"),
    [
        ("10% x D", ("=H13*10%", 9445)),
        ("10% x D", 9445),
        (("=$M$4", 0.1), ("=G14*H13", 9445)),
        (10, ("=H13*G14/100", 9445)),
        (10, 9445),
        (None, ("=0.1*H13", 9445)),
    ],
)
def test_the_markup_is_a_rate_however_it_is_kept(rate, amount):
    found = read(form() | {"M4": 0.1, "G14": rate, "H14": amount})
    assert found.analysis.printed.markup_percent == 10
    assert found.comparison.equal == 1
    assert ("form.markup_text" in dict(found.said)) == isinstance(rate, str)


def test_a_label_that_names_another_rate_is_not_believed():
    found = read(form() | {"D14": "Over Head 7,5 %"})
    assert found.analysis.printed.markup_percent == 10


def test_without_a_rate_nothing_is_compared():
    found = read(form() | {"G14": None, "H14": 9445})
    assert found.analysis.printed is None
    assert ("form.no_markup", "Lembar 1!G14") in found.said
    assert found.comparison.printed == 0


def test_without_a_figure_beside_the_title_line_f_is_the_printed_price():
    cells = form()
    del cells["I1"]
    cells["H15"] = ("=ROUND(SUM(H13:H14),0)", 103895)
    printed = read(cells).analysis.printed
    assert (str(printed.place), printed.rounding) == (
        "Lembar 1!H15",
        Rounding("half_up", F(1)),
    )


def test_a_file_that_was_never_calculated_is_told():
    cells = {
        cell: (value[0], None) if isinstance(value, tuple) else value
        for cell, value in form(LABOUR, [("Bata merah", "buah", ("=70/2", 35), 700)]).items()
    }
    found = read(cells)
    assert found.comparison.printed == 0
    assert "form.not_calculated" in dict(found.said)
    assert found.analysis.rows[-1].coefficient == 35
