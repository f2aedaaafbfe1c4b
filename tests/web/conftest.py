"""Pages run on SQLite alone: what differs between databases is proven below them, in services."""

import pytest
from flask import Flask


@pytest.fixture
def database_url(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def app_sqlite(app: Flask) -> Flask:
    return app
