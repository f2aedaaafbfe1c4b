"""Runs migrations inside the application, one process at a time."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, pool, text

from app import models  # noqa: F401 - fills the metadata
from app.extensions import db

#: Any number: every Taksir process asks for the same advisory lock.
LOCK = 7_264_533


def _plain_types(type_: str, value: object, _context: object) -> str | bool:
    """Write our column types by what they are in the database: migrations outlive the code."""
    if type_ != "type" or not type(value).__module__.startswith("app."):
        return False
    name = {"BigInteger": "sa.BigInteger()", "LargeBinary": "sa.LargeBinary()"}
    return name.get(type(value.impl).__name__, "sa.DateTime(timezone=True)")


def run() -> None:
    """Migrate over a connection of our own: batch re-creation must not cascade on SQLite."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, poolclass=pool.NullPool)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        else:
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            compare_server_default=not sqlite,
            render_item=_plain_types,
            transaction_per_migration=not sqlite,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.commit()
            if broken:
                message = f"rows point at nothing after the migration: {broken[:5]}"
                raise RuntimeError(message)


run()
