"""What is in a workbook, before it is stored: GET /catalogue/previews/<job>."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Edition
from tests.statements import counted
from tests.web.catalogue.conftest import flat, forms, stored, unknown

ODD = [
    (n, f"9.{n}", f"Galian 1 m3 nomor {n}", "", "Bahan", "Pasir", "m3", "apa") for n in range(60)
]


def editions(app) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Edition))


def test_while_it_is_read_the_page_shows_how_far(page):
    url = page.post("/catalogue/upload", data={"file": (BytesIO(flat()), "a.xlsx")}).location
    text = page.get(url).text
    assert "<progress" in text
    assert 'hx-get="/jobs/1?wait=1"' in text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text


def test_a_table_shows_layout_counts_and_every_row(app, page, brought):
    text = page.get(brought(flat())).text
    assert "Tabel: satu baris per komponen" in text
    for label, count in (("Analisa", 2), ("Komponen", 5), ("Baris tabel", 6)):
        assert f"<dt>{label}</dt><dd>{count}</dd>" in text
    assert 'name="edition"' in text
    assert editions(app) == 0


def test_every_problem_has_its_place_and_a_sentence(page, brought):
    url = brought(flat())
    text = page.get(url, query_string={"kind": "row.no_category"}).text
    assert "Sheet1 " in text
    assert 'aria-current="true">Tanpa kelompok' in text
    assert "lain" in text


def test_printed_prices_that_differ_are_listed_with_their_cause(page, brought):
    text = page.get(brought(forms())).text
    assert "Formulir A sampai F" in text
    assert "999.000,00" in text
    assert "Dinding I20" in text
    assert "Harga tercetak yang berbeda" in text


def test_many_findings_are_paged(page, brought):
    url = brought(flat(*ODD))
    first = page.get(url, query_string={"kind": "cell.not_a_number"}).text
    last = page.get(url, query_string={"kind": "cell.not_a_number", "page": "2"}).text
    assert first.count("periksa</span>") == 50
    assert last.count("periksa</span>") == 10
    assert "page=2#findings" in first


@pytest.mark.parametrize("query", ["kind=nonsense", "page=0", "page=999999", "kind=&page=x"])
def test_an_odd_address_shows_the_first_findings(page, brought, query):
    assert page.get(f"{brought(flat())}?{query}").status_code == 200


def test_what_is_new_is_counted_against_the_current_edition(app, page, admin, brought):
    first = stored(app, admin, flat(), "Lama")
    page.post(f"/catalogue/editions/{first}/current")
    more = (7, "3.1.1", "Plesteran 1 m2 dinding", "L.01", "Tenaga Kerja", "Pekerja", "OH", "0,3")
    text = page.get(brought(flat(more))).text
    assert "Analisa yang belum ada di “Lama”</dt><dd>1</dd>" in text


def test_a_file_that_is_stored_already_is_not_offered_again(page, edition, brought):
    text = page.get(brought(flat())).text
    assert 'name="edition"' not in text
    assert f"/catalogue/editions/{edition}" in text


def test_a_workbook_without_analyses_says_so(page, brought):
    from tests.interchange.workbooks import workbook

    text = page.get(brought(workbook({"S": [["halo"]]}))).text
    assert "Tidak ada analisa di buku kerja ini" in text
    assert 'name="edition"' not in text


def test_an_unknown_table_asks_what_its_columns_mean(page, brought):
    text = page.get(brought(unknown())).text
    assert 'name="column-3"' in text
    assert "Pasir &lt;urug&gt;" in text


def test_markup_in_a_workbook_stays_text(page, brought):
    title = "<script>alert(1)</script>"
    rows = [(8, title, "Galian 1 m3", "", "Bahan", "x", "m3", "apa")]
    text = page.get(brought(flat(*rows)), query_string={"kind": "cell.not_a_number"}).text
    assert title not in text


def test_the_page_takes_few_statements(app, page, brought):
    url = brought(flat(*ODD))
    with counted(app) as seen:
        assert page.get(url).status_code == 200
    assert len(seen) <= 12


def test_another_kind_of_job_has_no_preview(page, brought):
    url = brought(flat())
    page.post(f"{url}/import", data={"edition": "Buku"})
    assert page.get("/catalogue/previews/2").status_code == 404
    assert page.get("/catalogue/previews/99").status_code == 404


def test_only_administrators_see_previews(app, login, people, brought):
    url = brought(flat())
    assert login(app.test_client(), people["alice"]).get(url).status_code == 403
