"""What the price list stores."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import db
from app.models import Project, Resource


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
