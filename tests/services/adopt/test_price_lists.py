"""Prices of a project from a list: by identity alone; what is open is asked, never guessed."""

from datetime import date
from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import ListedPrice, Project, Resource
from app.services import adopt, history, price_lists, prices, transactions
from app.services.adopt import Place
from app.services.errors import Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.outline_rows import Caller
from app.services.price_lists import Ask
from app.services.prices import Cell
from tests.fixtures_adopt import CEMENT, LIST, SAND, WORKER, listed


@pytest.fixture
def full(site, shelf, alice):
    """The small project with the concrete in it: cement and sand without a price."""
    adopt.add_item(Caller(site.id, alice.id), shelf.concrete, Place())
    return site


@pytest.fixture
def offer(shelf):
    """`offer(resource, price)`: one more row of the list."""

    def add(resource, price, **more):
        with transactions.writing() as session:
            return listed(session, shelf.prices, resource, price, **more)

    return add


def named(name):
    db.session.rollback()
    return db.session.query(Resource).filter_by(name=name).one()


def preview(site, shelf, **more):
    db.session.rollback()
    return price_lists.preview(site.id, Ask(shelf.prices, **more)).matches


def fill(site, shelf, person, key=None, **more):
    return price_lists.fill(site.id, person.id, Ask(shelf.prices, **more), key)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_the_lists_say_source_region_and_date(shelf):
    (known,) = price_lists.lists()
    assert (known.name, known.edition, known.region) == (LIST, "SE 47/2026", "Kota Contoh")
    assert (known.price_date, known.prices) == (date(2026, 3, 1), 3)


class TestPreview:
    def test_unknown_prices_are_filled_and_known_ones_stay(self, full, shelf):
        found = preview(full, shelf)
        assert [(c.name, c.before, c.listed.price) for c in found.changes] == [
            ("Semen Portland", None, 1550),
            ("Pasir beton", None, 280_000),
        ]
        assert (found.questions, found.absent) == ([], 1)

    def test_known_ones_too_when_asked(self, full, shelf):
        found = preview(full, shelf, only_unknown=False)
        told = {c.name: (c.before, c.listed.price) for c in found.changes}
        assert told["Pekerja"] == (100_000, 120_000)
        assert (len(found.changes), found.absent) == (3, 2)

    def test_two_prices_of_one_identity_are_asked_about(self, full, shelf, offer):
        second = offer(CEMENT, 1600)
        found = preview(full, shelf)
        assert [c.name for c in found.changes] == ["Pasir beton"]
        (question,) = found.questions
        assert (question.why, question.may_choose) == ("twice", True)
        assert second in [row.id for row in question.offers]

    def test_the_same_price_twice_is_one_price(self, full, shelf, offer):
        offer(CEMENT, 1550)
        assert len(preview(full, shelf).changes) == 2

    def test_another_unit_is_told_and_cannot_be_chosen(self, full, shelf, offer):
        offer(("Pasir  URUG", "kg", "material"), 200)
        (question,) = preview(full, shelf).questions
        assert (question.name, question.why, question.may_choose) == ("Pasir urug", "unit", False)

    def test_another_code_is_asked_about(self, full, shelf, offer):
        offer(("Pasir urug", "m³", "material"), 150_000, code="M.07")
        (question,) = preview(full, shelf).questions
        assert (question.why, question.may_choose) == ("code", True)

    def test_a_zero_or_an_empty_price_of_the_list_fills_nothing(self, full, shelf, offer):
        sand = ("Pasir urug", "m3", "material")
        offer(sand, None)
        assert preview(full, shelf).absent == 1
        offer(sand, 0)
        (question,) = preview(full, shelf).questions
        assert (question.why, question.may_choose) == ("zero", False)

    def test_a_zero_that_somebody_gave_a_reason_for_stays(self, full, shelf, alice):
        row = named("Semen Portland")
        cell = Cell(row.id, row.version, "0", "disediakan pemilik")
        prices.set_price(full.id, alice.id, cell, "id")
        names = [c.name for c in preview(full, shelf, only_unknown=False).changes]
        assert "Semen Portland" not in names


class TestFill:
    def test_one_revision_with_source_region_and_date_and_one_undo(
        self, full, shelf, alice, stored
    ):
        before = stored(Project, full.id).revision
        done = fill(full, shelf, alice)
        cement, sand = named("Semen Portland"), named("Pasir beton")
        assert (cement.price, cement.source) == (1550, f"{LIST}: Toko Jaya")
        assert (sand.price, sand.source) == (280_000, LIST)
        assert (cement.region, cement.price_date) == ("Kota Contoh", date(2026, 3, 1))
        assert (done.result["count"], done.result["list"]) == (2, LIST)
        assert stored(Project, full.id).revision == before + 1
        history.undo(full.id, alice.id)
        assert (named("Semen Portland").price, named("Pasir beton").source) == (None, "")

    def test_a_pack_price_is_replaced_when_known_ones_are_asked_for(
        self, full, shelf, alice, stored
    ):
        from app.services import prices_rows
        from app.services.prices_rows import Seen
        from app.services.typed import Sent

        row = named("Semen Portland")
        pack = {"pack_unit": "zak", "pack_size": "40", "pack_price": "64.000"}
        prices_rows.set_market(Seen(full.id, row.id, row.version), Sent(alice.id, pack))
        fill(full, shelf, alice)
        assert named("Semen Portland").pack_price == 64_000
        fill(full, shelf, alice, only_unknown=False)
        cement = named("Semen Portland")
        assert (cement.price, cement.pack_price, cement.pack_unit) == (1550, None, "")

    def test_a_choice_answers_a_question(self, full, shelf, alice, offer):
        second = offer(CEMENT, 1600, source="Toko Lain")
        row = named("Semen Portland")
        fill(full, shelf, alice, chosen={row.id: second})
        assert (named("Semen Portland").price, named("Pasir beton").price) == (1600, 280_000)

    def test_a_choice_that_was_not_offered_is_refused(self, full, shelf, alice, offer):
        wrong = offer(("Pasir urug", "kg", "material"), 200)
        sand = named("Pasir urug")
        for chosen in ({sand.id: wrong}, {sand.id: 2**40}, {999: wrong}):
            with pytest.raises(Invalid) as refused:
                fill(full, shelf, alice, chosen=chosen)
            assert codes(refused) == ["prices.not_offered"]
        assert named("Semen Portland").price is None

    def test_what_changed_since_it_was_seen_is_shown_again(self, full, shelf, alice, bob):
        seen = preview(full, shelf).digest
        row = named("Semen Portland")
        prices.set_price(full.id, bob.id, Cell(row.id, row.version, "1700"), "id")
        with pytest.raises(Invalid) as refused:
            fill(full, shelf, alice, seen=seen)
        assert codes(refused) == ["prices.changed_since"]
        assert named("Pasir beton").price is None
        fill(full, shelf, alice, seen=preview(full, shelf).digest)
        assert (named("Semen Portland").price, named("Pasir beton").price) == (1700, 280_000)

    def test_nothing_to_fill_is_said_and_makes_no_revision(self, full, shelf, alice, stored):
        fill(full, shelf, alice)
        before = stored(Project, full.id).revision
        with pytest.raises(Invalid) as refused:
            fill(full, shelf, alice)
        assert codes(refused) == ["prices.nothing_to_fill"]
        assert stored(Project, full.id).revision == before

    def test_a_double_click_fills_once(self, full, shelf, alice, stored):
        key = Key("k" * 20, "adopt.fill", "same")
        first, second = fill(full, shelf, alice, key), fill(full, shelf, alice, key)
        assert (second.replayed, second.result) == (True, first.result)

    def test_a_list_that_is_not_there_is_refused(self, full, shelf, alice):
        for number in (0, 999, 2**40):
            with pytest.raises(Invalid) as refused:
                price_lists.fill(full.id, alice.id, Ask(number))
            assert codes(refused) == ["prices.no_list"]

    def test_only_who_may_edit_fills(self, full, shelf, vera, charlie):
        with pytest.raises(Forbidden):
            fill(full, shelf, vera)
        with pytest.raises(NotFound):
            fill(full, shelf, charlie)

    def test_a_thousand_prices_take_few_statements(self, full, shelf, alice, app):
        from app.services import revisions
        from app.services.identity import identity
        from app.services.revisions import Order
        from tests.statements import counted

        names = [f"Bahan {n}" for n in range(1000)]

        def action(draft):
            rows = [{"identity": identity(n, "kg", "material", ""), "name": n, "unit": "kg",
                     "category": "material"} for n in names]  # fmt: skip
            draft.bulk_insert(Resource, rows)

        revisions.run(Order(full.id, "tables.imported", alice.id), action)
        with transactions.writing() as session:
            session.add_all(
                ListedPrice(list_id=shelf.prices, name=n, unit="kg", category="material",
                            identity=identity(n, "kg", "material", ""), price=F(n[6:]) + 1)
                for n in names
            )  # fmt: skip
        with counted(app) as sent:
            assert fill(full, shelf, alice).result["count"] == 1002
        assert len(sent) <= 40


def test_offers_for_new_resources_are_those_the_list_says_once(shelf, offer):
    from app.services.identity import identity

    offer(SAND, 290_000)
    wanted = [identity(*each, "") for each in (WORKER, CEMENT, SAND)]
    found = price_lists.offered(db.session(), shelf.prices, wanted)
    assert [found[name]["price"] for name in wanted if name in found] == [120_000, 1550]
    with pytest.raises(Invalid):
        price_lists.offered(db.session(), 2**40, wanted)
