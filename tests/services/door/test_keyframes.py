"""Keyframes: every revision can be seen again, from the nearest one at or after it."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Keyframe, OutlineNode, Project
from app.services import history, keyframes, revisions, snapshot
from app.services.errors import NotFound
from app.services.revisions import Order


@pytest.fixture
def write(context, project, alice):
    def set_title(title):
        def action(draft):
            draft.get(OutlineNode, project.excavation).title = title

        return revisions.run(Order(project.id, "row.described", alice.id), action).revision

    return set_title


def frames():
    db.session.rollback()
    statement = select(Keyframe.revision).order_by(Keyframe.revision)
    return list(db.session.execute(statement).scalars())


def title_at(project, number):
    inputs = keyframes.at(db.session, project.id, number)
    return inputs["outline_node"][project.excavation]["title"]


def test_the_limits_are_those_of_the_design():
    assert (keyframes.REVISIONS, keyframes.BYTES) == (200, 1_000_000)


def test_one_is_written_every_so_many_revisions(project, write, monkeypatch):
    monkeypatch.setattr(keyframes, "REVISIONS", 4)
    for number in range(2, 12):
        assert write(f"t{number}") == number
    assert frames() == [4, 8]
    assert [title_at(project, n) for n in range(2, 12)] == [f"t{n}" for n in range(2, 12)]
    assert title_at(project, 1) == "Galian tanah"


def test_one_is_written_after_so_many_bytes_of_journal(project, write, monkeypatch):
    monkeypatch.setattr(keyframes, "BYTES", 3000)
    for number in range(2, 8):
        write(f"{number}" + "x" * 900)
    made = frames()
    # Each revision weighs about 0.9 kB of text going and as much coming.
    assert 2 <= len(made) <= 3
    assert all(title_at(project, n).startswith(str(n)) for n in range(2, 8))
    row = db.session.get(Project, project.id)
    assert row.keyframe_revision == made[-1]
    assert row.keyframe_bytes < 3000


def test_a_keyframe_holds_the_inputs_of_its_own_revision(project, write, monkeypatch):
    """It is written inside the write that makes the revision, whose row is not read back."""
    monkeypatch.setattr(keyframes, "REVISIONS", 2)
    write("a")
    write("b")
    frame = db.session.execute(select(Keyframe)).scalars().first()
    inputs = keyframes.restored(frame.inputs)
    write("c")
    assert frame.revision == 2
    assert inputs["outline_node"][project.excavation]["title"] == "a"
    assert inputs == keyframes.at(db.session, project.id, 2)


def test_a_named_revision_keeps_inputs_figures_and_the_arithmetic(project, alice, write):
    write("a")
    history.name(project.id, alice.id, 1, ("Terbit", "untuk PPK"))
    frame = db.session.execute(select(Keyframe)).scalar_one()
    subtotal = Fraction("12.5") * 79_000 * Fraction("1.1") + 450_000 * Fraction("1.1")
    assert (frame.revision, frame.arithmetic) == (1, keyframes.ARITHMETIC)
    totals = {name: frame.figures[name] for name in ("subtotal", "total", "rounded")}
    assert totals == dict.fromkeys(("subtotal", "total", "rounded"), str(subtotal))
    inputs = keyframes.restored(frame.inputs)
    assert inputs["outline_node"][project.excavation]["title"] == "Galian tanah"
    step = history.step(project.id, 1)
    assert (step.name, step.note, step.subtotal) == ("Terbit", "untuk PPK", subtotal)


def test_a_keyframe_without_name_gets_its_figures_when_it_is_named(
    project, alice, write, monkeypatch
):
    monkeypatch.setattr(keyframes, "REVISIONS", 2)
    write("a")
    history.name(project.id, alice.id, 2, ("Terbit", ""))
    frame = db.session.execute(select(Keyframe)).scalar_one()
    assert frame.figures is not None
    assert frames() == [2]


def test_the_present_is_a_revision_like_any_other(project, write):
    write("a")
    assert keyframes.at(db.session, project.id, 2) == snapshot.inputs(db.session, project.id)


def test_there_is_nothing_before_the_first_and_after_the_last(project, write):
    write("a")
    for number in (0, -1, 4, 10**9):
        with pytest.raises(NotFound):
            keyframes.at(db.session, project.id, number)
    assert title_at(project, 2) == "a"
