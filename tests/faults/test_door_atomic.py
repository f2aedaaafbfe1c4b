"""A write that fails anywhere leaves nothing: in its action, or at any of its statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pytest
from sqlalchemy import event, select

from app.extensions import db
from app.models import Component, Idempotency, Keyframe, OutlineNode, Resource, Revision
from app.services import history, keyframes, revisions, snapshot, verification
from app.services.revisions import Key, Order


class Injected(Exception):
    """The database failed, for this test."""


@contextmanager
def failing_after(count: int) -> Iterator[list[str]]:
    """Let so many statements pass, then fail; yields what passed."""
    passed: list[str] = []

    def after(_connection, _cursor, statement: str, *_rest) -> None:
        passed.append(statement)
        if len(passed) == count:
            raise Injected(statement)

    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield passed
    finally:
        event.remove(db.engine, "after_cursor_execute", after)


def everything(project):
    db.session.rollback()
    kept = [
        [tuple(row) for row in db.session.execute(select(*model.__table__.c).order_by(model.id))]
        for model in (Revision, Idempotency, Keyframe, OutlineNode, Component, Resource)
    ]
    return kept, snapshot.inputs(db.session, project.id)


@pytest.fixture
def write(context, project, alice, monkeypatch):
    """One edit that touches everything: rows come, change and go, figures, key, keyframe."""
    monkeypatch.setattr(keyframes, "REVISIONS", 1)

    def action(draft):
        draft.get(Resource, project.sand).price = Fraction(90_000)
        draft.get(Component, project.component).coefficient = Fraction(1)
        draft.add(OutlineNode(parent_id=project.section, position=9, kind="note", title="x"))
        draft.bulk_insert(OutlineNode, [{"position": 5 << 20, "kind": "section"}])
        draft.remove(draft.get(OutlineNode, project.signboard))

    key = Key("the-same-form", "test", "x")
    return lambda: revisions.run(Order(project.id, "test", alice.id, key=key), action)


def test_a_failure_after_any_statement_leaves_nothing(context, project, write):
    before = everything(project)
    failed = 0
    for count in range(1, 200):
        try:
            with failing_after(count) as passed:
                write()
        except Injected:
            assert everything(project) == before, passed[-1]
            failed += 1
            continue
        break
    assert failed > 12
    assert everything(project) != before
    assert verification.verify(db.session).differences == ()


def test_an_undo_that_fails_after_any_statement_leaves_nothing(context, project, alice, write):
    start = snapshot.inputs(db.session, project.id)
    write()
    before = everything(project)
    failed = 0
    for count in range(1, 200):
        try:
            with failing_after(count):
                history.undo(project.id, alice.id)
        except Injected:
            assert everything(project) == before
            failed += 1
            continue
        break
    assert failed > 12
    assert snapshot.inputs(db.session, project.id) == start
    assert verification.verify(db.session).differences == ()


def test_an_action_that_fails_half_way_leaves_nothing(context, project, alice):
    before = everything(project)

    def broken(draft):
        draft.get(OutlineNode, project.excavation).quantity_typed = Fraction(1)
        draft.bulk_insert(OutlineNode, [{"position": 5, "kind": "section"}])
        draft.session.flush()
        raise Injected

    for key in (None, Key("the-same-form", "test", "x")):
        with pytest.raises(Injected):
            revisions.run(Order(project.id, "test", alice.id, key=key), broken)
        assert everything(project) == before


def test_a_project_that_fails_half_way_is_not_made(context, project, alice):
    before = everything(project)

    def broken(draft):
        draft.add(OutlineNode(position=5, kind="section"))
        raise Injected

    values = {"kind": "ee", "name": "P", "markup_percent": Fraction(10)}
    with pytest.raises(Injected):
        revisions.create(Order(0, "project.created", alice.id), values, broken)
    assert everything(project) == before
    assert len(verification.verify(db.session).differences) == 0
    assert verification.verify(db.session).projects == 1
