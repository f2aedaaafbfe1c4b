"""A second installation, on the other kind of database."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Config
from app.extensions import db
from app.models import OutlineNode, User
from app.services import archives, history, revisions, transactions
from app.services.revisions import Order
from tests.fixtures_people import Person, SmallProject


@dataclass(frozen=True, slots=True)
class Elsewhere:
    app: Flask
    #: Somebody who there is called as Bob is called here.
    bob: int
    eve: int


@pytest.fixture
def elsewhere(app: Flask, request, tmp_path: Path, make_app) -> Elsewhere:
    """An installation that knows nobody from here, with people and a project of its own."""
    with app.app_context():
        kind = db.engine.dialect.name
    if kind == "sqlite":
        url = request.getfixturevalue("pg_database")()
    else:
        path = tmp_path / "elsewhere.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    other = make_app(database_url=url)
    with other.app_context(), transactions.writing() as session:
        bob = User(email="b@else.example", name="Bob", password_hash="", role="estimator")
        eve = User(email="e@else.example", name="Eve", password_hash="", role="estimator")
        session.add_all([bob, eve])
        session.flush()
        return Elsewhere(other, bob.id, eve.id)


@pytest.fixture(scope="session")
def archived(usual, sqlite_stages, tmp_path_factory) -> bytes:
    """The small project after three edits and a name, made once in an installation of its own."""
    folder = tmp_path_factory.mktemp("archived")
    shutil.copyfile(sqlite_stages("project"), folder / "taksir.db")
    url = f"sqlite:///{folder / 'taksir.db'}"
    app = create_app(Config(instance_path=folder, database_url=url, secret_key="x" * 32))
    with app.app_context():
        made = edited(usual.project, usual.people["alice"])
        db.session.remove()
        db.engine.dispose()
    return made


def edited(project: SmallProject, alice: Person) -> bytes:
    def moved(draft):
        draft.get(OutlineNode, project.excavation).title = "Galian biasa"

    def gone(draft):
        draft.remove(draft.get(OutlineNode, project.signboard))

    revisions.run(Order(project.id, "row.described", alice.id), moved)
    revisions.run(Order(project.id, "row.deleted", alice.id), gone)
    history.undo(project.id, alice.id)
    history.name(project.id, alice.id, 2, ("Terbit", ""))
    return archives.export(project.id)


@pytest.fixture
def content(context, project, archived) -> bytes:
    """An archive, beside an application in which the project stands as it was before."""
    return archived
