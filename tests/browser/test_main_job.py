"""The main job from log-in to recap, with script and without; figures computed here, by hand."""

from fractions import Fraction as F

from tests.browser import people
from tests.browser.school import rupiah, school, write


def test_an_estimator_brings_a_project_changes_it_and_reads_the_recap(desk, brought):
    first, second, third = brought.items[0], brought.items[10], brought.items[20]
    assert desk.total() == rupiah(brought.rounded)
    for name, value in {"p": "12,5", "t": "3"}.items():
        desk.add_parameter(name, value)
    desk.open("sheet")

    desk.type_quantity(first.title, "=(p+2,5)*t")
    first.quantity = F(45)
    desk.type_quantity(second.title, "1.234,5")
    second.quantity = F("1234.5")
    assert desk.amount(first.title) == rupiah(brought.amount(first))
    assert desk.total() == rupiah(brought.rounded)

    resource = next(iter(third.components))
    desk.type_coefficient(third, resource, "=7/3")
    third.components[resource] = F(7, 3)
    desk.open("prices")
    desk.type_price(f"Sumber daya {resource}", "98.765,4321")
    brought.prices[resource] = F("98765.4321")
    desk.open("sheet")
    assert desk.amount(third.title) == rupiah(brought.amount(third))
    assert desk.total() == rupiah(brought.rounded)

    moved = move_a_section_and_undo_and_redo(desk, brought)
    desk.open("recap")
    expected = [rupiah(brought.section(title)) for title in moved]
    figures = [brought.subtotal, brought.tax, brought.total, brought.rounded]
    assert desk.recap() == (expected, [rupiah(x) for x in figures])


def move_a_section_and_undo_and_redo(desk, brought):
    tops = list(dict.fromkeys(item.section for item in brought.items))
    moved = [tops[1], tops[0], *tops[2:]]
    desk.move_up(tops[1])
    assert desk.sections() == moved
    desk.undo()
    assert desk.sections() == tops
    desk.redo()
    assert desk.sections() == moved
    return moved


def test_undo_takes_back_a_quantity_and_every_total(desk, brought):
    before, item = desk.total(), brought.items[3]
    desk.type_quantity(item.title, "0")
    item.quantity = F(0)
    assert desk.total() == rupiah(brought.rounded)

    desk.undo()
    assert desk.total() == before
    desk.redo()
    assert desk.total() == rupiah(brought.rounded)


def test_a_refused_quantity_stays_beside_its_reason(desk, brought):
    item = brought.items[5]
    desk.type_quantity(item.title, "1.5", saved=False)

    assert desk.cell(item.title).input_value() == "1.5"
    assert "1,5" in desk.reason(item.title)
    desk.open("sheet")
    assert desk.amount(item.title) == rupiah(brought.amount(item))


def test_the_import_page_shows_the_total_before_anything_is_stored(desk, tmp_path):
    built = school()
    desk.log_in()
    desk.choose(write(built, tmp_path))

    assert rupiah(built.rounded) in desk.page.locator("#tables").inner_text()
    assert people.overflow(desk.page) <= 0
    desk.page.goto("/")
    assert desk.page.get_by_text("Gedung sekolah enam kelas").count() == 0
