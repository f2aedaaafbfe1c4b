"""POST /projects/<id>/resources/<rid>/deletion: only what no analysis uses goes."""

import pytest

NEW = {"name": "Semen Portland", "unit": "kg", "category": "material", "l": "id"}


@pytest.fixture
def made(bobs, project):
    """The address of a resource that nothing uses."""
    return bobs.post(f"/projects/{project.id}/resources", data=NEW).location


def test_an_unused_resource_goes(bobs, project, made, resource):
    answer = bobs.post(f"{made}/deletion")
    assert (answer.status_code, answer.location) == (303, f"/projects/{project.id}/prices")
    assert resource(int(made.rsplit("/", 1)[1])) is None
    assert "“Semen Portland” dihapus" in bobs.get(answer.location).text


def test_htmx_is_sent_to_the_list(bobs, project, made, htmx):
    answer = bobs.post(f"{made}/deletion", headers=htmx)
    assert answer.headers["HX-Redirect"] == f"/projects/{project.id}/prices"


def test_a_used_resource_stays_and_says_where(bobs, project, resource, htmx):
    url = f"/projects/{project.id}/resources/{project.sand}/deletion"
    answer = bobs.post(url)
    assert answer.status_code == 422
    assert "dipakai di 1 baris analisa" in answer.text
    assert "Urugan 1 m3" in answer.text
    assert "<html" not in bobs.post(url, headers=htmx).text
    assert resource(project.sand) is not None


def test_the_same_form_twice_has_one_effect(bobs, made, revision):
    data = {"_key": "k" * 20}
    bobs.post(f"{made}/deletion", data=data)
    after = revision()
    assert bobs.post(f"{made}/deletion", data=data).status_code == 303
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, made):
    assert veras.post(f"{made}/deletion").status_code == 403
    assert strangers.post(f"{made}/deletion").status_code == 404
