"""`flask user create` and what a first start prepares."""

import json

import pytest

from app.cli.prepare import ADMIN, prepare
from app.extensions import db
from app.models import Edition, Project, User
from app.services import catalogue_import, demo_files, passwords, transactions
from app.services.catalogue_import_runs import normal


@pytest.fixture
def run(app_sqlite):
    return lambda *arguments: app_sqlite.test_cli_runner().invoke(args=["user", *arguments])


def found(app, email: str) -> User | None:
    with app.app_context():
        return db.session.query(User).filter_by(email=email).one_or_none()


def test_makes_an_account_and_prints_its_password(app_sqlite, run):
    said = run("create", "Ani@Office.Example", "--role", "estimator")
    assert said.exit_code == 0
    made = found(app_sqlite, "ani@office.example")
    assert (made.role, made.name, made.must_change_password) == ("estimator", "ani", True)
    password = said.output.split("One-time password: ")[1].strip()
    assert passwords.verify(made.password_hash, password)


def test_prints_one_json_object(app_sqlite, run):
    said = run("create", "ani@office.example", "--role", "admin", "--name", "Ani", "--json")
    told = json.loads(said.output)
    made = found(app_sqlite, "ani@office.example")
    assert (told["id"], told["email"]) == (made.id, made.email)
    assert passwords.verify(made.password_hash, told["password"])


def test_the_same_address_again_ends_with_one(app_sqlite, run):
    run("create", "ani@office.example", "--role", "viewer")
    said = run("create", "ANI@office.example", "--role", "admin")
    assert said.exit_code == 1
    assert "Error:" in said.output
    assert found(app_sqlite, "ani@office.example").role == "viewer"


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "no address", "--role", "viewer"),
        ("create", "ani@office.example", "--role", "owner"),
        ("create", "ani@office.example"),
        ("create", "ani@office.example", "--role", "viewer", "--name", "a\nb"),
        ("create",),
    ],
)
def test_what_cannot_be_understood_ends_with_two(app_sqlite, run, arguments):
    assert run(*arguments).exit_code == 2
    with app_sqlite.app_context():
        assert db.session.query(User).count() == 0


def test_a_first_start_makes_the_administrator_and_says_the_password_once(app_sqlite, capsys):
    prepare(app_sqlite)
    said = capsys.readouterr().out
    made = found(app_sqlite, ADMIN)
    assert (made.role, made.must_change_password) == ("admin", True)
    assert passwords.verify(made.password_hash, said.split("One-time password: ")[1].split()[0])
    prepare(app_sqlite)
    assert "password" not in capsys.readouterr().out
    with app_sqlite.app_context():
        assert db.session.query(User).count() == 1


def test_an_installation_with_people_gets_no_administrator(app_sqlite, run, capsys):
    run("create", "ani@office.example", "--role", "estimator")
    prepare(app_sqlite)
    assert found(app_sqlite, ADMIN) is None
    assert "password" not in capsys.readouterr().out


def test_a_start_serves_though_the_starter_catalogue_cannot_be_stored_now(app, monkeypatch, caplog):
    """Another host's start died with it, some minutes ago: nobody may wait until that is sure."""
    monkeypatch.setattr(catalogue_import, "PATIENCE", 0)
    with app.app_context(), transactions.writing() as session:
        name = demo_files.EDITION
        left = {"identity": normal(name), "loader": "run:another-host:7:0123456789ab"}
        session.add(Edition(kind="starter", name=name, **left))
    prepare(app)
    assert "starter catalogue" in caplog.text
    with app.app_context():
        assert db.session.query(Project).count() == 1


def test_a_first_start_brings_an_empty_database_to_head(make_app, tmp_path):
    app = make_app(database_url=f"sqlite:///{tmp_path / 'new.db'}")
    prepare(app)
    assert found(app, ADMIN) is not None
