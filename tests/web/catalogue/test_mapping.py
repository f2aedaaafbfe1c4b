"""A person says what the columns mean: POST /catalogue/previews/<job>/mapping."""

import pytest

from tests.web.catalogue.conftest import KEY, flat, unknown

CHOSEN = {
    "column-1": "code", "column-2": "title", "column-3": "name", "column-4": "unit",
    "column-5": "coefficient",
}  # fmt: skip
HX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_the_table_is_read_again_with_the_chosen_columns(page, work, brought):
    url = brought(unknown())
    answer = page.post(f"{url}/mapping", data=CHOSEN)
    assert answer.status_code == 303
    work()
    text = page.get(answer.location).text
    assert "<dt>Analisa</dt><dd>2</dd>" in text
    assert 'name="edition"' in text


def test_the_choice_is_remembered_for_tables_with_this_heading(page, work, brought):
    url = brought(unknown())
    mapped = page.post(f"{url}/mapping", data=CHOSEN).location
    work()
    page.post(f"{mapped}/import", data={"edition": "Buku"})
    work()
    text = page.get(brought(unknown((4, "X.3", "Lain 1 m3", "Mandor", "OH", 1, "")))).text
    assert 'name="column-3"' not in text
    assert "<dt>Analisa</dt><dd>3</dd>" in text


def test_a_meaning_twice_and_one_that_lacks_are_told_and_the_choice_stays(page, brought):
    url = brought(unknown())
    wrong = {"column-1": "code", "column-3": "code"}
    for headers in ({}, HX):
        answer = page.post(f"{url}/mapping", data=wrong, headers=headers)
        assert answer.status_code == 422
        assert 'id="column-3-error"' in answer.text
        assert answer.text.count('<option value="code" selected>') == 2
        assert "Pilih kolom untuk: Nama komponen, Koefisien." in answer.text


@pytest.mark.parametrize(
    "odd", [{"column-99": "name"}, {"column-1": "nonsense"}, {"column-x": "name"}, {}]
)
def test_columns_that_do_not_exist_are_no_choice(page, brought, odd):
    answer = page.post(f"{brought(unknown())}/mapping", data=odd)
    assert answer.status_code == 422
    assert "Nama komponen" in answer.text


def test_a_form_sent_twice_is_one_job(page, brought):
    url = brought(unknown())
    sent = {**CHOSEN, "_key": KEY}
    assert len({page.post(f"{url}/mapping", data=sent).location for _ in range(2)}) == 1


def test_the_columns_of_a_known_table_can_be_corrected(page, brought):
    url = brought(flat())
    assert "columns=1" in page.get(url).text
    text = page.get(url, query_string={"columns": "1"}).text
    assert '<option value="coefficient" selected>' in text


def test_only_administrators_choose(app, login, people, brought):
    url = brought(unknown())
    alice = login(app.test_client(), people["alice"])
    assert alice.post(f"{url}/mapping", data=CHOSEN).status_code == 403
