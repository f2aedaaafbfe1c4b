"""One installation for a whole module: projects of hundreds of rows are stored once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from app.config import Config
from app.models import User
from app.services import transactions


@pytest.fixture(scope="module")
def estimator(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The id of somebody who owns projects, with the context of the application pushed."""
    folder = tmp_path_factory.mktemp("documents")
    shutil.copyfile(sqlite_template, folder / "taksir.db")
    url = f"sqlite:///{folder / 'taksir.db'}"
    app = create_app(Config(instance_path=folder, database_url=url, secret_key="x" * 32))
    with app.app_context():
        with transactions.writing() as session:
            user = User(email="a@b.example", name="A", password_hash="", role="admin")
            session.add(user)
            session.flush()
            number = user.id
        yield number
