"""The cells of the sheet: quantity, texts, price, markup, and a whole sheet at once."""

from dataclasses import replace
from fractions import Fraction as F

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import history, outline
from app.services.errors import Conflict, Forbidden, FormConflict, Invalid, NotFound
from app.services.outline import Cell, Price, SheetRefused
from app.services.outline_rows import Caller
from app.services.parameters import add as add_parameter
from app.services.verification import verify

pytestmark = pytest.mark.usefixtures("context")


def node(row_id: int) -> OutlineNode:
    db.session.rollback()
    return db.session.get(OutlineNode, row_id)


def stored(project) -> Project:
    db.session.rollback()
    return db.session.get(Project, project.id)


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in refusal.value.problems]


def quantity(project, person, text: str, locale="id", version: int = 1):
    cell = Cell(project.excavation, version, text)
    return outline.set_quantity(project.id, person.id, cell, locale)


def test_a_quantity_changes_amount_sections_and_total(project, alice):
    quantity(project, alice, "20")
    assert node(project.excavation).amount == 86_900 * 20
    assert node(project.section).amount == 86_900 * 20
    assert stored(project).subtotal == 86_900 * 20 + 495_000
    assert verify(db.session()).differences == ()


def test_a_formula_is_kept_as_written_and_calculated(project, alice):
    add_parameter(Caller(project.id, alice.id), {"name": "p", "value": "2"}, "id")
    quantity(project, alice, "=(p+2,5)*4")
    found = node(project.excavation)
    assert (found.formula, found.quantity_typed, found.quantity) == ("=(p+2.5)*4", None, F(18))


def test_an_empty_cell_is_an_unknown_quantity_not_zero(project, alice):
    quantity(project, alice, " ")
    found = node(project.excavation)
    assert (found.quantity, found.amount, found.incomplete) == (None, None, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.5", "number.odd_grouping"),
        ("-5", "number.negative"),
        ("1e400", "number.not_a_number"),
        ("1000000000", "number.too_large"),
        ("0,1234567", "number.too_many_decimals"),
        ("=1/0", "formula.division_by_zero"),
        ("=2-5", "quantity.out_of_range"),
        ("=10^9", "quantity.out_of_range"),
        ("=A1", "formula.unknown_name"),
        ("=" + "(" * 10_000, "formula.too_long"),
    ],
)
def test_what_is_no_quantity_is_refused_beside_its_cell(project, alice, text, code):
    before = stored(project).revision
    with pytest.raises(Invalid) as refusal:
        quantity(project, alice, text)
    assert codes(refusal) == [(code, f"q-{project.excavation}")]
    assert stored(project).revision == before


def test_a_quantity_a_million_times_the_usual_is_stored_and_remarked(project, alice):
    assert quantity(project, alice, "12.500.000").result["unusual"] is True
    assert node(project.excavation).quantity == 12_500_000


def test_english_numbers_are_read_in_english(project, alice):
    quantity(project, alice, "1,234.5", locale="en")
    assert node(project.excavation).quantity == F("1234.5")


def test_a_section_has_no_quantity(project, alice):
    with pytest.raises(Invalid) as refusal:
        outline.set_quantity(project.id, alice.id, Cell(project.section, 1, "1"), "id")
    assert codes(refusal)[0][0] == "outline.only_items"


def test_a_viewer_may_not_and_a_stranger_finds_nothing(project, vera, charlie):
    with pytest.raises(Forbidden):
        quantity(project, vera, "1")
    with pytest.raises(NotFound):
        quantity(project, charlie, "1")


# --- the whole sheet --------------------------------------------------------------------------


def sheet(project, **texts: str) -> list[Cell]:
    shown = {"excavation": "12,50", "backfill": "4,00", "signboard": "1,00"}
    return [Cell(getattr(project, name), 1, t) for name, t in (shown | texts).items()]


def test_a_sheet_stores_what_differs_from_what_it_showed_in_one_revision(project, alice):
    before = stored(project).revision
    changed = sheet(project, excavation="20", signboard="2")
    done = outline.set_quantities(project.id, alice.id, changed, "id")
    assert done.result["changed"] == 2
    assert stored(project).revision == before + 1
    assert (node(project.excavation).quantity, node(project.backfill).version) == (F(20), 1)


def test_a_sheet_sent_again_changes_nothing(project, alice):
    changed = sheet(project, excavation="20")
    outline.set_quantities(project.id, alice.id, changed, "id")
    before = stored(project).revision
    outline.set_quantities(project.id, alice.id, changed, "id")
    assert stored(project).revision == before


def test_a_sheet_with_one_bad_cell_stores_nothing_and_names_each(project, alice):
    bad = sheet(project, excavation="20", backfill="1.5", signboard="=1/0")
    with pytest.raises(SheetRefused) as refusal:
        outline.set_quantities(project.id, alice.id, bad, "id")
    assert {i: p.code for i, p in refusal.value.by_row.items()} == {
        project.backfill: "number.odd_grouping",
        project.signboard: "formula.division_by_zero",
    }
    assert node(project.excavation).quantity == F("12.5")


def test_a_cell_left_alone_is_no_edit_though_somebody_changed_it(project, alice, bob):
    quantity(project, bob, "13")
    outline.set_quantities(project.id, alice.id, sheet(project, signboard="2"), "id")
    assert node(project.excavation).quantity == 13
    assert node(project.signboard).quantity == 2


def test_a_conflict_stops_the_whole_sheet(project, alice, bob):
    quantity(project, bob, "13")
    with pytest.raises(SheetRefused) as refusal:
        outline.set_quantities(
            project.id, alice.id, sheet(project, excavation="20", signboard="2"), "id"
        )
    assert list(refusal.value.conflicts) == [project.excavation]
    assert node(project.signboard).quantity == 1


def test_a_row_deleted_meanwhile_stops_the_sheet_once(project, alice):
    cells = [*sheet(project, signboard="2"), Cell(10**6, 1, "3")]
    with pytest.raises(SheetRefused) as refusal:
        outline.set_quantities(project.id, alice.id, cells, "id")
    assert refusal.value.by_row[10**6].code == "outline.gone"


# --- texts, price, markup ---------------------------------------------------------------------


def test_texts_are_set_and_those_left_alone_stay(project, alice, bob):
    at = Cell(project.excavation, 1, "")
    outline.set_texts(project.id, bob.id, at, {"code": "T.9"})
    fields = {"number_typed": "A-1", "code": "", "title": " Galian  ", "unit": "m3"}
    outline.set_texts(project.id, alice.id, at, fields)
    found = node(project.excavation)
    assert (found.number, found.title, found.code) == ("A-1", "Galian", "T.9")


def test_a_row_needs_a_title_and_every_problem_is_told(project, alice):
    at = Cell(project.excavation, 1, "")
    with pytest.raises(Invalid) as refusal:
        outline.set_texts(project.id, alice.id, at, {"title": " ", "code": "x" * 101})
    assert set(codes(refusal)) == {("text.empty", "title"), ("text.too_long", "code")}


def test_a_title_changed_by_somebody_else_is_a_conflict(project, alice, bob):
    at = Cell(project.excavation, 1, "")
    outline.set_texts(project.id, bob.id, at, {"title": "Punya Bob"})
    outline.set_texts(project.id, bob.id, replace(at, version=2), {"unit": "bh", "code": "B"})
    mine = {"title": "Punya Alice", "unit": "ls", "code": "", "number_typed": ""}
    with pytest.raises(FormConflict) as refused:
        outline.set_texts(project.id, alice.id, at, mine)
    assert {c.field: c.theirs for c in refused.value.conflicts} == {
        "title": "Punya Bob",
        "unit": "bh",
    }
    assert refused.value.left == ["code", "number_typed"]


def price(project, person, origin: str, version: int = 1, **given):
    entered = Price(project.backfill, version, origin, **given)
    return outline.set_price(project.id, person.id, entered, "id")


def test_a_price_from_an_analysis(project, alice):
    price(project, alice, "analysis", analysis_id=project.analysis)
    assert node(project.backfill).unit_price == 86_900
    assert stored(project).incomplete == 0


def test_a_typed_price_gets_the_markup_unless_it_holds_it(project, alice):
    price(project, alice, "typed", text="100.000", source="Survei")
    assert node(project.backfill).unit_price == 110_000
    price(project, alice, "typed", 2, text="100.000", source="Survei", markup_included=True)
    assert node(project.backfill).unit_price == 100_000


def test_zero_needs_a_reason_and_none_is_unknown(project, alice):
    with pytest.raises(Invalid) as refusal:
        price(project, alice, "zero")
    assert codes(refusal) == [("text.empty", "zero_reason")]
    price(project, alice, "zero", reason="Disediakan pemilik")
    assert (node(project.backfill).amount, stored(project).incomplete) == (0, 0)
    price(project, alice, "none", 2)
    assert (node(project.backfill).amount, stored(project).incomplete) == (None, 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"origin": "analysis"}, ("outline.analysis", "analysis")),
        ({"origin": "typed"}, ("outline.price", "price")),
        ({"origin": "typed", "text": "1.5"}, ("number.odd_grouping", "price")),
        ({"origin": "free"}, ("outline.origin", "origin")),
    ],
)
def test_an_incomplete_price_is_refused(project, alice, given, code):
    with pytest.raises(Invalid) as refusal:
        price(project, alice, **given)
    assert codes(refusal) == [code]


def test_an_analysis_of_another_project_is_not_found(project, alice):
    with pytest.raises(NotFound):
        price(project, alice, "analysis", analysis_id=10**6)


def test_two_people_pricing_one_item_conflict(project, alice, bob):
    price(project, bob, "typed", text="90.000")
    with pytest.raises(Conflict) as caught:
        price(project, alice, "typed", text="100.000")
    assert (caught.value.theirs, caught.value.field) == (F(90_000), "price")


def test_the_markup_of_a_section_passes_to_its_items(project, alice):
    outline.set_markup(project.id, alice.id, Cell(project.section, 1, "0"), "id")
    assert node(project.excavation).unit_price == 79_000
    outline.set_markup(project.id, alice.id, Cell(project.section, 2, ""), "id")
    assert node(project.excavation).unit_price == 86_900
    assert verify(db.session()).differences == ()


def test_every_cell_can_be_undone(project, alice):
    price(project, alice, "typed", text="100.000")
    history.undo(project.id, alice.id)
    found = db.session.execute(
        select(OutlineNode.origin, OutlineNode.amount).where(OutlineNode.id == project.backfill)
    ).one()
    assert tuple(found) == ("analysis", None)
