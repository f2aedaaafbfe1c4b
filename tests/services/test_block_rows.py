"""Pasted rectangles as new rows, on both databases: order, links, amounts, one undo."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import Analysis, OutlineNode, Project
from app.services import (
    blocks,
    history,
    outline_block_rows,
    outline_block_store,
    revisions,
)
from app.services.blocks import Sent
from app.services.errors import Forbidden, NotFound
from app.services.outline_block_rows import Layout
from app.services.outline_blocks import Writer
from app.services.revisions import Order

RAB = (
    "\tPekerjaan atap\t\t\t\n"
    "T.01\tGalian pondasi\tm3\t2\t\n"
    "\tGenteng keramik\tm2\t120\t95000\n"
    "\tPekerjaan cat\t\t\t\n"
    "\tCat dinding\tm2\t=10*4,5\t\n"
)
COLUMNS = ("code", "title", "unit", "quantity", "price")


def plan(site, text, near, layout=None, **more):
    db.session.rollback()
    found = Sent(blocks.parsed(text, {}), **more)
    project = db.session.get(Project, site.id)
    return outline_block_rows.plan(project, found, layout or Layout(COLUMNS), near)


def store(site, person, found):
    return outline_block_store.store(Writer(site.id, person.id), found, "").result


def sheet(site):
    db.session.rollback()
    statement = db.select(OutlineNode).where(OutlineNode.project_id == site.id)
    return [
        (row.level, row.kind, row.title, row.quantity)
        for row in db.session.scalars(statement.order_by(OutlineNode.sort_path))
    ]


def rounded(site):
    db.session.rollback()
    return db.session.get(Project, site.id).rounded


def test_sections_items_and_links_are_stored_in_order_and_undone_at_once(site, alice):
    before = sheet(site)
    found = plan(site, RAB, site.section_ii)
    assert not found.problems
    assert store(site, alice, found)["rows"] == 5
    assert sheet(site)[len(before) :] == [
        (2, "section", "Pekerjaan atap", None),
        (3, "item", "Galian pondasi", 2),
        (3, "item", "Genteng keramik", 120),
        (2, "section", "Pekerjaan cat", None),
        (3, "item", "Cat dinding", 45),
    ]
    # The old 1,581,250; 2 m3 at 86,900; 120 m2 at 95,000 and 10 % on it.
    assert rounded(site) == 1_581_250 + 173_800 + 12_540_000
    history.undo(site.id, alice.id)
    assert sheet(site) == before


def test_what_the_look_promises_is_what_is_stored(site, alice):
    found = plan(site, "T.01\tA\tm3\t1.234\t\n\tB\tm\t2\t1.500", site.excavation)
    effect = outline_block_store.effect(db.session.get(Project, site.id), found)
    assert effect.amounts == {0: 86_900 * 1234, 1: 2 * 1500 * F("1.1")}
    assert effect.others["quantity"].amounts[0] == 86_900 * F("1.234")
    assert effect.others["price"].amounts == {0: 86_900 * 1234, 1: 2 * F("1.5") * F("1.1")}
    store(site, alice, found)
    assert rounded(site) == effect.total


def test_many_rows_find_room_between_two_neighbours(site, alice):
    for _ in range(3):
        rows = "".join(f"\tBaris {i}\tm\t{i}\t\n" for i in range(300))
        store(site, alice, plan(site, rows, site.excavation))
    titles = [title for _, kind, title, _ in sheet(site) if kind == "item"]
    assert titles[0] == "Galian tanah"
    assert titles[1:301] == [f"Baris {i}" for i in range(300)]
    assert titles[-2:] == ["Urugan pasir", "Papan nama"]


def test_positions_are_spread_where_there_is_no_room(site, alice):
    def crowd(draft):
        draft.get(OutlineNode, site.backfill).position = (1 << 20) + 3

    revisions.run(Order(site.id, "row.moved", alice.id), crowd)
    store(site, alice, plan(site, "".join(f"\tB{i}\tm\t1\t\n" for i in range(9)), site.excavation))
    titles = [title for _, kind, title, _ in sheet(site) if kind == "item"]
    assert titles == ["Galian tanah", *(f"B{i}" for i in range(9)), "Urugan pasir", "Papan nama"]


@pytest.mark.parametrize(
    ("code", "unit", "linked", "remark"),
    [
        ("T.01", "m3", True, None),
        ("t01", "M³", True, None),
        ("T.01", "", True, None),
        ("T.01", "m2", False, "block.other_unit"),
        ("T.99", "m3", False, None),
        ("", "m3", False, None),
    ],
)
def test_a_code_is_linked_where_the_project_has_its_analysis_in_that_unit(
    site, code, unit, linked, remark
):
    (line,) = plan(site, f"{code}\tGalian\t{unit}\t2\t", site.section).lines
    assert (line.link is not None) == linked
    assert [one.code for one in line.remarks] == ([remark] if remark else [])


def test_a_code_of_two_analyses_is_left_for_a_person(site, alice):
    def twin(draft):
        draft.add(Analysis(code="T.01", code_key="T.01", title="Galian lain", unit="m3"))

    revisions.run(Order(site.id, "analysis.added", alice.id), twin)
    (line,) = plan(site, "T.01\tGalian\tm3\t2\t", site.section).lines
    assert (line.link, [one.code for one in line.remarks]) == (None, ["block.two_analyses"])


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("T.01\tGalian\tm3\t2\t", set()),
        ("T.01\tGalian\tm3\t1.234\t", {"reading"}),
        ("\tJudul\t\t\t\n\tGalian\tm3\t2\t", {"bare"}),
        ("T.01\tGalian\tm3\t2\t95000", {"both"}),
        ("T.01\tGalian\tm2\t2\t", {"warning"}),
        ("\tGalian\tm3\t2\t\n" * 7, {"size"}),
    ],
)
def test_what_is_asked_before_rows_are_stored(site, text, asks):
    assert plan(site, text, site.section).asks == asks


def test_a_column_left_out_that_holds_something_is_asked_about(site):
    layout = Layout(("code", "title", "unit", "quantity", ""))
    assert plan(site, "\tGalian\tm3\t2\t5", site.section, layout).asks == {"columns"}


def test_every_wrong_cell_is_named_at_its_place(site):
    text = "\t\tm3\t2\t\n\tPagar\tm\tabc\t\n\tPintu\t" + "x" * 51 + "\t1\t-5"
    told = {(one.place, one.code) for _, one in plan(site, text, site.section).problems}
    assert told == {
        ("fix-0-1", "text.empty"),
        ("fix-1-3", "number.not_a_number"),
        ("fix-2-2", "text.too_long"),
        ("fix-2-4", "number.negative"),
    }


def test_only_those_who_may_store_rows(site, vera, charlie):
    found = plan(site, "\tGalian\tm3\t2\t", site.section)
    with pytest.raises(Forbidden):
        store(site, vera, found)
    with pytest.raises(NotFound):
        store(site, charlie, found)


def test_a_block_of_the_greatest_size_is_stored(site, alice):
    rows = "".join(f"\tBaris {i}\tm\t{i}\t1000\n" for i in range(2000))
    assert store(site, alice, plan(site, rows, site.section_ii))["rows"] == 2000
    # 1,100 for each metre, 0 + 1 + ... + 1,999 metres of it.
    assert rounded(site) == 1_581_250 + 1_100 * 1_999_000
