"""GET and POST /projects/<id>/analyses/<aid>/publication: into the office library."""

import re
from html import unescape

import pytest

from app.models import CatalogueAnalysis, Component, Edition


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/analyses/{project.analysis}/publication"


def test_the_question_says_which_version_it_becomes(bobs, url):
    page = unescape(bobs.get(url).text)
    assert "T.01 Galian 1 m3" in page
    assert "Ini menjadi versi 1" in page
    assert 'name="_key"' in page


def test_it_is_published_and_said(bobs, url, project, bob, rows):
    answer = bobs.post(url)
    assert answer.status_code == 303
    assert answer.location == f"/projects/{project.id}/analyses/{project.analysis}"
    (made,) = rows(CatalogueAnalysis)
    assert (made.title, made.version, made.published_by) == ("Galian 1 m3", 1, bob.id)
    assert "menjadi versi 1 di pustaka kantor" in unescape(bobs.get(answer.location).text)


def test_htmx_is_sent_to_the_analysis(bobs, url, project, htmx):
    answer = bobs.post(url, headers=htmx)
    assert answer.headers["HX-Redirect"].endswith(f"/analyses/{project.analysis}")


def test_the_same_again_is_told_and_offers_no_button(bobs, url, rows):
    bobs.post(url)
    page = unescape(bobs.get(url).text)
    assert "Sudah ada di pustaka kantor tanpa perbedaan: versi 1" in page
    assert "btn main" not in page
    again = bobs.post(url)
    assert "Sudah ada di pustaka kantor: versi 1" in unescape(bobs.get(again.location).text)
    assert len(rows(CatalogueAnalysis)) == 1


def test_what_goes_along_is_listed(bobs, project, shelf, taken, rows):
    concrete = taken(shelf.concrete)
    first = min(rows(Component, analysis_id=concrete), key=lambda row: row.position)
    cell = f"/projects/{project.id}/analyses/{concrete}/components/{first.id}/coefficient"
    bobs.post(cell, data={f"c-{first.id}-{first.version}": "1,7"})
    page = unescape(bobs.get(f"/projects/{project.id}/analyses/{concrete}/publication").text)
    assert "tetap di SE 47/2026" in page


def test_what_cannot_be_published_is_refused_and_nothing_is_stored(
    bobs, project, shelf, taken, rows, htmx
):
    url = f"/projects/{project.id}/analyses/{taken(shelf.mortar)}/publication"
    for headers in ({}, htmx):
        answer = bobs.post(url, headers=headers)
        assert answer.status_code == 422
        assert "sudah persis sama di SE 47/2026" in unescape(answer.text)
        assert ("<html" in answer.text) is (headers == {})
    assert len(rows(Edition)) == 1


def test_the_same_form_twice_publishes_one(bobs, url, rows):
    key = re.search(r'name="_key" value="([^"]+)"', bobs.get(url).text)[1]
    answers = [bobs.post(url, data={"_key": key}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(rows(CatalogueAnalysis)) == 1


def test_the_analysis_leads_there_for_those_who_may(bobs, veras, url, project):
    page = f"/projects/{project.id}/analyses/{project.analysis}"
    assert f'href="{url}"' in bobs.get(page).text
    assert f'href="{url}"' not in veras.get(page).text


def test_a_viewer_may_not_and_a_stranger_sees_nothing(veras, strangers, url):
    for client, status in ((veras, 403), (strangers, 404)):
        assert client.get(url).status_code == status
        assert client.post(url).status_code == status
