"""Every revision of a random history, looked at again, says what it said when it was current."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.numbers import to_scaled
from app.extensions import cache, db
from app.models import Membership, Project, Revision
from app.services import (
    figures,
    keyframes,
    moments,
    outline_read,
    recap,
    tables,
    totals,
    transactions,
)
from app.services.tables import Origin
from tests.services.door.random_writes import Writer

BROUGHT = Path(__file__).parents[2] / "data" / "golden" / "kios"


@pytest.fixture
def imported(context, people) -> int:
    """A project whose history begins with an import of tables; Bob edits it, too."""
    made = tables.import_(tables.read(BROUGHT).tables, Origin(people["alice"].id))
    with transactions.writing() as session:
        member = Membership(project_id=made.project_id, user_id=people["bob"].id, role="editor")
        session.add(member)
    return made.project_id


def written(project_id, people, revisions, seed):
    """Random writes until the project has so many revisions: every figure of each when current."""
    writer = Writer(project_id, [people["alice"].id, people["bob"].id], seed=seed)
    known = {}
    while len(known) < revisions:
        db.session.rollback()
        number = db.session.get(Project, project_id).revision
        known.setdefault(number, figures.present(db.session, project_id))
        writer.step()
    db.session.rollback()
    return known, writer.done.keys()


def recorded(project_id):
    """Subtotal and rounded total of each revision as its own row kept them."""
    columns = Revision.number, Revision.subtotal, Revision.rounded
    statement = select(*columns).where(Revision.project_id == project_id)
    return {number: (subtotal, rounded) for number, subtotal, rounded in
            db.session.execute(statement)}  # fmt: skip


def assert_each_says_what_it_said(project_id, known):
    stored = recorded(project_id)
    for number, said in known.items():
        with moments.reading(project_id, number) as seen:
            project = seen.project
            found = [totals.exact(project, name) for name in ("subtotal", "rounded")]
            assert [to_scaled(each, 4) for each in found] == [
                to_scaled(each, 4) for each in stored[number]
            ], number
            assert recap.of(project).rounded == outline_read.bar(project).rounded == found[1]
            assert figures.present(db.session, project_id) == said, number
            assert project.revision == number


@pytest.mark.parametrize("revisions", [80, pytest.param(150, marks=pytest.mark.soak)])
def test_random_revisions_are_seen_again_with_every_figure(
    imported, people, monkeypatch, revisions
):
    monkeypatch.setattr(keyframes, "REVISIONS", 25)
    known, kinds = written(imported, people, revisions, seed=4)
    assert kinds >= {"undo", "redo", "revert", "bulk", "bulk_change"}
    assert_each_says_what_it_said(imported, known)


@pytest.mark.soak
def test_1000_random_revisions_are_seen_again_with_every_figure(imported, people):
    known, kinds = written(imported, people, 1000, seed=1000)
    assert kinds >= {"undo", "redo", "revert", "bulk", "bulk_change"}
    assert_each_says_what_it_said(imported, known)


def test_a_second_look_computes_nothing(imported, people, monkeypatch):
    written(imported, people, 40, seed=7)
    with moments.reading(imported, 20) as seen:
        first = figures.present(db.session, imported)

    def refuse(*_arguments):
        pytest.fail("it was computed again")

    monkeypatch.setattr(keyframes, "at", refuse)
    with moments.reading(imported, 20) as again:
        assert figures.present(db.session, imported) == first
        assert again.revision == seen.revision
    cache.clear()
    with pytest.raises(pytest.fail.Exception), moments.reading(imported, 20):
        pass
