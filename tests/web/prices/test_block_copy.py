"""GET /projects/<id>/prices/block/copy: the price list as text for a spreadsheet."""

import html
import re

import pytest


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/prices/block/copy"


def block(answer):
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)[1]
    return html.unescape(text).split("\n")


def test_the_list_is_copied_as_it_stands(alices, url):
    assert block(alices.get(url)) == [
        "\tPasir urug\tm3\t",
        "\tMandor\tOH\t160000",
        "\tPekerja\tOH\t100000",
    ]


def test_prices_alone_of_what_was_searched(alices, url):
    assert block(alices.get(f"{url}?column=price&q=mandor")) == ["160000"]


def test_it_comes_as_a_file(alices, url):
    answer = alices.get(f"{url}?column=price&q=mandor&download=1")
    assert answer.text == "160000\n"
    assert answer.mimetype == "text/tab-separated-values"


def test_back_leads_to_the_prices(alices, url, project):
    assert f'href="/projects/{project.id}/prices">Kembali' in alices.get(url).text


def test_who_may_look_may_copy_and_a_stranger_finds_nothing(bobs, veras, strangers, url, project):
    assert [each.get(url).status_code for each in (bobs, veras, strangers)] == [200, 200, 404]
    assert "prices/block/copy" in veras.get(f"/projects/{project.id}/prices").text
