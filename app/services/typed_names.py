"""What the rows are called whose cells somebody typed into, while nothing is stored yet."""

from collections.abc import Collection, Mapping
from typing import Any, Literal

from sqlalchemy import func, select

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Resource
from app.models.types import ID_LIMIT
from app.services import access
from app.services.errors import ServiceError

Table = Literal["outline_node", "resource", "component"]
#: Rows that are named: a page of cells has no more.
_AT_ONCE = 400


def rows(project_id: int, user_id: int, table: Table, ids: Collection[int]) -> Mapping[int, str]:
    """The names of rows by id, as far as this person may see them; one statement."""
    try:
        access.enter(project_id, user_id)
    except ServiceError:
        return {}
    wanted = sorted(each for each in ids if 0 < each < ID_LIMIT)[:_AT_ONCE]
    statement, model = _named(table)
    own = statement.where(model.project_id == project_id, model.id.in_(wanted))
    return {row[0]: " ".join(part for part in row[1:] if part) for row in db.session.execute(own)}


def _named(table: Table) -> tuple[Any, Any]:
    """A statement that reads ids with the parts of their names, and the table it reads."""
    if table == "outline_node":
        return select(OutlineNode.id, OutlineNode.number, OutlineNode.title), OutlineNode
    if table == "resource":
        return select(Resource.id, Resource.code, Resource.name), Resource
    name = func.coalesce(Resource.name, Analysis.title, Component.label)
    components = select(Component.id, name).outerjoin(
        Resource, Resource.id == Component.resource_id
    )
    return components.outerjoin(Analysis, Analysis.id == Component.nested_id), Component
