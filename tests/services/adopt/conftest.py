"""The small project beside a small catalogue; every test leaves figures that verify."""

import pytest

from app.extensions import db
from app.models import Project
from app.services import verification
from tests import fixtures_adopt


@pytest.fixture
def site(context, project):
    yield project
    db.session.rollback()
    assert verification.verify(db.session()).differences == ()


@pytest.fixture
def shelf(site):
    return fixtures_adopt.small_catalogue()


@pytest.fixture
def stored():
    """`stored(Model, id)`: a row as it is now."""

    def find(model, number):
        db.session.rollback()
        return db.session.get(model, number)

    return find


@pytest.fixture
def count():
    """`count(Model)`: how many rows there are."""

    def find(model, *where):
        db.session.rollback()
        return db.session.query(model).filter(*where).count()

    return find


@pytest.fixture
def revision(site, stored):
    return lambda: stored(Project, site.id).revision
