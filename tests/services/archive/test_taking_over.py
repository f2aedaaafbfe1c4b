"""Whose the history of an archive is, and what taking one over leaves."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import JSON, select

from app.extensions import db
from app.models import Analysis, Membership, OutlineNode, Project
from app.services import (
    archives,
    history,
    history_read,
    journal,
    revisions,
    snapshot,
    tables,
)
from app.services.errors import Forbidden, Invalid
from app.services.history_read import Wanted
from app.services.idempotency import Key
from app.services.journal import JOURNALED
from app.services.revisions import Order
from app.services.tables import Origin
from tests.services.archive import tampering
from tests.services.archive.tampering import HISTORY, stored

KIOS = Path(__file__).parents[2] / "data" / "golden" / "kios"


def test_what_was_not_touched_is_taken(content, alice):
    again = tampering.changed(content, lambda _said, _lines: None)
    assert archives.import_(archives.prove(again), alice.id).revision == 4


def test_whoever_waits_hears_how_many_bytes_of_the_history_are_done(content):
    told = []
    with zipfile.ZipFile(BytesIO(content)) as packed:
        size = packed.getinfo(HISTORY).file_size
    archives.prove(content, tell=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == size


def test_figures_of_other_arithmetic_are_kept_and_told(content, alice):
    def change(said, lines):
        said["arithmetic"] = 7
        head = next(x for x in lines[HISTORY] if isinstance(x, dict) and x["name"])
        head["kept"] = {"arithmetic": 7, "figures": {**head["kept"]["figures"], "total": "1"}}
        head["rounded"] += 10_000

    proof = archives.prove(tampering.changed(content, change))
    assert [(p.code, p.warning) for p in proof.problems] == [
        ("project_archive.arithmetic", True)
    ] * 2
    made = archives.import_(proof, alice.id)
    kept = history.step(made.project_id, 2)
    assert kept.rounded == history.step(made.project_id, 1).rounded + 1


def test_viewers_of_the_site_take_nothing_over(content, vera):
    before = stored()
    with pytest.raises(Forbidden):
        archives.import_(archives.prove(content), vera.id)
    assert stored() == before


def test_the_same_request_takes_one_project_over(content, alice):
    key = Key("a-key-of-a-form", "tables.bring", "x")
    first, second = (archives.import_(archives.prove(content), alice.id, key) for _ in range(2))
    assert (first.project_id, second.replayed) == (second.project_id, True)


# --- whose it is ----------------------------------------------------------------------------


@pytest.fixture
def two(context, project, alice, bob) -> bytes:
    """Alice made it, Bob described a row."""

    def described(draft):
        draft.get(OutlineNode, project.excavation).title = "Galian keras"

    revisions.run(Order(project.id, "row.described", bob.id), described)
    return archives.export(project.id)


def test_the_file_names_people_and_says_nothing_else_of_them(two, people):
    with zipfile.ZipFile(BytesIO(two)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert '"by":"Bob"' in text
    assert "@" not in text
    assert "argon2" not in text


def test_nobody_of_here_is_taken_for_somebody_of_there(two, elsewhere):
    """Bob of this installation is another Bob: he wrote none of it and can undo none of it."""
    with elsewhere.app.app_context():
        made = archives.import_(archives.prove(two), elsewhere.bob)
        steps = history.steps(made.project_id)
        assert [(s.by_id, s.by) for s in steps] == [(0, "arsip: Bob"), (0, "arsip: Alice")]
        assert history.available(made.project_id, elsewhere.bob).undo is None
        with pytest.raises(Invalid) as caught:
            history.undo(made.project_id, elsewhere.bob)
        assert caught.value.problems[0].code == "history.nothing"


def test_an_editor_takes_back_what_came_with_it_and_undoes_his_own(two, elsewhere):
    with elsewhere.app.app_context():
        number = archives.import_(archives.prove(two), elsewhere.bob).project_id
        assert titles(number) == ["Galian keras"]
        history.revert(number, elsewhere.bob, 2)
        assert titles(number) == ["Galian tanah"]
        assert history.available(number, elsewhere.bob).undo == 3
        history.undo(number, elsewhere.bob)
        assert titles(number) == ["Galian keras"]


def titles(project_id):
    db.session.rollback()
    statement = select(OutlineNode.title).where(
        OutlineNode.project_id == project_id, OutlineNode.title.startswith("Galian")
    )
    return list(db.session.execute(statement).scalars())


def test_the_history_lists_and_filters_names_of_elsewhere(two, elsewhere):
    with elsewhere.app.app_context():
        number = archives.import_(archives.prove(two), elsewhere.bob).project_id
        history.revert(number, elsewhere.bob, 2)
        project = db.session.get(Project, number)
        page = history_read.listing(project, elsewhere.bob, Wanted(), "en")
        assert dict(page.people) == {
            -1: "arsip: Alice", -2: "arsip: Bob", elsewhere.bob: "Bob",
        }  # fmt: skip
        shown = {
            who: [e.number for e in history_read.listing(
                project, elsewhere.bob, Wanted(who=who), "en").entries]
            for who in page.people
        }  # fmt: skip
        assert shown == {-1: [1], -2: [2], elsewhere.bob: [3]}


def test_the_project_belongs_to_who_brought_it_and_to_nobody_else(two, elsewhere):
    with elsewhere.app.app_context():
        made = archives.import_(archives.prove(two), elsewhere.eve)
        members = select(Membership.user_id, Membership.role).where(
            Membership.project_id == made.project_id
        )
        assert db.session.execute(members).all() == [(elsewhere.eve, "owner")]


def test_a_cell_that_was_edited_elsewhere_is_edited_here_as_any_other(two, elsewhere):
    """Row versions go on from those of the archive."""
    with elsewhere.app.app_context():
        number = archives.import_(archives.prove(two), elsewhere.eve).project_id
        rows = select(OutlineNode.version).where(
            OutlineNode.project_id == number, OutlineNode.title == "Galian keras"
        )
        assert db.session.execute(rows).scalar_one() == 2


def test_ids_in_json_lead_to_rows_of_the_new_project(context, alice, elsewhere):
    tables_ = tables.read(KIOS).tables
    first = tables.import_(tables_, Origin(alice.id)).project_id
    content = archives.export(first)
    with elsewhere.app.app_context():
        number = archives.import_(archives.prove(content), elsewhere.eve).project_id
        inputs = snapshot.inputs(db.session, number)
        forms = [a["published"] for a in inputs["analysis"].values()]
        assert {int(i) for form in forms for i in form} == set(inputs["component"])
        resources = {r["resource_id"] for f in forms for r in f.values() if r["resource_id"]}
        assert resources <= set(inputs["resource"])
        states = select(Analysis.state).where(Analysis.project_id == number).distinct()
        assert list(db.session.execute(states).scalars()) == ["published"]


def test_every_json_input_is_known_to_whoever_gives_new_ids():
    """A column of JSON that comes later must say whether ids are in it (services.renumbering)."""
    known = {("project", n) for n in ("header", "rounding", "tail", "numbering")}
    found = {
        (model.__tablename__, name)
        for model in JOURNALED
        for name in journal.inputs(model)
        if isinstance(model.__table__.c[name].type, JSON)
    }
    assert found == known | {("analysis", "published")}
