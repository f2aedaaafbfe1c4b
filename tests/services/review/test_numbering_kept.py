"""A migration that makes a table of SQLite anew does not let ids be given out again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa

from app.extensions import db, migrate
from app.models import Resource
from app.services import revisions
from app.services.revisions import Order

#: A later version of the program: one more migration, which makes one table anew.
LATER = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "later", "{head}", None, None


def upgrade():
    with op.batch_alter_table("resource", recreate="always", table_kwargs={kwargs}):
        pass
"""
KEPT, FORGOTTEN = {"sqlite_autoincrement": True}, {}


@pytest.fixture
def app(app_sqlite):
    """Only on SQLite it can happen: the people and the project of the fixtures stand there."""
    return app_sqlite


@pytest.fixture
def later(context, tmp_path) -> Callable[[dict], None]:
    """`later(KEPT)`: upgrade to a program whose migration makes the table anew in this way."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.directory, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def upgrade(kwargs: dict) -> None:
        db.session.remove()
        text = LATER.format(head=version(), kwargs=kwargs)
        Path(folder, "versions", "20990101_0000_later.py").write_text(text)
        flask_migrate.upgrade(directory=str(folder))

    return upgrade


def version() -> str:
    with db.engine.connect() as connection:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()


def add(project_id: int, by: int, name: str) -> int:
    def action(draft):
        return {"id": draft.add(Resource(identity=name, name=name, category="other")).id}

    return revisions.run(Order(project_id, "x", by), action).result["id"]


def test_a_table_made_anew_goes_on_counting(later, project, alice):
    last = add(project.id, alice.id, "goes")
    revisions.run(
        Order(project.id, "x", alice.id), lambda draft: draft.remove(draft.get(Resource, last))
    )
    later(KEPT)
    assert version() == "later"
    assert add(project.id, alice.id, "comes") == last + 1


def test_a_migration_that_forgets_to_count_is_refused_and_undone(later, project, alice, caplog):
    before = version()
    with pytest.raises(SystemExit):
        later(FORGOTTEN)
    assert "['resource'] lost AUTOINCREMENT" in caplog.text
    assert version() == before
    assert add(project.id, alice.id, "comes") > project.sand
