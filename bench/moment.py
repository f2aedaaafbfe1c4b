"""The figures of any moment: a sheet at `?at=N` in a project of many revisions, cold and warm."""

import random
import time
from fractions import Fraction

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import cache, db
from app.models import OutlineNode, Resource
from app.services import revisions
from app.services.revisions import Draft, Order
from bench import projects
from bench.measure import Times

SIZES, REVISIONS, LOOKS = (1_000, 5_000, 10_000), 1_000, 40
HEAD = ("items", "revisions", "sheet at N, cold", "sheet at N, warm", "changes since N, warm")


def run(app: Flask, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    """Rows of the table; outside of any context, so that each look is a request of its own."""
    with app.app_context():
        by = projects.person("moment@taksir.test")
    return [_measure(app, by, size) for size in sizes]


def _measure(app: Flask, by: int, size: int) -> tuple[str, ...]:
    with app.app_context():
        project = projects.make(by, size)
        _write(project, by)
    client = _reader(app, by)
    numbers = random.Random(size).sample(range(1, REVISIONS), LOOKS)  # noqa: S311 - repeatable
    cold, warm, since = [], [], []
    for number in numbers:
        with app.app_context():
            cache.clear()
        cold.append(_look(client, f"/projects/{project}/?at={number}"))
        warm.append(_look(client, f"/projects/{project}/?at={number}"))
        _look(client, f"/projects/{project}/?since={number}")
        since.append(_look(client, f"/projects/{project}/?since={number}"))
    return f"{size:,}", f"{REVISIONS:,}", *(str(_times(taken[3:])) for taken in (cold, warm, since))


def _write(project: int, by: int) -> None:
    """Quantities, and now and then a price, until the project has its revisions."""
    items, prices = (_ids(model, project) for model in (OutlineNode, Resource))
    for i in range(2, REVISIONS + 1):
        model, ids = (Resource, prices) if i % 50 == 0 else (OutlineNode, items)
        revisions.run(Order(project, "quantity.set", by), _edit(model, ids[i * 7 % len(ids)], i))


def _edit(model: type, row_id: int, i: int):  # noqa: ANN202 - an action of the door
    def action(draft: Draft) -> None:
        name = "price" if model is Resource else "quantity_typed"
        setattr(draft.get(model, row_id), name, Fraction(100_000 + i, 100))

    return action


def _ids(model: type, project: int) -> list[int]:
    query = db.select(model.id).where(model.project_id == project).order_by(model.id)
    if model is OutlineNode:
        query = query.where(OutlineNode.kind == "item")
    found = list(db.session.execute(query).scalars())
    db.session.rollback()
    return found


def _reader(app: Flask, by: int) -> FlaskClient:
    """A client that is logged in as the owner."""
    client, moment = app.test_client(), int(time.time())
    with client.session_transaction() as session:
        session.update(_user_id=f"{by}:0", since=moment, seen=moment, ticket="bench")
    return client


def _look(client: FlaskClient, address: str) -> float:
    start = time.perf_counter()
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    taken = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return taken


def _times(taken: list[float]) -> Times:
    ordered = sorted(taken)
    p95 = ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]
    return Times(ordered[len(ordered) // 2], p95, len(ordered))
