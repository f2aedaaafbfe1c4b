"""Clients of three people, and what the price list stores."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db
from app.models import Project, Resource


@pytest.fixture
def bobs(app: Flask, login, bob):
    """A client of Bob, who edits."""
    return login(app.test_client(), bob)


@pytest.fixture
def alices(app: Flask, login, alice):
    return login(app.test_client(), alice)


@pytest.fixture
def veras(app: Flask, login, vera):
    """A client of Vera, who looks."""
    return login(app.test_client(), vera)


@pytest.fixture
def strangers(app: Flask, login, charlie):
    return login(app.test_client(), charlie)


@pytest.fixture
def resource(app: Flask) -> Callable[[int], Resource | None]:
    """`resource(id)`: the row as it is stored now."""

    def find(number: int) -> Resource | None:
        with app.app_context():
            return db.session.get(Resource, number)

    return find


@pytest.fixture
def revision(app: Flask, project) -> Callable[[], int]:
    """`revision()`: how many revisions the project has had."""

    def count() -> int:
        with app.app_context():
            return db.session.get(Project, project.id).revision

    return count


@pytest.fixture
def htmx() -> dict[str, str]:
    """Headers of a request that wants a piece of the page."""
    return {"HX-Request": "true", "HX-Request-Type": "partial"}
