"""POST /projects/<id>/resources/<rid>/description: name, code and unit."""

import pytest


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/resources/{project.sand}"


FIELDS = {"l": "id", "version": "1", "name": "Pasir beton", "code": "B-2", "unit": "m3"}


def test_a_new_name_is_stored_and_shown_in_the_heading(bobs, url, project, resource, htmx):
    answer = bobs.post(f"{url}/description", data=FIELDS, headers=htmx)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="about"')
    assert 'hx-target="#heading"' in answer.text
    assert "<h1>Pasir beton</h1>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert (resource(project.sand).name, resource(project.sand).code) == ("Pasir beton", "B-2")


def test_without_script_it_leads_to_the_page(bobs, url):
    answer = bobs.post(f"{url}/description", data=FIELDS)
    assert (answer.status_code, answer.location) == (303, url)


@pytest.mark.parametrize("name", ["", "\u200b ", "a\0b", "\u202eabc", "x" * 501])
def test_an_odd_name_is_refused_and_kept_out(bobs, url, project, resource, revision, name):
    before = revision()
    answer = bobs.post(f"{url}/description", data={**FIELDS, "name": name})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'value="B-2"' in answer.text
    assert (revision(), resource(project.sand).name) == (before, "Pasir urug")


def test_the_name_of_another_resource_is_refused_with_a_link(bobs, url, project):
    taken = bobs.post(
        f"/projects/{project.id}/resources", data={**FIELDS, "category": "material"}
    ).location
    answer = bobs.post(f"{url}/description", data=FIELDS)
    assert answer.status_code == 422
    assert f'href="{taken}"' in answer.text


def test_two_people_at_one_name_see_both(bobs, alices, url, project, resource):
    alices.post(f"{url}/description", data={**FIELDS, "name": "Pasir halus"})
    answer = bobs.post(f"{url}/description", data=FIELDS)
    assert answer.status_code == 409
    assert "Alice mengubah Nama" in answer.text
    assert 'value="Pasir beton"' in answer.text
    assert resource(project.sand).name == "Pasir halus"
    assert bobs.post(f"{url}/description", data={**FIELDS, "version": "2"}).status_code == 303
    assert resource(project.sand).name == "Pasir beton"


def test_the_same_form_twice_has_one_effect(bobs, url, revision):
    data = {**FIELDS, "_key": "k" * 20}
    bobs.post(f"{url}/description", data=data)
    after = revision()
    assert bobs.post(f"{url}/description", data=data).status_code == 303
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url):
    assert veras.post(f"{url}/description", data=FIELDS).status_code == 403
    assert strangers.post(f"{url}/description", data=FIELDS).status_code == 404
