"""A small catalogue for the tests of taking over: two editions, nested analyses, a price list.

    shelf = small_catalogue()                                # inside an application context

A.1 Beton 1 m3 (SE 47/2026): 1,65 OH Pekerja (which the small project has, at 100.000),
371 kg Semen, =61.56/1400 m3 Pasir, 5 % of A, a lump of 2.500, 0,5 x A.2, a note.
A.2 Adukan 1 m3: 0,3 OH Pekerja, 10 kg Semen; A.3 Kabel: its unit stands in the title only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    ListedPrice,
    PriceList,
)
from app.models.types import now
from app.services import adopt_copy, adopt_sources, library_plan, transactions
from app.services.draft import Draft
from app.services.identity import identity
from app.services.journal import DoorSession

GAP = 1 << 20
SE = "SE 47/2026"
LIST = "SSH Kota Contoh 2026"
#: (name, unit, category)
WORKER, CEMENT, SAND = (
    ("Pekerja", "OH", "labour"),
    ("Semen Portland", "kg", "material"),
    ("Pasir beton", "m3", "material"),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    edition: int
    concrete: int
    mortar: int
    cable: int
    prices: int


def small_catalogue() -> Shelf:
    """Store the editions and the list."""
    with transactions.writing() as session:
        edition = add_edition(session, SE)
        mortar = add_analysis(
            session, edition, ("A.2", "Adukan 1 m3", "m3"),
            [used(WORKER, "0.3"), used(CEMENT, "10")],
        )  # fmt: skip
        concrete = add_analysis(session, edition, ("A.1", "Beton 1 m3", "m3"), _concrete(mortar))
        cable = add_analysis(
            session, edition, ("A.3", "1 m Kabel NYA", "m"), [used(WORKER, "0.05")],
            unit_state="proposed",
        )  # fmt: skip
        return Shelf(edition, concrete, mortar, cable, _prices(session, edition))


def _concrete(mortar: int) -> list[dict[str, Any]]:
    return [
        used(WORKER, "1.65"),
        used(CEMENT, "371"),
        used(SAND, None, formula="=61.56/1400", marks="row.formula"),
        {"kind": "percent", "category": "equipment", "percent_of": "row", "percent_row": 0,
         "label": "Alat bantu", "coefficient": Fraction("0.05")},
        {"kind": "lump", "category": "equipment", "label": "Paku", "unit": "ls",
         "coefficient": Fraction(1), "price": Fraction(2500)},
        {"kind": "analysis", "category": "material", "nested_id": mortar,
         "coefficient": Fraction("0.5"), "label": "Adukan 1 m3", "unit": "m3"},
        {"kind": "note", "category": "material", "label": "*) tanpa bekisting"},
    ]  # fmt: skip


def used(resource: tuple[str, str, str], coefficient: str | None, **more: Any) -> dict[str, Any]:
    """A row that draws on a resource."""
    number = None if coefficient is None else Fraction(coefficient)
    named = {"resource": resource, "category": resource[2], "label": resource[0]}
    return {"kind": "resource", "coefficient": number, **named, **more}


def add_edition(session: DoorSession, name: str, **more: Any) -> int:
    values = {"kind": "official", "state": "ready", "ready_at": now(), **more}
    row = Edition(name=name, identity=name.casefold(), **values)
    session.add(row)
    session.flush()
    return row.id


def add_analysis(
    session: DoorSession,
    edition: int,
    heading: tuple[str, str, str],
    rows: Sequence[dict[str, Any]],
    **more: Any,
) -> int:
    code, title, unit = heading
    head = CatalogueAnalysis(
        edition_id=edition, position=GAP, code=code, title=title, unit=unit,
        code_key=library_plan.code_key(code), title_key=library_plan.title_key(title), **more,
    )  # fmt: skip
    session.add(head)
    session.flush()
    made = []
    for place, row in enumerate(rows, 1):
        values = dict(row)
        resource, base = values.pop("resource", None), values.pop("percent_row", None)
        if resource:
            values["resource_id"] = resource_of(session, edition, resource)
        if base is not None:
            values["percent_row_id"] = made[base].id
        made.append(
            CatalogueComponent(
                edition_id=edition, analysis_id=head.id, position=place * GAP, **values
            )
        )
        session.add(made[-1])
        session.flush()
    return head.id


def resource_of(session: DoorSession, edition: int, resource: tuple[str, str, str]) -> int:
    known = identity(*resource, "")
    found = session.query(CatalogueResource).filter_by(edition_id=edition, identity=known).first()
    if found is None:
        name, unit, category = resource
        found = CatalogueResource(
            edition_id=edition, identity=known, name=name, unit=unit, category=category
        )
        session.add(found)
        session.flush()
    return found.id


def _prices(session: DoorSession, edition: int) -> int:
    known = PriceList(
        edition_id=edition, name=LIST, identity=LIST.casefold(), state="ready",
        region="Kota Contoh", price_date=date(2026, 3, 1),
    )  # fmt: skip
    session.add(known)
    session.flush()
    listed(session, known.id, CEMENT, 1550, source="Toko Jaya")
    listed(session, known.id, SAND, 280_000)
    listed(session, known.id, WORKER, 120_000)
    return known.id


def listed(
    session: DoorSession,
    list_id: int,
    resource: tuple[str, str, str],
    price: object,
    **more: Any,
) -> int:
    name, unit, category = resource
    row = ListedPrice(
        list_id=list_id, identity=identity(*resource, more.get("code", "")), name=name, unit=unit,
        category=category, price=None if price is None else Fraction(str(price)), **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def copied(draft: Draft, catalogue_id: int) -> int:
    """Bring an analysis of a catalogue into a project, without an item; its id there."""
    return adopt_copy.bring(draft, adopt_sources.load(draft.session, catalogue_id), {}).id
