"""Projects of a given size, alike at every size: for benchmarks and growth tests."""

from fractions import Fraction
from typing import Any

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Resource, User
from app.services import revisions, transactions
from app.services.revisions import Draft, Order

GAP = 2**20
RESOURCES, COMPONENTS, SECTION = 60, 10, 50


def person(email: str = "bench@taksir.test") -> int:
    """The id of a user made for measuring."""
    with transactions.writing() as session:
        user = User(email=email, name="Bench", password_hash="", role="estimator")
        session.add(user)
        session.flush()
        return user.id


def make(by: int, items: int, analyses: int | None = None) -> int:
    """A project of `items` items in sections of 50 over at most 1,000 analyses of 10 components.

    Resource 0 is used by every analysis; item i uses analysis i modulo their number.
    """
    count = analyses or min(items, 1000)
    values: dict[str, Any] = {
        "kind": "ee",
        "name": f"Bench {items}",
        "markup_percent": Fraction(10),
        "rounding": {
            "quantity": {"mode": "half_up", "step": "0.01"},
            "unit_price": {"mode": "down", "step": "1"},
            "total": {"mode": "down", "step": "1000"},
        },
        "tail": [{"label": "PPN 12 %", "percent": "12", "base_factor": "11/12"}],
        "numbering": ["I", "A", "1", "a"],
    }
    order = Order(0, "project.created", by)
    return revisions.create(order, values, lambda draft: _fill(draft, items, count)).project_id


def _fill(draft: Draft, items: int, count: int) -> None:
    resources = draft.bulk_insert(Resource, [_resource(i) for i in range(RESOURCES)])
    analyses = draft.bulk_insert(
        Analysis,
        [
            {"code": f"1.{i}", "code_key": f"{i:06}", "title": f"Analysis {i}", "unit": "m3"}
            for i in range(count)
        ],
    )
    draft.bulk_insert(
        Component,
        [
            {
                "analysis_id": analysis,
                "position": n * GAP,
                "kind": "resource",
                "category": "material",
                "resource_id": resources[0 if n == 0 else (a * 7 + n * 5) % RESOURCES],
                "coefficient": Fraction(12345 + a + n, 10_000),
            }
            for a, analysis in enumerate(analyses)
            for n in range(COMPONENTS)
        ],
    )
    rows = [{"kind": "section", "position": s * GAP, "title": f"Section {s}"}
            for s in range(-(-items // SECTION))]  # fmt: skip
    sections = draft.bulk_insert(OutlineNode, rows)
    draft.bulk_insert(OutlineNode, [_item(i, sections, analyses) for i in range(items)])


def _resource(i: int) -> dict[str, Any]:
    price = Fraction(100_000 + 37 * i, 100)
    return {
        "identity": f"resource {i}|kg|material|", "name": f"Resource {i}", "unit": "kg",
        "category": "material", "price": price, "code": f"M.{i:02}",
    }  # fmt: skip


def _item(i: int, sections: list[int], analyses: list[int]) -> dict[str, Any]:
    return {
        "kind": "item",
        "parent_id": sections[i // SECTION],
        "position": (i % SECTION) * GAP,
        "title": f"Item {i} of an ordinary length of title",
        "unit": "m3",
        "quantity_typed": Fraction(1000 + i, 100),
        "origin": "analysis",
        "analysis_id": analyses[i % len(analyses)],
    }


def first(model: Any, project_id: int) -> Any:  # noqa: ANN401
    """The first row of a kind in a project, as id and version."""
    query = db.select(model.id, model.version).where(model.project_id == project_id)
    return db.session.execute(query.order_by(model.id)).first()
