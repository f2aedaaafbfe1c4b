"""The migration after which only a row of percent points at another row."""

import flask_migrate
import pytest
import sqlalchemy as sa

from app.extensions import db
from app.models import Component
from app.services import revisions, verification
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")
BEFORE = "2c8f5e1d9b40"


def rows() -> list[tuple]:
    with db.engine.connect() as connection:
        return [*map(tuple, connection.execute(sa.text("SELECT * FROM component ORDER BY id")))]


def add(project, person, **values) -> int:
    row = {"analysis_id": project.analysis, "position": 9, "category": "labour", **values}
    order = Order(project.id, "x", person.id)
    return revisions.run(order, lambda draft: {"id": draft.add(Component(**row)).id}).result["id"]


def test_rows_and_their_numbers_stay_and_a_stray_reference_goes(project, alice):
    base = {"percent_of": "row", "percent_row_id": project.component}
    last = add(project, alice, kind="percent", coefficient=5, **base)
    before = rows()
    order = Order(project.id, "x", alice.id)
    revisions.run(order, lambda draft: draft.remove(draft.get(Component, last)))
    db.session.remove()
    flask_migrate.downgrade(revision=BEFORE)
    with db.engine.begin() as connection:
        stray = sa.text("UPDATE component SET percent_row_id = id WHERE id = :id")
        connection.execute(stray, {"id": project.component})
    flask_migrate.upgrade()
    db.engine.dispose()

    assert rows() == [row for row in before if row[0] != last]
    assert add(project, alice, kind="note", label="x") == last + 1
    db.session.rollback()
    assert verification.verify(db.session()).differences == ()
