"""A client of the owner, and a way to ask as htmx or as a browser without script."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db
from app.models import OutlineNode, Project

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Source": "input#q-1"}


@dataclass
class Browser:
    """Sends requests below one project's address."""

    client: FlaskClient
    base: str

    def get(self, path: str = "", **options) -> TestResponse:
        return self.client.get(self.base + path, **options)

    def post(self, path: str, **fields) -> TestResponse:
        return self.client.post(self.base + path, data=_sent(fields))

    def hx(self, path: str, **fields) -> TestResponse:
        return self.client.post(self.base + path, data=_sent(fields), headers=HX)

    def hx_get(self, path: str) -> TestResponse:
        return self.client.get(self.base + path, headers=HX)


def _sent(fields: dict) -> dict:
    """Python knows no names with hyphens: q_3_1 stands for q-3-1."""
    return {k.replace("_", "-") if k.startswith("q_") else k: v for k, v in fields.items()}


@pytest.fixture
def browse(app: Flask, login, project) -> Callable[..., Browser]:
    """`browse(bob)`: a browser in which this person is logged in."""
    return lambda person: Browser(login(app.test_client(), person), f"/projects/{project.id}/")


@pytest.fixture
def browser(browse, alice) -> Browser:
    return browse(alice)


@pytest.fixture
def node(app: Flask) -> Callable[[int], OutlineNode | None]:
    """The row as it is stored now."""

    def read(row_id: int) -> OutlineNode | None:
        with app.app_context():
            row = db.session.get(OutlineNode, row_id)
            if row is not None:
                db.session.expunge(row)
            return row

    return read


@pytest.fixture
def stored(app: Flask, project) -> Callable[[], Project]:
    """The project as it is stored now."""

    def read() -> Project:
        with app.app_context():
            row = db.session.get(Project, project.id)
            db.session.expunge(row)
            return row

    return read


@pytest.fixture
def assert_refused(browse, vera, charlie, stored) -> Callable[..., None]:
    """`assert_refused("items", title="x")`: a viewer may not, a stranger finds nothing."""

    def check(path: str, **fields) -> None:
        before = stored().revision
        assert browse(vera).post(path, **fields).status_code == 403
        assert browse(charlie).post(path, **fields).status_code == 404
        assert stored().revision == before

    return check
