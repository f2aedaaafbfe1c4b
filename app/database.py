"""How each database is opened: SQLite durable and explicit, PostgreSQL with one view a request."""

from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from app.extensions import db
from app.services.transactions import IMMEDIATE, UNFLUSHED


def init_app(app: Flask) -> None:
    """Prepare the application's engine."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            prepare_sqlite(db.engine)


def prepare_sqlite(engine: Engine) -> None:
    """WAL, full synchronisation, foreign keys, and transactions that begin when we say so."""

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:  # noqa: ANN401
        # The driver's own transaction handling begins too late and commits too early.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # NORMAL can lose a confirmed commit when the power goes; this is money.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA busy_timeout=5000")
        cursor.close()

    @event.listens_for(engine, "checkin")
    def _flush_again(connection: Any, record: Any) -> None:  # noqa: ANN401
        if connection is not None and record.info.pop(UNFLUSHED, False):
            connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get(UNFLUSHED):
            connection.info[UNFLUSHED] = True
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        immediate = connection.get_execution_options().get(IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
