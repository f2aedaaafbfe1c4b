"""Writes that the tests of the history have to show."""

from fractions import Fraction

from app.models import Component, OutlineNode, Project, Resource
from app.services import revisions
from app.services.draft import Draft
from app.services.revisions import Order


def put(app, project, by, table, row_id, /, label="quantity.set", **values) -> int:
    """Set columns of one row as one person; the number of the revision."""
    model = {m.__tablename__: m for m in (OutlineNode, Component, Resource, Project)}[table]

    def action(draft: Draft) -> None:
        row = draft.project if model is Project else draft.get(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)
        draft.params = {"no": "I.1", "title": "Galian tanah", "name": "Pekerja"}

    with app.app_context():
        return revisions.run(Order(project.id, label, by.id), action).revision


def set_quantity(app, project, by, number, node=None) -> int:
    quantity = Fraction(number)
    row = node or project.excavation
    return put(app, project, by, "outline_node", row, quantity_typed=quantity, formula=None)
