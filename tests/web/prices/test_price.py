"""POST /projects/<id>/resources/<rid>/price: one cell, for htmx and without script."""

import re

import pytest

from tests.statements import counted

NUMBERS = {
    "nan": "NaN",
    "signalling nan": "sNaN",
    "infinity": "Infinity",
    "minus infinity": "-inf",
    "exponent": "1e400",
    "huge exponent": "1e10000000",
    "tiny exponent": "1E-400",
    "fullwidth": "１２",
    "arabic": "٣",
    "superscript": "²",
    "half": "½",
    "underscore": "1_000",
    "hexadecimal": "0x10",
    "negative": "-5",
    "typographic minus": "\u22125",
    "odd grouping": "1.23",
    "foreign": "1,234.56",
    "three parts": "1.2.3",
    "too large": "1000000000000000",
    "thirty decimals": "0," + "1" * 30,
    "control": "12\0",
    "direction": "\u202e12",
    "long": "9" * 100_000,
}


@pytest.fixture
def send(bobs, project, resource, htmx):
    """`send(text)`: type into the cell of the sand as the page shows it."""

    def post(text, *, number=project.sand, version=None, reason=None, who=bobs, headers=htmx):
        seen = version or resource(number).version
        data = {f"p-{number}-{seen}": text} if text is not None else {}
        if reason is not None:
            data[f"z-{number}-{seen}"] = reason
        url = f"/projects/{project.id}/resources/{number}/price?l=id"
        return who.post(url, data=data, headers=headers)

    return post


def test_the_row_the_total_bar_and_the_counts_come_back(send, project, resource):
    answer = send("125.000")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(
        f'<tr class="r" id="r-{project.sand}" data-state="saved"'
    )
    assert f'name="p-{project.sand}-2" value="125.000,00"' in answer.text
    assert 'hx-target="#totals"' in answer.text
    assert '<p id="counts">3 sumber daya</p>' in answer.text
    assert "<html" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert resource(project.sand).price == 125_000


def test_without_script_it_leads_back_to_the_row(send, project, resource):
    answer = send("125.000", headers={})
    assert answer.status_code == 303
    assert answer.location == f"/projects/{project.id}/prices?row={project.sand}#r-{project.sand}"
    assert resource(project.sand).price == 125_000


def test_an_emptied_cell_says_how_many_items_wait_for_it(send, project, resource):
    answer = send("", number=project.labourer)
    assert answer.status_code == 200
    assert "1 item menjadi belum lengkap" in answer.text
    assert resource(project.labourer).price is None


def test_a_replaced_pack_is_told(send, bobs, project, resource):
    pack = {"version": "1", "pack_unit": "zak", "pack_size": "40", "pack_price": "62.000"}
    bobs.post(f"/projects/{project.id}/resources/{project.sand}/market", data=pack)
    answer = send("1.600")
    assert "(zak 40 m3: 62.000) diganti" in answer.text
    assert resource(project.sand).pack_price is None


def test_a_zero_is_asked_for_its_reason_below_the_row(send, project, resource, revision):
    before = revision()
    answer = send("0")
    assert answer.status_code == 422
    assert f'name="p-{project.sand}-1" value="0"' in answer.text
    assert f'name="z-{project.sand}-1"' in answer.text
    assert f'id="c-{project.sand}-1"' in answer.text
    assert (revision(), resource(project.sand).price) == (before, None)


def test_the_reason_alone_makes_it_zero_and_takes_the_question_away(bobs, project, resource, htmx):
    url = f"/projects/{project.id}/resources/{project.sand}/price?l=id&note=1"
    answer = bobs.post(url, data={f"z-{project.sand}-1": "disediakan pemilik"}, headers=htmx)
    assert answer.status_code == 200
    assert f'<hx-partial hx-target="#c-{project.sand}-1" hx-swap="delete">' in answer.text
    row = resource(project.sand)
    assert (row.price, row.zero_reason) == (0, "disediakan pemilik")


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS.keys())
def test_odd_input_is_refused_beside_the_cell_and_kept(send, project, resource, revision, text):
    before = revision()
    answer = send(text)
    assert answer.status_code == 422
    assert f'id="p-{project.sand}-e"' in answer.text
    assert re.search(r'aria-invalid="true"', answer.text)
    if text.isprintable() and len(text) < 100:
        assert f'value="{text}"' in answer.text
    assert (revision(), resource(project.sand).price) == (before, None)


@pytest.mark.parametrize(
    ("text", "price"),
    [("1.234", 1234), ("1 234", 1234), ("1\u00a0234", 1234), ("Rp 1.000.000,-", 1_000_000)],
)
def test_money_as_people_write_it_is_read(send, project, resource, text, price):
    assert send(text).status_code == 200
    assert resource(project.sand).price == price


@pytest.mark.parametrize("text", ["", "  ", "\u200b"])
def test_nothing_visible_means_unknown(send, project, resource, text):
    assert send(text, number=project.labourer).status_code == 200
    assert resource(project.labourer).price is None


def test_a_refusal_without_script_shows_the_page_with_the_text_kept(send, project):
    answer = send("abc", headers={})
    assert answer.status_code == 422
    assert "<html" in answer.text
    assert 'value="abc"' in answer.text
    assert f'<a href="#p-{project.sand}">' in answer.text


def test_a_refused_cell_keeps_the_version_that_was_seen(send, alices, project, resource):
    send("5", who=alices)
    assert f'name="p-{project.sand}-1" value="abc"' in send("abc", version=1).text
    assert send("6", version=1).status_code == 409
    assert resource(project.sand).price == 5


def test_the_same_cell_twice_with_different_contents_is_refused(bobs, project, resource, htmx):
    url = f"/projects/{project.id}/resources/{project.sand}/price"
    data = {f"p-{project.sand}-1": ["1", "2"]}
    assert bobs.post(url, data=data, headers=htmx).status_code == 422
    assert resource(project.sand).price is None


@pytest.mark.parametrize("data", [{}, {"qty[]": "1"}, {"p-1": "1"}, {"p-999-1": "1"}])
def test_a_request_without_the_cell_is_refused(bobs, project, htmx, data):
    url = f"/projects/{project.id}/resources/{project.sand}/price"
    answer = bobs.post(url, data=data, headers=htmx)
    assert answer.status_code == 422
    assert "Tidak ada harga yang dikirim" in answer.text


def test_the_second_of_two_people_sees_both_values(send, alices, project, resource):
    send("777", who=alices)
    answer = send("888", version=1)
    assert answer.status_code == 409
    assert 'data-state="conflict"' in answer.text
    for said in ("Alice mengubah Harga", "777,00", "Pakai 777,00", "Simpan 888"):
        assert said in answer.text
    assert f'name="p-{project.sand}-2" value="888"' in answer.text
    assert resource(project.sand).price == 777
    assert send("888", version=2).status_code == 200
    assert resource(project.sand).price == 888


def test_a_conflict_without_script_is_a_page(send, alices, project):
    send("777", who=alices)
    answer = send("888", version=1, headers={})
    assert answer.status_code == 409
    assert "<html" in answer.text
    assert f'id="c-{project.sand}-1"' in answer.text


def test_a_repeated_request_has_one_effect(send, revision):
    first = send("125.000", version=1)
    after = revision()
    second = send("125.000", version=1)
    assert (first.status_code, second.status_code) == (200, 200)
    assert revision() == after


def test_a_viewer_may_not_and_a_stranger_sees_nothing(send, veras, strangers, project, resource):
    assert send("1", who=veras).status_code == 403
    assert send("x", who=veras).status_code == 403
    assert send("1", who=strangers).status_code == 404
    assert send("x", who=strangers).status_code == 404
    assert resource(project.sand).price is None


def test_a_resource_that_is_not_there_is_not_found(bobs, project, htmx):
    for number in (999, 2**62):
        url = f"/projects/{project.id}/resources/{number}/price"
        data = {f"p-{number}-1": "1"}
        assert bobs.post(url, data=data, headers=htmx).status_code in {404, 422}


@pytest.mark.parametrize(("name", "text"), [("labourer", "105.000"), ("sand", "5")])
def test_an_edit_takes_at_most_sixteen_statements(app, send, project, resource, name, text):
    number = getattr(project, name)
    version = resource(number).version
    with counted(app) as seen:
        assert send(text, number=number, version=version).status_code == 200
    assert len(seen) <= 16


def test_the_answer_is_small(send):
    assert len(send("125.000").data) < 3_000


def test_what_somebody_else_changed_beside_the_price_is_named(bobs, alices, project, htmx):
    url = f"/projects/{project.id}/resources/{project.sand}"
    words = {"version": "1", "name": "Pasir urug halus", "unit": "m3", "category": "material"}
    assert alices.post(f"{url}/description", data={**words, "code": ""}).status_code == 303
    answer = bobs.post(f"{url}/price?l=id", data={f"p-{project.sand}-1": "120.000"}, headers=htmx)
    assert answer.status_code == 200
    assert "Alice juga mengubah baris ini: Nama. Semua perubahan tersimpan." in answer.text
