"""A client of the owner below the parameters' address, and one parameter p = 2."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.models import Project
from app.services import parameters
from app.services.outline_rows import Caller

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def url(project) -> str:
    return f"/projects/{project.id}/parameters/"


@pytest.fixture
def as_(app: Flask, login) -> Callable[..., FlaskClient]:
    """`as_(bob)`: a client in which this person is logged in."""
    return lambda person: login(app.test_client(), person)


@pytest.fixture
def owner(as_, alice) -> FlaskClient:
    return as_(alice)


@pytest.fixture
def p(app: Flask, project, alice) -> int:
    with app.app_context():
        fields = {"name": "p", "value": "2", "label": "Panjang", "unit": "m"}
        done = parameters.add(Caller(project.id, alice.id), fields, "id")
        return int(done.result["parameter"])


@pytest.fixture
def lines(app: Flask, project) -> Callable[[], dict[str, str]]:
    """Names and what was typed."""

    def read() -> dict[str, str]:
        with app.app_context():
            return {line.name: line.typed for line in parameters.lines(project.id, "id")}

    return read


@pytest.fixture
def assert_refused(as_, vera, charlie, app, project) -> Callable[..., None]:
    """A viewer may not, a stranger finds nothing, nothing changes."""

    def revision() -> int:
        with app.app_context():
            return db.session.get(Project, project.id).revision

    def check(address: str, **fields: str) -> None:
        before = revision()
        assert as_(vera).post(address, data=fields).status_code == 403
        assert as_(charlie).post(address, data=fields).status_code == 404
        assert revision() == before

    return check
