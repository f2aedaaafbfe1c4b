"""GET /projects/<id>/resources/new and POST /projects/<id>/resources: one more resource."""

import re

import pytest

NEW = {"name": "Semen Portland", "unit": "kg", "category": "material", "code": "B-1", "l": "id"}


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/resources"


def test_a_new_resource_has_its_page(bobs, url, resource):
    answer = bobs.post(url, data={**NEW, "price": "1.550", "source": "Survei"})
    assert answer.status_code == 303
    number = int(answer.location.rsplit("/", 1)[1])
    row = resource(number)
    assert (row.name, row.price, row.source) == ("Semen Portland", 1550, "Survei")
    assert "Sumber daya ditambahkan" in bobs.get(answer.location).text


def test_htmx_is_sent_there_and_sees_what_was_wrong(bobs, url, htmx, revision):
    before = revision()
    refused = bobs.post(url, data={**NEW, "name": "", "price": "x"}, headers=htmx)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    assert 'value="B-1"' in refused.text
    assert 'id="name-error"' in refused.text
    assert 'id="price-error"' in refused.text
    assert revision() == before
    assert url in bobs.post(url, data=NEW, headers=htmx).headers["HX-Redirect"]


def test_without_script_the_page_comes_back_with_the_texts(bobs, url):
    answer = bobs.post(url, data={**NEW, "category": ""})
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert "Pilih kelompok" in answer.text
    assert 'value="Semen Portland"' in answer.text


def test_what_is_in_the_list_already_is_linked(bobs, url):
    made = bobs.post(url, data=NEW).location
    answer = bobs.post(url, data={**NEW, "name": "SEMEN  portland"})
    assert answer.status_code == 422
    assert f'href="{made}"' in answer.text


def test_a_zero_is_asked_for_its_reason(bobs, url):
    asked = bobs.post(url, data={**NEW, "price": "0"})
    assert asked.status_code == 422
    assert 'name="zero_reason"' in asked.text
    assert bobs.post(url, data={**NEW, "price": "0", "zero_reason": "hibah"}).status_code == 303


def test_the_same_form_twice_makes_one(bobs, url, revision):
    key = re.search(r'name="_key" value="([^"]+)"', bobs.get(f"{url}/new").text)[1]
    first = bobs.post(url, data={**NEW, "_key": key})
    after = revision()
    second = bobs.post(url, data={**NEW, "_key": key})
    assert (second.status_code, second.location) == (303, first.location)
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url):
    assert veras.get(f"{url}/new").status_code == 403
    assert veras.post(url, data=NEW).status_code == 403
    assert strangers.get(f"{url}/new").status_code == 404
    assert strangers.post(url, data=NEW).status_code == 404
