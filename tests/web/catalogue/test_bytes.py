"""What the longest pages weigh on the wire."""

import pytest

from tests.web.catalogue.conftest import flat, stored

#: Bytes of the HTML of a page, compressed, as the budget of every page says.
PAGE_HTML = 8_000
LONG = "menggunakan campuran semen dan pasir termasuk pengangkutan ke lokasi pekerjaan"
ROWS = [
    (n, f"9.{n}.{n % 7}", f"Pasangan 1 m{n % 3} nomor {n * 7919} {LONG}", f"M.{n}", "Bahan",
     f"Bahan nomor {n * 104729}", "m3", "apa")
    for n in range(100, 300)
] + [
    (n, f"9.{n}.{n % 7}", f"Pasangan 1 m{n % 3} nomor {n * 7919} {LONG}", "L.04", "Tenaga Kerja",
     "Mandor", "OH", "0,01")
    for n in range(100, 300)
]  # fmt: skip


@pytest.fixture
def weight(page):
    def measure(address: str) -> int:
        answer = page.get(address, headers={"Accept-Encoding": "br"})
        assert (answer.status_code, answer.headers.get("Content-Encoding")) == (200, "br"), address
        return len(answer.data)

    return measure


def test_no_page_of_a_long_edition_is_heavier_than_its_budget(app, admin, weight):
    stored(app, admin, flat(*ROWS), "Tebal")
    pages = ["1", "1?chapter=*", "1/findings", "1/resources?category=material"]
    weights = {page: weight(f"/catalogue/editions/{page}") for page in pages}
    weights["resource"] = weight("/catalogue/resources/2")
    assert {page: n for page, n in weights.items() if n > PAGE_HTML} == {}


def test_no_preview_is_heavier_than_its_budget(brought, weight):
    url = brought(flat(*ROWS))
    weights = {query: weight(url + query) for query in ("", "?kind=cell.not_a_number&page=2")}
    assert {page: n for page, n in weights.items() if n > PAGE_HTML} == {}
