"""A start that is stopped while it migrates leaves a database that the next start can migrate."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app.extensions import Base

#: Ends itself, as a kill would, right before the n-th statement that changes the database.
MIGRATE = """
import os, sys
from pathlib import Path

import flask_migrate
from sqlalchemy import Engine, event

from app import create_app
from app.config import Config

url, folder, last = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
CHANGES = ("CREATE", "ALTER", "INSERT", "UPDATE", "DELETE", "DROP")
left = [last]

@event.listens_for(Engine, "before_cursor_execute")
def count(connection, cursor, statement, *rest):
    if statement.lstrip().upper().startswith(CHANGES):
        left[0] -= 1
        if left[0] == 0:
            os._exit(9)

app = create_app(Config(instance_path=folder, database_url=url, secret_key="x" * 32))
with app.app_context():
    flask_migrate.upgrade()
"""
ADDRESSES = ("empty_sqlite", "empty_postgresql")
NEVER = 0


@pytest.fixture
def empty_sqlite(tmp_path):
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def empty_postgresql(pg_server, pg_numbers):
    name = f"test_{next(pg_numbers)}"
    pg_server.run(f"CREATE DATABASE {name}")
    yield pg_server.url(name)
    pg_server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=ADDRESSES)
def migrate(request, tmp_path):
    """`migrate(7)`: how a migration of one new database ended that was killed at statement 7."""
    url = request.getfixturevalue(request.param)

    def run(last: int) -> int:
        command = [sys.executable, "-c", MIGRATE, url, str(tmp_path), str(last)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    run.url = url
    return run


def tables(url):
    engine = sa.create_engine(url)
    try:
        return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


@pytest.mark.parametrize("last", [2, 9, 30])
def test_a_migration_that_was_killed_is_done_by_the_next_start(migrate, last):
    assert migrate(last) == 9
    assert migrate(NEVER) == 0
    assert tables(migrate.url) == set(Base.metadata.tables)


def test_of_two_starts_at_once_one_migrates_and_both_go_on(migrate):
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(migrate, [NEVER, NEVER])) == [0, 0]
    assert tables(migrate.url) == set(Base.metadata.tables)
