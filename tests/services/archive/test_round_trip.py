"""A project with a random history, taken to another installation on the other database."""

from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app.domain import estimate as domain
from app.extensions import db
from app.models import Analysis, Keyframe, OutlineNode, Project, Revision
from app.services import archives, history, keyframes, snapshot, totals, traces, verification
from app.services.errors import UndoRefused
from tests.services.door.random_writes import Writer, assert_the_journal_leads_back
from tests.services.latest import latest

STEPS = [60, pytest.param(90, marks=pytest.mark.soak)]


@pytest.fixture(params=STEPS)
def walked(request, context, project, people, monkeypatch):
    """A history of random writes by two people, two revisions named."""
    monkeypatch.setattr(keyframes, "REVISIONS", 25)
    writer = Writer(project.id, [people["alice"].id, people["bob"].id], seed=77)
    while latest(project.id) < request.param:
        writer.step()
        db.session.rollback()
    history.name(project.id, people["alice"].id, 1, ("Awal", ""))
    history.name(project.id, people["bob"].id, 50, ("Terbit", "untuk PPK\nlembar 2"))
    return project.id


def brought(content, elsewhere) -> int:
    return archives.import_(archives.prove(content), elsewhere.eve).project_id


def revisions_of(project_id):
    """What every revision says, ids aside."""
    columns = [
        c
        for c in Revision.__table__.columns
        if c.name not in {"id", "project_id", "by", "author", "changes", "params", *traces.NONE}
    ]
    statement = select(*columns).where(Revision.project_id == project_id)
    return db.session.execute(statement.order_by(Revision.number)).all()


def counted(inputs):
    """Inputs with each id replaced by its rank: equal for a project under other ids."""
    ranks = {t: {i: n for n, i in enumerate(sorted(rows))} for t, rows in inputs.items()}
    refers = {"analysis_id": "analysis", "resource_id": "resource", "nested_id": "analysis",
              "percent_row_id": "component", "parent_id": "outline_node"}  # fmt: skip

    def row(values):
        return {n: ranks[refers[n]][v] if v and n in refers else v for n, v in values.items()}

    return {
        table: [row(rows[i]) for i in sorted(rows)] for table, rows in inputs.items()
    }  # fmt: skip


def test_it_has_the_same_inputs_and_totals_at_every_revision(walked, elsewhere):
    last = latest(walked)
    there = []
    here = [counted(keyframes.at(db.session, walked, n)) for n in range(1, last + 1)]
    told = revisions_of(walked)
    content = archives.export(walked)
    with elsewhere.app.app_context():
        number = brought(content, elsewhere)
        there = [counted(keyframes.at(db.session, number, n)) for n in range(1, last + 1)]
        assert revisions_of(number) == told
        assert verification.verify(db.session).differences == ()
        for revision in told:
            inputs = keyframes.at(db.session, number, revision.number)
            recap = domain.compute(snapshot.estimate(inputs)).recap
            assert abs(recap.subtotal - revision.subtotal) <= Fraction(1, 20_000)
    assert there == here


def test_its_journal_leads_back_to_nothing_and_forth_again(walked, elsewhere):
    content = archives.export(walked)
    with elsewhere.app.app_context():
        number = brought(content, elsewhere)
        assert_the_journal_leads_back(number)


def reverted(project_id, by):
    """What taking back each revision of the first half says, one after another."""
    said = []
    for number in range(2, 45):
        try:
            history.revert(project_id, by, number)
            row = db.session.get(Project, project_id)
            db.session.refresh(row)
            said.append(totals.exact(row, "total"))
        except UndoRefused as refused:
            said.append((refused.number, refused.column))
        except Exception as other:  # noqa: BLE001 - whatever it is, it must be the same
            said.append((type(other).__name__, str(other)))
    return said


def test_what_can_be_taken_back_is_the_same(walked, elsewhere, bob):
    content = archives.export(walked)
    with elsewhere.app.app_context():
        there = reverted(brought(content, elsewhere), elsewhere.eve)
        assert verification.verify(db.session).differences == ()
    assert there == reverted(walked, bob.id)
    assert any(isinstance(one, Fraction) for one in there)
    assert any(isinstance(one, tuple) for one in there)


def test_named_revisions_keep_their_figures(walked, elsewhere):
    def named(project_id):
        statement = select(Keyframe.revision, Keyframe.figures, Keyframe.arithmetic).where(
            Keyframe.project_id == project_id, Keyframe.figures.is_not(None)
        )
        return db.session.execute(statement.order_by(Keyframe.revision)).all()

    def told(rows):
        names = (*totals.NAMES, "tail")
        return [(r.revision, r.arithmetic, [r.figures[n] for n in names]) for r in rows]

    here, content = named(walked), archives.export(walked)
    assert [row.revision for row in here] == [1, 50]
    with elsewhere.app.app_context():
        number = brought(content, elsewhere)
        there = named(number)
        assert told(there) == told(here)
        for row in there:
            kept = keyframes.kept(db.session, number, row.revision).rows
            inputs = keyframes.at(db.session, number, row.revision)
            assert {t: set(r) for t, r in kept.items()} == {t: set(inputs[t]) for t in kept}


def test_who_set_a_value_last_is_known_there_too(walked, elsewhere):
    def setters(project_id, last):
        rows = sorted(snapshot.inputs(db.session, project_id)["outline_node"])
        wanted = [("outline_node", row, ("quantity_typed", "formula")) for row in rows]
        found = traces.authors(project_id, wanted, last)
        return [found.of(("outline_node", row), ("quantity_typed", "formula")) for row in rows]

    last = latest(walked)
    here = [(one.number, one.at) for one in setters(walked, last)]
    content = archives.export(walked)
    with elsewhere.app.app_context():
        there = setters(brought(content, elsewhere), last)
        assert [(one.number, one.at) for one in there] == here
        assert all(one.who.startswith("arsip: ") for one in there)
    assert len({number for number, _ in here}) > 3


def test_twice_there_and_back_nothing_is_lost(walked, elsewhere, alice, app):
    """Ids differ; everything else of the file is the same, names and moments too."""
    first = archives.export(walked)
    with elsewhere.app.app_context():
        brought(first, elsewhere)
        second = archives.export(brought(first, elsewhere))
    third = archives.import_(archives.prove(second), alice.id).project_id
    assert len(archives.export(third)) == pytest.approx(len(first), rel=0.02)
    assert revisions_of(third) == revisions_of(walked)
    assert authors(third) == authors(walked)


def authors(project_id):
    return [step.by.removeprefix("arsip: ")
            for step in history.steps(project_id, limit=1000)]  # fmt: skip


def test_ids_are_new_and_never_those_of_other_projects(walked, elsewhere):
    content = archives.export(walked)
    with elsewhere.app.app_context():
        first, second = brought(content, elsewhere), brought(content, elsewhere)
        for model in (Analysis, OutlineNode):
            one, two = (
                set(db.session.execute(select(model.id).where(model.project_id == n)).scalars())
                for n in (first, second)
            )
            assert one
            assert not one & two
        ever = {(c.table, c.id) for s in history.steps(first, limit=999) for c in s.changes}
        again = {(c.table, c.id) for s in history.steps(second, limit=999) for c in s.changes}
        assert not ever & again
        last = db.session.execute(select(func.max(OutlineNode.id))).scalar_one()
        assert last <= max(i for table, i in again if table == "outline_node")
