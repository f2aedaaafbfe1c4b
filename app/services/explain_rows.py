"""The rows around one figure, as they are stored: few statements, each bounded."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, null, or_, select

from app.domain.explain_address import Address
from app.extensions import Base, db
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services import figures, journal, keyframes
from app.services.errors import NotFound
from app.services.journal import raw
from app.services.outline_read import known_id

#: Rows below a section that one page shows.
PAGE = 100
#: Figures of an item that its analysis explains.
_PRICED = frozenset({"amount", "unit_price", "direct_cost"})
_SUMS = frozenset({"rounded", "total", "subtotal"})
Values = dict[str, Any]


@dataclass(slots=True)
class Part:
    """What was read: inputs by table; stored figures of nodes and analyses by id."""

    inputs: Any = field(default_factory=keyframes.empty)
    nodes: dict[int, Values] = field(default_factory=dict)
    analyses: dict[int, Values] = field(default_factory=dict)
    #: Analyses of which every row is here; of the others only the heading is.
    in_full: list[int] = field(default_factory=list)
    others: int = 0
    following: int | None = None


def part(project_id: int, address: Address, start: int | None = None) -> Part:
    """The rows that explain a figure; NotFound where the project has no such row."""
    found = Part()
    match address.kind:
        case "node":
            _read_node(found, project_id, address, start)
        case "analysis":
            _read_analysis(found, project_id, known_id(address.id))
        case "component":
            _read_analysis(found, project_id, _owner(project_id, address.id))
        case "resource":
            own = Resource.id == known_id(address.id)
            found.inputs["resource"] = _rows(project_id, Resource, own)
        case "project" if address.figure in _SUMS:
            _read_below(found, project_id, None, start)
    if address.kind == "parameter" or _uses_formulas(found):
        found.inputs["parameter"] = _rows(project_id, Parameter)
    return found


def _uses_formulas(found: Part) -> bool:
    tables = (found.inputs["component"], found.inputs["outline_node"])
    return any(row["formula"] for rows in tables for row in rows.values())


def _read_node(found: Part, project_id: int, address: Address, start: int | None) -> None:
    node = known_id(address.id)
    _keep_nodes(found, _around(project_id, node))
    if node not in found.nodes:
        raise NotFound
    own = found.nodes[node]
    if own["kind"] == "section" and address.figure == "amount":
        _read_below(found, project_id, node, start)
    if own["analysis_id"] is not None and address.figure in _PRICED:
        _read_analysis(found, project_id, own["analysis_id"])


def _keep_nodes(found: Part, statement: Select[Any]) -> list[int]:
    names = journal.inputs(OutlineNode)
    rows = [dict(row) for row in db.session.execute(statement).mappings()]
    for row in rows:
        found.nodes[row["id"]] = row
        found.inputs["outline_node"][row["id"]] = {name: row[name] for name in names}
    return [row["id"] for row in rows]


def _select_nodes() -> Select[Any]:
    names = (*journal.inputs(OutlineNode), *figures.NODE_FIGURES, *figures.NODE_PLACE)
    return select(OutlineNode.id, *(raw(OutlineNode, name) for name in names))


def _around(project_id: int, node_id: int) -> Select[Any]:
    """A row and the sections above it."""
    node = OutlineNode
    own = (node.project_id == project_id, node.id == node_id)
    up = select(node.id, node.parent_id).where(*own).cte(recursive=True)
    up = up.union(select(node.id, node.parent_id).join(up, node.id == up.c.parent_id))
    return _select_nodes().where(node.id.in_(select(up.c.id)))


def _read_below(found: Part, project_id: int, parent: int | None, start: int | None) -> None:
    """A page of the rows directly below a section, or of the top level."""
    node = OutlineNode
    below = node.parent_id.is_(None) if parent is None else node.parent_id == parent
    own = and_(node.project_id == project_id, below, node.kind != "note")
    statement = _select_nodes().where(own).order_by(node.sort_path).limit(PAGE + 1)
    if start is not None:
        first = select(node.sort_path).where(own, node.id == known_id(start))
        statement = statement.where(node.sort_path >= first.scalar_subquery())
    ids = _keep_nodes(found, statement)
    for row in ids[PAGE:]:
        del found.nodes[row], found.inputs["outline_node"][row]
        found.following = row
    if start is not None or found.following is not None:
        count = db.session.execute(select(func.count()).where(own)).scalar_one()
        found.others = count - len(ids[:PAGE])


def _owner(project_id: int, component_id: int) -> int:
    statement = select(Component.analysis_id).where(
        Component.project_id == project_id, Component.id == known_id(component_id)
    )
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _read_analysis(found: Part, project_id: int, analysis_id: int) -> None:
    """An analysis with its rows and their resources; of the analyses inside it the headings."""
    rows = Component.analysis_id == analysis_id
    inside = select(Component.nested_id).where(Component.project_id == project_id, rows)
    used = select(Component.resource_id).where(Component.project_id == project_id, rows)
    found.inputs["analysis"] = _analyses(project_id, analysis_id, Analysis.id.in_(inside))
    if analysis_id not in found.inputs["analysis"]:
        raise NotFound
    found.analyses = found.inputs["analysis"]
    found.in_full = [analysis_id]
    found.inputs["component"] = _rows(project_id, Component, rows)
    found.inputs["resource"] = _rows(project_id, Resource, Resource.id.in_(used))


def _analyses(project_id: int, own: int, inside: ColumnElement[bool]) -> dict[int, Values]:
    # The published form is long; only that of a changed analysis is compared with its rows.
    changed = and_(Analysis.id == own, Analysis.state == "modified")
    published = case((changed, Analysis.published), else_=null()).label("published")
    names = [n for n in journal.inputs(Analysis) if n != "published"]
    columns = (raw(Analysis, name) for name in (*names, *figures.ANALYSIS_FIGURES))
    statement = select(Analysis.id, published, *columns).where(
        Analysis.project_id == project_id, or_(Analysis.id == own, inside)
    )
    return {row["id"]: dict(row) for row in db.session.execute(statement).mappings()}


def _rows(project_id: int, model: type[Base], *where: ColumnElement[bool]) -> dict[int, Values]:
    names = journal.inputs(model)
    columns = (raw(model, name) for name in names)
    statement = select(model.id, *columns).where(model.project_id == project_id, *where)  # type: ignore[attr-defined]
    return {
        row["id"]: journal.plain({name: row[name] for name in names})
        for row in db.session.execute(statement).mappings()
    }
