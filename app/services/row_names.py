"""What people call the rows that a history speaks of, as they are called now."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.extensions import Base, db
from app.models import Analysis, Component, OutlineNode, Parameter, Resource
from app.services.journal import Change
from app.services.words.changes import REFERENCES

Row = tuple[str, int]


def of_changes(
    project_id: int, changes: Iterable[Change], also: Row | None = None
) -> Mapping[Row, str]:
    """Names of all rows that changes are about or point at; rows that are gone are missing."""
    wanted: dict[str, set[int]] = {}
    for change in changes:
        wanted.setdefault(change.table, set()).add(change.id)
        for values in (change.before or {}, change.after or {}):
            for column, table in REFERENCES.items():
                if values.get(column) is not None:
                    wanted.setdefault(table, set()).add(values[column])
    if also is not None:
        wanted.setdefault(also[0], set()).add(also[1])
    return _names(project_id, wanted)


def _names(project_id: int, wanted: dict[str, set[int]]) -> Mapping[Row, str]:
    rows = _rows(project_id, Component, wanted.get("component", set()))
    for row in rows:
        for column in ("analysis_id", "nested_id", "resource_id"):
            if row[column] is not None:
                wanted.setdefault(REFERENCES[column], set()).add(row[column])
    found: dict[Row, str] = {}
    for row in _rows(project_id, OutlineNode, wanted.get("outline_node", set())):
        found["outline_node", row["id"]] = f"{row['number']} {row['title']}".strip()
    for row in _rows(project_id, Analysis, wanted.get("analysis", set())):
        found["analysis", row["id"]] = f"{row['code']} {row['title']}".strip()
    for row in _rows(project_id, Resource, wanted.get("resource", set())):
        found["resource", row["id"]] = row["name"]
    for row in _rows(project_id, Parameter, wanted.get("parameter", set())):
        found["parameter", row["id"]] = row["name"]
    for row in rows:
        inner = found.get(("resource", row["resource_id"] or 0)) or found.get(
            ("analysis", row["nested_id"] or 0)
        )
        own = found.get(("analysis", row["analysis_id"]), "")
        found["component", row["id"]] = f"{inner or row['label']} ({own})"
    return found


_COLUMNS: Mapping[type[Base], tuple[Any, ...]] = {
    Analysis: (Analysis.id, Analysis.code, Analysis.title),
    Component: (
        Component.id, Component.analysis_id, Component.nested_id, Component.resource_id,
        Component.label,
    ),
    OutlineNode: (OutlineNode.id, OutlineNode.number, OutlineNode.title),
    Parameter: (Parameter.id, Parameter.name),
    Resource: (Resource.id, Resource.name),
}  # fmt: skip


def _rows(project_id: int, model: type[Base], ids: set[int]) -> list[Mapping[str, Any]]:
    if not ids:
        return []
    statement = select(*_COLUMNS[model]).where(
        model.project_id == project_id,  # type: ignore[attr-defined]
        model.id.in_(i for i in ids if i < 2**31),  # type: ignore[attr-defined]
    )
    return [dict(row) for row in db.session.execute(statement).mappings()]
