"""POST /projects/<id>/prices: every changed cell of a page without script, in one revision."""

import pytest


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/prices"


@pytest.fixture
def page(project):
    """The fields of the page as a browser sends them when nothing was typed."""
    return {
        "l": "id",
        "page": "1",
        f"p-{project.sand}-1": "",
        f"p-{project.labourer}-1": "100.000,00",
        f"p-{project.foreman}-1": "160.000,00",
    }


def test_changed_cells_become_one_revision(bobs, url, page, project, resource, revision):
    before = revision()
    typed = {f"p-{project.sand}-1": "125.000", f"p-{project.foreman}-1": "170.000"}
    answer = bobs.post(url, data={**page, **typed, "only": "unknown"})
    assert (answer.status_code, answer.location) == (303, f"{url}?only=unknown")
    assert revision() == before + 1
    assert resource(project.sand).price == 125_000
    assert resource(project.foreman).price == 170_000
    assert "2 harga tersimpan" in bobs.get(url).text


def test_an_untouched_page_stores_nothing(bobs, url, page, revision):
    before = revision()
    assert bobs.post(url, data=page).status_code == 303
    assert revision() == before


def test_one_wrong_cell_keeps_all_texts_and_stores_nothing(bobs, url, page, project, revision):
    before = revision()
    typed = {f"p-{project.sand}-1": "125.000", f"p-{project.foreman}-1": "1.5"}
    answer = bobs.post(url, data={**page, **typed})
    assert answer.status_code == 422
    assert 'value="125.000"' in answer.text
    assert 'value="1.5"' in answer.text
    assert f'<a href="#p-{project.foreman}">' in answer.text
    assert revision() == before


def test_a_zero_is_asked_for_its_reason_and_stored_with_it(bobs, url, page, project, resource):
    typed = {f"p-{project.sand}-1": "0"}
    asked = bobs.post(url, data={**page, **typed})
    assert asked.status_code == 422
    assert f'name="z-{project.sand}-1"' in asked.text
    told = {f"z-{project.sand}-1": "hibah"}
    assert bobs.post(url, data={**page, **typed, **told}).status_code == 303
    assert resource(project.sand).zero_reason == "hibah"


def test_emptied_prices_are_told_with_their_items(bobs, url, page, project):
    bobs.post(url, data={**page, f"p-{project.labourer}-1": ""})
    assert "1 item menjadi belum lengkap" in bobs.get(url).text


def test_a_row_that_somebody_else_changed_is_told(bobs, alices, url, page, project, resource):
    alices.post(url, data={**page, f"p-{project.sand}-1": "777"})
    answer = bobs.post(url, data={**page, f"p-{project.sand}-1": "888"})
    assert answer.status_code == 409
    assert "Alice sudah mengubah sel ini: 777,00" in answer.text
    assert resource(project.sand).price == 777


def test_htmx_gets_the_area_with_its_rows_marked(bobs, url, page, project, htmx):
    refused = bobs.post(url, data={**page, f"p-{project.sand}-1": "x"}, headers=htmx)
    assert refused.status_code == 422
    assert "<html" not in refused.text
    typed = {"l": "id", f"p-{project.sand}-1": "5", f"p-{project.foreman}-1": "170.000"}
    saved = bobs.post(url, data=typed, headers=htmx)
    assert saved.status_code == 200
    assert saved.text.lstrip().startswith('<div id="area">')
    for row in (project.sand, project.foreman):
        assert f'id="r-{row}" data-state="saved"' in saved.text
    assert f'id="r-{project.labourer}">' in saved.text
    assert '<hx-partial hx-target="#counts"' in saved.text
    assert "2 harga tersimpan" in saved.text


def test_a_cell_that_came_twice_is_refused(bobs, url, page, project, resource):
    data = {**page, f"p-{project.sand}-1": ["1", "2"]}
    assert bobs.post(url, data=data).status_code == 422
    assert resource(project.sand).price is None


def test_the_same_page_twice_has_one_effect(bobs, url, page, project, revision):
    typed = {**page, f"p-{project.sand}-1": "125.000"}
    bobs.post(url, data=typed)
    after = revision()
    assert bobs.post(url, data=typed).status_code == 303
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url, page):
    assert veras.post(url, data=page).status_code == 403
    assert strangers.post(url, data=page).status_code == 404


def test_a_batch_whose_answer_was_lost_is_told_without_what_was_changed_since(
    bobs, alices, url, project, htmx
):
    sent = {"l": "id", f"p-{project.sand}-1": "125.000", f"p-{project.foreman}-1": "170.000"}
    assert bobs.post(url, data=sent, headers=htmx).text.count('data-state="saved"') == 2
    since = {"l": "id", f"p-{project.sand}-2": "130.000"}
    address = f"/projects/{project.id}/resources/{project.sand}/price"
    assert alices.post(address, data=since, headers=htmx).status_code == 200
    again = bobs.post(url, data=sent, headers=htmx)
    assert again.status_code == 200
    assert again.text.count('data-state="saved"') == 1
    assert "Sebagian sudah diubah" in again.text
