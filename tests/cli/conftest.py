"""The commands on SQLite, and a project that they brought."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask


@pytest.fixture
def database_url(sqlite: str) -> str:
    return sqlite


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """`run("project", "show", 1)`: what the command printed and how it ended."""
    return lambda *arguments: app.test_cli_runner().invoke(
        args=[str(argument) for argument in arguments]
    )
