"""The figures of the house: edits, one price used everywhere, verify, at three sizes."""

import time
from fractions import Fraction

from sqlalchemy import select

from app.extensions import db
from app.models import Component, OutlineNode, Resource
from app.services import revisions, verification
from app.services.revisions import Draft, Order
from bench import projects, whole
from bench.measure import Times, counted, timed

SIZES = (100, 1_000, 10_000)
EDITS, PRICES = 200, 12
#: Items per analysis of the coefficient row, the same at every size.
SHARED = 10


def run(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, ...]]:
    """Rows of the table: size, build, quantity, coefficient, price, verify, statements."""
    by = projects.person()
    return [_measure(by, size) for size in sizes]


def _measure(by: int, size: int) -> tuple[str, ...]:
    start = time.perf_counter()
    project = projects.make(by, size, max(1, min(1000, size // SHARED)))
    build = time.perf_counter() - start
    quantity, statements = _quantities(project, by)
    coefficient = _coefficients(project, by)
    price = _prices(project, by)
    start = time.perf_counter()
    verdict = verification.verify(db.session, project)
    verify = time.perf_counter() - start
    if verdict.differences:
        raise SystemExit(f"figures differ: {verdict.differences[:3]}")
    db.session.rollback()
    brought = whole.import_seconds(by, project)
    return (
        f"{size:,}", f"{build:.2f} s", f"{brought:.2f} s", str(quantity), str(coefficient),
        str(price), f"{verify:.2f} s", str(statements),
    )  # fmt: skip


def _ids(model: type, project: int, *where: object) -> list[int]:
    query = select(model.id).where(model.project_id == project, *where)
    found = list(db.session.execute(query.order_by(model.id).limit(1000)).scalars())
    db.session.rollback()
    return found


def _quantities(project: int, by: int) -> tuple[Times, int]:
    ids = _ids(OutlineNode, project, OutlineNode.kind == "item")

    def edit(i: int) -> None:
        def action(draft: Draft) -> None:
            row = draft.get(OutlineNode, ids[i * 7 % len(ids)])
            row.quantity_typed = Fraction(100_000 + i, 100)

        revisions.run(Order(project, "quantity.set", by), action)

    times = timed(edit, EDITS)
    with counted(db.engine) as seen:
        edit(EDITS + 1)
    return times, len(seen)


def _coefficients(project: int, by: int) -> Times:
    ids = _ids(Component, project)

    def edit(i: int) -> None:
        def action(draft: Draft) -> None:
            row = draft.get(Component, ids[i * 11 % len(ids)])
            row.coefficient = Fraction(10_000 + i, 10_000)

        revisions.run(Order(project, "coefficient.set", by), action)

    return timed(edit, EDITS, warm=0)


def _prices(project: int, by: int) -> Times:
    everywhere = _ids(Resource, project)[0]

    def edit(i: int) -> None:
        def action(draft: Draft) -> None:
            draft.get(Resource, everywhere).price = Fraction(200_000 + i, 100)

        revisions.run(Order(project, "price.set", by), action)

    return timed(edit, PRICES, warm=2)
