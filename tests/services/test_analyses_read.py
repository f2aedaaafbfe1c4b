"""The form A to F as it is read: figures, differences from the published form, users, the list."""

from fractions import Fraction

import pytest

from app.domain.errors import Problem
from app.extensions import db
from app.services import analyses, analyses_list, analyses_read, analyses_rows
from app.services.analyses import Cell
from app.services.errors import NotFound
from app.services.typed import Sent
from tests import large_projects
from tests.fixtures_analyses import D, analysis, row
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("context")


def read(project, analysis_id, locale="id"):
    db.session.rollback()
    return analyses_read.form(project.id, analysis_id, locale)


def change(project, by, fence, row_id, text, column="coefficient"):
    cell = Cell(row_id, row(row_id).version, column, text)
    analyses.set_cell((project.id, fence.id), by.id, cell, "id")


def test_blocks_a_to_c_are_there_with_their_sums_also_when_empty(project, fence):
    form = read(project, project.analysis)
    assert [(b.letter, len(b.rows), b.amount) for b in form.blocks] == [
        ("A", 2, 79_000), ("B", 0, 0), ("C", 0, 0), ("", 0, 0),
    ]  # fmt: skip


def test_d_e_f_follow_from_the_rows(project, fence):
    form = read(project, fence.id)
    assert (form.direct_cost, form.markup, form.total) == (D, D / 10, D * Fraction(11, 10))
    assert form.unit_price == form.published_price == form.total
    assert form.state == "published"
    assert form.differences == 0


def test_each_row_says_what_it_multiplies(project, fence):
    rows = {r.id: r for r in read(project, fence.id).rows}
    labourer, tools, nails = (rows[i] for i in (fence.labourer, fence.tools, fence.nails))
    assert (labourer.title, labourer.unit, labourer.typed) == ("Pekerja pagar", "OH", "0,6000")
    assert (labourer.price, labourer.amount) == (100_000, 60_000)
    assert (tools.unit, tools.typed, tools.base, tools.price) == ("%", "5,00", "labour", 60_000)
    assert (nails.price_typed, nails.amount, nails.no) == ("2.500,00", 2_500, 2)
    note = rows[fence.note]
    assert (note.no, note.amount, note.title) == (1, None, "*) termasuk bongkar")


def test_numbers_and_formulas_are_written_in_the_locale_of_the_reader(project, alice, fence):
    change(project, alice, fence, fence.timber, "=61,56/1400")
    change(project, alice, fence, fence.tools, "=2,5*2")
    rows = {r.id: r for r in read(project, fence.id, "en").rows}
    assert rows[fence.labourer].typed == "0.6000"
    assert rows[fence.timber].typed == "=61.56/1400"
    assert rows[fence.timber].result == Fraction(6156, 140_000)
    assert (rows[fence.tools].typed, rows[fence.tools].result) == ("=2.5*2", 5)


def test_a_percent_formula_that_was_not_typed_here_is_shown_in_percent_all_the_same(project, alice):
    percent = {"kind": "percent", "category": "other", "percent_of": "labour", "label": "p"}
    made = analysis(project.id, alice.id, "x", percent | {"formula": "=1/20"})
    (found,) = read(project, made).rows
    assert (found.typed, found.result) == ("=(1/20)*100", 5)


def test_differences_from_the_published_form_are_told_by_row(project, alice, fence):
    at = (project.id, fence.id)
    change(project, alice, fence, fence.labourer, "0,65")
    change(project, alice, fence, fence.nails, "3.000", "price")
    analyses_rows.delete((*at, fence.timber), alice.id)
    note = Sent(alice.id, {"label": "lain"})
    analyses_rows.describe((*at, fence.note), row(fence.note).version, note)
    lump = {"kind": "lump", "label": "Sewa", "category": "other", "price": "1.000"}
    added = analyses_rows.add(at, Sent(alice.id, lump)).result["row"]
    form = read(project, fence.id)
    told = {r.id: (r.difference.kind, r.difference.before) for r in form.rows if r.difference}
    assert told == {
        fence.labourer: ("coefficient", "0,6000"),
        fence.nails: ("price", "2.500,00"),
        fence.note: ("other", ""),
        added: ("added", ""),
    }
    assert [(r.title, r.typed) for r in form.removed] == [("Kaso 5/7", "0,0387")]
    assert form.differences == 5
    assert form.state == "modified"
    assert form.published_price == D * Fraction(11, 10)


def test_removed_rows_of_every_kind_have_their_names(project, alice, fence):
    at = (project.id, fence.id)
    for row_id in (fence.note, fence.tools, fence.nails, fence.labourer):
        analyses_rows.delete((*at, row_id), alice.id)
    form = read(project, fence.id)
    assert [r.title for r in form.removed] == [
        "Pekerja pagar", "Alat bantu", "Paku", "*) termasuk bongkar",
    ]  # fmt: skip
    assert form.published_price == D * Fraction(11, 10)


def test_an_own_analysis_is_compared_with_nothing(project):
    form = read(project, project.analysis)
    assert form.published_price is None
    assert form.differences == 0


def test_an_unknown_price_makes_the_form_unknown_and_not_zero(project):
    form = read(project, project.analysis_unknown)
    assert (form.direct_cost, form.markup, form.total, form.unit_price) == (None,) * 4


def test_problems_stand_at_their_rows(project, alice, fence):
    change(project, alice, fence, fence.timber, "-0,01")
    lump = {"kind": "lump", "category": "other", "price": Fraction(1), "formula": "=susut*2"}
    made = analysis(project.id, alice.id, "x", lump)
    (broken,) = read(project, made).rows
    assert [p.code for p in broken.problems] == ["formula.unknown_name"]
    assert broken.amount is None
    rows = {r.id: r.problems for r in read(project, fence.id).rows}
    place = f"component:{fence.timber}"
    assert rows[fence.timber] == [Problem("coefficient.negative", place, warning=True)]


def test_a_nested_row_shows_the_price_of_its_basis(project, alice):
    use = {"kind": "analysis", "category": "material", "nested_id": project.analysis}
    made = analysis(
        project.id, alice.id, "x",
        use | {"coefficient": "1"}, use | {"coefficient": "1", "basis": "unit_price"},
    )  # fmt: skip
    plain, charged = read(project, made).rows
    assert (plain.price, charged.price) == (79_000, 86_900)
    assert (plain.code, plain.unit, plain.nested_id) == ("T.01", "m3", project.analysis)


def test_analyses_of_other_projects_are_not_found(project, fence):
    for unknown in (0, 999, 2**70):
        with pytest.raises(NotFound):
            read(project, unknown)


def test_users_are_counted_and_the_first_are_named(project, alice, fence):
    use = {"kind": "analysis", "category": "material", "nested_id": fence.id, "coefficient": "1"}
    above = analysis(project.id, alice.id, "Pagar besar", use, use)
    found = analyses_list.around(project.id, fence.id)
    assert (found.item_count, found.above_count) == (2, 1)
    assert [(u.id, u.title, u.quantity) for u in found.items] == [
        (fence.item, "Pagar timur", 2), (fence.other_item, "Pagar barat", 2),
    ]  # fmt: skip
    assert [(u.id, u.title) for u in found.above] == [(above, "Pagar besar")]
    assert found.changed is None


def test_the_last_hand_is_named_also_when_it_took_something_back(project, alice, bob, fence):
    change(project, alice, fence, fence.labourer, "0,65")
    assert analyses_list.around(project.id, fence.id).changed[0] == alice.name
    change(project, bob, fence, fence.labourer, "0,7")
    assert analyses_list.around(project.id, fence.id).changed[0] == bob.name
    assert analyses_list.around(project.id, project.analysis).changed is None


def test_the_list_is_sorted_by_code_and_counts_users(project, fence):
    found = analyses_list.listing(project.id)
    assert [(line.code, line.state, line.items, line.rows) for line in found.lines] == [
        ("1.1.1.1", "published", 2, 0), ("T.01", "own", 1, 0), ("T.02", "own", 1, 0),
    ]  # fmt: skip
    assert found.lines[0].unit_price == D * Fraction(11, 10)
    assert found.lines[2].unit_price is None


@pytest.mark.parametrize(
    ("search", "count"),
    [("galian", 1), ("T.0", 2), ("urugan 1", 1), ("100%", 0), ("\x00", 3), ("x" * 500, 0)],
)
def test_the_list_is_searched_in_code_and_title(project, fence, search, count):
    assert analyses_list.listing(project.id, search).count == count


def test_long_lists_have_pages(project, alice, monkeypatch):
    monkeypatch.setattr(analyses_list, "PAGE", 1)
    pages = [analyses_list.listing(project.id, page=page) for page in (0, 1, 2, 99)]
    assert [(p.page, p.pages, p.lines[0].code) for p in pages] == [
        (1, 2, "T.01"), (1, 2, "T.01"), (2, 2, "T.02"), (2, 2, "T.02"),
    ]  # fmt: skip


def test_choices_are_resources_and_other_analyses(project, fence):
    found = analyses_list.choices(project.id, fence.id, "gal")
    assert [(c.kind, c.title, c.price) for c in found] == [
        ("analysis", "Galian 1 m3", 79_000),
    ]  # fmt: skip
    (worker,) = analyses_list.choices(project.id, fence.id, "pagar kerja")
    assert (worker.kind, worker.category, worker.price) == ("resource", "labour", 100_000)


def test_a_pack_price_is_offered_per_unit(project, alice, fence):
    from app.models import Resource
    from app.services import revisions
    from app.services.revisions import Order

    def pack(draft):
        cement = draft.get(Resource, project.sand)
        cement.pack_price, cement.pack_size = Fraction(62_000), Fraction(40)

    revisions.run(Order(project.id, "test", alice.id), pack)
    (found,) = analyses_list.choices(project.id, fence.id, "pasir")
    assert found.price == 1_550


@pytest.mark.parametrize("items", [48, 480])
def test_an_edit_needs_as_many_statements_in_a_large_project(app, alice, items):
    made = large_projects.make(app, alice.id, items)
    listing = analyses_list.listing(made)
    used = next(line for line in listing.lines if line.items)
    db.session.rollback()
    first = analyses_read.form(made, used.id, "id").rows[0]
    cell = Cell(first.id, first.version, "coefficient", "0,77")
    db.session.rollback()
    with counted(app) as seen:
        analyses.set_cell((made, used.id), alice.id, cell, "id")
    assert len(seen) <= 15
