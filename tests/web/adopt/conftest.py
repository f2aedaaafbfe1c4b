"""A small catalogue beside the project, and what is stored."""

import re

import pytest

from app.extensions import db
from app.models import Project
from tests import fixtures_adopt


@pytest.fixture
def shelf(app, project):
    with app.app_context():
        return fixtures_adopt.small_catalogue()


@pytest.fixture
def rows(app):
    """`rows(Model, **values)`: what is stored now."""

    def find(model, **values):
        with app.app_context():
            return db.session.query(model).filter_by(**values).order_by(model.id).all()

    return find


@pytest.fixture
def revision(rows, project):
    return lambda: rows(Project, id=project.id)[0].revision


@pytest.fixture
def taken(bobs, project, shelf, rows):
    """`taken(catalogue id)`: an analysis of the catalogue in the project; its id there."""
    from app.models import OutlineNode

    def take(catalogue):
        url = f"/projects/{project.id}/items/from-catalogue"
        answer = bobs.post(url, data={"analysis": catalogue})
        node = int(re.search(r"[?&]row=(\d+)", answer.location)[1])
        return rows(OutlineNode, id=node)[0].analysis_id

    return take
