"""An edition, chapter by chapter: GET /catalogue/editions/<id>."""

import pytest

from tests.statements import counted
from tests.web.catalogue.conftest import flat, found_ids, stored

MANY = [
    (n, f"9.{n:03d}", f"Galian 1 m3 nomor {n}", "", "Bahan", "Pasir", "m3", "1")
    for n in range(100, 220)
]


def test_it_lists_its_analyses_with_unit_and_printed_price(page, book):
    text = page.get(f"/catalogue/editions/{book}", query_string={"chapter": "*"}).text
    assert len(found_ids(text, "analyses")) == 2
    assert "999.000,00" in text
    assert "usulan</span>" in text


def test_a_long_edition_is_paged_and_no_analysis_is_lost(app, page, admin):
    edition = stored(app, admin, flat(*MANY), "Tebal")
    url, seen = f"/catalogue/editions/{edition}?chapter=*", []
    while url:
        text = page.get(url).text
        seen += found_ids(text, "analyses")
        following = text.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        url = following.replace("&amp;", "&") if 'rel="next"' in text else ""
    assert len(seen) == len(set(seen)) == 122


def test_a_chapter_shows_its_own_analyses(page, book):
    text = page.get(f"/catalogue/editions/{book}").text
    if "chapter=" in text:
        assert found_ids(text, "analyses") == []
    else:
        assert len(found_ids(text, "analyses")) == 2


@pytest.mark.parametrize("query", ["chapter=tidak+ada", "after=99999", "after=x", "after=-1"])
def test_an_odd_address_is_no_error(page, edition, query):
    answer = page.get(f"/catalogue/editions/{edition}?{query}")
    assert answer.status_code == 200


@pytest.mark.parametrize("number", ["0", "99", "9223372036854775808"])
def test_an_edition_that_is_not_there_is_not_found(page, number):
    assert page.get(f"/catalogue/editions/{number}").status_code == 404


@pytest.mark.parametrize("name", ["vera", "charlie"])
def test_everybody_reads(app, login, people, edition, name):
    reader = login(app.test_client(), people[name])
    answer = reader.get(f"/catalogue/editions/{edition}", query_string={"chapter": "*"})
    assert answer.status_code == 200
    assert "Penggalian" in answer.text


def test_the_findings_of_its_import_are_kept(page, book):
    text = page.get(f"/catalogue/editions/{book}/findings").text
    assert "Harga tercetak yang berbeda" in text
    assert "Dinding I20" in text


def test_english_is_complete(page, book):
    page.post("/account/language", data={"language": "en"})
    text = page.get(f"/catalogue/editions/{book}/findings").text
    assert "Printed prices that differ" in text


def test_the_page_takes_few_statements(app, page, edition):
    with counted(app) as seen:
        assert page.get(f"/catalogue/editions/{edition}").status_code == 200
    assert len(seen) <= 12
