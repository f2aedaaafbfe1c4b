"""A published analysis of five rows in the small project, for the tests of analyses.

    fence = published_fence(project.id, alice.id)      # inside an application context

1.1.1.1 Pagar 1 m': 0,6 OH x 100.000 + 0,0387 m3 x 10.000.000 + 5 % of A + lump 2.500 + a note.
D = 60.000 + 387.000 + 3.000 + 2.500 = 452.500; at 10 % F = 497.750.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.extensions import db
from app.models import Analysis, Component, OutlineNode, Resource
from app.services import figures, journal, revisions, verification
from app.services.draft import Draft
from app.services.identity import identity
from app.services.revisions import Order

GAP = 1 << 20
D = Fraction(452_500)


@dataclass(frozen=True, slots=True)
class Fence:
    id: int
    labourer: int
    timber: int
    tools: int
    nails: int
    note: int
    item: int
    other_item: int


def published_fence(project_id: int, by: int) -> Fence:
    """Make the analysis with two items that use it."""

    def action(draft: Draft) -> dict[str, object]:
        made = draft.add(
            Analysis(code="1.1.1.1", code_key="011 011 011 011", title="Pagar 1 m'", unit="m'",
                     edition="SE 47/2026")
        ).id  # fmt: skip
        rows = _rows(draft, made)
        names = figures.COMPONENT_FORM
        form = {
            str(row.id): {n: journal.encode(Component, n, getattr(row, n)) for n in names}
            for row in rows
        }
        draft.get(Analysis, made).published = form
        ids = [row.id for row in rows]
        return {"ids": [made, *ids, *_items(draft, made)]}

    done = revisions.run(Order(project_id, "test.fence", by), action)
    return Fence(*done.result["ids"])


def _rows(draft: Draft, analysis_id: int) -> list[Component]:
    labour = resource(draft, "Pekerja pagar", "OH", "labour", 100_000)
    timber = resource(draft, "Kaso 5/7", "m3", "material", 10_000_000)
    values = [
        {"kind": "resource", "category": "labour", "resource_id": labour, "coefficient": "0.6"},
        {"kind": "resource", "category": "material", "resource_id": timber,
         "coefficient": "0.0387"},
        {"kind": "percent", "category": "equipment", "percent_of": "labour", "label": "Alat bantu",
         "coefficient": "0.05"},
        {"kind": "lump", "category": "equipment", "label": "Paku", "unit": "ls",
         "price": Fraction(2500), "coefficient": "1"},
        {"kind": "note", "category": "labour", "label": "*) termasuk bongkar", "coefficient": None},
    ]  # fmt: skip
    return [add_row(draft, analysis_id, place, **row) for place, row in enumerate(values, 1)]


def _items(draft: Draft, analysis_id: int) -> list[int]:
    return [
        draft.add(
            OutlineNode(kind="item", position=(50 + place) * GAP, title=title, unit="m'",
                        origin="analysis", analysis_id=analysis_id, quantity_typed=Fraction(2))
        ).id
        for place, title in enumerate(("Pagar timur", "Pagar barat"))
    ]  # fmt: skip


def resource(draft: Draft, name: str, unit: str, category: str, price: int | None) -> int:
    kept = None if price is None else Fraction(price)
    known = identity(name, unit, category, "")
    row = Resource(identity=known, name=name, unit=unit, category=category, price=kept)
    return draft.add(row).id


def add_row(draft: Draft, analysis_id: int, place: int, **values: object) -> Component:
    coefficient = values.pop("coefficient", None)
    number = None if coefficient is None else Fraction(str(coefficient))
    row = Component(
        analysis_id=analysis_id, position=place * GAP, coefficient=number,
        **{"label": "", "unit": "", "basis": "direct_cost", **values},
    )  # fmt: skip
    return draft.add(row)


def analysis(project_id: int, by: int, title: str, *rows: dict[str, object]) -> int:
    """Make an analysis of the project's own with these rows."""

    def action(draft: Draft) -> dict[str, object]:
        made = draft.add(Analysis(title=title, unit="m3")).id
        for place, row in enumerate(rows, 1):
            add_row(draft, made, place, **row)
        return {"id": made}

    return int(revisions.run(Order(project_id, "test.analysis", by), action).result["id"])


def row(row_id: int) -> Component:
    """A row as it is stored now."""
    db.session.rollback()
    found = db.session.get(Component, row_id)
    assert found is not None
    return found


def direct_cost(analysis_id: int) -> Fraction | None:
    """The stored direct cost of an analysis, exact."""
    db.session.rollback()
    found = db.session.get(Analysis, analysis_id)
    assert found is not None
    exact = found.direct_cost_exact
    return found.direct_cost if exact is None else Fraction(exact)


def differences(project_id: int) -> tuple[object, ...]:
    """What `verify` finds wrong in a project: nothing, one hopes."""
    db.session.rollback()
    return verification.verify(db.session(), project_id).differences
