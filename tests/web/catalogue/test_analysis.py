"""An analysis as its printed form, its unit, and its resources."""

import pytest

from tests.statements import counted
from tests.web.catalogue.conftest import field, found_ids

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def analyses(page, edition) -> list[int]:
    listed = page.get(f"/catalogue/editions/{edition}", query_string={"chapter": "*"}).text
    return found_ids(listed, "analyses")


def form(page, number: int) -> str:
    return page.get(f"/catalogue/analyses/{number}").text


def test_the_form_has_its_blocks_and_coefficients_as_printed(page, analyses):
    text = form(page, analyses[1])
    for said in ("Tenaga kerja", "Bahan", "Peralatan", "70,5000", "0,3200", "Bata merah"):
        assert said in text
    assert "tidak ada baris" in text


def test_a_remark_of_the_book_stands_at_its_row(page, analyses):
    text = form(page, analyses[1])
    row = text[text.index("&lt;b&gt;Lain&lt;/b&gt;") :]
    assert '<span class="gap">' in row[:300]


def test_the_printed_unit_price_closes_the_form(page, book):
    listed = page.get(f"/catalogue/editions/{book}", query_string={"chapter": "*"}).text
    text = form(page, found_ids(listed, "analyses")[1])
    assert '<td class="n amt">999.000,00</td>' in text


def test_a_proposed_unit_is_marked_and_only_administrators_may_confirm_it(
    app, page, login, alice, analyses
):
    text = form(page, analyses[0])
    assert "usulan</span>" in text
    assert field(text, "unit") == "m3"
    seen = login(app.test_client(), alice).get(f"/catalogue/analyses/{analyses[0]}").text
    assert "usulan</span>" in seen
    assert 'name="unit"' not in seen


@pytest.mark.parametrize("headers", [{}, HX])
def test_a_corrected_unit_counts_and_names_who_said_so(page, analyses, headers):
    url = f"/catalogue/analyses/{analyses[0]}"
    answer = page.post(f"{url}/unit", data={"unit": " m2 "}, headers=headers)
    assert (answer.headers.get("HX-Redirect") or answer.location) == url
    text = page.get(url).text
    assert "<b>m2</b>" in text
    assert "Ditegaskan oleh Admin" in text
    assert "Dari judul: m3." in text


def test_confirming_twice_is_harmless(page, analyses):
    url = f"/catalogue/analyses/{analyses[0]}/unit"
    assert {page.post(url, data={"unit": "m3"}).status_code for _ in range(2)} == {303}


@pytest.mark.parametrize("typed", ["", "x" * 51, "m\u202e3"])
def test_a_unit_that_cannot_be_is_refused_and_kept(page, analyses, typed):
    answer = page.post(f"/catalogue/analyses/{analyses[0]}/unit", data={"unit": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert field(answer.text, "unit") == typed
    assert "usulan</span>" in answer.text


def test_others_confirm_nothing(app, login, alice, page, analyses):
    url = f"/catalogue/analyses/{analyses[0]}/unit"
    answer = login(app.test_client(), alice).post(url, data={"unit": "m2"})
    assert answer.status_code == 403
    assert "usulan</span>" in form(page, analyses[0])


def test_a_resource_names_the_analyses_that_use_it(page, analyses):
    resource = found_ids(form(page, analyses[0]), "resources")[0]
    text = page.get(f"/catalogue/resources/{resource}").text
    assert found_ids(text, "analyses") == analyses
    assert "dipakai di 2 baris" in text


def test_resources_are_listed_by_category(page, edition):
    url = f"/catalogue/editions/{edition}/resources"
    assert "Pekerja" in page.get(url).text
    text = page.get(url, query_string={"category": "material"}).text
    assert "Bata merah" in text
    assert "Pekerja" not in text
    assert page.get(url, query_string={"category": "nonsense"}).status_code == 200
    assert "Tidak ada sumber daya" in page.get(url, query_string={"category": "equipment"}).text


@pytest.mark.parametrize("what", ["analyses", "resources"])
@pytest.mark.parametrize("number", ["0", "999", "9223372036854775808"])
def test_what_is_not_there_is_not_found(page, what, number):
    assert page.get(f"/catalogue/{what}/{number}").status_code == 404


def test_the_pages_take_few_statements(app, page, analyses):
    for url in (f"/catalogue/analyses/{analyses[1]}", "/catalogue/resources/1"):
        with counted(app) as seen:
            assert page.get(url).status_code == 200
        assert len(seen) <= 12
