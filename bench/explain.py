"""How long the page of a figure takes, as a whole request, and a proof of everything."""

import json
import time
from fractions import Fraction

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.models import Component, OutlineNode, Project
from app.services import explain_proof, revisions
from app.services.draft import Draft
from app.services.revisions import Order
from bench import projects
from bench.measure import Times, timed

SIZES = (1_000, 5_000, 10_000)
HISTORY, RUNS = 1_000, 40
HEAD = ("items", "total", "section", "item", "row", "proof of the total")


def run(app: Flask, sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    """Rows of the table, after a history of a thousand edits."""
    with app.app_context():
        by = projects.person("explain@taksir.test")
    return [_measure(app, by, size) for size in sizes]


def _measure(app: Flask, by: int, size: int) -> tuple[str, ...]:
    with app.app_context():
        project = projects.make(by, size)
        item = _first(OutlineNode, project, OutlineNode.kind == "item")
        section = _first(OutlineNode, project, OutlineNode.kind == "section")
        row = _first(Component, project)
        for n in range(HISTORY):
            _edit(project, by, item + n * 7 % (size // 2), n)
        proof = _proof(project)
    client = _client(app, by)
    addresses = (
        "rounded", f"node.{section}.amount", f"node.{item}.amount", f"component.{row}.amount",
    )  # fmt: skip
    pages = [_page(client, f"/projects/{project}/explain/{address}") for address in addresses]
    return (f"{size:,}", *map(str, pages), proof)


def _first(model: type, project: int, *where: object) -> int:
    query = select(model.id).where(model.project_id == project, *where).order_by(model.id)
    return db.session.execute(query.limit(1)).scalar_one()


def _edit(project: int, by: int, row: int, n: int) -> None:
    def action(draft: Draft) -> None:
        draft.get(OutlineNode, row).quantity_typed = Fraction(n + 1, 100)

    revisions.run(Order(project, "quantity.set", by), action)


def _proof(project: int) -> str:
    start = time.perf_counter()
    text = explain_proof.written(explain_proof.of(db.session.get(Project, project), "rounded"))
    taken = time.perf_counter() - start
    db.session.rollback()
    return f"{taken:.1f} s, {len(text) / 1e6:.1f} MB, {len(json.loads(text)['nodes']):,} figures"


def _client(app: Flask, by: int) -> FlaskClient:
    client, moment = app.test_client(), int(time.time())
    with client.session_transaction() as session:
        session.update(_user_id=f"{by}:0", since=moment, seen=moment, ticket="bench")
    return client


def _page(client: FlaskClient, url: str) -> Times:
    def ask(_i: int) -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")

    return timed(ask, RUNS)
