"""Several rows at once: one revision, one undo, and the effect shown before it happens."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.extensions import Base, db
from app.models import OutlineNode, Project, Revision
from app.services import history, keyframes, outline, outline_many, outline_sheet
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.outline import Cell
from app.services.outline_many import LABELS, Pick
from app.services.outline_rows import Caller, Spot
from app.services.outline_sheet import View
from tests import large_projects
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def caller(project, alice):
    return Caller(project.id, alice.id)


def present(project):
    db.session.rollback()
    return db.session.get(Project, project.id)


def sheet(project):
    found = outline_sheet.sheet(present(project), View()).rows
    return [(row.title, row.level) for row in found]


BEFORE = [
    ("Pekerjaan tanah", 1),
    ("Galian tanah", 2),
    ("Urugan pasir", 2),
    ("Lain-lain", 1),
    ("Papan nama", 2),
]


def do(caller, deed, *rows, **more):
    return outline_many.carry_out(caller, Pick(rows, deed, **more))


def test_rows_of_two_sections_are_deleted_in_one_revision(project, caller):
    done = do(caller, "delete", project.signboard, project.excavation)
    assert (done.revision, done.result["rows"]) == (2, 2)
    assert [title for title, _level in sheet(project)] == [
        "Pekerjaan tanah",
        "Urugan pasir",
        "Lain-lain",
    ]
    history.undo(project.id, caller.by)
    assert sheet(project) == BEFORE


def test_what_is_below_a_chosen_section_counts_once(project, caller):
    done = do(caller, "delete", project.section, project.excavation)
    assert done.result["rows"] == 3
    assert sheet(project) == BEFORE[3:]


def test_rows_move_side_by_side_in_their_order(project, caller):
    spot = Spot(project.section_ii, 0)
    do(caller, "move", project.backfill, project.excavation, spot=spot)
    assert sheet(project) == [
        ("Pekerjaan tanah", 1),
        ("Lain-lain", 1),
        ("Galian tanah", 2),
        ("Urugan pasir", 2),
        ("Papan nama", 2),
    ]
    do(caller, "move", project.excavation, project.signboard, spot=Spot(project.section_ii))
    assert [title for title, _ in sheet(project)[2:]] == [
        "Urugan pasir",
        "Galian tanah",
        "Papan nama",
    ]
    do(caller, "move", project.backfill, project.signboard, spot=Spot(None, 1))
    assert sheet(project)[1:3] == [("Urugan pasir", 1), ("Papan nama", 1)]
    for _step in range(3):
        history.undo(project.id, caller.by)
    assert sheet(project) == BEFORE


def test_copies_stand_behind_their_originals(project, caller):
    done = do(caller, "copy", project.excavation, project.section_ii)
    assert done.result["rows"] == 3
    assert [title for title, _ in sheet(project)] == [
        "Pekerjaan tanah",
        "Galian tanah",
        "Galian tanah",
        "Urugan pasir",
        "Lain-lain",
        "Papan nama",
        "Lain-lain",
        "Papan nama",
    ]


def test_a_markup_is_set_and_taken_from_above_again(project, caller):
    do(caller, "markup", project.excavation, project.signboard, markup="20")
    # 12,5 m3 x 79.000 x 1,2 and 450.000 x 1,2
    assert present(project).subtotal == 1_185_000 + 540_000
    do(caller, "markup", project.excavation, project.signboard, markup="")
    assert present(project).subtotal == 1_086_250 + 495_000


def test_the_effect_is_shown_and_nothing_is_done(project, caller):
    revisions = db.session.query(Revision).filter_by(project_id=project.id).count()
    seen = outline_many.preview(caller, Pick((project.signboard,), "delete"))
    assert seen.before["subtotal"] - seen.after["subtotal"] == 495_000
    assert seen.result["rows"] == 1
    seen = outline_many.preview(caller, Pick((project.backfill,), "delete"))
    assert (seen.before["incomplete"], seen.after["incomplete"]) == (1, 0)
    assert sheet(project) == BEFORE
    assert present(project).revision == 1
    assert db.session.query(Revision).filter_by(project_id=project.id).count() == revisions
    assert db.session.get(OutlineNode, project.signboard).version == 1


def test_many_rows_take_no_more_statements_than_a_few(app, alice):
    """The lock is held meanwhile: four hundred rows must not keep everybody waiting."""
    caller = Caller(large_projects.make(app, alice.id, 96), alice.id)
    own = select(OutlineNode.id).where(OutlineNode.project_id == caller.project_id)
    items = list(db.session.scalars(own.where(OutlineNode.kind == "item")))
    last = db.session.scalars(own.where(OutlineNode.kind == "section")).all()[-1]
    for deed in LABELS:
        taken = []
        for count in (4, 90):
            pick = Pick(tuple(items[:count]), deed, Spot(last), markup="5")
            with counted(app) as statements:
                assert outline_many.preview(caller, pick).result["rows"] == count
            taken.append(len(statements))
        assert max(taken) <= 36, (deed, taken)


@pytest.mark.parametrize("deed", ["move", "copy", "delete", "markup"])
def test_a_look_leaves_nothing_in_any_table(project, caller, bob, monkeypatch, deed):
    monkeypatch.setattr(keyframes, "REVISIONS", 1)  # a keyframe would be due
    history.undo(project.id, *_edited(project, bob))

    def held():
        db.session.rollback()
        tables = Base.metadata.sorted_tables
        return {table.name: db.session.execute(table.select()).all() for table in tables}

    before = held()
    spot = Spot(project.section_ii)
    pick = Pick((project.excavation,), deed, spot, markup="5")
    keyed = Caller(caller.project_id, caller.by, Key("k" * 20, "picked", "hash"))
    seen = outline_many.preview(keyed, pick)
    assert seen.before["revision"] + 1 == seen.after["revision"]
    assert held() == before
    done = outline_many.carry_out(keyed, replace(pick, seen=seen.before["revision"]))
    assert not done.replayed
    project = present(project)
    assert {name: getattr(project, name) for name in seen.after} == seen.after


def _edited(project, person):
    outline.set_quantity(project.id, person.id, Cell(project.signboard, 1, "2"), "id")
    return (person.id,)


def test_the_effect_that_was_seen_is_the_one_that_comes(project, caller):
    pick = Pick((project.signboard,), "markup", markup="25")
    seen = outline_many.preview(caller, pick)
    do(caller, "markup", project.signboard, markup="25")
    assert present(project).rounded == seen.after["rounded"]


def test_an_effect_that_is_not_the_present_one_is_looked_at_again(project, caller, bob):
    outline.set_quantity(project.id, bob.id, Cell(project.signboard, 1, "2"), "id")
    with pytest.raises(Invalid) as refused:
        do(caller, "delete", project.signboard, seen=1)
    assert refused.value.problems[0].code == "outline.pick_again"
    do(caller, "delete", project.signboard, seen=2)


@pytest.mark.parametrize(
    ("deed", "rows", "more", "code"),
    [
        ("delete", (), {}, "outline.pick"),
        ("delete", tuple(range(1, 402)), {}, "outline.pick_less"),
        ("delete", (99_999,), {}, "outline.pick_gone"),
        ("delete", (2**40,), {}, "outline.pick_gone"),
        ("paint", (3,), {}, "outline.deed"),
        ("markup", (3,), {"markup": "x"}, "number.not_a_number"),
        ("move", (1,), {"spot": Spot(1)}, "outline.cycle"),
        ("move", (1,), {"spot": Spot(3)}, "outline.parent_is_no_section"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_reason(project, caller, deed, rows, more, code):
    with pytest.raises(Invalid) as refused:
        do(caller, deed, *rows, **more)
    assert refused.value.problems[0].code == code
    assert sheet(project) == BEFORE


def test_others_may_neither_do_nor_look(project, vera, charlie):
    for person, error in ((vera, Forbidden), (charlie, NotFound)):
        caller = Caller(project.id, person.id)
        for act in (outline_many.preview, outline_many.carry_out):
            with pytest.raises(error):
                act(caller, Pick((project.signboard,), "delete"))
