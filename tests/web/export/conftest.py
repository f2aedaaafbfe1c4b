"""A client for each person, and the end of a job."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services import jobs


@pytest.fixture
def browse(app: Flask, login) -> Callable[..., FlaskClient]:
    """`browse(bob)`: a client in which this person is logged in."""
    return lambda person: login(app.test_client(), person)


@pytest.fixture
def done(app: Flask) -> Callable[[int], str]:
    """`done(number)`: does a job; the address of what it made."""

    def work(number: int) -> str:
        with app.app_context():
            jobs.run_here(number)
        return f"/exports/{number}"

    return work
