"""GET /projects/<id>/analyses/<aid>/difference: an analysis against its edition."""

from html import unescape

import pytest

from app.models import Component
from tests.statements import counted


@pytest.fixture
def concrete(taken, shelf):
    return taken(shelf.concrete)


@pytest.fixture
def url(project, concrete):
    return f"/projects/{project.id}/analyses/{concrete}/difference"


@pytest.fixture
def changed(bobs, project, concrete, rows):
    """The first row of the concrete has 1,7 instead of 1,65."""
    first = min(rows(Component, analysis_id=concrete), key=lambda row: row.position)
    cell = f"/projects/{project.id}/analyses/{concrete}/components/{first.id}/coefficient"
    assert bobs.post(cell, data={f"c-{first.id}-{first.version}": "1,7"}).status_code == 303


def test_as_published_there_is_none(veras, url):
    page = unescape(veras.get(url).text)
    assert "Tidak ada perbedaan" in page
    assert "7 baris persis seperti edisinya" in page


def test_both_coefficients_of_a_changed_row_stand_side_by_side(veras, url, changed):
    page = unescape(veras.get(url).text)
    assert "Pekerja" in page
    assert "1,6500" in page
    assert "1,7000" in page
    assert "6 baris sama" in page


def test_an_own_analysis_has_no_edition(veras, project):
    answer = veras.get(f"/projects/{project.id}/analyses/{project.analysis}/difference")
    assert "Tidak ada edisi yang memuat analisa ini" in unescape(answer.text)


def test_htmx_gets_the_piece_alone(veras, url, htmx):
    answer = veras.get(url, headers=htmx)
    assert answer.text.lstrip().startswith('<div id="difference">')


def test_the_analysis_leads_there(veras, url, project, concrete):
    assert f'href="{url}"' in veras.get(f"/projects/{project.id}/analyses/{concrete}").text


def test_it_takes_few_statements(veras, url, app):
    veras.get(url)
    with counted(app) as sent:
        veras.get(url)
    assert len(sent) <= 12


def test_a_stranger_and_an_unknown_analysis_are_not_found(strangers, veras, url, project):
    assert strangers.get(url).status_code == 404
    assert veras.get(f"/projects/{project.id}/analyses/99999/difference").status_code == 404
