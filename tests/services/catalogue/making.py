"""Catalogues made by hand, as a reader would hand them over."""

from fractions import Fraction

from sqlalchemy import func, select

from app.domain.catalogue import Analysis, Catalogue, Place, Price, Printed, Row
from app.domain.numbers import Rounding
from app.extensions import db
from app.interchange.catalogue import Reading
from app.models import (
    CatalogueAnalysis,
    CatalogueComponent,
    CatalogueResource,
    Edition,
    ListedPrice,
    PriceList,
)
from app.services.catalogue_import import Into, store

TABLES = (
    Edition, CatalogueAnalysis, CatalogueComponent, CatalogueResource, PriceList, ListedPrice,
)  # fmt: skip


def at(cell, sheet="Lembar"):
    return Place(sheet, cell)


def row(name="Pekerja", coefficient="0.75", **values):
    """A row of the kind resource in the block of labour, unless said otherwise."""
    said = {"place": at("B2"), "kind": "resource", "category": "labour", "unit": "OH"}
    factor = None if coefficient is None else Fraction(coefficient)
    return Row(**{**said, "name": name, "coefficient": factor, **values})


def material(name="Semen", unit="kg", coefficient="326", **values):
    return row(name, coefficient, category="material", unit=unit, **values)


def analysis(code="1.1", title="Galian 1 m3", *rows, **values):
    said = {"place": at("A1"), "unit": "m3", "rows": rows or (row(),)}
    return Analysis(code=code, title=title, **{**said, **values})


def price(name="Semen", amount="1500", unit="kg", **values):
    said = {"place": at("D9"), "category": "material", "source": "Survei"}
    figure = None if amount is None else Fraction(amount)
    return Price(name=name, unit=unit, price=figure, **{**said, **values})


def printed(amount="82500", markup=10):
    return Printed(at("I1"), Fraction(amount), Fraction(markup), Rounding("down", Fraction(100)))


def reading(*analyses, prices=(), problems=(), **values):
    catalogue = Catalogue("form", analyses or (analysis(),), tuple(prices))
    return Reading("form", catalogue, tuple(problems), **values)


def many(count):
    """As many analyses of three rows each, with a percentage, over a few resources."""
    tools = row("Alat bantu", "0.05", kind="percent", unit="%", percent_of="row", percent_row=0)
    made = tuple(
        analysis(f"1.{i}", f"Pekerjaan {i}", row(), material(), tools, row(f"Tukang {i % 9}"))
        for i in range(count)
    )
    prices = tuple(price(f"Semen {i}") for i in range(count))
    return Reading("form", Catalogue("form", made, prices))


def into(edition="AHSP 2025", by=None, sha256="a" * 64, **values):
    return Into(edition, by, "buku.xlsx", sha256, **values)


def stored(*analyses, edition="AHSP 2025", **values):
    """Store them as an edition; its id."""
    sha256 = f"{edition:x<64}"[:64]
    return store(reading(*analyses, **values), into(edition, sha256=sha256))["edition_id"]


def counts():
    """How many rows each table of catalogues has."""
    db.session.rollback()  # what was read before this test's own writes must not be seen again
    found = [db.session.execute(select(func.count()).select_from(t)).scalar_one() for t in TABLES]
    db.session.rollback()
    return found


def all_of(model):
    """Every row of a table, as it is now."""
    db.session.rollback()
    found = list(db.session.execute(select(model).order_by(model.id)).scalars())
    db.session.expunge_all()
    db.session.rollback()
    return found


def codes(report):
    return [problem["code"] for problem in report["problems"]]
