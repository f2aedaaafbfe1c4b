"""What a found analysis would cost in a project, and the row that it goes after."""

from fractions import Fraction

import pytest

from app.models import Project, Resource
from app.services import revisions, search_project, transactions
from app.services.adopt import Place, add_item
from app.services.identity import identity
from app.services.outline_rows import Caller
from app.services.revisions import Order
from tests.fixtures_adopt import CEMENT, SAND, add_analysis, small_catalogue, used
from tests.statements import counted


@pytest.fixture
def shelf(context, project):
    return small_catalogue()


def price(project, person, *priced):
    """Give the project these resources: (resource, price, pack size or None)."""

    def action(draft):
        for (name, unit, category), amount, pack in priced:
            values = {"price": None if pack else Fraction(amount)}
            if pack:
                values |= {"pack_price": Fraction(amount), "pack_size": Fraction(pack)}
                values |= {"pack_unit": "zak"}
            known = identity(name, unit, category, "")
            draft.add(
                Resource(identity=known, name=name, unit=unit, category=category, **values)
            )  # fmt: skip
        return {}

    revisions.run(Order(project.id, "test.price", person.id), action)


def found(project, *ids):
    from app.extensions import db

    db.session.rollback()
    return search_project.priced(ids, db.session.get(Project, project.id))


def test_an_analysis_with_a_missing_price_has_no_price(shelf, project):
    assert found(project, shelf.concrete) == {shelf.concrete: None}


def test_the_price_is_that_of_the_project_with_nested_rows_percents_formulas_and_packs(
    shelf, project, alice
):
    price(project, alice, (CEMENT, "62000", 40), (SAND, "280000", None))
    wage, cement = Fraction(100_000), Fraction(62_000, 40)
    mortar = wage * Fraction("0.3") + cement * 10
    labour = wage * Fraction("1.65")
    direct = (
        labour
        + cement * 371
        + Fraction(280_000) * Fraction("61.56") / 1400
        + labour * Fraction("0.05")
        + 2500
        + mortar / 2
    )
    prices = found(project, shelf.concrete, shelf.mortar)

    assert prices[shelf.concrete] == direct * Fraction("1.1")
    assert prices[shelf.mortar] == mortar * Fraction("1.1")


def test_the_price_is_the_one_that_the_item_gets(shelf, project, alice):
    price(project, alice, (CEMENT, "1550", None), (SAND, "280000", None))
    expected = found(project, shelf.concrete)[shelf.concrete]
    made = add_item(
        Caller(project.id, alice.id, None), shelf.concrete, Place(project.excavation)
    ).result

    from app.extensions import db
    from app.models import OutlineNode

    db.session.rollback()
    item = db.session.get(OutlineNode, made["node"])
    exact = item.unit_price_exact
    assert expected == (item.unit_price if exact is None else Fraction(exact))


def test_prices_take_two_statements_at_any_depth(app, shelf, project):
    inner = shelf.concrete
    for level in range(5):
        row = {"kind": "analysis", "category": "material", "nested_id": inner}
        with transactions.writing() as session:
            rows = [row | {"coefficient": Fraction(1)}, used(CEMENT, "1")]
            inner = add_analysis(session, shelf.edition, (f"N.{level}", "Bersarang", "m3"), rows)
    from app.extensions import db

    home = db.session.get(Project, project.id)
    with counted(app) as statements:
        search_project.priced([inner, shelf.cable], home)
    assert len(statements) == 2


def test_nothing_found_asks_nothing_of_the_database(app, shelf, project):
    from app.extensions import db

    home = db.session.get(Project, project.id)
    with counted(app) as statements:
        assert search_project.priced([], home) == {}
    assert len(statements) <= 1


def test_the_row_to_go_after_is_named(shelf, project):
    row = search_project.beside(project.id, project.excavation)
    section = search_project.beside(project.id, project.section)

    assert (row.id, row.number, row.title, row.is_section) == (
        project.excavation,
        "1",
        "Galian tanah",
        False,
    )
    assert section.is_section


@pytest.mark.parametrize("node", [None, 0, 999_999, 10**30])
def test_a_row_that_is_not_there_is_none(shelf, project, node):
    assert search_project.beside(project.id, node) is None
