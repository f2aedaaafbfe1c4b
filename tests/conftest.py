"""Fixtures for every test; the servers they need are private, in tests/fixtures."""

import dataclasses
import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import BytecodeCache

from app import create_app
from app.config import Config
from app.extensions import db

pytest_plugins = [
    "tests.fixtures_people",
    "tests.fixtures.postgres",
    "tests.fixtures.redis",
    "tests.fixtures.databases",
    "tests.fixtures.workers",
    "tests.fixtures.measured",
    "tests.fixtures.once",
]

# The same examples in every run, and no clock: what passes here does not fail elsewhere by chance.
# `pytest --hypothesis-profile=default` looks at new ones each time.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

TEST_KEY = "a key for tests: 0123456789 abcdef"


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """A test that reaches for the network fails at the socket, by name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(original: Callable[..., object]) -> Callable[..., object]:
    def connect(self: socket.socket, address, *rest):
        if self.family != socket.AF_UNIX and not _is_loopback(address[0]):
            raise RuntimeError(f"a test may not connect to {address}")
        return original(self, address, *rest)

    return connect


def _is_loopback(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings of a test installation; change them with `dataclasses.replace`."""
    return Config(
        instance_path=tmp_path / "instance",
        secret_key=TEST_KEY,
        overrides={"TESTING": True, "RATELIMIT_ENABLED": False},
    )


@pytest.fixture
def make_app(config: Config, compiled_templates: BytecodeCache) -> Iterator[Callable[..., Flask]]:
    """`make_app(database_url=..., write_limit=..., overrides={...})`: one more application."""
    made: list[Flask] = []

    def make(**changes) -> Flask:
        changes["overrides"] = {**config.overrides, **changes.get("overrides", {})}
        made.append(create_app(dataclasses.replace(config, **changes)))
        made[-1].jinja_env.bytecode_cache = compiled_templates
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(database_url: str, make_app: Callable[..., Flask]) -> Flask:
    """An application on an empty migrated database: SQLite, then PostgreSQL.

    No context is pushed, so requests of a test client do not share `g`; see `context`.
    """
    return make_app(database_url=database_url)


@pytest.fixture
def app_sqlite(sqlite: str, make_app: Callable[..., Flask]) -> Flask:
    """For what no database can change: pages, commands, limits."""
    return make_app(database_url=sqlite)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """For tests that call services: the application with its context pushed."""
    with app.app_context():
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
