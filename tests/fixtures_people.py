"""Alice owns, Bob edits, Vera looks, Charlie is a stranger; the admin keeps the users.

    def test_...(client, login, alice, project): login(client, alice); client.post(...)

A client that logged in this way sends a valid CSRF header with everything.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.extensions import db
from app.models import Analysis, Component, Membership, OutlineNode, Project, Resource, User
from app.services import passwords, revisions, transactions
from app.services.draft import Draft
from app.services.revisions import Order

PASSWORD = "a ladder, a lamp and rain"
CSRF = "0123456789abcdef0123456789abcdef01234567"
ROLES = {
    "alice": "estimator",
    "bob": "estimator",
    "vera": "viewer",
    "charlie": "estimator",
    "admin": "admin",
}
MEMBERS = {"bob": "editor", "vera": "viewer"}


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    email: str
    role: str
    password: str = PASSWORD


class Usual:
    """The people and their project: stored once for a run, then copied with the database."""

    def __init__(self) -> None:
        #: They share one password, hashed once: 30 ms each would be felt.
        self.password_hash = passwords.hashed(PASSWORD)
        #: What was stored in the databases that are copied; the ids are equal in each.
        self.people: Mapping[str, Person] = {}
        self.project: SmallProject | None = None

    def store(self, stage: str) -> None:
        """Into an empty database that will be copied, inside an application context."""
        self.people = self.new_people()
        if stage == "project":
            self.project = small_project(self.people)

    def new_people(self) -> Mapping[str, Person]:
        with transactions.writing() as session:
            rows = {
                name: User(
                    email=f"{name}@office.example",
                    name=name.title(),
                    password_hash=self.password_hash,
                    role=role,
                )
                for name, role in ROLES.items()
            }
            session.add_all(rows.values())
            session.flush()
            return {name: Person(u.id, u.name, u.email, u.role) for name, u in rows.items()}


@pytest.fixture(scope="session")
def usual() -> Usual:
    return Usual()


@pytest.fixture
def people(app: Flask, usual: Usual) -> Mapping[str, Person]:
    with app.app_context():
        return dict(usual.people) if _has(User) else usual.new_people()


def _has(table: type[User | Project]) -> bool:
    """Whether the database was copied with rows of that table."""
    with db.engine.connect() as connection:
        return connection.scalar(select(table.id).limit(1)) is not None


@pytest.fixture
def alice(people: Mapping[str, Person]) -> Person:
    return people["alice"]


@pytest.fixture
def bob(people: Mapping[str, Person]) -> Person:
    return people["bob"]


@pytest.fixture
def vera(people: Mapping[str, Person]) -> Person:
    return people["vera"]


@pytest.fixture
def charlie(people: Mapping[str, Person]) -> Person:
    return people["charlie"]


@pytest.fixture
def admin(people: Mapping[str, Person]) -> Person:
    return people["admin"]


@pytest.fixture
def login() -> Callable[[FlaskClient, Person], FlaskClient]:
    """`login(client, alice)`: the session that the log-in page would have made, at once."""

    def enter(client: FlaskClient, person: Person) -> FlaskClient:
        moment = int(time.time())
        with client.session_transaction() as session:
            session.clear()
            session.update(_user_id=f"{person.id}:0", since=moment, seen=moment, csrf_token=CSRF)
            session["ticket"] = secrets.token_urlsafe(16)
        client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client.application)
        return client

    return enter


def csrf_token(app: Flask) -> str:
    """The token that fits the sessions of `login`, as a page would carry it."""
    signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
    return signer.dumps(CSRF)


@dataclass(frozen=True, slots=True)
class SmallProject:
    """Alice's project, with Bob (editor) and Vera (viewer).

    I  Pekerjaan tanah       (section)
       1  Galian tanah       12,5 m3 by analysis T.01: (0,75 OH x 100.000 + 0,025 OH x 160.000)
       2  Urugan pasir       4 m3 by analysis T.02, whose resource has no price
    II Lain-lain             (section_ii)
       1  Papan nama         1 bh typed 450.000
    """

    id: int
    section: int
    section_ii: int
    excavation: int
    backfill: int
    signboard: int
    analysis: int
    analysis_unknown: int
    component: int
    labourer: int
    foreman: int
    sand: int


@pytest.fixture
def project(app: Flask, people: Mapping[str, Person], usual: Usual) -> SmallProject:
    with app.app_context():
        return usual.project if usual.project and _has(Project) else small_project(people)


def small_project(people: Mapping[str, Person]) -> SmallProject:
    """One more such project, inside an application context."""
    values = {
        "kind": "private",
        "name": "Rumah contoh",
        "markup_percent": Fraction(10),
        "numbering": ["I", "A", "1", "a"],
    }
    ids: dict[str, int] = {}

    def fill(draft: Draft) -> None:
        ids.update(_fill(draft))

    order = Order(0, "project.created", people["alice"].id)
    made = revisions.create(order, values, fill)
    with transactions.writing() as session:
        session.add_all(
            Membership(project_id=made.project_id, user_id=people[name].id, role=role)
            for name, role in MEMBERS.items()
        )
    return SmallProject(made.project_id, **ids)


def _fill(draft: Draft) -> dict[str, int]:
    prices = {
        "labourer": _resource(draft, "Pekerja", "OH", "labour", 100_000),
        "foreman": _resource(draft, "Mandor", "OH", "labour", 160_000),
        "sand": _resource(draft, "Pasir urug", "m3", "material", None),
    }
    earth = draft.add(Analysis(code="T.01", code_key="T.01", title="Galian 1 m3", unit="m3")).id
    sand = draft.add(Analysis(code="T.02", code_key="T.02", title="Urugan 1 m3", unit="m3")).id
    first = _component(draft, earth, prices["labourer"], "0.75")
    _component(draft, earth, prices["foreman"], "0.025")
    _component(draft, sand, prices["sand"], "1.2", "material")
    return {
        **prices,
        "analysis": earth,
        "analysis_unknown": sand,
        "component": first,
        **_outline(draft, earth, sand),
    }


def _outline(draft: Draft, earth: int, sand: int) -> dict[str, int]:
    one = _node(draft, 1, kind="section", title="Pekerjaan tanah")
    two = _node(draft, 2, kind="section", title="Lain-lain")
    by_analysis = {"parent_id": one, "kind": "item", "unit": "m3", "origin": "analysis"}
    return {
        "section": one,
        "section_ii": two,
        "excavation": _node(
            draft, 1, **by_analysis, title="Galian tanah", analysis_id=earth,
            quantity_typed=Fraction("12.5"),
        ),
        "backfill": _node(
            draft, 2, **by_analysis, title="Urugan pasir", analysis_id=sand,
            quantity_typed=Fraction(4),
        ),
        "signboard": _node(
            draft, 1, parent_id=two, kind="item", title="Papan nama", unit="bh", origin="typed",
            price=Fraction(450_000), price_source="Survei", quantity_typed=Fraction(1),
        ),
    }  # fmt: skip


def _resource(draft: Draft, name: str, unit: str, category: str, price: int | None) -> int:
    kept = None if price is None else Fraction(price)
    identity = f"{name.casefold()}|{unit}|{category}|"
    row = Resource(identity=identity, name=name, unit=unit, category=category, price=kept)
    return draft.add(row).id


def _component(
    draft: Draft, analysis: int, resource: int, coefficient: str, category: str = "labour"
) -> int:
    position = (len(draft.find(Component, Component.analysis_id == analysis)) + 1) << 20
    row = Component(
        analysis_id=analysis, position=position, kind="resource", category=category,
        resource_id=resource, coefficient=Fraction(coefficient),
    )  # fmt: skip
    return draft.add(row).id


def _node(draft: Draft, place: int, **values) -> int:
    return draft.add(OutlineNode(position=place << 20, **values)).id
