"""GET /catalogue/search: for everybody who is logged in; with script and without."""

import re

import pytest

from tests.fixtures_adopt import SE, add_analysis, add_edition, small_catalogue
from tests.statements import counted
from tests.web.search.pages import PARTIAL

URL = "/catalogue/search"


@pytest.fixture
def shelf(app, people):
    with app.app_context():
        return small_catalogue()


@pytest.fixture
def veras(client, login, vera):
    return login(client, vera)


def test_it_needs_a_login(client):
    assert client.get(URL).status_code == 303


def test_without_a_catalogue_the_page_says_who_brings_one(veras):
    page = veras.get(URL)
    assert page.status_code == 200
    assert "Belum ada katalog" in page.text


def test_without_words_the_page_says_what_can_be_typed(veras, shelf):
    page = veras.get(URL).text
    assert "Pekerjaan apa yang dicari?" in page
    assert "btn k225" in page


def test_one_letter_is_not_enough(veras, shelf):
    assert "Pekerjaan apa yang dicari?" in veras.get(f"{URL}?q=b").text


def test_hits_carry_code_title_unit_and_edition(veras, shelf):
    page = veras.get(f"{URL}?q=btn").text
    row = re.search(rf'<tr class="r" id="h-{shelf.concrete}">.*?</tr>', page, re.DOTALL)[0]
    for text in ("A.1", "Beton 1 m3", "<td>m3</td>", SE):
        assert text in row
    assert "1 analisa ditemukan" in page
    assert 'value="btn"' in page


def test_a_unit_read_from_the_title_is_marked(veras, shelf):
    page = veras.get(f"{URL}?q=kabel").text
    assert "usulan" in page


def test_nothing_found_offers_the_next_step(veras, shelf):
    page = veras.get(f"{URL}?q=xyzzy&unit=m3").text
    assert "Tidak ada hasil untuk “xyzzy”" in page
    assert "Cari di semua satuan" in page


def test_other_editions_are_offered_where_only_the_current_one_was_searched(app, veras, shelf):
    from app.services import transactions

    with app.app_context(), transactions.writing() as session:
        other = add_edition(session, "SE 1/2027", is_current=True)
        add_analysis(session, other, ("Z.1", "Pagar", "m2"), [])
    page = veras.get(f"{URL}?q=beton").text

    assert "Cari di semua edisi" in page
    assert f'id="h-{shelf.concrete}"' in veras.get(f"{URL}?q=beton&edition=all").text
    assert f'id="h-{shelf.concrete}"' in veras.get(f"{URL}?q=beton&edition={shelf.edition}").text


@pytest.mark.parametrize("edition", ["0", "-1", "99999999999999999999", "x", "1%00"])
def test_an_edition_that_is_not_there_is_the_usual_one(veras, shelf, edition):
    assert f'id="h-{shelf.concrete}"' in veras.get(f"{URL}?q=beton&edition={edition}").text


@pytest.mark.parametrize("words", ["%00%00", "(((", "%F0%9F%92%A5%F0%9F%92%A5", "a" * 5000, "\\\\"])
def test_odd_words_break_nothing(veras, shelf, words):
    assert veras.get(f"{URL}?q={words}").status_code == 200


def test_words_are_shown_as_text_only(veras, shelf):
    page = veras.get(f"{URL}?q=<script>x</script>").text
    assert "<script>x" not in page


def test_typing_gets_the_hits_and_their_count_alone(veras, shelf):
    answer = veras.get(f"{URL}?q=beton", headers=PARTIAL)
    assert answer.text.lstrip().startswith('<div id="hits">')
    assert 'hx-target="#found"' in answer.text
    assert "<html" not in answer.text
    assert len(answer.data) < 4000


def test_the_unit_filter_leaves_what_is_counted_so(veras, shelf):
    assert f'id="h-{shelf.cable}"' in veras.get(f"{URL}?q=a.3&unit=m").text
    assert f'id="h-{shelf.cable}"' not in veras.get(f"{URL}?q=a.3&unit=m3").text


def test_the_page_reads_in_english(veras, shelf):
    veras.set_cookie("language", "en")
    veras.post("/account/language", data={"language": "en"})
    assert "1 analysis found" in veras.get(f"{URL}?q=beton").text


def test_a_search_asks_few_statements(app, veras, shelf):
    veras.get(f"{URL}?q=beton")
    with counted(app) as statements:
        veras.get(f"{URL}?q=beton&unit=m3")
    assert len(statements) <= 6


def test_a_price_list_prices_the_hits_that_it_names_completely(app, veras, shelf):
    assert "Biaya langsung" not in veras.get(f"{URL}?q=a.").text
    page = veras.get(f"{URL}?q=a.2&prices={shelf.prices}").text
    # 0,3 OH at 120.000 and 10 kg at 1.550, before any markup.
    row = re.search(rf'id="h-{shelf.mortar}">.*?</tr>', page, re.DOTALL)[0]
    assert "51.500,00" in row
    assert re.search(rf'<option value="{shelf.prices}" selected', page)


def test_what_a_list_does_not_price_is_unknown(app, veras, shelf):
    from app.models import PriceList
    from app.services import transactions

    with app.app_context(), transactions.writing() as session:
        empty = PriceList(name="Kosong", identity="kosong", state="ready")
        session.add(empty)
        session.flush()
        number = empty.id
    page = veras.get(f"{URL}?q=a.2&prices={number}").text
    assert "belum ada harga" in page


@pytest.mark.parametrize("prices", ["0", "99", "x", "-1", "99999999999999999999"])
def test_a_price_list_that_is_not_there_is_none(veras, shelf, prices):
    page = veras.get(f"{URL}?q=a.2&prices={prices}")
    assert page.status_code == 200
    assert "Biaya langsung" not in page.text
