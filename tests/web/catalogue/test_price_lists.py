"""Price lists: GET /catalogue/price-lists and one of them."""

import pytest

from app.models import ListedPrice
from app.services import transactions
from tests.statements import counted
from tests.web.catalogue.conftest import found_ids


@pytest.fixture
def listed(page, book) -> int:
    (number,) = found_ids(page.get("/catalogue/price-lists").text, "price-lists")
    assert book
    return number


def more(app, listed: int, count: int) -> None:
    with app.app_context(), transactions.writing() as session:
        session.add_all(
            ListedPrice(
                list_id=listed, identity=f"b{n}|kg|material|", name=f"Bahan nomor {n}",
                unit="kg", category="material", price=None,
            )
            for n in range(count)
        )  # fmt: skip


def test_without_a_list_the_page_says_where_they_come_from(page):
    text = page.get("/catalogue/price-lists").text
    assert "Belum ada daftar harga" in text
    assert "/catalogue/upload" in text


def test_a_list_shows_its_prices(page, listed):
    text = page.get(f"/catalogue/price-lists/{listed}").text
    assert "Pekerja" in text
    assert "100.000,00" in text
    assert "Buku formulir" in text


def test_a_search_looks_into_names_and_keeps_its_words(page, listed):
    text = page.get(f"/catalogue/price-lists/{listed}", query_string={"q": "bata"}).text
    assert "Bata merah" in text
    assert "Pekerja" not in text
    assert 'value="bata"' in text


@pytest.mark.parametrize("words", ["%", "_", "tidak ada", "'", "\\"])
def test_words_without_a_price_say_so(page, listed, words):
    text = page.get(f"/catalogue/price-lists/{listed}", query_string={"q": words}).text
    assert "Tidak ada yang ditemukan" in text or "Tidak ditemukan" in text


def test_htmx_gets_the_rows_alone(page, listed):
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    text = page.get(f"/catalogue/price-lists/{listed}?q=bata", headers=headers).text
    assert text.lstrip().startswith('<div class="stack" id="rows">')


def test_a_long_list_is_paged_and_unknown_prices_are_not_zero(app, page, listed):
    more(app, listed, 150)
    url, rows = f"/catalogue/price-lists/{listed}?q=nomor", 0
    first = page.get(url).text
    assert first.count("belum ada harga") == 100
    following = first.split('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    rest = page.get(following.replace("&amp;", "&")).text
    rows = first.count('<tr class="r">') + rest.count('<tr class="r">')
    assert rows == 150
    assert 'rel="next"' not in rest


@pytest.mark.parametrize("number", ["0", "99", "9223372036854775808"])
def test_a_list_that_is_not_there_is_not_found(page, number):
    assert page.get(f"/catalogue/price-lists/{number}").status_code == 404


def test_everybody_reads_prices(app, login, vera, listed):
    reader = login(app.test_client(), vera)
    assert reader.get(f"/catalogue/price-lists/{listed}").status_code == 200


def test_the_pages_take_few_statements(app, page, listed):
    for url in ("/catalogue/price-lists", f"/catalogue/price-lists/{listed}"):
        with counted(app) as seen:
            assert page.get(url).status_code == 200
        assert len(seen) <= 12
