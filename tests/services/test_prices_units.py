"""Resources of one name under several units, on both databases."""

from fractions import Fraction as F

import pytest

from app.models import Resource
from app.services import prices_read, prices_units, revisions
from app.services.identity import identity
from app.services.revisions import Order

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def make(project, alice):
    """`make((name, unit, price), ...)`: their ids."""

    def store(*rows):
        def fill(draft):
            ids = []
            for name, unit, price in rows:
                known = identity(name, unit, "material", "")
                row = Resource(identity=known, name=name, unit=unit, category="material")
                row.price = price
                ids.append(draft.add(row).id)
            return {"ids": ids}

        return revisions.run(Order(project.id, "test.rows", alice.id), fill).result["ids"]

    return store


def test_names_are_one_however_they_are_spelled_and_units_too(project, make):
    dry, wet, same = make(("50% Pasir|a", "m3", None), ("50%  PASIR|A", "kg", F(9)),
                          ("50x Pasir|a", "ton", F(1)))  # fmt: skip
    row = prices_read.one(project.id, dry, "id").row
    found = prices_units.elsewhere(project.id, row)
    assert [(other.id, other.unit) for other in found.others] == [(wet, "kg")]
    alone = prices_read.one(project.id, same, "id").row
    assert prices_units.elsewhere(project.id, alone).others == []


def test_a_row_and_a_list_say_the_same(project, make):
    bag, kilo = make(("Semen", "zak", F(62_000)), ("semen", "kg", None))
    marks = {row.id: row.also for g in prices_read.listing(project.id, prices_read.Asked()).groups
             for row in g.rows}  # fmt: skip
    assert [other.unit for other in marks[kilo]] == ["zak"]
    assert marks[bag] == prices_read.one(project.id, bag, "id").row.also
    assert marks[kilo] == prices_read.one(project.id, kilo, "id").row.also


@pytest.mark.parametrize(
    ("unit", "other", "size"),
    [("kg", "ton", 1000), ("m3", "liter", F(1, 1000)), ("kg", "zak", None), ("jam", "OH", None)],
)
def test_only_a_ratio_that_has_a_name_is_filled_in(project, make, unit, other, size):
    own, there = make(("Barang", unit, None), ("Barang", other, F(100)))
    found = prices_units.elsewhere(project.id, prices_read.one(project.id, own, "id").row)
    pack = found.packs[there]
    assert (pack.unit, pack.price, pack.size) == (other, 100, size)
