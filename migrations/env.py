"""Runs migrations inside the application, one process at a time, all of them or none."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event, pool, text

from app import models  # noqa: F401 - fills the metadata
from app.extensions import db

#: Any number: every Taksir process asks for the same advisory lock.
LOCK = 7_264_533
#: Seconds that a start waits for another one that migrates the same SQLite file.
PATIENCE = 60


def _plain_types(type_: str, value: object, _context: object) -> str | bool:
    """Write our column types by what they are in the database: migrations outlive the code."""
    if type_ != "type" or not type(value).__module__.startswith("app."):
        return False
    name = {"BigInteger": "sa.BigInteger()", "LargeBinary": "sa.LargeBinary()"}
    return name.get(type(value.impl).__name__, "sa.DateTime(timezone=True)")


def _prepare_sqlite(engine: Engine) -> None:
    """One transaction, begun by us: the driver commits each table by itself, and a process that
    was stopped between two of them would leave a database that no later start can migrate."""

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:  # noqa: ANN401
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
        connection.execute("PRAGMA journal_mode=WAL")
        # Not inside a transaction: there it would be ignored.
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _refuse_broken(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        message = f"rows point at nothing after the migration: {broken[:5]}"
        raise RuntimeError(message)


def run() -> None:
    """Migrate over a connection of our own: batch re-creation must not cascade on SQLite."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, poolclass=pool.NullPool)
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _prepare_sqlite(engine)
    with engine.connect() as connection:
        if not sqlite:
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=not sqlite,
            render_item=_plain_types,
            transactional_ddl=True,
            transaction_per_migration=not sqlite,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _refuse_broken(connection)


run()
