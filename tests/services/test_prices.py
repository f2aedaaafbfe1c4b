"""Prices of resources: unknown, typed, per pack, zero; used, refused; on both databases."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest

from app.extensions import db
from app.models import OutlineNode, Project, Resource
from app.services import history, prices, prices_rows, revisions
from app.services.errors import Conflict, Forbidden, FormConflict, Invalid, NotFound
from app.services.idempotency import Key
from app.services.outline import SheetRefused
from app.services.prices import Cell
from app.services.prices_rows import Seen
from app.services.revisions import Order
from app.services.typed import Sent

SACK = {"pack_unit": "zak", "pack_size": "40", "pack_price": "62.000"}
CEMENT = {"name": "Semen Portland", "unit": "kg", "category": "material", "code": "B-1"}
DUMP = {"pack_unit": "rit", "pack_size": "7", "pack_price": "1.560.000"}


def stored(model, number):
    db.session.rollback()
    return db.session.get(model, number)


def price_of(site, name="sand"):
    row = stored(Resource, getattr(site, name))
    return prices.per_unit({n: getattr(row, n) for n in prices.COLUMNS})


def cell(site, text, name="sand", reason="", version=None):
    number = getattr(site, name)
    return Cell(number, version or stored(Resource, number).version, text, reason)


def revision(site):
    return stored(Project, site.id).revision


def problems(refused):
    return {(p.place, p.code) for p in refused.value.problems}


def market(site, person, fields, name="sand", version=None):
    row = stored(Resource, getattr(site, name))
    seen = Seen(site.id, row.id, version or row.version)
    return prices_rows.set_market(seen, Sent(person.id, fields))


def described(site, **changes):
    row = stored(Resource, site.sand)
    fields = {"name": row.name, "code": row.code, "unit": row.unit, **changes}
    return Seen(site.id, row.id, row.version), fields


class TestPrice:
    def test_a_typed_price_reaches_the_items_that_waited_for_it(self, site, alice):
        done = prices.set_price(site.id, alice.id, cell(site, "125.000,50"), "id").result
        assert (price_of(site), done["put"], done["incomplete"]) == (F("125000.5"), "set", 1)
        item = stored(OutlineNode, site.backfill)
        assert item.amount == F("125000.5") * F("1.2") * F("1.1") * 4
        project = stored(Project, site.id)
        assert (project.incomplete, project.missing_prices) == (0, 0)

    def test_an_empty_cell_makes_the_price_unknown_and_its_items_incomplete(self, site, alice):
        done = prices.set_price(site.id, alice.id, cell(site, " ", "labourer"), "id").result
        assert (price_of(site, "labourer"), done["cleared"], done["incomplete"]) == (None, True, 1)
        project = stored(Project, site.id)
        assert (project.incomplete, project.missing_prices) == (2, 2)
        assert stored(OutlineNode, site.excavation).amount is None

    def test_a_zero_without_a_reason_is_refused(self, site, alice):
        before = revision(site)
        for reason in ("", " ", "file", "FILE"):
            with pytest.raises(Invalid) as refused:
                prices.set_price(site.id, alice.id, cell(site, "0", reason=reason), "id")
            assert problems(refused) == {("zero_reason", "price.zero_reason")}
        assert (price_of(site), revision(site)) == (None, before)

    def test_a_zero_with_a_reason_is_a_known_price(self, site, alice):
        given = cell(site, "0,00", reason=" disediakan pemilik ")
        prices.set_price(site.id, alice.id, given, "id")
        row = stored(Resource, site.sand)
        assert (row.price, row.zero_reason) == (0, "disediakan pemilik")
        assert stored(OutlineNode, site.backfill).amount == 0
        assert stored(Project, site.id).missing_prices == 0

    def test_a_reason_goes_with_its_zero(self, site, alice):
        prices.set_price(site.id, alice.id, cell(site, "0", reason="hibah"), "id")
        prices.set_price(site.id, alice.id, cell(site, "5"), "id")
        assert stored(Resource, site.sand).zero_reason == ""

    def test_a_zero_from_a_file_stays_marked_until_somebody_says_why(self, site, alice):
        def action(draft):
            row = draft.get(Resource, site.sand)
            row.price, row.zero_reason = F(0), prices.FILE

        revisions.run(Order(site.id, "tables.imported", alice.id), action)
        before = revision(site)
        prices.set_price(site.id, alice.id, cell(site, "0"), "id")
        market(site, alice, {"price": "0,00"})
        assert (stored(Resource, site.sand).zero_reason, revision(site)) == (prices.FILE, before)
        prices.set_price(site.id, alice.id, cell(site, "0", reason="hibah"), "id")
        assert stored(Resource, site.sand).zero_reason == "hibah"

    def test_a_typed_price_replaces_the_pack_and_tells_which(self, site, alice):
        market(site, alice, SACK)
        done = prices.set_price(site.id, alice.id, cell(site, "1.600"), "id").result
        row = stored(Resource, site.sand)
        assert (row.price, row.pack_price, row.pack_size, row.pack_unit) == (1600, None, None, "")
        assert done["pack"] == ["zak", "40", "62000"]

    @pytest.mark.parametrize("same", ["222.857,1429", " 222.857,1429 "])
    def test_the_rounded_figure_that_was_shown_keeps_the_exact_pack(self, site, alice, same):
        market(site, alice, DUMP)
        before = revision(site)
        done = prices.set_price(site.id, alice.id, cell(site, same), "id").result
        assert (done["put"], revision(site), price_of(site)) == ("same", before, F(1_560_000, 7))

    def test_the_same_figure_in_other_words_changes_nothing(self, site, alice):
        before = revision(site)
        for text in ("100000", "Rp 100.000,-", "100.000,0000"):
            prices.set_price(site.id, alice.id, cell(site, text, "labourer"), "id")
        assert revision(site) == before

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("abc", "number.not_a_number"),
            ("1.5", "number.odd_grouping"),
            ("-5", "number.negative"),
            ("1000000000000", "number.too_large"),
            ("0,00001", "number.too_many_decimals"),
            ("9" * 100, "number.too_long"),
        ],
    )
    def test_what_is_no_price_is_refused_and_nothing_is_stored(self, site, alice, text, code):
        before = revision(site)
        with pytest.raises(Invalid) as refused:
            prices.set_price(site.id, alice.id, cell(site, text), "id")
        assert problems(refused) == {("price", code)}
        assert (price_of(site), revision(site)) == (None, before)

    def test_english_figures_are_read_in_english(self, site, alice):
        prices.set_price(site.id, alice.id, cell(site, "1,234.5"), "en")
        assert price_of(site) == F("1234.5")

    def test_one_price_is_one_revision_that_undo_takes_back(self, site, alice):
        before = revision(site)
        prices.set_price(site.id, alice.id, cell(site, "125.000"), "id")
        assert revision(site) == before + 1
        history.undo(site.id, alice.id)
        assert price_of(site) is None
        assert stored(Project, site.id).missing_prices == 1

    def test_the_same_request_again_has_no_further_effect(self, site, alice, bob):
        sent = cell(site, "125.000")
        done = [prices.set_price(site.id, alice.id, sent, "id").replayed for _ in range(2)]
        prices.set_price(site.id, bob.id, cell(site, "130.000"), "id")
        with pytest.raises(Conflict):
            prices.set_price(site.id, alice.id, sent, "id")
        assert (done, price_of(site)) == ([False, True], 130_000)

    def test_the_second_of_two_people_sees_both_values_per_unit(self, site, alice, bob):
        market(site, alice, SACK)
        late = cell(site, "1.700")
        market(site, bob, {**SACK, "pack_price": "64.000"})
        with pytest.raises(Conflict) as conflict:
            prices.set_price(site.id, alice.id, late, "id")
        told = conflict.value
        assert (told.before, told.theirs, told.mine) == (1550, 1600, 1700)
        assert (told.who, told.field) == ("Bob", "price")
        assert price_of(site) == 1600

    def test_somebody_alone_never_meets_a_conflict(self, site, alice):
        late = cell(site, "3")
        prices.set_price(site.id, alice.id, cell(site, "2"), "id")
        prices.set_price(site.id, alice.id, late, "id")
        assert price_of(site) == 3

    def test_a_change_beside_the_price_is_kept_and_told(self, site, alice, bob):
        late = cell(site, "3")
        market(site, bob, {"source": "Survei"})
        done = prices.set_price(site.id, alice.id, late, "id").result
        assert (done["put"], price_of(site)) == ("merged", 3)
        assert stored(Resource, site.sand).source == "Survei"

    def test_only_who_may_edit_sets_prices(self, site, vera, charlie):
        with pytest.raises(Forbidden):
            prices.set_price(site.id, vera.id, cell(site, "1"), "id")
        with pytest.raises(NotFound):
            prices.set_price(site.id, charlie.id, cell(site, "1"), "id")

    def test_a_resource_that_is_not_there_is_not_found(self, site, alice):
        for number in (0, 999, 2**63):
            with pytest.raises(NotFound):
                prices.set_price(site.id, alice.id, Cell(number, 1, "1"), "id")


class TestSheet:
    def test_only_what_was_changed_is_stored_and_all_of_it_at_once(self, site, alice):
        before = revision(site)
        sheet = [
            cell(site, "125.000"),
            cell(site, "100.000,00", "labourer"),
            cell(site, "", "foreman"),
        ]
        done = prices.set_prices(site.id, alice.id, sheet, "id").result
        assert (done["changed"], done["cleared"], done["packs"]) == (2, 1, 0)
        assert revision(site) == before + 1
        assert (price_of(site), price_of(site, "foreman")) == (125_000, None)

    def test_one_wrong_cell_keeps_all_of_them_out(self, site, alice):
        sheet = [cell(site, "125.000"), cell(site, "x", "labourer"), cell(site, "0", "foreman")]
        with pytest.raises(SheetRefused) as refused:
            prices.set_prices(site.id, alice.id, sheet, "id")
        codes = {row: problem.code for row, problem in refused.value.by_row.items()}
        assert codes == {site.labourer: "number.not_a_number", site.foreman: "price.zero_reason"}
        assert price_of(site) is None

    def test_a_row_that_is_gone_and_one_that_was_changed_are_told(self, site, alice, bob):
        late = cell(site, "3")
        prices.set_price(site.id, bob.id, cell(site, "2"), "id")
        gone = Cell(999, 1, "5")
        with pytest.raises(SheetRefused) as refused:
            prices.set_prices(site.id, alice.id, [late, gone], "id")
        assert refused.value.by_row[999].code == "price.gone"
        assert refused.value.conflicts[site.sand].theirs == 2

    def test_a_price_of_others_that_was_left_alone_stays(self, site, alice, bob):
        left = cell(site, "100.000,00", "labourer")
        prices.set_price(site.id, bob.id, cell(site, "110.000", "labourer"), "id")
        prices.set_prices(site.id, alice.id, [left, cell(site, "125.000")], "id")
        assert (price_of(site, "labourer"), price_of(site)) == (110_000, 125_000)


class TestMarket:
    def test_a_pack_gives_the_exact_price_per_unit(self, site, alice):
        about = {"source": "TB Maju", "region": "Sleman", "price_date": "2026-10-12"}
        market(site, alice, {**DUMP, **about})
        row = stored(Resource, site.sand)
        assert price_of(site) == F(1_560_000, 7)
        assert (row.price, row.pack_unit, row.pack_size) == (None, "rit", 7)
        assert (row.source, row.region, row.price_date) == ("TB Maju", "Sleman", date(2026, 10, 12))
        assert stored(OutlineNode, site.backfill).amount_exact == str(
            F(1_560_000, 7) * F("1.2") * F("1.1") * 4
        )

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"pack_unit": "zak", "pack_price": "62.000"}, ("pack_size", "price.pack_size")),
            ({"pack_unit": "zak", "pack_size": "40"}, ("pack_price", "price.pack_price")),
            ({"pack_unit": "zak"}, ("pack_size", "price.pack_size")),
            ({**SACK, "pack_size": "0"}, ("pack_size", "number.too_small")),
            ({**SACK, "price": "1.500"}, ("price", "price.two")),
            ({**SACK, "pack_price": "0"}, ("zero_reason", "price.zero_reason")),
            ({"price": "0"}, ("zero_reason", "price.zero_reason")),
            ({"price": "1.5"}, ("price", "number.odd_grouping")),
            ({"price_date": "31/02/2026"}, ("price_date", "date.not_a_date")),
            ({"source": "x" * 301}, ("source", "text.too_long")),
        ],
    )
    def test_what_does_not_fit_is_refused_by_its_field(self, site, alice, fields, problem):
        before = revision(site)
        with pytest.raises(Invalid) as refused:
            market(site, alice, fields)
        assert problems(refused) == {problem}
        assert revision(site) == before

    def test_of_price_and_pack_the_one_that_was_changed_counts(self, site, alice):
        market(site, alice, SACK)
        market(site, alice, {**SACK, "price": "1.500"})
        assert (price_of(site), stored(Resource, site.sand).pack_price) == (1500, None)
        market(site, alice, {**SACK, "price": "1.500"})
        assert (price_of(site), stored(Resource, site.sand).pack_price) == (1550, 62_000)

    def test_emptied_fields_make_the_price_unknown(self, site, alice):
        market(site, alice, SACK)
        done = market(site, alice, {}).result
        assert (price_of(site), done["incomplete"]) == (None, 0)
        assert stored(Project, site.id).incomplete == 1

    def test_a_pack_for_nothing_has_its_reason(self, site, alice):
        market(site, alice, {**SACK, "pack_price": "0", "zero_reason": "hibah"})
        assert (price_of(site), stored(Resource, site.sand).zero_reason) == (0, "hibah")

    def test_every_field_that_somebody_else_changed_is_told(self, site, alice, bob):
        version = stored(Resource, site.sand).version
        market(site, bob, {"price": "2", "source": "Bob", "region": "Bantul"})
        with pytest.raises(FormConflict) as refused:
            market(site, alice, {"price": "3", "source": "Alice"}, version=version)
        told = {c.field: (c.before, c.theirs) for c in refused.value.conflicts}
        assert told == {"price": (None, 2), "source": (None, "Bob")}
        assert price_of(site) == 2

    def test_fields_that_were_left_alone_keep_what_others_stored(self, site, alice, bob):
        version = stored(Resource, site.sand).version
        market(site, bob, {"price": "2", "source": "Bob"})
        market(site, alice, {"region": "Sleman"}, version=version)
        row = stored(Resource, site.sand)
        assert (row.price, row.source, row.region) == (2, "Bob", "Sleman")


class TestResource:
    def test_a_new_resource_begins_unknown_and_unused(self, site, alice):
        made = prices_rows.add(site.id, Sent(alice.id, CEMENT)).result
        row = stored(Resource, made["resource"])
        assert (row.name, row.category, row.price) == ("Semen Portland", "material", None)
        assert row.identity == "semen portland|kg|material|b-1"
        assert stored(Project, site.id).missing_prices == 1

    def test_the_same_form_twice_makes_one_resource(self, site, alice):
        sent = Sent(alice.id, CEMENT, key=Key("k" * 20, "prices.create", "h"))
        first, second = prices_rows.add(site.id, sent), prices_rows.add(site.id, sent)
        assert second.replayed
        assert second.result["resource"] == first.result["resource"]

    def test_one_thing_is_not_in_the_list_twice_however_it_is_spelled(self, site, alice):
        made = prices_rows.add(site.id, Sent(alice.id, CEMENT)).result["resource"]
        again = {**CEMENT, "name": " SEMEN  portland", "unit": "Kg"}
        with pytest.raises(Invalid) as refused:
            prices_rows.add(site.id, Sent(alice.id, again))
        (problem,) = refused.value.problems
        assert (problem.code, problem.place, problem.params["id"]) == (
            "resource.exists", "name", str(made),
        )  # fmt: skip

    def test_everything_wrong_is_told_at_once(self, site, alice):
        wrong = {"name": " ", "category": "x", "price": "1.5", "code": "a\0b"}
        with pytest.raises(Invalid) as refused:
            prices_rows.add(site.id, Sent(alice.id, wrong))
        assert problems(refused) == {
            ("name", "text.empty"),
            ("category", "resource.category"),
            ("price", "number.odd_grouping"),
            ("code", "text.control"),
        }

    def test_a_new_description_changes_the_identity_and_no_figure(self, site, alice):
        seen, fields = described(site, name="Pasir beton", unit="M3", code="B-2")
        prices_rows.describe(seen, Sent(alice.id, fields))
        row = stored(Resource, site.sand)
        assert (row.name, row.unit, row.code) == ("Pasir beton", "M3", "B-2")
        assert row.identity == "pasir beton|m3|material|b-2"

    def test_a_description_may_not_become_that_of_another_resource(self, site, alice):
        made = prices_rows.add(site.id, Sent(alice.id, CEMENT)).result["resource"]
        seen, fields = described(site, **{n: CEMENT[n] for n in ("name", "unit", "code")})
        with pytest.raises(Invalid) as refused:
            prices_rows.describe(seen, Sent(alice.id, fields))
        assert refused.value.problems[0].params["id"] == str(made)
        assert stored(Resource, site.sand).name == "Pasir urug"

    def test_another_spelling_of_the_same_name_is_no_duplicate(self, site, alice):
        seen, fields = described(site, name="PASIR URUG")
        prices_rows.describe(seen, Sent(alice.id, fields))
        assert stored(Resource, site.sand).name == "PASIR URUG"

    def test_two_names_at_once_are_a_conflict(self, site, alice, bob):
        seen, fields = described(site, name="Pasir beton")
        prices_rows.describe(seen, Sent(bob.id, {**fields, "name": "Pasir halus"}))
        with pytest.raises(FormConflict) as refused:
            prices_rows.describe(seen, Sent(alice.id, fields))
        assert refused.value.conflicts[0].theirs == "Pasir halus"

    def test_an_unused_resource_can_be_deleted_and_comes_back_by_undo(self, site, alice):
        made = prices_rows.add(site.id, Sent(alice.id, CEMENT)).result["resource"]
        prices_rows.remove(site.id, made, alice.id)
        assert stored(Resource, made) is None
        history.undo(site.id, alice.id)
        assert stored(Resource, made).name == "Semen Portland"

    def test_a_used_resource_cannot_be_deleted(self, site, alice):
        with pytest.raises(Invalid) as refused:
            prices_rows.remove(site.id, site.sand, alice.id)
        (problem,) = refused.value.problems
        assert (problem.code, problem.params["count"]) == ("resource.used", 1)
        assert stored(Resource, site.sand) is not None

    def test_a_resource_of_another_project_is_not_found(self, site, charlie):
        values = {"kind": "private", "name": "Lain", "markup_percent": F(0)}
        order = Order(0, "project.created", charlie.id)
        other = revisions.create(order, values, lambda _draft: None).project_id
        with pytest.raises(NotFound):
            prices_rows.remove(other, site.sand, charlie.id)
        seen, fields = described(site)
        with pytest.raises(NotFound):
            prices_rows.describe(replace(seen, project_id=other), Sent(charlie.id, fields))
