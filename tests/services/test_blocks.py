"""Pasted columns of quantities and prices, on both databases: all or nothing, one undo."""

from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import OutlineNode, Project, Resource, User
from app.services import (
    block_sources,
    blocks,
    history,
    outline_blocks,
    outline_rows,
    prices_blocks,
)
from app.services.blocks import Sent
from app.services.errors import Invalid, Locked
from app.services.idempotency import Key
from app.services.outline import SheetRefused
from app.services.outline_blocks import Writer
from app.services.outline_rows import Caller
from app.services.outline_sheet import View
from app.services.prices_read import Asked


def stored(model, number):
    db.session.rollback()
    return db.session.get(model, number)


def sent(text, **more):
    return Sent(blocks.parsed(text, {}), **more)


def quantities(site, text, start="excavation", **more):
    project = stored(Project, site.id)
    view = View(start=getattr(site, start))
    return outline_blocks.plan(project, sent(text, **more), [], view)


def prices_of(site, text, start="sand", **more):
    project = stored(Project, site.id)
    asked = Asked(row=getattr(site, start))
    return prices_blocks.plan(project, sent(text, **more), [], asked)


def values(site):
    names = ("excavation", "backfill", "signboard")
    return [stored(OutlineNode, getattr(site, name)).quantity for name in names]


def test_a_column_is_one_revision_and_one_undo_restores_it(site, alice):
    before = values(site)
    outline_blocks.store(Writer(site.id, alice.id), quantities(site, "20\n=2*3,5\n3"))
    assert values(site) == [20, 7, 3]
    assert stored(Project, site.id).revision == 2
    assert stored(OutlineNode, site.backfill).formula == "=2*3.5"

    history.undo(site.id, alice.id)
    assert values(site) == before
    assert stored(OutlineNode, site.backfill).formula is None


def test_prices_are_one_revision_and_one_undo_restores_them(site, alice):
    total = stored(Project, site.id).rounded
    prices_blocks.store(Writer(site.id, alice.id), prices_of(site, "125000\n170000"), "")
    assert stored(Resource, site.sand).price == 125_000
    assert stored(Resource, site.foreman).price == 170_000
    history.undo(site.id, alice.id)
    assert stored(Resource, site.sand).price is None
    assert stored(Resource, site.foreman).price == 160_000
    assert stored(Project, site.id).rounded == total


def test_the_same_key_stores_once(site, alice):
    found = quantities(site, "20\n5")
    for _ in range(2):
        outline_blocks.store(Writer(site.id, alice.id, Key("k" * 20, "block", "hash")), found)
    assert stored(Project, site.id).revision == 2


def test_what_the_look_promises_is_what_is_stored(site, alice):
    project = stored(Project, site.id)
    found = quantities(site, "1.234\n7")
    effect = outline_blocks.effect(project, found)
    assert effect.amounts["id"][0] == 86_900 * 1234
    assert effect.amounts["en"][0] == 86_900 * F("1.234")
    assert effect.amounts["id"][1] is None  # sand has no price
    assert effect.before == 86_900 * F("12.5") + 495_000
    outline_blocks.store(Writer(site.id, alice.id), found)
    assert stored(Project, site.id).rounded == effect.totals["id"]


def test_what_prices_promise_is_what_is_stored(site, alice):
    found = prices_of(site, "125.000")
    effect = prices_blocks.effect(stored(Project, site.id), found)
    sand = F("1.2") * F("1.1") * 4
    assert effect.totals["id"] - effect.before == 125_000 * sand
    assert effect.totals["en"] - effect.before == 125 * sand
    prices_blocks.store(Writer(site.id, alice.id), found, "")
    assert stored(Project, site.id).rounded == effect.totals["id"]


def test_somebody_else_s_change_refuses_all_of_it(site, alice, bob):
    found = quantities(site, "20\n5\n3")
    outline_blocks.store(Writer(site.id, bob.id), quantities(site, "6", "backfill"))
    with pytest.raises(SheetRefused) as refused:
        outline_blocks.store(Writer(site.id, alice.id), found)
    assert values(site) == [F("12.5"), 6, 1]

    again = outline_blocks.refused(found, refused.value, str)
    assert [(line.place, line.problem.code) for line in again.problems] == [(1, "block.changed")]
    outline_blocks.store(Writer(site.id, alice.id), again)
    assert values(site) == [20, 5, 3]


@pytest.mark.parametrize(
    ("text", "more", "asks"),
    [
        ("20\n3,5", {}, set()),
        ("1.234", {}, {"reading"}),
        ("1.234", {"confirmed": True}, {"reading"}),
        ("1.234", {"chosen": {"quantity": "id"}}, set()),
        ("20\n\n5", {}, {"blank"}),
        ("20\n\n5", {"confirmed": True, "blanks": 1}, set()),
        ("20\n\n5", {"confirmed": True}, {"blank"}),
        ("Volume\n20\n5", {}, set()),
        ("12.5", {"remembered": {"excel.quantity": "en"}, "source": "excel"}, {"reading"}),
        ("12", {"remembered": {"excel.quantity": "en"}, "source": "excel"}, set()),
    ],
)
def test_what_is_asked_before_a_block_is_stored(site, text, more, asks):
    assert quantities(site, text, **more).asks == asks


def test_more_than_twenty_cells_are_looked_at(site):
    assert "size" in quantities(site, "1\n" * 21).asks
    assert "size" not in quantities(site, "1\n" * 20).asks


def test_a_block_longer_than_the_list_names_every_cell_without_a_row(site):
    found = quantities(site, "1\n2\n3\n4\n\n6")
    told = [(line.place, line.problem.code, line.problem.place) for line in found.problems]
    assert told == [(3, "block.beyond", "fix-3-0"), (5, "block.beyond", "fix-5-0")]


def test_rows_that_a_page_showed_are_filled_in_its_order(site, alice):
    shown = [(site.signboard, 1), (site.excavation, 1)]
    found = outline_blocks.plan(stored(Project, site.id), sent("7\n8"), shown, View())
    outline_blocks.store(Writer(site.id, alice.id), found)
    assert values(site) == [8, 4, 7]


def test_a_page_is_continued_by_the_rows_that_follow_it(site):
    shown = [(site.excavation, 1)]
    found = outline_blocks.plan(stored(Project, site.id), sent("7\n8\n9"), shown, View())
    rows = [line.row_id for line in found.lines]
    assert rows == [site.excavation, site.backfill, site.signboard]


def test_a_page_whose_order_changed_fills_no_row_twice(site):
    shown = [(site.labourer, 1), (site.sand, 1)]  # sand is first in the list of now
    found = prices_blocks.plan(stored(Project, site.id), sent("5\n6\n7\n8"), shown, Asked())
    rows = [line.row_id for line in found.lines]
    assert rows == [site.labourer, site.sand, site.foreman, 0]


def test_a_row_that_the_list_does_not_show_is_no_place_to_begin(site):
    project, asked = stored(Project, site.id), Asked(only="unknown", row=site.foreman)
    found = prices_blocks.plan(project, sent("5"), [], asked)
    assert [line.problem.code for line in found.problems] == ["block.beyond"]
    view = View(start=10**6)
    found = outline_blocks.plan(project, sent("5"), [], view)
    assert [line.problem.code for line in found.problems] == ["block.beyond"]


@pytest.mark.parametrize("row", [0, -1, 10**9, 2**40])
def test_rows_of_nowhere_are_no_rows(site, row):
    found = outline_blocks.plan(stored(Project, site.id), sent("7"), [(row, 1)], View())
    assert [line.problem.code for line in found.problems] == ["outline.gone"]


def test_a_row_that_went_meanwhile_keeps_its_place_in_the_block(site, alice, bob):
    shown = [(site.excavation, 1), (site.backfill, 1), (site.signboard, 1)]
    outline_rows.delete(Caller(site.id, bob.id), site.excavation)
    project = stored(Project, site.id)
    found = outline_blocks.plan(project, sent("7\n8\n9"), shown, View())
    assert [(line.row_id, line.version) for line in found.lines] == shown
    assert [line.problem and line.problem.code for line in found.lines] == [
        "outline.gone",
        None,
        None,
    ]
    again = [(line.row_id, line.version) for line in found.lines]
    found = outline_blocks.plan(project, sent("\n8\n9", blanks=1), again, View())
    assert not found.problems
    outline_blocks.store(Writer(site.id, alice.id), found)
    kept = [stored(OutlineNode, row).quantity for row in (site.backfill, site.signboard)]
    assert kept == [8, 9]


def test_cells_of_invisible_characters_leave_their_rows_as_they_are(site, alice):
    found = quantities(site, "20\n\u200b\ufeff \n3")
    assert (found.blanks, found.asks) == (1, {"blank"})
    outline_blocks.store(Writer(site.id, alice.id), found)
    assert values(site) == [20, 4, 3]


def test_what_stands_there_already_counts_as_nothing(site, alice):
    done = outline_blocks.store(Writer(site.id, alice.id), quantities(site, "12,5000\n4\n1"))
    assert done.result["changed"] == 0
    assert stored(Project, site.id).revision == 1


def test_a_block_without_a_number_is_refused(site):
    with pytest.raises(Invalid) as refused:
        quantities(site, "a\tb")
    assert [(p.code, p.place) for p in refused.value.problems] == [("block.one_column", "text")]


def test_a_zero_price_needs_a_reason(site, alice):
    assert [line.problem.code for line in prices_of(site, "0").problems] == ["price.zero_reason"]
    found = prices_of(site, "0", reason="hibah")
    assert not found.problems
    prices_blocks.store(Writer(site.id, alice.id), found, "hibah")
    assert stored(Resource, site.sand).zero_reason == "hibah"


def test_what_cannot_be_remembered_now_does_not_fail_the_block(site, alice, monkeypatch):
    def busy(*_):
        raise Locked

    monkeypatch.setattr(block_sources.accounts, "locked", busy)
    column = quantities(site, "1.234", chosen={"quantity": "en"}, source="excel").column
    block_sources.remember(alice.id, "excel", [column])
    assert block_sources.remembered(alice.id) == {}


def test_how_numbers_were_meant_is_remembered_by_program_and_person(site, alice, bob):
    column = quantities(site, "1.234", chosen={"quantity": "en"}, source="excel").column
    block_sources.remember(alice.id, "excel", [column])
    assert block_sources.remembered(alice.id) == {"excel.quantity": "en"}
    assert block_sources.remembered(bob.id) == {}
    plain = quantities(site, "20", chosen={"quantity": "id"}, source="excel").column
    block_sources.remember(alice.id, "excel", [plain])  # nothing was asked, nothing is learnt
    assert stored(User, alice.id).readings == {"excel.quantity": "en"}
