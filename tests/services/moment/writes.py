"""Small writes that moments are told apart by."""

from fractions import Fraction

from app.models import OutlineNode, Resource
from app.services import revisions
from app.services.revisions import Order


def write(project, by, model, row_id, **values) -> int:
    """Set columns of one row; the number of the revision."""

    def action(draft):
        row = draft.get(model, row_id)
        for name, value in values.items():
            setattr(row, name, value)

    return revisions.run(Order(project.id, "quantity.set", by.id), action).revision


def set_quantity(project, by, number, node=None) -> int:
    node = node or project.excavation
    return write(project, by, OutlineNode, node, quantity_typed=Fraction(number))


def change_price(project, by, price, resource=None) -> int:
    return write(project, by, Resource, resource or project.labourer, price=Fraction(price))
