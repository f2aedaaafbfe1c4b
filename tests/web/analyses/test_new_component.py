"""GET /projects/<id>/analyses/<aid>/components/new: search, and the forms of new rows."""

import re

import pytest

from tests.web.analyses.conftest import HX


@pytest.fixture
def url(base):
    return f"{base}/components/new"


def test_the_page_offers_every_kind_of_row(editor, url):
    page = editor.get(url)
    assert page.status_code == 200
    for kind in ("new", "percent", "lump", "note"):
        assert f'name="kind" value="{kind}"' in page.text
    found = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(found) == len(set(found))


def test_a_search_offers_resources_and_analyses(editor, url, project):
    page = editor.get(f"{url}?q=galian")
    assert f'value="analysis-{project.analysis}"' in page.text
    page = editor.get(f"{url}?q=mandor")
    assert f'value="resource-{project.foreman}"' in page.text


def test_while_one_types_only_the_choices_come(editor, url, project):
    part = editor.get(f"{url}?q=mandor", headers=HX)
    assert part.text.startswith('<div class="menu">')
    assert f'value="resource-{project.foreman}"' in part.text
    assert "Tidak ada yang cocok." in editor.get(f"{url}?q=zzz", headers=HX).text
    assert editor.get(f"{url}?q=", headers=HX).text.strip() == ""


def test_each_block_has_an_empty_row_that_adds_to_it(editor, base, url, project):
    page = editor.get(base).text
    for block in ("labour", "material", "equipment"):
        assert f'id="find-{block}"' in page
        assert f'id="pick-{block}"' in page
    found = editor.get(f"{url}?q=mandor&block=labour", headers=HX).text
    assert f'form="pick-labour" name="pick" value="resource-{project.foreman}"' in found
    assert f"resource-{project.foreman}" not in editor.get(f"{url}?q=mandor&block=material").text
    found = editor.get(f"{url}?q=galian&block=equipment").text
    assert f'value="analysis-{project.analysis}"' in found
    assert '<option value="equipment" selected>' in found


def test_what_is_found_in_a_block_stands_in_that_block(editor, base, project):
    pick = {"pick": f"analysis-{project.analysis}", "category": "equipment"}
    assert editor.post(f"{base}/components", data=pick).status_code == 303
    page = editor.get(base).text
    added = page.index(f'href="/projects/{project.id}/analyses/{project.analysis}"')
    assert page.index('id="find-material"') < added < page.index('id="find-equipment"')


def test_the_analysis_itself_is_not_offered(editor, url, fence):
    assert f"analysis-{fence.id}" not in editor.get(f"{url}?q=pagar").text


def test_viewers_may_not_and_strangers_find_nothing(viewer, stranger, url):
    assert viewer.get(url).status_code == 403
    assert stranger.get(url).status_code == 404
