"""Many values in one parameter arrive as they were sent, whatever they hold."""

import pytest
from sqlalchemy import select, text

from app.extensions import db
from app.models import Analysis, OutlineNode
from app.services import arrays, revisions, verification
from app.services.revisions import Order

ODD = ['a "quoted" one', "back\\slash", "{braces}, commas", "NULL", "", " spaces ", "é € 木", None]


@pytest.fixture
def asked(postgresql, make_app):
    """`asked(values, kind)`: what PostgreSQL makes of them."""

    def ask(values, kind):
        statement = text(f"SELECT unnest(CAST(:found AS {kind}[]))")
        with make_app(database_url=postgresql).app_context():
            found = db.session.execute(statement, {"found": arrays.literal(values)})
            return list(found.scalars())

    return ask


def test_texts_arrive_on_postgresql_as_they_were_sent(asked):
    assert asked(ODD, "text") == ODD


def test_numbers_arrive_on_postgresql_as_they_were_sent(asked):
    numbers = [0, -1, 9 * 10**18, None, -(9 * 10**18)]

    assert asked(numbers, "bigint") == numbers


@pytest.mark.parametrize("count", [0, 1, 2])
def test_rows_are_found_among_many_ids(context, project, count):
    every = list(db.session.execute(select(Analysis.id).order_by(Analysis.id)).scalars())
    wanted = [*every[:count], 10**6]
    condition = arrays.among(db.session(), Analysis.__table__.c.id, wanted)

    found = db.session.execute(select(Analysis.id).where(condition).order_by(Analysis.id))

    assert list(found.scalars()) == every[:count]


def test_numbers_that_people_type_are_stored_as_typed(context, project, alice):
    odd = [t for t in ODD if t and t == t.strip()]

    def action(draft):
        rows = [
            {"kind": "note", "position": 2**20 * (900 + i), "title": "x", "number_typed": typed}
            for i, typed in enumerate(odd)
        ]
        return {"ids": draft.bulk_insert(OutlineNode, rows)}

    made = revisions.run(Order(project.id, "test", alice.id), action).result["ids"]

    shown = db.session.execute(
        select(OutlineNode.number).where(OutlineNode.id.in_(made)).order_by(OutlineNode.id)
    )
    assert list(shown.scalars()) == odd
    assert verification.verify(db.session, project.id).differences == ()
