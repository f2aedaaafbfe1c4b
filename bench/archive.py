"""A project with its history as one file: out, proved, in again."""

import time
from fractions import Fraction
from itertools import pairwise

from sqlalchemy import select

from app.extensions import db
from app.models import OutlineNode, Resource
from app.services import archives, revisions, verification
from app.services.revisions import Draft, Order
from bench import projects

HEAD = ("items", "revisions", "size", "export", "proof", "store", "round trip")
SIZES = (1_000, 5_000, 10_000)
#: Quantities and prices that are changed first: a price reaches every item.
QUANTITIES, PRICES = 100, 5


def run(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    """Rows of the table, for projects with a short history."""
    by = projects.person("archive@taksir.test")
    return [_measure(by, size) for size in sizes]


def _measure(by: int, size: int) -> tuple[str, ...]:
    project = projects.make(by, size)
    _history(project, by)
    moments = [time.perf_counter()]
    content = archives.export(project)
    moments.append(time.perf_counter())
    proof = archives.prove(content)
    moments.append(time.perf_counter())
    made = archives.import_(proof, by)
    moments.append(time.perf_counter())
    if wrong := verification.verify(db.session, made.project_id).differences:
        raise SystemExit(f"figures differ: {wrong[:3]}")
    db.session.rollback()
    parts = [f"{after - before:.1f} s" for before, after in pairwise(moments)]
    whole = f"{moments[-1] - moments[0]:.1f} s"
    return (f"{size:,}", str(made.revision), f"{len(content) / 1000:,.0f} kB", *parts, whole)


def _history(project: int, by: int) -> None:
    def ids(model: type) -> list[int]:
        found = select(model.id).where(model.project_id == project)  # type: ignore[attr-defined]
        return list(db.session.execute(found.order_by(model.id.desc()).limit(QUANTITIES)).scalars())

    items, resources = ids(OutlineNode), ids(Resource)
    db.session.rollback()
    for i in range(QUANTITIES):
        _set(project, by, OutlineNode, (items[i], "quantity_typed", Fraction(1000 + i, 100)))
    for i in range(PRICES):
        _set(project, by, Resource, (resources[-1], "price", Fraction(200_000 + i, 100)))


def _set(project: int, by: int, model: type, cell: tuple[int, str, Fraction]) -> None:
    def action(draft: Draft) -> None:
        row_id, name, value = cell
        setattr(draft.get(model, row_id), name, value)  # type: ignore[type-var]

    revisions.run(Order(project, "price.set", by), action)
