"""GET /projects/<id>/search: hits with the project's prices, each one button from the sheet."""

import re

import pytest

from app.extensions import db
from app.models import OutlineNode
from tests.fixtures_adopt import small_catalogue
from tests.statements import counted
from tests.web.search.pages import PARTIAL


@pytest.fixture
def shelf(app, people):
    with app.app_context():
        return small_catalogue()


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/search"


@pytest.fixture
def bobs(client, login, bob):
    return login(client, bob)


def test_a_stranger_finds_no_project(client, login, charlie, url):
    assert login(client, charlie).get(f"{url}?q=beton").status_code == 404


def test_each_hit_has_a_button_that_adds_it_after_the_chosen_row(bobs, shelf, url, project):
    page = bobs.get(f"{url}?q=beton&after={project.excavation}").text
    assert "Item baru masuk setelah 1 Galian tanah." in page
    assert f'action="/projects/{project.id}/items/from-catalogue"' in page
    assert f'name="after" value="{project.excavation}"' in page
    assert re.search(rf'<button[^>]*form="add" name="analysis" value="{shelf.concrete}"', page)
    assert re.search(r'name="_key" value="[\w-]{16,}"', page)


def test_an_unknown_price_says_so_and_a_known_one_is_the_projects(bobs, shelf, url):
    page = bobs.get(f"{url}?q=beton").text
    assert "belum ada harga" in page
    cable = bobs.get(f"{url}?q=kabel").text
    assert "5.500,00" in cable


def test_a_viewer_sees_hits_without_buttons(client, login, vera, shelf, url):
    page = login(client, vera).get(f"{url}?q=beton").text
    assert f'id="h-{shelf.concrete}"' in page
    assert "from-catalogue" not in page
    assert "Item baru" not in page


def test_the_button_adds_the_item_and_goes_on_searching(app, bobs, shelf, url, project):
    page = bobs.get(f"{url}?q=beton&after={project.excavation}").text
    form = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split('id="add"')[1])
    )
    answer = bobs.post(
        f"/projects/{project.id}/items/from-catalogue",
        data=form | {"analysis": shelf.concrete, "again": "1"},
    )  # fmt: skip

    assert answer.status_code == 303
    assert answer.location.startswith(f"{url}?q=beton&after=")
    with app.app_context():
        titles = db.session.query(OutlineNode.title).filter_by(project_id=project.id).all()
    assert ("Beton 1 m3",) in titles
    assert bobs.get(answer.location).status_code == 200


def test_a_section_takes_the_item_to_its_end(bobs, shelf, url, project):
    page = bobs.get(f"{url}?q=beton&after={project.section}").text
    assert "Item baru masuk di akhir bagian I Pekerjaan tanah." in page


@pytest.mark.parametrize("after", ["", "0", "999999", "x", "99999999999999999999"])
def test_a_row_that_is_not_there_is_left_out(bobs, shelf, url, after):
    page = bobs.get(f"{url}?q=beton&after={after}")
    assert page.status_code == 200
    assert "Item baru masuk di akhir bagian terakhir." in page.text
    assert 'name="after"' not in page.text


def test_a_row_of_another_project_is_left_out(app, bobs, shelf, url, alice, project):
    from fractions import Fraction

    from app.services import revisions
    from app.services.revisions import Order

    values = {"kind": "private", "name": "Lain", "markup_percent": Fraction(0)}
    order = Order(0, "project.created", alice.id)
    made = {}

    def fill(draft):
        made["id"] = draft.add(OutlineNode(position=1, kind="section", title="Rahasia")).id

    with app.app_context():
        revisions.create(order, values, fill)
    assert "Rahasia" not in bobs.get(f"{url}?q=beton&after={made['id']}").text


def test_nothing_found_offers_an_item_of_ones_own(bobs, shelf, url, project):
    page = bobs.get(f"{url}?q=xyzzy&after={project.excavation}").text
    assert "Tulis item sendiri" in page
    assert f"near={project.excavation}" in page


def test_without_a_catalogue_an_item_of_ones_own_is_offered(bobs, url):
    page = bobs.get(f"{url}?q=beton").text
    assert "Belum ada katalog" in page
    assert "Tulis item sendiri" in page


def test_typing_gets_the_hits_alone_with_a_fresh_key(bobs, shelf, url):
    answers = [bobs.get(f"{url}?q=beton", headers=PARTIAL).text for _ in range(2)]
    keys = [re.search(r'name="_key" value="([^"]+)"', text)[1] for text in answers]
    assert answers[0].lstrip().startswith('<div id="hits">')
    assert keys[0] != keys[1]


def test_ids_are_unique(bobs, shelf, url, project):
    found = re.findall(
        r'\sid="([^"]+)"', bobs.get(f"{url}?q=beton&after={project.excavation}").text
    )
    assert sorted(found) == sorted(set(found))


def test_a_search_asks_few_statements(app, bobs, shelf, url, project):
    bobs.get(f"{url}?q=beton")
    with counted(app) as statements:
        bobs.get(f"{url}?q=beton&unit=m3&after={project.excavation}")
    assert len(statements) <= 12


def test_a_price_list_fills_in_what_the_project_does_not_price(bobs, shelf, url, project):
    page = bobs.get(f"{url}?q=a.2&prices={shelf.prices}").text
    # The project's own wage of 100.000, cement at 1.550 from the list, and its markup of 10 %.
    row = re.search(rf'id="h-{shelf.mortar}">.*?</tr>', page, re.DOTALL)[0]
    assert "50.050,00" in row
    assert f'name="prices" value="{shelf.prices}"' in page


def test_the_item_added_with_a_list_gets_the_price_that_was_shown(app, bobs, shelf, url, project):
    bobs.post(
        f"/projects/{project.id}/items/from-catalogue",
        data={"analysis": shelf.mortar, "prices": shelf.prices},
    )
    with app.app_context():
        made = db.session.query(OutlineNode).filter_by(project_id=project.id, code="A.2").one()
        assert made.unit_price == 50_050
