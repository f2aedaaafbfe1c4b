"""The same request twice, or fifty times at once, has one effect."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fractions import Fraction

import pytest

from app.extensions import db
from app.models import Idempotency, OutlineNode, Project, Revision
from app.models.types import now
from app.services import idempotency, keyframes, revisions, transactions
from app.services.errors import Invalid
from app.services.revisions import Key, Order

KEY = Key("the-same-form", "outline.add", "body")


def add(project, by, key=KEY):
    def action(draft):
        return {"node": draft.add(OutlineNode(position=5, kind="note", title="new")).id}

    return revisions.run(Order(project.id, "row.added", by, key=key), action)


def notes():
    db.session.rollback()
    return db.session.query(OutlineNode).filter_by(title="new").count()


def test_the_same_key_and_body_have_one_effect_and_one_answer(context, project, alice):
    first, again = add(project, alice.id), add(project, alice.id)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.result == first.result
    assert again.revision == first.revision
    assert notes() == 1


@pytest.mark.parametrize(
    "other",
    [Key(KEY.value, KEY.route, "another body"), Key(KEY.value, "another.route", KEY.body_hash)],
    ids=["another body", "another route"],
)
def test_the_same_key_with_something_else_is_refused(context, project, alice, other):
    add(project, alice.id)
    with pytest.raises(Invalid) as refused:
        add(project, alice.id, other)
    assert refused.value.problems[0].code == "request.key_reused"
    assert notes() == 1


def test_two_people_may_have_the_same_key(context, project, alice, bob):
    add(project, alice.id)
    assert not add(project, bob.id).replayed
    assert notes() == 2


def test_a_write_that_failed_may_be_sent_again(context, project, alice):
    def broken(_draft):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        revisions.run(Order(project.id, "row.added", alice.id, key=KEY), broken)
    assert not add(project, alice.id).replayed


def test_fifty_at_once_have_one_effect(app, project, alice):
    def send(_number):
        with app.app_context():
            return add(project, alice.id)

    with ThreadPoolExecutor(50) as pool:
        done = list(pool.map(send, range(50)))
    with app.app_context():
        assert notes() == 1
        assert db.session.get(Project, project.id).revision == 2
    assert sum(not outcome.replayed for outcome in done) == 1
    assert len({outcome.result["node"] for outcome in done}) == 1


def test_making_a_project_twice_makes_one(context, alice):
    order = Order(0, "project.created", alice.id, key=KEY)
    values = {"kind": "ee", "name": "P", "markup_percent": Fraction(10)}
    first, again = (revisions.create(order, values, lambda _draft: None) for _ in range(2))
    assert first.project_id == again.project_id
    assert (first.replayed, again.replayed) == (False, True)
    assert db.session.query(Project).count() == 1
    assert db.session.query(Revision).count() == 1


def test_keys_are_forgotten_after_a_day(context, project, alice, monkeypatch):
    add(project, alice.id)
    add(project, alice.id, Key("yesterday", "outline.add", "body"))
    with transactions.writing() as session:
        row = session.query(Idempotency).filter_by(key="yesterday").one()
        row.at = now() - idempotency.KEPT - timedelta(seconds=1)
    monkeypatch.setattr(keyframes, "REVISIONS", 1)
    add(project, alice.id, None)
    db.session.rollback()
    assert [row.key for row in db.session.query(Idempotency)] == [KEY.value]
