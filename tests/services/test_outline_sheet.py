"""A page of the sheet: rows by key, what is missing, the jump list, the total bar."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import outline, outline_read, outline_rows, outline_sheet
from app.services.errors import NotFound
from app.services.outline import Cell
from app.services.outline_detail import choices, count_below, detail, spot_near
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.outline_sheet import View
from tests import large_projects

pytestmark = pytest.mark.usefixtures("context")


def present(project_id: int) -> Project:
    db.session.rollback()
    return db.session.get(Project, project_id)


def page(project_id: int, **view):
    return outline_sheet.sheet(present(project_id), View(**view))


def test_a_page_shows_rows_as_the_sheet_prints_them(project):
    sheet = page(project.id)
    assert [(r.kind, r.number, r.typed, r.amount) for r in sheet.rows] == [
        ("section", "I", "", 1_086_250),
        ("item", "1", "12,50", 1_086_250),
        ("item", "2", "4,00", None),
        ("section", "II", "", 495_000),
        ("item", "1", "1,00", 495_000),
    ]
    assert sheet.rows[1].analysis_code == "T.01"
    assert sheet.rows[1].share == F(108_625_000, 1_581_250)
    assert (sheet.previous, sheet.following, sheet.above) == (None, None, ())


def test_a_formula_is_written_as_typed_with_its_result(project, alice):
    outline.set_quantity(project.id, alice.id, Cell(project.excavation, 1, "=2,5*4"), "id")
    row = outline_read.row(present(project.id), project.excavation, "en")
    assert (row.typed, row.result) == ("=2.5*4", 10)


def test_filters_show_what_lacks_something_with_its_sections(project, alice):
    outline.set_quantity(project.id, alice.id, Cell(project.signboard, 1, ""), "id")
    no_price = page(project.id, only="price")
    assert [r.id for r in no_price.rows] == [project.section, project.backfill]
    no_quantity = page(project.id, only="quantity")
    assert [r.id for r in no_quantity.rows] == [project.section_ii, project.signboard]
    counts = no_price.counts
    assert (counts.items, counts.no_price, counts.no_quantity) == (3, 1, 1)


def test_pages_follow_each_other_without_gap_or_overlap(app, alice):
    project_id = large_projects.make(app, alice.id, 260)
    seen, start, before = [], None, []
    while True:
        sheet = page(project_id, start=start)
        seen += [row.id for row in sheet.rows]
        before.append(sheet.previous)
        if sheet.following is None:
            break
        start = sheet.following
    rows = page(project_id, size=200).rows
    assert seen[:200] == [row.id for row in rows]
    assert len(seen) == len(set(seen)) == 260 + 17
    assert before == [None, seen[0], seen[100]]


def test_a_page_that_begins_inside_sections_names_them(app, alice):
    project_id = large_projects.make(app, alice.id, 60)
    start = page(project_id).rows[10].id
    sheet = page(project_id, start=start)
    assert [row.kind for row in sheet.above] == ["section", "section"]
    assert sheet.rows[0].id == start


def test_a_page_whose_first_row_is_gone_begins_at_the_top(project):
    assert page(project.id, start=10**6).rows[0].id == project.section
    assert page(project.id, start=2**70).rows[0].id == project.section


def test_a_long_jump_list_keeps_the_first_level(app, alice):
    few = page(large_projects.make(app, alice.id, 480))
    many = page(large_projects.make(app, alice.id, 4000))
    assert {jump.level for jump in few.jumps} == {1, 2}
    assert {jump.level for jump in many.jumps} == {1}
    assert len(many.jumps) == 84


def test_the_total_bar_says_what_the_ceiling_leaves(app, alice):
    project = present(large_projects.make(app, alice.id, 5))
    bar = outline_read.bar(project)
    assert bar.tail[0].amount == bar.subtotal * F(11, 100)
    assert bar.margin == project.ceiling - bar.rounded
    assert bar.missing_prices == bar.incomplete == 0


def test_a_row_comes_with_the_sections_above_it(project, alice):
    outline_rows.shift(Caller(project.id, alice.id), project.section_ii, "in")
    found = outline_read.with_sections(present(project.id), project.signboard, "id")
    assert [row.id for row in found] == [project.section, project.section_ii, project.signboard]
    with pytest.raises(NotFound):
        outline_read.with_sections(present(project.id), 10**6, "id")
    with pytest.raises(NotFound):
        outline_read.row(present(project.id), 10**6, "id")


def test_a_row_of_another_project_is_not_found(app, project, alice):
    other = large_projects.make(app, alice.id, 5)
    with pytest.raises(NotFound):
        outline_read.with_sections(present(other), project.excavation, "id")


# --- the page of one row ----------------------------------------------------------------------


def test_a_row_offers_every_section_but_those_inside_itself(project, alice):
    inner = outline_rows.add(
        Caller(project.id, alice.id),
        NewRow("section", {"title": "Dalam"}, Spot(project.section)),
        "id",
    ).result["node"]
    found = detail(present(project.id), project.section, "", "id")
    assert [place.id for place in found.places] == [project.section_ii]
    found = detail(present(project.id), project.backfill, "", "id")
    assert [place.id for place in found.places] == [project.section, inner, project.section_ii]
    assert (found.index, found.inputs.price) == (1, None)
    assert count_below(present(project.id), found.above[0]) == 3


def test_analyses_are_searched_by_code_and_title_and_the_present_one_stays(project):
    assert [c.code for c in choices(project.id, "").offered] == ["T.01", "T.02"]
    found = choices(project.id, "urugan", project.analysis)
    assert [c.code for c in found.offered] == ["T.01", "T.02"]
    assert found.count == 1
    assert [c.unit_price for c in choices(project.id, "t.0").offered] == [86_900, None]
    assert choices(project.id, "%").offered == []


@pytest.mark.parametrize(
    ("near", "kind", "spot"),
    [
        (None, "section", (None, None)),
        (None, "item", ("section_ii", None)),
        ("section", "item", ("section", None)),
        ("section", "section", (None, 1)),
        ("excavation", "item", ("section", 1)),
        ("backfill", "section", (None, 1)),
    ],
)
def test_a_new_row_belongs_beside_the_chosen_one(project, near, kind, spot):
    found = spot_near(present(project.id), near and getattr(project, near), kind)
    parent, index = spot
    assert found == Spot(parent and getattr(project, parent), index)


def test_an_empty_project_has_an_empty_sheet(project, alice):
    for section in (project.section, project.section_ii):
        outline_rows.delete(Caller(project.id, alice.id), section)
    sheet = page(project.id)
    assert (sheet.rows, sheet.jumps, sheet.counts.items) == ([], [], 0)
    assert spot_near(present(project.id), None, "item") == Spot(None, None)
    assert db.session.query(OutlineNode).count() == 0
