"""Many new rows at once, past the ORM: what ten thousand items cost is decided here.

PostgreSQL takes them by COPY, SQLite as one executemany; both with ids taken beforehand, because
rows asked back in order are sent one statement each.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.extensions import Base
from app.services import journal

Values = dict[str, Any]


def insert(
    session: Session, model: type[Base], project_id: int, rows: Sequence[Mapping[str, Any]]
) -> dict[int, Values]:
    """Insert rows of Python values into a project; their encoded inputs by their new ids.

    Inputs that a row does not name get their default. The caller writes the journal.
    """
    session.flush()
    encode = _encoder(model)
    found = dict(zip(fresh_ids(session, model, len(rows)), map(encode, rows), strict=True))
    put(session, model, project_id, found)
    return found


def put(
    session: Session,
    model: type[Base],
    project_id: int,
    rows: Mapping[int, Values],
    versions: Mapping[int, int] | None = None,
) -> None:
    """Insert rows under ids that are theirs, each with every encoded input; versions default to 1.

    The caller writes the journal.
    """
    names, constants = journal.inputs(model), _constants(model)
    stored = [_stored(model, n) for n in names]
    others = [n for n in constants if n != "version"]
    fixed, counts = tuple(constants[n] for n in others), versions or {}
    bound = [
        (
            i, project_id, counts.get(i, 1),
            *(s(row[n]) for n, s in zip(names, stored, strict=True)), *fixed,
        )
        for i, row in rows.items()
    ]  # fmt: skip
    send(session, model.__tablename__, ["id", "project_id", "version", *names, *others], bound)


def fresh_ids(session: Session, model: type[Base], count: int) -> list[int]:
    """Ids that no row ever had, in ascending order; on SQLite they must be used at once."""
    name = {"name": model.__tablename__, "count": count}
    if session.get_bind().dialect.name == "postgresql":
        taken = text(
            "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"
        )
        return sorted(session.connection().execute(taken, name).scalars())
    # Under the one write lock nobody else takes a number from SQLite's sequence.
    sequence = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last = session.connection().execute(sequence, {"name": name["name"]}).scalar() or 0
    return list(range(last + 1, last + 1 + count))


def _encoder(model: type[Base]) -> Callable[[Mapping[str, Any]], Values]:
    names = journal.inputs(model)
    encoders = {n: journal.encoder(model, n) for n in names}
    defaults = {n: encoders[n](default(model, n)) for n in names}

    def encode(row: Mapping[str, Any]) -> Values:
        return defaults | {n: encoders[n](v) for n, v in row.items()}

    return encode


def _stored(model: type[Base], name: str) -> Callable[[Any], Any]:
    """An encoded input as the driver takes it: only JSON still is a Python value."""
    if not isinstance(model.__table__.c[name].type, JSON):
        return lambda value: value
    return lambda value: None if value is None else json.dumps(value)


@cache
def _constants(model: type[Base]) -> Values:
    """Defaults of the columns that are no inputs: the version, figures not computed yet."""
    others = {c.name for c in model.__table__.columns} - set(journal.inputs(model))
    found = {n: default(model, n) for n in sorted(others)}
    return {n: value for n, value in found.items() if value is not None}


def send(session: Session, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    # Names are those of mapped columns; values are bound.
    listed = ", ".join(columns)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table} ({listed}) FROM STDIN", rows)
        return
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608 - mapped names
    connection.exec_driver_sql(statement, rows)


def _copy(connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
    driver: Any = connection.connection.driver_connection
    # Not imported by name: an installation on SQLite is 9 MB smaller without it.
    broken = connection.dialect.loaded_dbapi.Error
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except broken as error:
        # SQLAlchemy did not send it, so it did not translate it either; who calls expects its kind.
        raise DBAPIError.instance(statement, None, error, broken) from error


def default(model: type[Base], name: str) -> Any:  # noqa: ANN401
    """The value SQLAlchemy gives a column that was not named."""
    found = model.__table__.c[name].default
    if found is None:
        return None
    return found.arg(None) if found.is_callable else found.arg
