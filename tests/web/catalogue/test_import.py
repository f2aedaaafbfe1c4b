"""A workbook becomes an edition: POST /catalogue/previews/<job>/import."""

import pytest

from tests.web.catalogue.conftest import KEY, flat, unknown

HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_is_stored_by_a_job_and_then_opened(page, work, brought, headers):
    url = brought(flat())
    answer = page.post(f"{url}/import", data={"edition": " Buku  2025 "}, headers=headers)
    watched = answer.headers.get("HX-Redirect") or answer.location
    assert watched == "/jobs/2"
    assert "<progress" in page.get(watched).text
    work()
    assert "/catalogue/editions/1" in page.get(watched).text
    assert "Buku 2025" in page.get("/catalogue/editions/1").text


def test_sent_twice_it_is_one_job_and_one_edition(page, work, brought):
    url = brought(flat())
    sent = {"edition": "Buku", "_key": KEY}
    assert len({page.post(f"{url}/import", data=sent).location for _ in range(2)}) == 1
    work()
    assert page.get("/catalogue").text.count('<tr class="r"') == 1


@pytest.mark.parametrize("headers", [{}, HX])
@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\u202eb"])
def test_a_name_that_cannot_be_is_refused_and_kept(page, brought, name, headers):
    url = brought(flat())
    answer = page.post(f"{url}/import", data={"edition": name}, headers=headers)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{name}"' in answer.text
    assert page.get("/jobs/2").status_code == 404


def test_a_name_that_is_taken_by_another_file_is_refused(page, edition, brought):
    more = (7, "3.1.1", "Plesteran 1 m2 dinding", "L.01", "Tenaga Kerja", "Pekerja", "OH", "0,3")
    url = brought(flat(more))
    answer = page.post(f"{url}/import", data={"edition": "BUKU  datar"})
    assert answer.status_code == 422
    assert 'value="BUKU  datar"' in answer.text
    assert edition == 1


def test_what_has_no_analyses_cannot_be_stored(page, brought):
    answer = page.post(f"{brought(unknown())}/import", data={"edition": "Buku"})
    assert answer.status_code == 404


def test_only_administrators_store(app, login, people, brought):
    url = brought(flat())
    alice = login(app.test_client(), people["alice"])
    assert alice.post(f"{url}/import", data={"edition": "Buku"}).status_code == 403
