"""The main job from log-in to recap, with script and without; figures computed here, by hand."""

from fractions import Fraction as F

from tests.browser import people
from tests.browser.school import rupiah, school, write


def test_an_estimator_brings_a_project_changes_it_and_reads_the_recap(estimator, brought):
    first, second, third = brought.items[0], brought.items[10], brought.items[20]
    assert estimator.total() == rupiah(brought.rounded)
    for name, value in {"p": "12,5", "t": "3"}.items():
        estimator.add_parameter(name, value)
    estimator.open("sheet")

    estimator.type_quantity(first.title, "=(p+2,5)*t")
    first.quantity = F(45)
    estimator.type_quantity(second.title, "1.234,5")
    second.quantity = F("1234.5")
    assert estimator.amount(first.title) == rupiah(brought.amount(first))
    assert estimator.total() == rupiah(brought.rounded)

    resource = next(iter(third.components))
    estimator.type_coefficient(third, resource, "=7/3")
    third.components[resource] = F(7, 3)
    estimator.open("prices")
    estimator.type_price(f"Sumber daya {resource}", "98.765,4321")
    brought.prices[resource] = F("98765.4321")
    estimator.open("sheet")
    assert estimator.amount(third.title) == rupiah(brought.amount(third))
    assert estimator.total() == rupiah(brought.rounded)

    moved = move_a_section_and_undo_and_redo(estimator, brought)
    estimator.open("recap")
    expected = [rupiah(brought.section(title)) for title in moved]
    figures = [brought.subtotal, brought.tax, brought.total, brought.rounded]
    assert estimator.recap() == (expected, [rupiah(x) for x in figures])


def move_a_section_and_undo_and_redo(estimator, brought):
    tops = list(dict.fromkeys(item.section for item in brought.items))
    moved = [tops[1], tops[0], *tops[2:]]
    estimator.move_up(tops[1])
    assert estimator.sections() == moved
    estimator.undo()
    assert estimator.sections() == tops
    estimator.redo()
    assert estimator.sections() == moved
    return moved


def test_undo_takes_back_a_quantity_and_every_total(estimator, brought):
    before, item = estimator.total(), brought.items[3]
    estimator.type_quantity(item.title, "0")
    item.quantity = F(0)
    assert estimator.total() == rupiah(brought.rounded)

    estimator.undo()
    assert estimator.total() == before
    estimator.redo()
    assert estimator.total() == rupiah(brought.rounded)


def test_a_refused_quantity_stays_beside_its_reason(estimator, brought):
    item = brought.items[5]
    estimator.type_quantity(item.title, "1.5", saved=False)

    assert estimator.cell(item.title).input_value() == "1.5"
    assert "1,5" in estimator.reason(item.title)
    estimator.open("sheet")
    assert estimator.amount(item.title) == rupiah(brought.amount(item))


def test_the_import_page_shows_the_total_before_anything_is_stored(estimator, tmp_path):
    built = school()
    estimator.log_in()
    estimator.choose(write(built, tmp_path))

    assert rupiah(built.rounded) in estimator.page.locator("#tables").inner_text()
    assert people.overflow(estimator.page) <= 0
    estimator.page.goto("/")
    assert estimator.page.get_by_text("Gedung sekolah enam kelas").count() == 0
