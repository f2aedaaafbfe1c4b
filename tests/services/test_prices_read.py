"""The price list as it is read: groups, filters, pages, uses; few statements at any size."""

from fractions import Fraction as F

import pytest

from app.domain.errors import CODES
from app.models import Analysis, Component, OutlineNode, Resource
from app.services import history, messages, prices, prices_read, prices_uses, revisions
from app.services.errors import NotFound
from app.services.prices import Cell
from app.services.prices_read import Asked
from app.services.revisions import Order
from tests.statements import counted


@pytest.fixture
def site(context, project):
    return project


def change(site, person, action):
    return revisions.run(Order(site.id, "test.fill", person.id), action).result


def resources(site, person, *rows):
    """Resources of (code, name, category, further columns)."""

    def action(draft):
        for code, name, category, more in rows:
            key = f"{name}|||{code}"
            row = Resource(identity=key, code=code, name=name, category=category, **more)
            draft.add(row)

    change(site, person, action)


def names(listing):
    return {group.kind: [row.name for row in group.rows] for group in listing.groups}


def listed(site, **asked):
    return prices_read.listing(site.id, Asked(**asked))


def test_unknown_prices_that_are_needed_come_first_then_the_categories(site, alice):
    resources(
        site, alice,
        ("B.10", "Pasir beton", "material", {"price": F(2)}),
        ("B.9", "Kerikil", "material", {}),
        ("", "Air", "material", {"price": F(1)}),
        ("C.1", "Molen", "equipment", {"price": F(3)}),
        ("", "Lain-lain", "other", {"price": F(4)}),
    )  # fmt: skip
    assert names(listed(site)) == {
        "unknown": ["Pasir urug"],
        "labour": ["Mandor", "Pekerja"],
        "material": ["Kerikil", "Pasir beton", "Air"],
        "equipment": ["Molen"],
        "other": ["Lain-lain"],
    }


def test_filters_and_their_counts_agree(site, alice):
    zero = {"price": F(0)}
    resources(
        site, alice,
        ("", "Tanah", "material", {**zero, "zero_reason": "file"}),
        ("", "Air", "material", {**zero, "zero_reason": "gratis"}),
        ("", "Bata", "material", {"pack_size": F(3), "pack_price": F(0), "zero_reason": "hibah"}),
        ("", "Kapur", "material", {}),
    )  # fmt: skip
    counts = listed(site).counts
    assert counts == prices_read.one(site.id, site.sand, "id").counts
    assert (counts.total, counts.unknown, counts.zero_file) == (7, 2, 1)
    assert (counts.zero_typed, counts.unused) == (2, 4)
    found = {only: listed(site, only=only) for only in ("unknown", "zero_file", "zero_typed")}
    assert names(found["unknown"]) == {"unknown": ["Pasir urug"], "material": ["Kapur"]}
    assert names(found["zero_file"]) == {"material": ["Tanah"]}
    assert names(found["zero_typed"]) == {"material": ["Air", "Bata"]}
    assert listed(site, only="unused").found == 4


def test_the_search_finds_all_words_in_name_or_code(site, alice):
    resources(site, alice, ("B.7", "Besi beton 100 %", "material", {}))
    assert names(listed(site, search="BETON b.7")) == {"material": ["Besi beton 100 %"]}
    assert listed(site, search="100 %").found == 1
    assert listed(site, search="_").found == 0
    assert listed(site, search="'; DROP").groups == []


def test_a_row_tells_price_pack_and_kind_of_zero(site, alice):
    pack = {"pack_unit": "rit", "pack_size": F(7), "pack_price": F(1_560_000)}
    given = {"price": F(0), "zero_reason": "file"}
    resources(
        site, alice,
        ("", "Pasir", "other", pack),
        ("", "Tanah", "other", given),
        ("", "Zat", "other", {"price": F("12.5")}),
    )  # fmt: skip
    sand, earth, other = listed(site).groups[-1].rows
    assert (sand.price, sand.typed, sand.zero) == (F(1_560_000, 7), "222.857,1429", "")
    assert (earth.price, earth.typed, earth.zero, earth.reason) == (0, "0,00", "file", "")
    assert other.typed == "12,50"
    assert listed(site, locale="en").groups[-1].rows[2].typed == "12.50"


def test_items_are_counted_through_any_nesting_and_once(site, alice):
    def action(draft):
        outer = draft.add(Analysis(title="Luar", unit="m3"))
        for position, nested in enumerate((site.analysis, site.analysis_unknown, site.analysis)):
            row = Component(
                analysis_id=outer.id, position=position, kind="analysis", category="other",
                nested_id=nested, coefficient=F(1),
            )  # fmt: skip
            draft.add(row)
        node = OutlineNode(
            parent_id=site.section, position=9 << 20, kind="item", title="Gabungan",
            origin="analysis", analysis_id=outer.id, quantity_typed=F(1),
        )  # fmt: skip
        return {"node": draft.add(node).id}

    node = change(site, alice, action)["node"]
    assert prices_read.one(site.id, site.sand, "id").row.items == 2
    used = {row.name: row.items for group in listed(site).groups for row in group.rows}
    assert used == {"Pasir urug": 2, "Pekerja": 2, "Mandor": 2}
    items = prices_uses.items(site.id, site.sand, 1)
    assert [item.id for item in items.lines] == [site.backfill, node]
    assert (items.lines[0].quantity, items.lines[0].amount) == (4, None)


def test_the_analyses_that_name_a_resource_are_listed_with_their_coefficient(site):
    part = prices_uses.analyses(site.id, site.labourer, 1)
    assert (part.count, part.pages) == (1, 1)
    assert (part.lines[0].code, part.lines[0].coefficient) == ("T.01", F("0.75"))


def test_an_unknown_row_is_not_found(site):
    for number in (0, 999, 2**63):
        with pytest.raises(NotFound):
            prices_read.one(site.id, number, "id")
    assert prices_uses.items(site.id, 2**63, 1).count == 0


def fill(draft, count):
    draft.bulk_insert(
        Resource,
        [
            {"identity": f"r{n}", "code": f"X.{n}", "name": f"Barang {n}", "category": "other"}
            for n in range(count)
        ],
    )


@pytest.mark.parametrize("count", [60, 5_000])
def test_a_page_costs_three_statements_at_any_size(site, alice, app, count):
    change(site, alice, lambda draft: fill(draft, count))
    with counted(app) as seen:
        found = listed(site)
    assert len(seen) == 3
    assert found.found == count + 3
    assert sum(len(group.rows) for group in found.groups) == min(count + 3, prices_read.PAGE)


def test_pages_follow_the_order_of_the_codes_and_a_row_knows_its_page(site, alice):
    change(site, alice, lambda draft: fill(draft, 250))
    last = listed(site, page=99)
    assert (last.page, last.pages) == (3, 3)
    assert last.groups[0].count == 250
    assert last.groups[0].rows[-1].name == "Barang 249"
    row = last.groups[0].rows[0]
    around = listed(site, row=row.id)
    assert around.page == 3
    assert listed(site, page=0).page == 1


def test_where_used_turns_pages(site, alice, monkeypatch):
    monkeypatch.setattr(prices_uses, "PAGE", 1)

    def action(draft):
        node = OutlineNode(
            parent_id=site.section, position=9 << 20, kind="item", title="Lagi",
            origin="analysis", analysis_id=site.analysis_unknown, quantity_typed=F(1),
        )  # fmt: skip
        draft.add(node)

    change(site, alice, action)
    second = prices_uses.items(site.id, site.sand, 2)
    assert (second.count, second.page, second.pages) == (2, 2, 2)
    assert [item.title for item in second.lines] == ["Lagi"]


def test_an_unknown_price_is_written_as_nothing():
    assert prices.written(None, "id") == ""
    assert prices.written(F(1, 3), "id") == "0,3333"


def test_every_refusal_has_a_sentence():
    own = {"price.zero_reason", "price.two", "price.gone", "resource.exists", "resource.used"}
    assert own <= messages.known()
    assert not own & set(CODES)


def test_the_history_names_the_resource(site, alice):
    cell = Cell(site.sand, 1, "125.000", "")
    prices.set_price(site.id, alice.id, cell, "id")
    last = history.steps(site.id, limit=1)[0]
    assert (last.label, last.params) == ("price.set", {"name": "Pasir urug"})
