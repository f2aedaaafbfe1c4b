"""Copying a project: GET and POST /projects/<id>/copy."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import ListedPrice, Membership, PriceList, Project, Resource
from app.services import transactions, verification

HX = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "form#form"}
FIELDS = {"name": "Rumah 2027", "document_date": "2027-01-15", "fiscal_year": "2027",
          "prices": "keep"}  # fmt: skip


def url(project) -> str:
    return f"/projects/{project.id}/copy"


def count(app) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(Project)).scalar_one()


@pytest.fixture
def page(client, login, alice):
    return login(client, alice)


def test_the_form_offers_name_date_and_prices(page, project):
    answer = page.get(url(project))
    assert answer.status_code == 200
    assert 'value="Rumah contoh (salinan)"' in answer.text
    assert 'name="_key"' in answer.text


def test_a_copy_is_made_and_opened_without_script(app, page, project):
    answer = page.post(url(project), data=FIELDS)
    assert (answer.status_code, answer.location) == (303, "/projects/2/")
    with app.app_context():
        made, before = db.session.get(Project, 2), db.session.get(Project, project.id)
        assert (made.name, str(made.document_date), made.fiscal_year) == (
            "Rumah 2027", "2027-01-15", 2027,
        )  # fmt: skip
        assert (made.rounded, made.incomplete) == (before.rounded, before.incomplete)
        assert verification.verify(db.session, 2).differences == ()


def test_htmx_is_led_to_the_copy(page, project):
    answer = page.post(url(project), data=FIELDS, headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/projects/2/")


def test_the_copy_is_the_callers_alone(app, client, login, bob, project):
    login(client, bob).post(url(project), data=FIELDS)
    with app.app_context():
        members = select(Membership.user_id, Membership.role).where(Membership.project_id == 2)
        assert db.session.execute(members).all() == [(bob.id, "owner")]


def test_prices_can_be_left_unknown(app, page, project):
    page.post(url(project), data={**FIELDS, "prices": "clear"})
    with app.app_context():
        prices = select(Resource.price).where(Resource.project_id == 2)
        assert set(db.session.execute(prices).scalars()) == {None}
        # Only the sign board keeps its own typed price: 450,000 x 1.1.
        assert db.session.get(Project, 2).subtotal == 495_000


@pytest.fixture
def price_list(app) -> int:
    with app.app_context(), transactions.writing() as session:
        found = PriceList(name="HSD 2027", identity="hsd 2027", state="ready")
        session.add(found)
        session.flush()
        row = ListedPrice(list_id=found.id, identity="pekerja|OH|labour|", name="Pekerja",
                          unit="OH", category="labour", price=120_000)  # fmt: skip
        session.add(row)
        return found.id


def test_prices_can_come_from_a_list(app, page, project, price_list):
    page.post(url(project), data={**FIELDS, "prices": "list", "list": str(price_list)})
    with app.app_context():
        rows = select(Resource.name, Resource.price, Resource.source).where(
            Resource.project_id == 2
        )
        assert sorted(db.session.execute(rows).all(), key=str) == [
            ("Mandor", None, ""), ("Pasir urug", None, ""), ("Pekerja", 120_000, "HSD 2027"),
        ]  # fmt: skip


@pytest.mark.parametrize("headers", [{}, HX])
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"), ({"document_date": "31/02/2027"}, "document_date"),
        ({"fiscal_year": "x"}, "fiscal_year"), ({"prices": "free"}, "prices"),
        ({"prices": "list", "list": ""}, "list"), ({"prices": "list", "list": "99"}, "list"),
    ],
)  # fmt: skip
def test_a_refused_form_keeps_what_was_typed_and_stores_nothing(
    app, page, project, changed, field, headers
):
    answer = page.post(url(project), data={**FIELDS, **changed}, headers=headers)
    assert answer.status_code == 422
    assert ("<html" in answer.text) == (not headers)
    assert f'id="{field}-error"' in answer.text
    assert count(app) == 1


def test_the_same_form_twice_makes_one_copy(app, page, project):
    data = {**FIELDS, "_key": "k" * 22}
    assert {page.post(url(project), data=data).location for _ in range(2)} == {"/projects/2/"}
    assert count(app) == 2


def test_who_only_reads_the_project_may_copy_it(app, client, login, project, charlie):
    with app.app_context(), transactions.writing() as session:
        session.add(Membership(project_id=project.id, user_id=charlie.id, role="viewer"))
    assert login(client, charlie).post(url(project), data=FIELDS).status_code == 303
    assert count(app) == 2


def test_who_only_reads_the_site_may_not(app, client, login, project, vera):
    page = login(client, vera)
    assert "hanya untuk membaca" in page.get(url(project)).text
    assert page.post(url(project), data=FIELDS).status_code == 403
    assert count(app) == 1


def test_a_stranger_does_not_know_it(app, client, login, project, charlie):
    page = login(client, charlie)
    assert page.get(url(project)).status_code == 404
    assert page.post(url(project), data=FIELDS).status_code == 404
    assert count(app) == 1
