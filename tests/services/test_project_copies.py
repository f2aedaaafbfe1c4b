"""A copy of a project equals the project it came from, and has nothing to do with it after."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Analysis, Component, Membership, OutlineNode, Project, Resource
from app.services import (
    analyses_library,
    archives,
    demo,
    history,
    project_copies,
    revisions,
    snapshot,
    totals,
    verification,
)
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.figures import COMPONENT_FORM
from app.services.idempotency import Key
from app.services.revisions import Order
from app.services.typed import Sent
from tests.services.door.random_writes import Writer

FIELDS = {"name": "Salinan", "document_date": "", "fiscal_year": "", "prices": "keep"}


def copied(project_id, by, **more) -> int:
    return project_copies.copy(project_id, Sent(by, {**FIELDS, **more})).project_id


def figures(project_id):
    """Every figure of the outline in sheet order, and the exact totals."""
    db.session.expire_all()
    names = ("number", "title", "quantity", "unit_price", "amount_exact", "amount", "incomplete")
    columns = [getattr(OutlineNode, name) for name in names]
    rows = db.session.execute(
        select(*columns).where(OutlineNode.project_id == project_id).order_by(OutlineNode.sort_path)
    ).all()
    project = db.session.get(Project, project_id)
    return rows, [totals.exact(project, name) for name in ("subtotal", "total", "rounded")]


def test_after_any_history_the_copy_has_the_same_figures(context, project, people):
    writer = Writer(project.id, [people["alice"].id, people["bob"].id], seed=5)
    for _ in range(80):
        writer.step()
    db.session.rollback()
    made = copied(project.id, people["bob"].id)
    assert figures(made) == figures(project.id)
    assert verification.verify(db.session, made).differences == ()
    assert [(s.number, s.label) for s in history.steps(made)] == [(1, "project.copied")]


def test_the_example_copies_with_states_of_its_analyses(context, alice):
    first = demo.copy_for(alice.id)
    made = copied(first, alice.id)
    assert figures(made) == figures(first)

    def states(number):
        grouped = select(Analysis.state, func.count()).where(Analysis.project_id == number)
        return dict(db.session.execute(grouped.group_by(Analysis.state)).all())

    assert states(made) == states(first)
    assert not db.session.get(Project, made).is_demo


def test_the_copy_and_the_original_share_no_row(context, project, alice):
    made = copied(project.id, alice.id)
    one, two = (snapshot.inputs(db.session, n) for n in (project.id, made))
    assert all(not one[table].keys() & two[table].keys() for table in one)

    def moved(draft):
        draft.find(OutlineNode, OutlineNode.title == "Papan nama")[0].price = 1

    before = figures(project.id)
    revisions.run(Order(made, "price.set", alice.id), moved)
    assert figures(project.id) == before


def publish(project, by):
    """The analysis of the excavation as a catalogue would have brought it."""

    def action(draft):
        rows = draft.stored(Component, [row.id for row in draft.find(
            Component, Component.analysis_id == project.analysis)])  # fmt: skip
        form = {str(i): {n: row[n] for n in COMPONENT_FORM} for i, row in rows.items()}
        draft.bulk_update(Analysis, {project.analysis: {"published": form}})

    revisions.run(Order(project.id, "test", by.id), action)


def remove(project_id, by, model, row):
    revisions.run(
        Order(project_id, "test", by.id), lambda draft: draft.remove(draft.get(model, row))
    )


def test_a_published_form_outlives_its_rows_in_the_copy_too(context, project, alice):
    publish(project, alice)
    remove(project.id, alice, Component, project.component)
    made = copied(project.id, alice.id)
    analysis = next(
        i for i, row in snapshot.inputs(db.session, made)["analysis"].items() if row["published"]
    )
    before = figures(project.id)
    assert figures(made) == before
    analyses_library.reset((made, analysis), alice.id)
    analyses_library.reset((project.id, project.analysis), alice.id)
    assert figures(made) == figures(project.id) != before
    again = archives.import_(archives.prove(archives.export(made)), alice.id).project_id
    assert figures(again) == figures(made)
    assert verification.verify(db.session, made).differences == ()


def test_a_published_form_may_name_a_resource_that_is_gone(context, project, alice):
    publish(project, alice)
    remove(project.id, alice, Component, project.component)
    remove(project.id, alice, Resource, project.labourer)
    made = copied(project.id, alice.id)
    analysis = next(
        i for i, row in snapshot.inputs(db.session, made)["analysis"].items() if row["published"]
    )
    with pytest.raises(Invalid) as refused:
        analyses_library.reset((made, analysis), alice.id)
    assert refused.value.problems[0].code == "analysis.published_gone"
    again = archives.import_(archives.prove(archives.export(made)), alice.id).project_id
    assert figures(again) == figures(made)


def test_the_same_request_makes_one_copy(context, project, alice):
    sent = Sent(alice.id, FIELDS, key=Key("a-key-of-a-form", "copy", "x"))
    first, second = (project_copies.copy(project.id, sent) for _ in range(2))
    assert (first.project_id, second.replayed) == (second.project_id, True)


def test_strangers_and_viewers_of_the_site_copy_nothing(context, project, charlie, vera):
    with pytest.raises(NotFound):
        copied(project.id, charlie.id)
    with pytest.raises(Forbidden):
        copied(project.id, vera.id)
    assert db.session.execute(select(func.count()).select_from(Project)).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(Membership)).scalar_one() == 3
