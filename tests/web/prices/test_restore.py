"""POST /projects/<id>/resources/<rid>/restoration: a resource deleted while somebody typed."""

import pytest

from app.extensions import db
from app.models import Resource


@pytest.fixture
def lone(app, alices, project):
    """A resource that nothing uses; the number of its row."""
    words = {"name": "Paku beton", "unit": "kg", "category": "material", "price": "21.000"}
    alices.post(f"/projects/{project.id}/resources", data={**words, "l": "id"})
    (row,) = named(app, "Paku beton")
    return row.id


@pytest.fixture
def url(project, lone):
    return f"/projects/{project.id}/resources/{lone}"


@pytest.fixture
def deleted(alices, url):
    assert alices.post(f"{url}/deletion").status_code == 303


def named(app, name):
    with app.app_context():
        return db.session.execute(db.select(Resource).where(Resource.name == name)).scalars().all()


@pytest.mark.usefixtures("deleted")
def test_typing_a_price_of_it_says_who_deleted_it_and_keeps_the_text(bobs, url, lone, htmx):
    sent = {f"p-{lone}-1": "22.500"}
    answer = bobs.post(f"{url}/price?l=id", data=sent, headers=htmx)
    assert answer.status_code == 409
    assert answer.text.startswith(f'<tr class="cf" id="r-{lone}" data-state="conflict">')
    assert "Alice menghapus “Paku beton”" in answer.text
    assert f'name="p-{lone}-1" value="22.500"' in answer.text
    page = bobs.post(f"{url}/price?l=id", data=sent)
    assert page.status_code == 409
    assert "<html" in page.text
    assert f'action="{url}/restoration"' in page.text


@pytest.mark.usefixtures("deleted")
def test_it_comes_back_as_a_new_one_with_the_price(app, bobs, url, lone, revision):
    before = revision()
    sent = {f"p-{lone}-1": "22.500", "l": "id", "_key": "k" * 20}
    assert [bobs.post(f"{url}/restoration", data=sent).status_code for _ in range(2)] == [303, 303]
    (row,) = named(app, "Paku beton")
    assert row.id != lone
    assert (row.unit, row.category, row.price) == ("kg", "material", 22_500)
    assert revision() == before + 1


@pytest.mark.usefixtures("deleted")
def test_htmx_gets_the_list_with_the_row_marked(app, bobs, url, lone, htmx):
    answer = bobs.post(f"{url}/restoration", data={f"p-{lone}-1": "7", "l": "id"}, headers=htmx)
    assert answer.status_code == 200
    (row,) = named(app, "Paku beton")
    assert f'id="r-{row.id}" data-state="saved"' in answer.text


@pytest.mark.usefixtures("deleted")
def test_a_wrong_price_or_a_zero_without_reason_brings_nothing_back(app, bobs, url, lone, revision):
    before = revision()
    for text in ("x", "1.5", "0"):
        sent = {f"p-{lone}-1": text, "l": "id"}
        assert bobs.post(f"{url}/restoration", data=sent).status_code == 422
    assert (named(app, "Paku beton"), revision()) == ([], before)


def test_a_resource_that_is_there_or_never_was_is_not_brought_back(bobs, url, lone, project):
    assert bobs.post(f"{url}/restoration", data={f"p-{lone}-1": "7"}).status_code == 422
    nowhere = f"/projects/{project.id}/resources/99999/restoration"
    assert bobs.post(nowhere, data={"p-99999-1": "7"}).status_code == 404
    beyond = f"/projects/{project.id}/resources/9999999999/restoration"
    assert bobs.post(beyond, data={"p-9999999999-1": "7"}).status_code == 404


@pytest.mark.usefixtures("deleted")
def test_one_of_that_name_that_came_meanwhile_stays_alone(alices, bobs, url, lone, project, app):
    words = {"name": "Paku beton", "unit": "kg", "category": "material"}
    alices.post(f"/projects/{project.id}/resources", data=words)
    assert bobs.post(f"{url}/restoration", data={f"p-{lone}-1": "7"}).status_code == 422
    assert len(named(app, "Paku beton")) == 1


@pytest.mark.usefixtures("deleted")
def test_a_viewer_may_not_and_a_stranger_finds_nothing(veras, strangers, url, lone):
    sent = {f"p-{lone}-1": "7"}
    assert veras.post(f"{url}/restoration", data=sent).status_code == 403
    assert strangers.post(f"{url}/restoration", data=sent).status_code == 404


@pytest.mark.usefixtures("deleted")
def test_a_page_of_prices_with_a_deleted_one_keeps_its_text(bobs, lone, project, htmx):
    sent = {f"p-{lone}-1": "22.500", f"p-{project.sand}-1": "7", "p-99999-1": "1", "l": "id"}
    for headers in ({}, htmx):
        answer = bobs.post(f"/projects/{project.id}/prices", data=sent, headers=headers)
        assert answer.status_code == 422
        assert "Alice menghapus “Paku beton”" in answer.text
        assert f'name="p-{lone}-1" value="22.500"' in answer.text
