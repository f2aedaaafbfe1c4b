"""Rows come, move, are copied and go; numbers follow until they are frozen."""

from fractions import Fraction as F

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import OutlineNode, Project
from app.services import history, outline_numbers, outline_rows, positions, revisions
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.outline import Price
from app.services.outline_rows import Caller, NewRow, Spot
from app.services.revisions import Key, Order
from app.services.verification import verify

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def caller(project, alice) -> Caller:
    return Caller(project.id, alice.id)


def outline_of(project) -> list[str]:
    """Numbers and titles in sheet order, indented by level."""
    db.session.rollback()
    statement = select(OutlineNode).where(OutlineNode.project_id == project.id)
    rows = db.session.execute(statement.order_by(OutlineNode.sort_path)).scalars()
    return [f"{'  ' * (row.level - 1)}{row.number} {row.title}" for row in rows]


def row(kind: str, title: str, spot: Spot = Spot(), **more) -> NewRow:  # noqa: B008
    return NewRow(kind, {"title": title}, spot, **more)


BEFORE = [
    "I Pekerjaan tanah",
    "  1 Galian tanah",
    "  2 Urugan pasir",
    "II Lain-lain",
    "  1 Papan nama",
]


def test_the_project_begins_as_expected(project):
    assert outline_of(project) == BEFORE


# --- adding -----------------------------------------------------------------------------------


def test_rows_are_added_at_their_place(project, caller):
    outline_rows.add(caller, row("item", "Pagar", Spot(project.section, 1)), "id")
    outline_rows.add(caller, row("section", "Persiapan", Spot(None, 0)), "id")
    outline_rows.add(caller, row("note", "Harga per Mei", Spot(project.section_ii)), "id")
    assert outline_of(project) == [
        "I Persiapan",
        "II Pekerjaan tanah",
        "  1 Galian tanah",
        "  2 Pagar",
        "  3 Urugan pasir",
        "III Lain-lain",
        "  1 Papan nama",
        "   Harga per Mei",
    ]
    assert verify(db.session()).differences == ()


def test_an_item_takes_its_words_from_its_analysis(project, caller):
    price = Price(0, 0, "analysis", analysis_id=project.analysis)
    new = NewRow("item", {"unit": "m2"}, Spot(project.section), "=2*1,5", price)
    done = outline_rows.add(caller, new, "id")
    found = db.session.get(OutlineNode, done.result["node"])
    assert (found.title, found.code, found.unit) == ("Galian 1 m3", "T.01", "m2")
    assert found.amount == 86_900 * 3


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewRow("item", {}), "text.empty"),
        (NewRow("heading", {"title": "x"}), "outline.kind"),
        (NewRow("item", {"title": "x"}, quantity="1.5"), "number.odd_grouping"),
        (NewRow("item", {"title": "x"}, price=Price(0, 0, "zero")), "text.empty"),
    ],
)
def test_a_row_that_is_not_one_is_refused(project, caller, new, code):
    with pytest.raises(Invalid) as refusal:
        outline_rows.add(caller, new, "id")
    assert refusal.value.problems[0].code == code
    assert outline_of(project) == BEFORE


def test_only_a_section_of_the_project_can_contain_rows(project, caller):
    with pytest.raises(Invalid) as refusal:
        outline_rows.add(caller, row("item", "x", Spot(project.excavation)), "id")
    assert refusal.value.problems[0].code == "outline.parent_is_no_section"
    with pytest.raises(NotFound):
        outline_rows.add(caller, row("item", "x", Spot(10**6)), "id")


def test_a_form_sent_twice_adds_one_row(project, alice):
    key = Key("k" * 20, "outline.add", "hash")
    once = Caller(project.id, alice.id, key)
    first = outline_rows.add(once, row("section", "Baru"), "id")
    again = outline_rows.add(once, row("section", "Baru"), "id")
    assert again.replayed
    assert again.result["node"] == first.result["node"]
    assert len(outline_of(project)) == 6


def test_a_viewer_may_not_and_a_stranger_finds_nothing(project, vera, charlie):
    with pytest.raises(Forbidden):
        outline_rows.delete(Caller(project.id, vera.id), project.section)
    with pytest.raises(NotFound):
        outline_rows.delete(Caller(project.id, charlie.id), project.section)


# --- moving -----------------------------------------------------------------------------------


def test_up_and_down_change_places_with_the_neighbour(project, caller):
    outline_rows.shift(caller, project.backfill, "up")
    assert outline_of(project)[1:3] == ["  1 Urugan pasir", "  2 Galian tanah"]
    outline_rows.shift(caller, project.backfill, "down")
    assert outline_of(project) == BEFORE


def test_in_and_out_change_the_level(project, caller):
    outline_rows.shift(caller, project.section_ii, "in")
    assert outline_of(project)[3:] == ["  A Lain-lain", "    1 Papan nama"]
    outline_rows.shift(caller, project.signboard, "out")
    assert outline_of(project)[3:] == ["  A Lain-lain", "  3 Papan nama"]
    assert verify(db.session()).differences == ()


@pytest.mark.parametrize(
    ("name", "direction", "code"),
    [
        ("section", "up", "outline.at_edge"),
        ("backfill", "down", "outline.at_edge"),
        ("backfill", "in", "outline.no_section_above"),
        ("section", "in", "outline.no_section_above"),
        ("section", "out", "outline.on_top"),
    ],
)
def test_a_row_stays_where_it_cannot_go(project, caller, name, direction, code):
    with pytest.raises(Invalid) as refusal:
        outline_rows.shift(caller, getattr(project, name), direction)
    assert refusal.value.problems[0].code == code
    assert outline_of(project) == BEFORE


def test_a_row_moves_to_any_section_and_place(project, caller):
    outline_rows.move(caller, project.signboard, Spot(project.section, 0))
    outline_rows.move(caller, project.section, Spot(None))
    assert outline_of(project) == [
        "I Lain-lain",
        "II Pekerjaan tanah",
        "  1 Papan nama",
        "  2 Galian tanah",
        "  3 Urugan pasir",
    ]
    assert verify(db.session()).differences == ()


def test_a_move_to_where_a_row_stands_is_no_revision(project, caller):
    before = db.session.get(Project, project.id).revision
    outline_rows.move(caller, project.backfill, Spot(project.section, 1))
    outline_rows.move(caller, project.backfill, Spot(project.section))
    db.session.rollback()
    assert db.session.get(Project, project.id).revision == before


def test_a_section_cannot_be_moved_into_itself_or_below(project, caller):
    done = outline_rows.add(caller, row("section", "A", Spot(project.section)), "id")
    for target in (project.section, done.result["node"]):
        with pytest.raises(Invalid) as refusal:
            outline_rows.move(caller, project.section, Spot(target))
        assert refusal.value.problems[0].code == "outline.cycle"


def test_a_move_can_be_undone(project, caller, alice):
    outline_rows.move(caller, project.section, Spot(project.section_ii, 0))
    history.undo(project.id, alice.id)
    assert outline_of(project) == BEFORE
    assert verify(db.session()).differences == ()


def test_siblings_are_respread_when_a_gap_closes(project, caller):
    # Twenty halvings use up a gap of 2^20; the twenty-first needs room.
    for n in range(25):
        outline_rows.add(caller, row("item", f"{n:02}", Spot(project.section, 1)), "id")
    titles = [line.split(maxsplit=1)[1] for line in outline_of(project)[1:28]]
    assert titles == ["Galian tanah", *[f"{n:02}" for n in reversed(range(25))], "Urugan pasir"]
    found = db.session.execute(
        select(OutlineNode.position).where(OutlineNode.parent_id == project.section)
    )
    gaps = sorted(found.scalars())
    assert len(set(gaps)) == 27
    assert verify(db.session()).differences == ()


def test_positions_never_leave_the_room_of_a_sort_path(project, caller, alice):
    def to_the_end(draft) -> None:
        draft.get(OutlineNode, project.backfill).position = positions.LIMIT - 1

    revisions.run(Order(project.id, "test", alice.id), to_the_end)
    outline_rows.add(caller, row("item", "Akhir", Spot(project.section)), "id")
    assert outline_of(project)[3] == "  3 Akhir"
    highest = select(OutlineNode.position).order_by(OutlineNode.position.desc()).limit(1)
    assert db.session.execute(highest).scalar_one() == 3 * positions.GAP


# --- copying and deleting ---------------------------------------------------------------------


def test_a_section_is_copied_with_all_that_is_below_it(project, caller):
    outline_rows.shift(caller, project.section_ii, "in")
    done = outline_rows.copy(caller, project.section)
    assert done.result["rows"] == 5
    assert outline_of(project) == [
        "I Pekerjaan tanah",
        "  1 Galian tanah",
        "  2 Urugan pasir",
        "  A Lain-lain",
        "    1 Papan nama",
        "II Pekerjaan tanah",
        "  1 Galian tanah",
        "  2 Urugan pasir",
        "  A Lain-lain",
        "    1 Papan nama",
    ]
    verdict = verify(db.session())
    assert verdict.differences == ()
    amounts = db.session.execute(
        select(OutlineNode.amount).where(OutlineNode.parent_id.is_(None))
    ).scalars()
    assert len(set(amounts)) == 1


def test_copies_find_room_where_there_is_none_left(project, caller):
    for _ in range(22):
        outline_rows.copy(caller, project.excavation)
    titles = [line.split(maxsplit=1)[1] for line in outline_of(project)[1:25]]
    assert titles == ["Galian tanah"] * 23 + ["Urugan pasir"]
    found = db.session.scalars(
        select(OutlineNode.position).where(OutlineNode.parent_id == project.section)
    )
    assert len(set(found)) == 24
    assert verify(db.session()).differences == ()


def test_a_copy_is_independent(project, caller, alice):
    done = outline_rows.copy(caller, project.excavation)
    copied = db.session.get(OutlineNode, done.result["node"])
    assert copied.quantity == F("12.5")
    outline_rows.delete(caller, project.excavation)
    db.session.rollback()
    assert db.session.get(OutlineNode, done.result["node"]).quantity == F("12.5")


def test_a_section_is_deleted_with_all_that_is_below_it_and_comes_back(project, caller, alice):
    done = outline_rows.delete(caller, project.section)
    assert done.result["rows"] == 3
    assert outline_of(project) == ["I Lain-lain", "  1 Papan nama"]
    assert verify(db.session()).differences == ()
    history.undo(project.id, alice.id)
    assert outline_of(project) == BEFORE
    assert verify(db.session()).differences == ()


# --- numbers ----------------------------------------------------------------------------------


def test_the_scheme_numbers_every_level(project, caller):
    outline_numbers.set_scheme(caller, ["1", "1.1"])
    assert outline_of(project)[:3] == [
        "1 Pekerjaan tanah",
        "  1.1 Galian tanah",
        "  1.2 Urugan pasir",
    ]


@pytest.mark.parametrize("styles", [[], ["I", "?"], ["1"] * 5])
def test_a_scheme_of_unknown_styles_is_refused(project, caller, styles):
    with pytest.raises(Invalid) as refusal:
        outline_numbers.set_scheme(caller, styles)
    assert refusal.value.problems[0].code == "outline.scheme"


def test_frozen_numbers_stay_with_their_rows(project, caller):
    outline_numbers.freeze(caller)
    outline_rows.shift(caller, project.section_ii, "up")
    assert outline_of(project) == [
        "II Lain-lain",
        "  1 Papan nama",
        "I Pekerjaan tanah",
        "  1 Galian tanah",
        "  2 Urugan pasir",
    ]
    outline_numbers.release(caller)
    assert outline_of(project)[0] == "I Lain-lain"
    assert verify(db.session()).differences == ()


def test_releasing_leaves_a_number_that_was_typed_before(project, caller, alice):
    def typed(draft) -> None:
        draft.get(OutlineNode, project.excavation).number_typed = "T-7"

    revisions.run(Order(project.id, "test", alice.id), typed)
    outline_numbers.freeze(caller)
    outline_numbers.release(caller)
    assert outline_of(project)[1:3] == ["  T-7 Galian tanah", "  2 Urugan pasir"]
    assert db.session.get(Project, project.id).numbers_frozen is False


def test_freezing_can_be_undone(project, caller, alice):
    outline_numbers.freeze(caller)
    history.undo(project.id, alice.id)
    outline_rows.shift(caller, project.backfill, "up")
    assert outline_of(project)[1] == "  1 Urugan pasir"
