"""The same project under other ids: rows, their references, and ids inside their JSON.

Ids are never reused, so a project that is copied or comes from elsewhere gets new ones; every id
that its history ever named gets one, deleted rows too, in the old order.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.extensions import Base
from app.models import Project
from app.services import bulk, journal
from app.services.journal import MODELS, Change, Values

#: {table: {old id: new id}}
Ids = Mapping[str, Mapping[int, int]]
#: Parameters of a label that name a row, and its table.
_IN_PARAMS = {
    "analysis": "analysis",
    "from_outline_node": "outline_node",
    "from_resource": "resource",
    "from_component": "component",
}


def fresh(session: Session, project_id: int, old: Mapping[str, Iterable[int]]) -> Ids:
    """A new id for every old one; the project, the one row of its table, becomes `project_id`."""
    found: dict[str, Mapping[int, int]] = {}
    for table, model in MODELS.items():
        ids = sorted(old.get(table, ()))
        if model is Project:
            found[table] = dict.fromkeys(ids, project_id)
        else:
            found[table] = dict(zip(ids, _taken(session, model, len(ids)), strict=True))
    return found


def _taken(session: Session, model: type[Base], count: int) -> list[int]:
    """Ids that are taken for good, also where no row is ever put under them."""
    ids = bulk.fresh_ids(session, model, count)
    if ids and session.get_bind().dialect.name == "sqlite":
        last = {"name": model.__tablename__, "last": ids[-1]}
        raised = text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name")
        if not session.connection().execute(raised, last).rowcount:
            begun = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")
            session.connection().execute(begun, last)
    return ids


def change(found: Change, ids: Ids) -> Change:
    """A change of the journal under new ids; KeyError where it names a row that never was."""
    before = None if found.before is None else row(found.table, found.before, ids)
    after = None if found.after is None else row(found.table, found.after, ids)
    return Change(found.table, ids[found.table][found.id], before, after, found.version)


def row(table: str, values: Values, ids: Ids) -> Values:
    """Encoded inputs under new ids; KeyError where they name a row that never was."""
    moved = {
        name: ids[target][values[name]]
        for name, target in references(MODELS[table]).items()
        if values.get(name) is not None
    }
    if values.get("published"):
        moved["published"] = _published(values["published"], ids)
    return {**values, **moved}


@cache
def references(model: type[Base]) -> Mapping[str, str]:
    """The inputs of a table that name a row of the project, and its table."""
    table: Any = model.__table__
    return {
        name: key.column.table.name
        for name in journal.inputs(model)
        for key in table.c[name].foreign_keys
        if key.column.table.name in MODELS
    }


def _published(form: Mapping[str, Values], ids: Ids) -> Any:  # noqa: ANN401
    return {str(ids["component"][int(i)]): row("component", r, ids) for i, r in form.items()}


def named(form: Mapping[str, Values]) -> Iterator[tuple[str, int]]:
    """The rows that a published form names, as table and id; in a copy some never stood there."""
    inside = references(MODELS["component"])
    for i, values in form.items():
        yield "component", int(i)
        for name, target in inside.items():
            if values.get(name) is not None:
                yield target, values[name]


def params(given: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """The parameters of a label under new ids; one that names an unknown row loses it."""
    found = dict(given)
    for name, table in _IN_PARAMS.items():
        if type(found.get(name)) is int:
            found[name] = ids[table].get(found[name])
    if isinstance(found.get("with"), dict):
        found["with"] = params(found["with"], ids)
    return found
