"""A moment as a small database in memory: the tables of the project, filled with what it was then.

Every reading service runs on it unchanged, so that no page has a second way of being made. It is
a few hundred bytes a row, kept as an image that opens in a millisecond, and nothing can be
written into it.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, MetaData, create_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateIndex, CreateTable

from app.extensions import Base
from app.services import journal
from app.services.snapshot import Inputs

#: {table: {id: {column: stored value}}}: what follows from the inputs.
Derived = Mapping[str, Mapping[int, Mapping[str, Any]]]
#: Columns of the project that are neither inputs nor figures.
Facts = Mapping[str, Any]

_IMAGE: ContextVar[bytes] = ContextVar("image of a moment")


def image(inputs: Inputs, derived: Derived, facts: Facts) -> bytes:
    """The database of a project with these inputs and figures."""
    (project_id,) = inputs["project"]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.deserialize(_empty())
        connection.execute("BEGIN")
        for model in journal.JOURNALED:
            table = model.__tablename__
            same = facts if table == "project" else {"project_id": project_id, "version": 1}
            _fill(connection, model, (inputs[table], derived.get(table)), same)
        for statement in _indexes():
            connection.execute(statement)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def _fill(
    connection: sqlite3.Connection,
    model: type[Base],
    rows: tuple[Mapping[int, Any], Mapping[int, Any] | None],
    same: Mapping[str, Any],
) -> None:
    """Insert the rows of one table: inputs, figures beside them, and what is alike in each."""
    inputs, derived = rows
    if not inputs:
        return
    names = journal.inputs(model)
    figures = tuple(next(iter(derived.values()))) if derived else ()
    columns = ("id", *same, *names, *figures)
    places = ", ".join("?" * len(columns))
    statement = (
        f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) "  # noqa: S608 - mapped names
        f"VALUES ({places})"
    )
    connection.executemany(statement, _values(model, inputs, derived, tuple(same.values())))


def _values(
    model: type[Base],
    inputs: Mapping[int, Any],
    derived: Mapping[int, Any] | None,
    same: tuple[Any, ...],
) -> Iterator[Sequence[Any]]:
    names = journal.inputs(model)
    of_inputs, packed = itemgetter(*names), _packed(model)
    figures = tuple(next(iter(derived.values()))) if derived else ()
    of_figures = itemgetter(*figures) if figures else None
    for i, row in inputs.items():
        values = of_inputs(row)
        if packed:
            values = [_json(v) if n in packed else v for n, v in enumerate(values)]
        yield (i, *same, *values, *(of_figures(derived[i]) if derived and of_figures else ()))


def _json(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else json.dumps(value, ensure_ascii=False)


@cache
def _packed(model: type[Base]) -> frozenset[int]:
    """Which of the inputs are JSON."""
    columns = model.__table__.c
    names = journal.inputs(model)
    return frozenset(i for i, n in enumerate(names) if isinstance(columns[n].type, JSON))


@cache
def _empty() -> bytes:
    """The image of a database with every table and no row: a page may join what it likes.

    Without constraints: what is filled in was checked when it was stored, and filling is a third
    of the work.
    """
    connection = sqlite3.connect(":memory:")
    bare = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(bare)
        copy.dialect_options["sqlite"]["autoincrement"] = False
        copy.constraints = {copy.primary_key}
        connection.execute(str(CreateTable(copy).compile(dialect=sqlite.dialect())))
    found = connection.serialize()
    connection.close()
    return found


@cache
def _indexes() -> Sequence[str]:
    return [
        str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for model in journal.JOURNALED
        for index in model.__table__.indexes  # type: ignore[attr-defined]
    ]


@cache
def shape() -> str:
    """Changes whenever the tables do: an image of older tables is no image of these."""
    return f"{zlib.crc32(_empty() + ';'.join(_indexes()).encode()):08x}"


def _open() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(_IMAGE.get())
    connection.execute("PRAGMA query_only=ON")
    return connection


#: One for all images: what it has compiled serves the next one, too.
_ENGINE = create_engine("sqlite://", creator=_open, poolclass=NullPool)


@contextmanager
def opened(content: bytes) -> Iterator[Session]:
    """A session that reads an image."""
    token = _IMAGE.set(content)
    try:
        with _ENGINE.connect() as connection, Session(bind=connection) as session:
            yield session
    finally:
        _IMAGE.reset(token)
