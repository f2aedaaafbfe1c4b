"""GET /projects/<id>/prices: groups, filters, pages; the same few statements at any size."""

import re
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Resource
from app.services import revisions
from app.services.revisions import Order
from tests.statements import counted


@pytest.fixture
def url(project):
    return f"/projects/{project.id}/prices"


def fill(app, project, alice, rows):
    with app.app_context():
        order = Order(project.id, "test.fill", alice.id)
        revisions.run(order, lambda draft: {"ids": draft.bulk_insert(Resource, rows)})


def plain(count):
    return [
        {"identity": f"x{n}", "code": f"X.{n}", "name": f"Barang {n}", "category": "other"}
        for n in range(count)
    ]


def test_unknown_prices_stand_first_and_each_row_has_its_cell(bobs, url, project):
    page = bobs.get(url)
    assert page.status_code == 200
    heads = re.findall(r'scope="rowgroup" class="name[^>]*>\s*([^<]+?)\s*</th>', page.text)
    assert heads == ["Belum ada harga (1)", "A Tenaga kerja (2)"]
    assert f'name="p-{project.sand}-1" value=""' in page.text
    assert f'name="p-{project.labourer}-1" value="100.000,00"' in page.text
    assert "3 sumber daya" in page.text
    assert "1 belum ada harga" in page.text


def test_the_bar_says_whether_its_total_is_rounded_as_the_sheet_is(app, bobs, url, project, alice):
    def labels():
        return [
            re.search(r"<th[^>]*>(Total[^<]*)</th>", bobs.get(path).text).group(1)
            for path in (url, f"/projects/{project.id}/")
        ]

    assert labels() == ["Total (Rp)"] * 2
    rounding = {"total": {"mode": "down", "step": "1000"}}
    with app.app_context():
        order = Order(project.id, "test.round", alice.id)
        revisions.run(order, lambda draft: setattr(draft.project, "rounding", rounding))
    assert labels() == ["Total dibulatkan (Rp)"] * 2


def test_ids_are_unique(bobs, url):
    found = re.findall(r'\sid="([^"]+)"', bobs.get(url).text)
    assert sorted(found) == sorted(set(found))


def test_a_pack_and_every_kind_of_zero_are_shown(app, bobs, url, project, alice):
    given = {"category": "material", "unit": "kg", "price_date": None}
    pack = {"pack_unit": "zak", "pack_size": Fraction(40), "pack_price": Fraction(62_000)}
    rows = [
        {"identity": "a", "name": "Semen", **given, "price": None, "zero_reason": "", **pack},
        {
            "identity": "b", "name": "Air", **given, "price": Fraction(0), "zero_reason": "file",
            "pack_unit": "", "pack_size": None, "pack_price": None,
        },
        {
            "identity": "c", "name": "Tanah", **given, "price": Fraction(0), "zero_reason": "hibah",
            "pack_unit": "", "pack_size": None, "pack_price": None,
        },
    ]  # fmt: skip
    fill(app, project, alice, rows)
    text = bobs.get(url).text
    assert "zak 40 kg: 62.000" in text
    assert 'value="1.550,00"' in text
    assert "nol dari berkas" in text
    assert "nol: hibah" in text
    zero = bobs.get(f"{url}?only=zero_file").text
    assert "Air" in zero
    assert "Semen" not in zero


def test_search_and_an_unknown_filter_do_what_they_can(bobs, url):
    assert "Pekerja" not in bobs.get(f"{url}?q=mandor").text
    assert "Tidak ditemukan" in bobs.get(f"{url}?q=%25_%27").text
    assert "Pekerja" in bobs.get(f"{url}?only=x&page=99999999999&row=abc").text


def test_pages_are_linked_and_a_row_leads_to_its_page(app, bobs, url, project, alice):
    fill(app, project, alice, plain(250))
    first = bobs.get(f"{url}?q=barang")
    assert 'href="/projects/1/prices?q=barang&amp;page=2"' in first.text
    assert first.text.count('<tr class="r"') == 100
    with app.app_context():
        wanted = select(Resource.id).where(Resource.identity == "x249")
        number = db.session.execute(wanted).scalar_one()
    assert f'id="r-{number}"' in bobs.get(f"{url}?row={number}").text


@pytest.mark.parametrize("count", [60, 5_000])
def test_a_page_takes_few_statements_whatever_the_size(app, bobs, url, project, alice, count):
    fill(app, project, alice, plain(count))
    with counted(app) as seen:
        assert bobs.get(url).status_code == 200
    assert len(seen) <= 6


def test_a_viewer_reads_and_has_nothing_to_write_in(veras, url):
    text = veras.get(url).text
    assert "100.000,00" in text
    assert "belum ada harga" in text
    assert 'class="cell' not in text
    assert "resources/new" not in text


def test_a_stranger_finds_nothing(strangers, url):
    assert strangers.get(url).status_code == 404


def test_a_name_is_text_whatever_it_holds(app, bobs, url, project, alice):
    fill(app, project, alice, [{**plain(1)[0], "name": '"><script>alert(1)</script>'}])
    assert "<script>alert" not in bobs.get(url).text
