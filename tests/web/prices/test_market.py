"""POST /projects/<id>/resources/<rid>/market: price per unit or pack, source, region, date."""

import re

import pytest

SACK = {
    "l": "id", "version": "1", "pack_unit": "zak", "pack_size": "40", "pack_price": "62.000",
    "source": "TB Maju", "region": "Sleman", "price_date": "2026-10-12",
}  # fmt: skip


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/resources/{project.sand}"


def test_a_pack_is_stored_and_its_price_shown(bobs, url, project, resource, htmx):
    answer = bobs.post(f"{url}/market", data=SACK, headers=htmx)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="market"')
    assert "Rp 1.550,00" in answer.text
    assert 'hx-target="#about"' in answer.text
    row = resource(project.sand)
    assert (row.pack_price, row.source, str(row.price_date)) == (62_000, "TB Maju", "2026-10-12")


def test_without_script_it_leads_to_the_page(bobs, url):
    answer = bobs.post(f"{url}/market", data=SACK)
    assert (answer.status_code, answer.location) == (303, url)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pack_size": ""}, "pack_size"),
        ({"pack_size": "0"}, "pack_size"),
        ({"pack_size": "1e5"}, "pack_size"),
        ({"pack_price": ""}, "pack_price"),
        ({"pack_price": "-1"}, "pack_price"),
        ({"pack_price": "0"}, "zero_reason"),
        ({"price": "1.500"}, "price"),
        ({"price_date": "kemarin"}, "price_date"),
        ({"source": "a\nb"}, "source"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(bobs, url, project, revision, change, field):
    before = revision()
    answer = bobs.post(f"{url}/market", data={**SACK, **change})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="Sleman"' in answer.text
    assert revision() == before


def test_an_emptied_price_tells_its_items(bobs, project, htmx):
    url = f"/projects/{project.id}/resources/{project.labourer}/market"
    answer = bobs.post(url, data={"version": "1"}, headers=htmx)
    assert answer.status_code == 200
    assert "1 item menjadi belum lengkap" in answer.text


def test_two_people_at_one_price_see_both(bobs, alices, url, project, resource):
    alices.post(f"{url}/market", data={"l": "id", "version": "1", "price": "777"})
    answer = bobs.post(f"{url}/market", data=SACK)
    assert answer.status_code == 409
    assert "Alice mengubah Harga" in answer.text
    assert 'value="62.000"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert resource(project.sand).price == 777


def test_the_same_form_twice_has_one_effect(bobs, url, revision):
    data = {**SACK, "_key": "k" * 20}
    bobs.post(f"{url}/market", data=data)
    after = revision()
    assert bobs.post(f"{url}/market", data=data).status_code == 303
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url):
    assert veras.post(f"{url}/market", data=SACK).status_code == 403
    assert strangers.post(f"{url}/market", data=SACK).status_code == 404


def test_a_price_that_was_left_alone_stays_that_of_somebody_else(
    bobs, alices, url, project, resource
):
    seen = {"l": "id", "version": "1", "price": "", "source": "", "region": ""}
    alices.post(f"{url}/market", data=seen | {"price": "2.000", "source": "Alice"})
    page = bobs.post(f"{url}/market", data=seen | {"source": "Bob"})
    assert page.status_code == 409
    form = page.text.split('id="market"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(price|source|version)"[^>]* value="([^"]*)"', form))
    assert (fields["price"], fields["source"]) == ("2.000,00", "Bob")
    assert bobs.post(f"{url}/market", data={"l": "id", **fields}).status_code == 303
    row = resource(project.sand)
    assert (row.price, row.source) == (2_000, "Bob")
