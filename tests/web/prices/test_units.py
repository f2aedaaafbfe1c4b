"""One name in several units: told on the list and on both pages, taken over as a pack only."""

import re
from datetime import date

import pytest

from app.services import transactions
from app.services.revisions import Order
from tests.statements import counted


@pytest.fixture
def sands(app, alice, project):
    """Sand of the small project is in m3; here is sand in kg and per truck, with prices."""
    from fractions import Fraction

    from app.models import Resource
    from app.services import revisions
    from app.services.identity import identity

    def fill(draft):
        mine = draft.get(Resource, project.sand)
        ids = {"name": mine.name}
        for unit, price in (("kg", Fraction(300)), ("rit", None)):
            known = identity(mine.name.upper(), unit, mine.category, "")
            row = Resource(identity=known, name=mine.name.upper(), unit=unit, price=price)
            row.category = mine.category
            ids[unit] = draft.add(row).id
        return ids

    with app.app_context():
        return revisions.run(Order(project.id, "test.sand", alice.id), fill).result


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/resources/{project.sand}"


def test_the_list_marks_each_of_them_with_the_units_of_the_others(bobs, project, sands):
    page = bobs.get(f"/projects/{project.id}/prices").text
    for resource, units in ((project.sand, ("kg", "rit")), (sands["kg"], ("m3", "rit"))):
        row = re.search(rf'<tr class="r" id="r-{resource}".*?</tr>', page, re.DOTALL)[0]
        assert re.findall(r">juga per (\w+)</a>", row) == list(units)
    labourer = re.search(rf'id="r-{project.labourer}".*?</tr>', page, re.DOTALL)[0]
    assert "juga per" not in labourer


def test_the_filter_finds_them_and_nothing_else(bobs, project, sands):
    page = bobs.get(f"/projects/{project.id}/prices?only=units").text
    assert "Satu nama, beberapa satuan (3)" in page
    found = {int(number) for number in re.findall(r'id="r-(\d+)"', page)}
    assert found == {project.sand, sands["kg"], sands["rit"]}


def test_a_row_that_was_edited_keeps_its_mark(bobs, project, sands, htmx):
    answer = bobs.post(
        f"/projects/{project.id}/resources/{sands['kg']}/price",
        data={f"p-{sands['kg']}-1": "310"},
        headers=htmx,
    )
    assert answer.status_code == 200
    assert re.findall(r">juga per (\w+)</a>", answer.text) == ["m3", "rit"]


def test_the_page_shows_the_others_and_what_is_known_of_their_prices(app, bobs, url, sands):
    with counted(app) as statements:
        page = bobs.get(url).text
    assert len(statements) <= 12
    section = page.split('id="also"')[1].split("</section>")[0]
    assert "Di proyek ini per kg" in section
    assert "Rp 300,00" in section
    assert "belum ada harga" in section
    assert f"pack={sands['kg']}" in section
    assert f"pack={sands['rit']}" not in section


def test_a_price_comes_over_as_a_pack_whose_size_a_person_types(
    bobs, url, project, sands, resource
):
    page = bobs.get(f"{url}?pack={sands['kg']}").text
    form = page.split('id="market-form"')[1].split("</form>")[0]
    assert re.search(r'name="pack_unit"[^>]*value="kg"', form)
    assert re.search(r'name="pack_price"[^>]*value="300,00"', form)
    assert re.search(r'name="pack_size"[^>]*value=""', form)
    assert "berapa m3 isi satu kg" in form
    assert resource(project.sand).price is None


def test_a_unit_with_a_known_ratio_fills_the_size(app, bobs, alice, project, resource):
    from app.models import Resource
    from app.services import revisions
    from app.services.identity import identity

    def fill(draft):
        made = {}
        for unit, price in (("kg", None), ("ton", 1_500_000)):
            known = identity("Besi beton", unit, "material", "")
            row = Resource(identity=known, name="Besi beton", unit=unit, price=price)
            row.category = "material"
            made[unit] = draft.add(row).id
        return made

    with app.app_context():
        iron = revisions.run(Order(project.id, "test.iron", alice.id), fill).result
    address = f"/projects/{project.id}/resources/{iron['kg']}"
    form = bobs.get(f"{address}?pack={iron['ton']}").text.split('id="market-form"')[1]
    fields = dict(re.findall(r'name="(\w+)"[^>]*?value="([^"]*)"', form.split("</form>")[0]))
    assert (fields["pack_unit"], fields["pack_size"]) == ("ton", "1.000")
    bobs.post(f"{address}/market", data=fields)
    stored = resource(iron["kg"])
    assert stored.pack_price / stored.pack_size == 1_500
    assert "Besi beton (ton)" in stored.source


def test_lists_that_price_it_in_another_unit_are_offered(app, bobs, url, sands):
    from app.models import PriceList
    from tests.fixtures_adopt import add_edition, listed

    with app.app_context(), transactions.writing() as session:
        edition = add_edition(session, "SSH")
        known = PriceList(edition_id=edition, name="SSH Kota", identity="ssh kota", state="ready")
        known.price_date = date(2026, 3, 1)
        session.add(known)
        session.flush()
        row = listed(session, known.id, (sands["name"], "ton", "material"), 210_000)
    page = bobs.get(url).text
    assert "SSH Kota" in page.split('id="also"')[1]
    form = bobs.get(f"{url}?listed={row}").text.split('id="market-form"')[1]
    assert re.search(r'name="pack_price"[^>]*value="210.000,00"', form)
    assert re.search(r'name="source"[^>]*value="SSH Kota"', form)


@pytest.mark.parametrize("asked", ["pack=0", "pack=999999", "pack=x", "listed=99", "listed=-1"])
def test_what_is_not_offered_fills_nothing(bobs, url, sands, asked):
    page = bobs.get(f"{url}?{asked}")
    assert page.status_code == 200
    assert "Diisikan sebagai kemasan" not in page.text


def test_a_viewer_sees_the_others_without_a_button_and_a_stranger_nothing(
    veras, strangers, url, sands
):
    page = veras.get(f"{url}?pack={sands['kg']}").text
    assert "Di proyek ini per kg" in page
    assert "Pakai sebagai kemasan" not in page
    assert strangers.get(url).status_code == 404
